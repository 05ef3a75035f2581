"""Each figure of a day, reckoned once more from the bare rows; what is erased is gone from it."""

from collections import Counter
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.journeys.conftest import empty_ledger, ledger
from tests.journeys.world import World
from tests.pages.pasts import bare, past
from voice_app.digest import Digest, digest_of
from voice_app.ledger import tables

__all__ = ["bare", "empty_ledger", "ledger", "past"]

DAY = date(2026, 2, 25)
ZERO = timedelta()


def rows(world: World, name: str) -> list[Any]:
    with world.house.ledger.read() as connection:
        return list(connection.execute(select(tables.metadata.tables[name])))


def on_the_day(world: World, at: datetime | None) -> bool:
    return at is not None and at.astimezone(world.house.line.timezone).date() == DAY


@pytest.fixture
def digest(past: World) -> Digest:
    return digest_of(past.house.ledger, past.house.line, DAY, past.now)


def test_the_calls(past: World, digest: Digest) -> None:
    calls = [
        call
        for call in rows(past, "calls")
        if on_the_day(past, call.arrived_at)
        if call.language or call.answered_at or call.outcome == "missed_while_down"
    ]
    waits = [(call.answered_at - call.arrived_at).total_seconds() for call in calls if call.answered_at]
    hours = Counter(call.arrived_at.astimezone(past.house.line.timezone).hour for call in calls)
    figures = digest.figures
    assert (figures.calls, figures.answered) == (len(calls), len(waits))
    assert figures.gave_up == sum(call.outcome == "abandoned" for call in calls)
    assert figures.half_waited == timedelta(seconds=median(waits))
    assert figures.longest_wait == timedelta(seconds=max(waits))
    assert figures.fullest_hour is not None
    assert figures.fullest_hour[1] == max(hours.values()) == hours[figures.fullest_hour[0]]
    assert figures.about is not None
    assert figures.about[1] == max(Counter(call.need for call in calls).values())
    said = [call.is_resolved for call in calls if call.is_resolved is not None]
    assert (figures.settled, figures.said_of) == (sum(said), len(said))


def test_the_promises(past: World, digest: Digest) -> None:
    promises = rows(past, "promises")
    due = [owed for owed in promises if on_the_day(past, owed.due_by)]
    assert due
    it = digest.figures.due
    assert it.due == len(due) == it.in_time + it.late + it.owed + it.open + it.unreached + it.withdrawn
    assert it.in_time == sum(owed.state == "kept" and owed.kept_at <= owed.due_by for owed in due)
    assert it.late == sum(owed.state == "kept" and owed.kept_at > owed.due_by for owed in due)
    assert it.owed == sum(owed.closed_at is None for owed in due)
    assert (it.unreached, it.withdrawn) == tuple(
        sum(owed.state == state for owed in due) for state in ("unreached", "withdrawn")
    )
    assert digest.figures.made == sum(on_the_day(past, owed.made_at) for owed in promises)
    waited = [(owed.kept_at - owed.made_at).total_seconds() for owed in due if owed.kept_at]
    assert digest.figures.half_called_back == timedelta(seconds=median(waited))


def test_the_answers(past: World, digest: Digest) -> None:
    scores = [one.score for one in rows(past, "follow_ups") if on_the_day(past, one.answered_at) and one.score]
    assert (digest.figures.answers, digest.figures.helped) == (len(scores), sum(score >= 4 for score in scores))


def test_what_is_in_danger_is_told_of_the_last_day_only(past: World, digest: Digest) -> None:
    assert (digest.endangered, digest.endangered_count) == ((), 0)
    yesterday = digest_of(past.house.ledger, past.house.line, date(2026, 3, 1), past.now)
    late = {owed.id for owed in rows(past, "promises") if owed.closed_at is None and owed.due_by <= past.now}
    assert late
    assert {one.id for one in yesterday.endangered if one.is_broken} == late


def test_what_is_erased_is_gone_from_it(past: World, digest: Digest) -> None:
    assert digest.complaints
    with past.house.ledger.write() as connection:
        for table, column in (
            *((tables.calls, "note"), (tables.attempts, "note"), (tables.promise_matters, "note")),
            *((tables.follow_ups, "comment"), (tables.incoming_texts, "body")),
        ):
            connection.execute(update(table).values({column: None}))
    assert digest_of(past.house.ledger, past.house.line, DAY, past.now).complaints == ()
