from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.capacity import CALLS_PER_PROMISE
from routing.escalation import (
    BEFORE,
    HELD_BACK,
    IN_SIGHT,
    MEANS,
    TICKER_MISSED,
    Cause,
    Evidence,
    Hands,
    Ladder,
    Obstacles,
    Prospect,
    Waiting,
    foresee,
    why_at_risk,
    why_broken,
)
from routing.promises import AT_RISK
from routing.skills import Language, PromiseId
from routing.spans import Span
from tests.routing.timetables import at

NOON = at("2026-01-05 12:00")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DUTCH, FRENCH = Language("nl"), Language("fr")
ROUND_THE_CLOCK = [Span(NOON - HOUR, NOON + 48 * HOUR)]
FREE = Obstacles()


def waiting(number: int = 0, due_in: timedelta = 24 * HOUR, **other: object) -> Waiting:
    usual = Waiting(PromiseId(f"p{number:04}"), NOON + due_in, DUTCH, needs_approval=False, is_known=False)
    return usual._replace(**other)


def prospect(
    agents: int, hours: list[Span] = ROUND_THE_CLOCK, languages: frozenset[Language] | None = None
) -> Prospect:
    return Prospect([Hands(span, agents) for span in hours], 5 * MINUTE, languages)


def at_risk(
    owed: list[Waiting], *prospects: Prospect, obstacles: Obstacles = FREE, hours: list[Span] = ROUND_THE_CLOCK
) -> dict[PromiseId, Cause]:
    return foresee(owed, prospects or (prospect(5),), hours, obstacles, NOON)


# ── the ladder ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_steps_follow_each_other_and_the_first_leaves_an_hour_before_anything_is_broken() -> None:
    told, any_agent, supervisors = (BEFORE[step] for step in (Ladder.TOLD, Ladder.ANY_AGENT, Ladder.SUPERVISORS))
    assert told > any_agent > supervisors > timedelta()
    assert told - HOUR > MINUTE, "a ticker that comes by once a second is there in time"
    assert told == AT_RISK


def test_every_cause_is_put_into_words() -> None:
    assert set(MEANS) == set(Cause)


# ── the forecast ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_few_promises_for_agents_who_have_time_are_not_at_risk() -> None:
    assert at_risk([waiting(number) for number in range(50)]) == {}


@pytest.mark.fault("F35")
def test_of_a_thousand_promises_for_five_agents_those_that_cannot_fit_are_known_a_day_ahead() -> None:
    """FAULTS F35: five agents have time for 60 calls an hour; the line is open for twelve hours until the deadline."""
    hours = [Span(NOON, NOON + 9 * HOUR), Span(NOON + 21 * HOUR, NOON + 33 * HOUR)]
    owed = [waiting(number) for number in range(1000)]
    found = at_risk(owed, prospect(5, hours), hours=hours)
    fit = 11 * 60 / CALLS_PER_PROMISE
    assert 0 < len(owed) - len(found) < fit
    assert len(owed) - len(found) > fit - 3 * fit**0.5
    assert set(found.values()) == {Cause.TOO_FEW_AGENTS}
    assert set(found) == {promise.id for promise in owed[len(owed) - len(found) :]}


def test_the_carrier_too_has_only_so_much_time() -> None:
    """A thousand agents could make 12,000 calls in an hour; the carrier lets 3,600 leave."""
    owed = [waiting(number, due_in=2 * HOUR) for number in range(4000)]
    found = at_risk(owed, prospect(1000))
    assert 1200 < len(found) < 1400


def test_night_is_no_time() -> None:
    evening = [Span(NOON, NOON + 10 * MINUTE)]
    assert at_risk([waiting()], prospect(1, evening), hours=evening) == {PromiseId("p0000"): Cause.TOO_FEW_AGENTS}


def test_what_only_few_can_keep_has_their_time_alone() -> None:
    owed = [waiting(number, language=FRENCH if number % 2 else DUTCH) for number in range(100)]
    french = prospect(1, [Span(NOON, NOON + 2 * HOUR)], frozenset({FRENCH}))
    found = at_risk(owed, prospect(20), french)
    assert found
    assert all(promise.language == FRENCH for promise in owed if promise.id in found)


def test_what_is_known_is_not_told_again_and_still_takes_its_time() -> None:
    owed = [waiting(number, is_known=number < 500) for number in range(1000)]
    found = at_risk(owed, prospect(3))
    assert not any(promise.is_known for promise in owed if promise.id in found)
    assert len(found) > len(at_risk(owed[500:], prospect(3))) == 0


def test_what_waits_for_a_colleague_is_told_at_once_and_takes_no_agents_time() -> None:
    owed = [waiting(0, needs_approval=True), *(waiting(number) for number in range(1, 40))]
    assert at_risk(owed) == {PromiseId("p0000"): Cause.NEEDS_APPROVAL}


def test_what_stands_in_the_way_counts_for_promises_with_little_opening_time_left() -> None:
    hours = [Span(NOON, NOON + 3 * HOUR), Span(NOON + 20 * HOUR, NOON + 30 * HOUR)]
    soon, late = waiting(0, due_in=21 * HOUR), waiting(1, due_in=22 * HOUR)
    down = Obstacles(everywhere=Cause.CARRIER_DOWN)
    assert at_risk([soon, late], prospect(5, hours), obstacles=down, hours=hours) == {soon.id: Cause.CARRIER_DOWN}
    assert IN_SIGHT == 4 * HOUR


def test_a_language_that_nobody_speaks_who_is_signed_on() -> None:
    owed = [waiting(0, due_in=3 * HOUR), waiting(1, due_in=3 * HOUR, language=FRENCH)]
    unmanned = Obstacles(unmanned=frozenset({FRENCH}))
    assert at_risk(owed, obstacles=unmanned) == {PromiseId("p0001"): Cause.NOBODY_SIGNED_ON}


@given(
    st.lists(st.integers(min_value=0, max_value=48 * 60), max_size=300),
    st.integers(min_value=0, max_value=8),
    st.integers(min_value=1, max_value=8),
)
def test_more_agents_or_fewer_promises_never_put_one_more_at_risk(due: list[int], agents: int, more: int) -> None:
    owed = [waiting(number, due_in=minutes * MINUTE) for number, minutes in enumerate(sorted(due))]
    found = set(at_risk(owed, prospect(agents)))
    assert set(at_risk(owed, prospect(agents + more))) <= found
    assert set(at_risk(owed[:-1], prospect(agents))) <= found


@given(st.lists(st.integers(min_value=0, max_value=48 * 60), max_size=300), st.integers(min_value=1, max_value=8))
def test_what_is_not_at_risk_begins_in_time_when_each_call_takes_what_is_expected(due: list[int], agents: int) -> None:
    """In the order of deadlines, each attempt as long as expected, and as many of them as expected."""
    owed = [waiting(number, due_in=minutes * MINUTE) for number, minutes in enumerate(sorted(due))]
    found = at_risk(owed, prospect(agents))
    free_at = [NOON] * agents
    for promise in owed:
        agent = free_at.index(min(free_at))
        begun_at: datetime = free_at[agent]
        free_at[agent] += 5 * MINUTE * CALLS_PER_PROMISE
        assert promise.id in found or begun_at <= promise.effective_due_by - HELD_BACK


# ── the cause of a miss ─────────────────────────────────────────────────────────────────────────────────────────────

NOTHING_KNOWN = Evidence(
    found_after=timedelta(),
    escalated_because=None,
    needs_approval=False,
    rung=0,
    refused=0,
    carrier=None,
    was_manned=True,
)


@pytest.mark.parametrize(
    ("known", "cause"),
    [
        ({}, Cause.TOO_FEW_AGENTS),
        ({"was_manned": False}, Cause.NOBODY_SIGNED_ON),
        ({"refused": 2}, Cause.AGENTS_REFUSED),
        ({"carrier": Cause.CARRIER_DOWN, "refused": 2}, Cause.CARRIER_DOWN),
        ({"rung": 1, "carrier": Cause.CARRIER_ACCOUNT, "refused": 2}, Cause.NOT_REACHED),
        ({"escalated_because": Cause.CAPPED, "rung": 1}, Cause.CAPPED),
        ({"needs_approval": True, "escalated_because": Cause.LITTLE_TIME}, Cause.NEEDS_APPROVAL),
        ({"needs_approval": True, "escalated_because": Cause.POISON}, Cause.POISON),
        ({"needs_approval": True, "escalated_because": Cause.WRONG_NUMBER, "rung": 1}, Cause.WRONG_NUMBER),
        ({"found_after": TICKER_MISSED + MINUTE, "rung": 1}, Cause.SERVICE_DOWN),
    ],
)
def test_each_miss_has_one_cause(known: dict[str, object], cause: Cause) -> None:
    evidence = replace(NOTHING_KNOWN, **known)  # type: ignore[arg-type]  # fields by name
    assert why_broken(evidence) is cause


def test_what_the_clock_finds_has_the_cause_that_is_known_or_that_little_time_is_left() -> None:
    before = replace(NOTHING_KNOWN, found_after=-2 * HOUR)
    assert why_at_risk(before) is Cause.LITTLE_TIME
    assert why_at_risk(replace(before, refused=1)) is Cause.AGENTS_REFUSED
    assert why_at_risk(replace(before, was_manned=False)) is Cause.NOBODY_SIGNED_ON
