from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.expectation import SoonFree, Standing, View, expect, views
from routing.forecast import Pace, Paces, expected_wait
from routing.queues import Staffing, Wish
from routing.rules import Rules
from routing.skills import BEST, CAN, GOOD, UNTRAINED, AgentId, NeedName
from tests.routing.floor import NOON, RULES, after, call, need, skilled

BILLING, TECHNICAL = need("billing"), need("technical")
ANYTHING, FRENCH = need(None), need(None, "fr")
PATIENT = Pace(timedelta(seconds=300), patience=None)
LONGEST = timedelta(minutes=15)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def staffing(best: int = 0, good: int = 0, can: int = 0, others: int = 0) -> Staffing:
    speaking = best + good + can + others
    return Staffing(best, good, can, speaking, speaking, idle=0)


def view(**parts: float) -> View:
    """In every circle alike."""
    shares = {need(name): part for name, part in parts.items()}
    return View(dict.fromkeys((BEST, GOOD, CAN, UNTRAINED), shares), PATIENT)


ONE_BEST = Standing(call("CA1", BILLING), staffing(best=1), place=0, view=view(billing=1))
"""A caller for whom there is one agent, who talks."""


def mean(standing: Standing, rules: Rules = RULES) -> float:
    return expect(standing, rules, LONGEST, NOON).mean.total_seconds()


# ── the pools ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_needs_share_the_agents_who_can_take_both_in_each_circle() -> None:
    ready = [skilled(billing=3), skilled(billing=2, technical=3), skilled(technical=3), skilled(technical=3)]

    seen = views(ready, [BILLING, TECHNICAL], Paces())

    assert seen[BILLING].shares == {
        BEST: {BILLING: 1.0},
        GOOD: {BILLING: 1.0, TECHNICAL: 1 / 3},
        CAN: {BILLING: 1.0, TECHNICAL: 1 / 3},
        UNTRAINED: {BILLING: 1.0, TECHNICAL: 1.0},
    }
    assert seen[TECHNICAL].shares[GOOD] == {BILLING: 0.5, TECHNICAL: 1.0}


def test_languages_part_agents_and_who_speaks_both_is_shared() -> None:
    ready = [skilled("nl", billing=3), skilled("nl fr", billing=3), skilled("fr")]

    seen = views(ready, [BILLING, FRENCH, ANYTHING], Paces())

    assert seen[BILLING].shares[CAN] == {BILLING: 1.0, FRENCH: 0.5, ANYTHING: 1.0}
    assert seen[FRENCH].shares[CAN] == {BILLING: 0.5, FRENCH: 1.0, ANYTHING: 0.5}


def test_where_nobody_is_trained_or_speaks_the_language_the_wider_circle_is_shared() -> None:
    seen = views([skilled("nl", technical=1), skilled("fr")], [BILLING, TECHNICAL, need("billing", "en")], Paces())

    assert seen[BILLING].shares[BEST] == {BILLING: 1.0, TECHNICAL: 1.0, need("billing", "en"): 0.5}


def test_the_pace_is_that_of_all_the_calls_its_agents_take() -> None:
    slow, quick = Pace(seconds(600), seconds(60)), Pace(seconds(200), seconds(60))
    paces = Paces(Pace(), {NeedName("billing"): (quick, 100), NeedName("technical"): (slow, 100)})

    apart = views([skilled(billing=3), skilled(technical=3)], [BILLING, TECHNICAL], paces)
    together = views([skilled(billing=3, technical=3)], [BILLING, TECHNICAL], paces)

    assert (apart[BILLING].pace, apart[TECHNICAL].pace) == (quick, slow)
    assert together[BILLING].pace == Pace(seconds(400), seconds(60))


# ── the wait ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_callers_of_other_needs_count_by_the_part_of_their_agents_that_is_shared() -> None:
    alone = replace(ONE_BEST, place=1, ahead={BILLING: 1})
    shared = replace(alone, ahead={BILLING: 1, TECHNICAL: 4}, view=view(billing=1, technical=0.25))

    assert mean(alone) == 600
    assert mean(shared) == 900


def test_promises_ahead_count_like_callers_by_who_speaks_their_language() -> None:
    standing = replace(ONE_BEST, owed={ANYTHING: 2, FRENCH: 3}, view=View({BEST: {ANYTHING: 0.5}}, PATIENT))
    standing = replace(standing, view=View({level: {ANYTHING: 0.5} for level in (BEST, GOOD, CAN, UNTRAINED)}, PATIENT))

    assert mean(standing) == 600
    assert standing.position == 3, "nobody who can take this call speaks French"


def test_without_a_fresh_plan_the_own_queue_is_all_that_counts() -> None:
    standing = replace(ONE_BEST, place=2, ahead={BILLING: 2, TECHNICAL: 9}, owed={ANYTHING: 4}, view=None)

    assert expect(standing, RULES, LONGEST, NOON) == expected_wait(2, 1, Pace(), LONGEST)
    assert standing.position == 3


def test_an_idle_agent_who_may_take_the_call_makes_the_wait_nothing() -> None:
    standing = replace(ONE_BEST, staffing=staffing(best=5), idle={BEST: 1, GOOD: 1, CAN: 1, UNTRAINED: 1})

    assert mean(standing) == 0
    assert mean(replace(standing, place=1, ahead={BILLING: 1})) == 60


def test_the_wait_ends_when_a_circle_opens_in_which_somebody_is_idle() -> None:
    standing = replace(ONE_BEST, staffing=staffing(best=1, good=1, others=1), idle={BEST: 0, GOOD: 0, UNTRAINED: 1})
    sooner = replace(standing, idle={BEST: 0, GOOD: 1, UNTRAINED: 2})

    assert mean(standing) == 60
    assert mean(sooner) == 20
    assert mean(replace(sooner, call=call("CA1", BILLING, arrived_at=after(-15)))) == 5
    assert mean(sooner, replace(RULES, widens=False)) == 300


def test_a_circle_that_waiting_opens_is_as_good_as_its_agents_not_better() -> None:
    few_best = replace(ONE_BEST, staffing=staffing(best=1, others=3))

    assert mean(few_best) == 75, "four agents, and they may all take it within a minute"
    assert mean(few_best, Rules.plain()) == 300


@pytest.mark.parametrize(("skills", "wait"), [(skilled(billing=3), 12), (skilled(billing=1), 60), (skilled("fr"), 300)])
def test_who_rests_or_wraps_up_is_free_in_time_to_take_what_they_can(skills: object, wait: float) -> None:
    standing = replace(ONE_BEST, staffing=staffing(best=1), soon=(SoonFree(AgentId("bert"), skills, after(12)),))

    assert mean(standing) == wait


def test_whoever_talks_wraps_up_first_as_far_as_all_who_do_are_known() -> None:
    seen = replace(view(billing=1), pace=replace(PATIENT, wrap_up=seconds(30)))
    standing = replace(ONE_BEST, staffing=staffing(best=3), view=seen)

    assert mean(standing) == 30 + 100
    assert mean(replace(standing, soon_until=after(12))) == 12 + 100
    assert mean(replace(standing, soon_until=after(99))) == 30 + 100
    assert mean(replace(standing, soon_until=after(-1))) == 100


def test_whoever_is_barred_is_not_waited_for() -> None:
    bert = AgentId("bert")
    standing = replace(ONE_BEST, soon=(SoonFree(bert, skilled(billing=3), after(12)),))

    assert mean(replace(standing, call=call("CA1", BILLING, barred=frozenset({bert})))) == 300


def test_where_nobody_is_ready_the_longest_wait_is_the_answer() -> None:
    nobody = Staffing(0, 0, 0, 0, 0, 0)

    assert expect(replace(ONE_BEST, staffing=nobody), RULES, LONGEST, NOON).mean == LONGEST


def test_who_waits_for_one_agent_waits_for_that_one() -> None:
    wish = Wish(AgentId("anna"), "by_name", until_at=None)
    standing = replace(ONE_BEST, staffing=staffing(best=4), place=4, ahead={BILLING: 4})

    assert mean(replace(standing, call=replace(standing.call, wish=wish))) == 600


@given(
    staff=st.builds(staffing, *(st.integers(0, 4) for _ in range(4))),
    idle=st.lists(st.integers(0, 3), min_size=4, max_size=4).map(sorted),
    before=st.lists(st.integers(0, 400), min_size=2, max_size=2),
    waited=st.integers(0, 900),
    ends=st.lists(st.integers(-5, 60), max_size=3),
    rules=st.sampled_from(
        [
            RULES,
            Rules.plain(),
            replace(RULES, by_level=False),
            replace(RULES, trained_at_once=True),
            replace(RULES, widens=False),
        ]
    ),
)
def test_the_expectation_is_always_a_number_and_more_callers_ahead_make_it_no_shorter(
    *, staff: Staffing, idle: list[int], before: list[int], waited: int, ends: list[int], rules: Rules
) -> None:
    standing = Standing(
        call=call("CA1", BILLING, arrived_at=after(-waited)),
        staffing=staff,
        place=0,
        idle=dict(zip((BEST, GOOD, CAN, UNTRAINED), idle, strict=True)),
        soon=tuple(SoonFree(AgentId(f"a{n}"), skilled(billing=n), after(seconds)) for n, seconds in enumerate(ends)),
        view=view(billing=1),
    )

    fewer, more = (expect(replace(standing, place=ahead), rules, LONGEST, NOON) for ahead in sorted(before))

    for expected in (fewer, more):
        assert timedelta() <= expected.p50 <= expected.p80 <= expected.p90
        assert expected.mean < timedelta(days=2)
    assert fewer.mean <= more.mean + timedelta(microseconds=10)
    assert fewer.p90 <= more.p90 + timedelta(microseconds=10)
