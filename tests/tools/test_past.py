"""A past that was laid is one that could have happened: each of its rows agrees with all others, as the code would have
left them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Row, select

from routing.reasons import Reason
from tests.ledger.conftest import backend, bare_ledger, postgres, sqlite_template, url
from tools.past import lay_past
from tools.past.ink import COLUMNS
from voice_app import numbers
from voice_app.ledger import Ledger, Phone, agents, lines, opt_outs, tables
from voice_app.ledger.rows import many
from voice_app.ledger.transfers import Transfer
from voice_app.line import Line, load
from voice_app.terms import Terms

__all__ = ["backend", "bare_ledger", "postgres", "sqlite_template", "url"]

UNTIL = datetime(2026, 11, 26, 15, 7, tzinfo=UTC)
FROM = UNTIL - timedelta(days=45)
DAY = timedelta(days=1)
LINE = load(Path("line.toml"))
Past = dict[str, list[Row[Any]]]


def read(ledger: Ledger) -> Past:
    with ledger.read() as connection:
        names = (*COLUMNS, "agents", "line_versions")
        return {
            name: list(connection.execute(select(*(table.c)).order_by(table.c[table.primary_key.columns.keys()[0]])))
            for name in names
            for table in (tables.metadata.tables[name],)
        }


def lay(ledger: Ledger, line: Line = LINE, seed: int = 7, calls_a_day: int = 110, days: int = 45) -> Past:
    lay_past(ledger, line, until=UNTIL, days=days, calls_a_day=calls_a_day, chance=Random(seed))  # noqa: S311 - made up, not secret
    return read(ledger)


@pytest.fixture(scope="module")
def past(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    file = tmp_path_factory.mktemp("past") / "ledger.db"
    file.write_bytes(sqlite_template.read_bytes())
    ledger = Ledger(f"sqlite:///{file}")
    yield lay(ledger)
    ledger.close()


def by(rows: list[Row[Any]], key: Callable[[Row[Any]], Any]) -> dict[Any, list[Row[Any]]]:
    found = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def test_both_databases_are_laid_the_same_past(past: Past, bare_ledger: Ledger) -> None:
    assert lay(bare_ledger) == past


def test_another_chance_is_another_past(past: Past, bare_ledger: Ledger) -> None:
    other = lay(bare_ledger, seed=8, days=3)
    assert not {call.sid for call in other["calls"]} & {call.sid for call in past["calls"]}


def test_who_has_a_past_keeps_it(bare_ledger: Ledger) -> None:
    before = lay(bare_ledger, days=1)
    with pytest.raises(ValueError, match="a past of its own"):
        lay(bare_ledger, days=1)
    assert read(bare_ledger) == before


def test_the_calls_are_as_many_as_were_asked_for_and_all_over(past: Past) -> None:
    assert 45 * 110 <= len(past["calls"]) <= 45 * 110 + 4
    for call in past["calls"]:
        assert FROM - DAY <= call.arrived_at < call.ended_at <= UNTIL
        assert call.wrapped_at is None or call.ended_at < call.wrapped_at <= UNTIL


def test_a_call_ended_as_what_happened_in_it_says(past: Past) -> None:
    promised = {one.call_sid for one in past["promises"] if one.talk is None}
    accepted = by(
        [one for one in past["reservations"] if one.result == "accepted" and one.call_sid], lambda r: r.call_sid
    )
    sent_on = by(past["transfers"], lambda one: one.call_sid)
    for call in past["calls"]:
        talks = accepted.get(call.sid, [])
        assert (call.outcome == "answered") == (call.answered_by is not None)
        assert (call.answered_at is not None) == bool(talks)
        assert len(talks) == (
            0 if call.answered_at is None else 1 + (call.answered_by is not None) * len(sent_on[call.sid])
        )
        if talks:
            assert call.answered_at == min(talk.closed_at for talk in talks)
            assert call.arrived_at < call.answered_at < call.ended_at
        if call.answered_by is not None:
            assert call.answered_by == max(talks, key=lambda talk: talk.closed_at).agent_id
        assert (call.outcome == "promised") <= (call.sid in promised)
        assert (call.outcome == "left") <= (call.need is None and call.language is None)
        assert (call.is_resolved is not None) == (call.wrapped_at is not None)
        assert (call.disposition == "resolved") == (call.is_resolved is True)
    assert {call.outcome for call in past["calls"]} == {"answered", "promised", "abandoned", "left"}


def test_who_waits_waits_for_somebody_and_who_comes_back_is_known(past: Past) -> None:
    week = timedelta(days=7)
    said = by([call for call in past["calls"] if call.phone and call.language], lambda call: (call.phone, call.need))
    for its in said.values():
        last = None
        for call in sorted(its, key=lambda call: call.arrived_at):
            is_back = last is not None and call.arrived_at - last.arrived_at <= week
            assert call.earlier_sid == (last.sid if last is not None and is_back else None)
            last = call
    for call in past["calls"]:
        assert call.outcome != "abandoned" or call.joined_at
        assert call.answered_at is None or call.arrived_at < call.joined_at < call.answered_at
    assert sum(call.earlier_sid is not None for call in past["calls"]) > 100


def test_nobody_talks_to_two_people_or_on_break(past: Past) -> None:
    """What an agent did, laid end to end: each talk, each try, each break and each shift."""
    ended = {call.sid: call for call in past["calls"]}
    tried = {attempt.id: attempt for attempt in past["attempts"]}
    moved = {one.talk: one for one in past["transfers"]}
    busy = defaultdict(list)
    for held in past["reservations"]:
        until = held.closed_at
        if held.result == "accepted" and held.promise_id:
            until = tried[held.id].customer_ended_at
        elif held.result == "accepted":
            until = moved[held.id].arrived_at if held.id in moved else ended[held.call_sid].ended_at
        busy[held.agent_id].append((held.reserved_at, until))
    for agent, its in by(past["presence_changes"], lambda one: one.agent_id).items():
        assert [one.at for one in its] == sorted(one.at for one in its)
        assert its[-1].presence == "signed_out"
        for change, following in pairwise(its):
            assert change.presence != following.presence
            if change.presence != "ready":
                busy[agent].append((change.at, following.at))
    assert set(busy) == {agent.id for agent in LINE.agents}
    for stretches in busy.values():
        for (_, over_at), (begun_at, _) in pairwise(sorted(stretches)):
            assert over_at <= begun_at


def test_agents_take_what_they_speak_and_say_why(past: Past) -> None:
    speaks = {agent.id: agent.languages for agent in LINE.agents}
    for held in past["reservations"]:
        reason = Reason.from_json(held.reason)
        assert reason.speaks == (reason.need.language in speaks[held.agent_id])
        assert reason.sentence()
        assert held.reserved_at < held.closed_at


def test_a_promise_is_what_its_attempts_made_of_it(past: Past) -> None:
    tries = by(past["attempts"], lambda one: one.promise_id)
    calls = {call.sid: call for call in past["calls"]}
    for promise in past["promises"]:
        its = tries.get(promise.id, [])
        assert sorted(one.n for one in its) == list(range(1, len(its) + 1))
        for earlier, later in pairwise(sorted(its, key=lambda one: one.n)):
            assert earlier.ended_at <= later.started_at
        assert all(promise.made_at <= one.started_at for one in its)
        assert all(one.ended_at <= (promise.closed_at or UNTIL) for one in its)
        spoke = [one for one in its if one.outcome == "spoke"]
        if promise.kept_how in ("spoke", "presumed"):
            assert [one.customer_answered_at for one in spoke] == [promise.kept_at]
            assert spoke[0].presumed == (promise.kept_how == "presumed")
        else:
            assert spoke == []
        if promise.kept_how == "called_back":
            rang = [call for call in calls.values() if call.phone == promise.phone and promise.kept_at]
            assert promise.kept_at in [call.answered_at for call in rang]
        if promise.state == "unreached":
            assert sum(one.outcome not in (None, "provider_error") for one in its) >= LINE.callback.attempts
        assert promise.prefix == numbers.prefix_of(promise.phone)
        assert calls[promise.call_sid].phone == promise.phone


def test_a_promise_is_due_when_the_line_says_and_marked_when_it_was_not_kept(past: Past) -> None:
    told = by(past["timeline"], lambda one: one.promise_id)
    for promise in past["promises"]:
        events = Counter(entry.event for entry in told[promise.id])
        over_at, minute = promise.closed_at or UNTIL, timedelta(minutes=1)
        assert promise.due_by - promise.made_at == LINE.callback.due_within  # this line is never closed
        assert promise.made_at < promise.effective_due_by <= promise.due_by
        is_late = (promise.kept_at or over_at) > promise.due_by
        if promise.broken_at is not None:
            assert is_late
            assert promise.due_by < promise.broken_at <= promise.due_by + minute
            assert promise.broken_because
        elif is_late:
            assert over_at <= promise.due_by + minute  # before the ticker's next look
        assert events["broken"] <= 1
        assert (promise.broken_at is not None) <= (events["broken"] == 1)
        assert events["escalated"] == promise.escalation
        assert events["made"] == 1
        assert [entry.at for entry in told[promise.id]] == sorted(entry.at for entry in told[promise.id])
        assert events[promise.state] == (promise.closed_at is not None)


def test_a_phone_is_owed_one_promise_at_a_time(past: Past) -> None:
    for its in by(past["promises"], lambda one: one.phone).values():
        for earlier, later in pairwise(sorted(its, key=lambda one: one.made_at)):
            assert earlier.closed_at is not None
            assert earlier.closed_at <= later.made_at


def test_all_that_a_supervisor_looks_for_is_there(past: Past) -> None:
    open_ones = [one for one in past["promises"] if one.closed_at is None]
    assert len(open_ones) <= 6
    assert any(one.broken_at for one in open_ones)
    assert any(one.escalated_at and not one.broken_at for one in open_ones)
    assert any(one.needs_approval for one in open_ones)
    assert {one.state for one in past["promises"]} == {"kept", "open", "unreached", "withdrawn"}
    assert {one.kept_how for one in past["promises"]} == {None, "spoke", "presumed", "called_back"}
    assert len({one.broken_because for one in past["promises"]}) >= 4
    assert {one.source for one in past["promises"]} >= {"wait", "agent"}
    assert {one.reason for one in past["presence_changes"]} > {None, "lunch", "coffee"}
    assert len({one.comment for one in past["follow_ups"]}) > 12
    assert {one.score for one in past["follow_ups"]} == {None, 1, 2, 3, 4, 5}
    assert any(one.wrong_choice for one in past["transfers"])
    assert {one.outcome for one in past["attempts"]} >= {None, "spoke", "no_answer", "busy", "machine"}
    week = defaultdict(list)
    for call in past["calls"]:
        week[(call.phone, call.arrived_at.isocalendar()[:2])].append(call)
    assert sum(len(its) >= 3 for (phone, _), its in week.items() if phone) > 10


def test_weeks_look_like_weeks(past: Past) -> None:
    zone = LINE.timezone
    calls = [call.arrived_at.astimezone(zone) for call in past["calls"]]
    by_day, by_hour = Counter(at.weekday() for at in calls), Counter(at.hour for at in calls)
    assert by_day[0] > by_day[2] > by_day[5]
    assert by_hour[10] > by_hour[18] > by_hour[3]


def test_people_are_asked_once_in_a_while_and_known_by_their_pseudonym(past: Past) -> None:
    calls = {call.sid: call for call in past["calls"]}
    for who, its in by(past["follow_ups"], lambda one: one.who).items():
        assert len({one.phone for one in its}) == 1
        for earlier, later in pairwise(sorted(its, key=lambda one: one.asked_at)):
            assert later.asked_at - earlier.asked_at >= LINE.follow_up.once_in
        assert len(who) == 64
    for one in past["follow_ups"]:
        assert one.asked_at == calls[one.call_sid].ended_at + LINE.follow_up.after
        assert (one.answered_at is not None) == (one.score is not None)


def test_phones_are_nobodys_or_what_our_examples_have(past: Past) -> None:
    begin = ("+31610", "+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+447700900")
    assert all(call.phone is None or call.phone.startswith(begin) for call in past["calls"])
    policy = LINE.policy
    for promise in past["promises"]:
        verdict = numbers.judge(Phone(promise.phone), policy)
        assert (verdict.decision == "callable") == (promise.approval_because is None)


def test_the_ledger_reads_it_as_its_own(bare_ledger: Ledger) -> None:
    lay(bare_ledger, days=4)
    with bare_ledger.read() as connection:
        assert [agent.presence for agent in agents.all(connection)] == ["signed_out"] * 3
        first = connection.execute(select(tables.follow_ups.c.phone, tables.follow_ups.c.who)).first()
        assert first is not None
        assert opt_outs.known_as(connection, first.phone) == first.who
        assert many(Transfer, connection, select(tables.transfers))
        version = lines.version(connection, 1)
        assert version is not None
        assert Line.from_dict(version.content).name == LINE.name


def test_a_line_that_closes_owes_callbacks_for_the_night(bare_ledger: Ledger) -> None:
    weekdays = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    content = LINE.as_dict()
    content["hours"] = weekdays
    content["callback"]["due_within"] = "24h"
    line = Line.from_dict(content)
    past = lay(bare_ledger, line, days=14)
    hours = Terms.of(line).hours(UNTIL)
    assert all(hours.is_open(call.arrived_at) for call in past["calls"] if call.outcome == "abandoned")
    assert any(one.source == "closed" for one in past["promises"])
    assert any(one.promised_late and one.late_because == "calendar" for one in past["promises"])
    assert not [one for one in past["reservations"] if one.reserved_at.astimezone(line.timezone).hour < 9]


def test_nobody_who_left_without_a_solution_is_noted_as_content(past: Past) -> None:
    """A supervisor who tries the service reads them as complaints."""
    noted = [call for call in past["calls"] if call.note is not None]
    assert len(noted) > 100
    settled = {bool(call.is_resolved) for call in noted if "tevreden" in call.note or "happy" in call.note}
    assert settled == {True}
