"""A supervisor asks what a day would have been like: played by a job of its own, compared with the day as it was."""

from datetime import date, timedelta

import pytest

from routing.skills import AgentId
from tests.journeys.world import World
from tests.voice_app.whatif.days import lay_days
from voice_app import jobs
from voice_app.ledger import what_ifs
from voice_app.ledger.what_ifs import WhatIf
from voice_app.whatif.question import Question
from voice_app.whatif.telling import is_sure
from workers import what_if

FRIDAY = date(2026, 2, 27)


def asks(world: World, question: Question, id_: str = "W1") -> WhatIf:
    runs = 2 * question.seeds
    asked = WhatIf(id_, AgentId("chloe"), world.now, question.kept, "asked", runs, 0)
    with world.house.ledger.write() as ledger:
        assert what_ifs.ask(ledger, asked, 5)
    world.house.jobs.ring(jobs.ANSWER_WHAT_IF, id_)
    world.passes("1s")
    return found(world, id_)


def found(world: World, id_: str = "W1") -> WhatIf:
    with world.house.ledger.read() as ledger:
        one = what_ifs.get(ledger, id_)
    assert one is not None
    return one


def days(world: World) -> None:
    before = [FRIDAY - timedelta(weeks=week) for week in range(8)]
    lay_days(world.house.ledger, world.house.line, before, an_hour=24)


def test_one_agent_more_shortens_the_wait_of_a_day_that_was(world: World) -> None:
    days(world)
    one = asks(world, Question(day=FRIDAY.isoformat(), seeds=6, more=2, more_skills=("billing", "technical")))
    assert (one.state, one.runs_done, one.cause) == ("done", 12, None)
    result = one.result or {}
    assert result["base"]["wait"]["mean"] > result["then"]["wait"]["mean"]
    assert result["more"]["wait"]["mean"] < 0
    assert is_sure(result["more"]["wait"])
    arrived = sum(hour["base"]["arrived"]["mean"] for hour in result["by_hour"].values())
    assert arrived == 24 * 6, "the calls of that day, each once"


def test_a_day_as_it_usually_is_may_have_more_calls(world: World) -> None:
    days(world)
    one = asks(world, Question(of="weekday", weekday=4, seeds=6, calls=200))
    result = one.result or {}
    assert one.state == "done", one.cause
    usual, more = (sum(hour[of]["arrived"]["mean"] for hour in result["by_hour"].values()) for of in ("base", "then"))
    assert usual == pytest.approx(24 * 6, rel=0.15)
    assert more == pytest.approx(2 * usual, rel=0.15)
    assert result["more"]["wait"]["mean"] > 0


@pytest.mark.parametrize(
    "change",
    [
        {"earlier": 60},
        {"later": 120},
        {"learner": "bram", "subject": "astrology"},
        {"rules": "plain"},
        {"rules": "trained_at_once"},
    ],
)
def test_whatever_a_page_can_ask_is_played(world: World, change: dict[str, object]) -> None:
    days(world)
    one = asks(world, Question(day=FRIDAY.isoformat(), seeds=6, **change))  # type: ignore[arg-type]  # as a form has it
    if change.get("subject") == "astrology":
        assert (one.state, one.cause) == ("failed", "cannot_be")
    else:
        assert (one.state, one.cause) == ("done", None)


def test_of_days_without_a_call_nothing_is_made_up(world: World) -> None:
    one = asks(world, Question(day=FRIDAY.isoformat(), seeds=6, later=60))
    assert (one.state, one.cause, one.result) == ("failed", "nothing_known", None)


def test_more_calls_than_a_minute_is_enough_for_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    days(world)
    monkeypatch.setattr(what_if, "MOST_CALLS", 1000)
    one = asks(world, Question(day=FRIDAY.isoformat(), seeds=30, later=60))
    assert (one.state, one.cause) == ("failed", "too_many_calls")


def test_who_cancels_while_it_runs_has_it_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    days(world)
    went_on, seen = what_ifs.went_on, []

    def cancels_at_once(*given: object) -> bool:
        seen.append(given[2])
        if len(seen) == 1:
            what_ifs.cancel(given[0], "W1", world.now)  # type: ignore[arg-type]  # the connection
        return went_on(*given)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(what_ifs, "went_on", cancels_at_once)
    one = asks(world, Question(day=FRIDAY.isoformat(), seeds=6, later=60))
    assert (one.state, one.result, seen) == ("cancelled", None, [1])


def test_a_bell_that_nobody_heard_is_rung_again_and_what_was_lost_is_said_so(world: World) -> None:
    days(world)
    world.loses("worker")
    assert asks(world, Question(day=FRIDAY.isoformat(), seeds=6, later=60)).state == "asked"
    world.regains("worker")
    world.passes("61s")
    assert found(world).state == "done"
    asked = WhatIf("W2", AgentId("chloe"), world.now, Question().kept, "asked", 12, 0)
    with world.house.ledger.write() as ledger:
        what_ifs.ask(ledger, asked, 5)
        what_ifs.begin(ledger, "W2", world.now)
    world.passes("4m")
    assert found(world, "W2").state == "lost"
