from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from routing.agents import Agent, Presence
from routing.queues import (
    Staffing,
    Step,
    Widening,
    Wish,
    WishedBecause,
    call_order,
    count_staff,
    is_kept_for,
    widen,
    widens_at,
)
from routing.skills import BEST, CAN, GOOD, UNTRAINED, AgentId
from tests.routing.floor import NOON, RULES, after, agent, call, need, skilled

BILLING = call("CA1", need("billing"))
EVERY_LEVEL = Staffing(best=1, good=1, can=1, speaking=4, ready=5, idle=0)


def circle(staffing: Staffing, now: datetime) -> Widening:
    return widen(BILLING, staffing, RULES.widen_after, now)


@pytest.mark.parametrize(
    ("waited", "step"),
    [(0, Step.BEST), (19, Step.BEST), (20, Step.GOOD), (59, Step.GOOD), (60, Step.ANYBODY), (6000, Step.ANYBODY)],
)
def test_the_circle_widens_with_waiting(waited: float, step: Step) -> None:
    assert circle(EVERY_LEVEL, after(waited)) == Widening(step, keeps_language=True)


def test_each_step_admits_its_levels_and_no_other_language() -> None:
    levels = (BEST, GOOD, CAN, UNTRAINED)
    admitted = {step: [level for level in levels if Widening(step, True).admits(level, True)] for step in Step}
    assert admitted == {
        Step.BEST: [BEST],
        Step.GOOD: [BEST, GOOD],
        Step.TRAINED: [BEST, GOOD, CAN],
        Step.ANYBODY: [BEST, GOOD, CAN, UNTRAINED],
    }
    assert not any(Widening(step, True).admits(BEST, speaks=False) for step in Step)
    assert Widening(Step.ANYBODY, keeps_language=False).admits(UNTRAINED, speaks=False)


@pytest.mark.parametrize(
    ("staffing", "expected"),
    [
        (Staffing(0, 1, 1, 3, 4, 0), Widening(Step.GOOD, keeps_language=True, skipped=True)),
        (Staffing(0, 0, 1, 3, 4, 0), Widening(Step.ANYBODY, keeps_language=True, skipped=True)),
        (Staffing(0, 0, 0, 1, 4, 0), Widening(Step.ANYBODY, keeps_language=True, skipped=True)),
        (Staffing(0, 0, 0, 0, 4, 0), Widening(Step.ANYBODY, keeps_language=False, skipped=True)),
    ],
)
def test_a_step_that_nobody_ready_could_serve_is_skipped_at_once(staffing: Staffing, expected: Widening) -> None:
    assert circle(staffing, NOON) == expected


def test_a_circle_that_does_not_widen_by_waiting_still_skips_what_nobody_could_serve() -> None:
    assert widen(BILLING, EVERY_LEVEL, None, after(6000)).step is Step.BEST
    assert widen(BILLING, Staffing(0, 1, 1, 3, 4, 0), None, after(6000)).step is Step.GOOD
    assert widens_at(BILLING, Widening(Step.BEST, keeps_language=True), None) is None


def test_where_levels_do_not_count_the_trained_are_asked_first_and_then_anybody() -> None:
    steps = [widen(BILLING, EVERY_LEVEL, RULES.widen_after, after(at), by_gate=False).step for at in (0, 20, 60)]
    assert steps == [Step.TRAINED, Step.TRAINED, Step.ANYBODY]
    assert widen(BILLING, Staffing(0, 0, 0, 1, 4, 0), None, NOON, by_gate=False).step is Step.ANYBODY
    assert widens_at(BILLING, Widening(Step.TRAINED, keeps_language=True), RULES.widen_after) == after(60)


WISH = Wish(AgentId("anna"), "last_time", after(8))


@pytest.mark.parametrize(
    ("one", "because", "seconds", "kept"),
    [
        (agent("anna", skilled(billing=1)), "last_time", 7.9, True),
        (agent("anna", skilled(billing=1)), "last_time", 8, False),
        (agent("bert", skilled(billing=3)), "last_time", 0, False),
        (agent("anna", skilled(billing=3), presence=Presence.ON_BREAK), "last_time", 0, False),
        (agent("anna", skilled(technical=3)), "last_time", 0, False),
        (agent("anna", skilled("fr", billing=3)), "last_time", 0, False),
        (agent("anna", skilled("fr", technical=3)), "by_name", 0, True),
        (agent("anna", skilled("fr", technical=3)), "sent_on", 0, True),
        (None, "last_time", 0, False),
    ],
)
def test_a_call_is_kept_for_an_agent_who_is_ready_and_can_take_it(
    one: Agent | None, because: WishedBecause, seconds: float, kept: bool
) -> None:
    wished = replace(BILLING, wish=replace(WISH, because=because))
    assert is_kept_for(wished, one, after(seconds)) is kept


def test_a_call_is_kept_without_end_for_the_agent_whom_the_caller_chose_to_wait_for() -> None:
    anna = agent("anna", skilled(billing=3))
    patient = replace(BILLING, wish=Wish(anna.id, "by_name", None))
    assert is_kept_for(patient, anna, after(6000))
    assert not is_kept_for(replace(patient, barred=frozenset({anna.id})), anna, NOON)


def test_a_wish_moves_no_place_but_goes_before_a_call_of_the_same_instant() -> None:
    wished = replace(call("CA9", need("billing")), wish=WISH)
    older = call("CA2", need("billing"), arrived_at=after(-1))
    assert sorted([BILLING, wished, older], key=call_order) == [older, wished, BILLING]


def test_a_call_about_anything_is_for_anybody_who_speaks_the_language_at_once() -> None:
    staffing = count_staff([agent("a", skilled("nl"))], need(None))
    assert widen(call("CA1", need(None)), staffing, RULES.widen_after, NOON).admits(BEST, speaks=True)
    assert staffing.best == 1


def test_a_head_start_counts_for_order_and_widening() -> None:
    owed = call("CA2", need("billing"), arrived_at=after(30), counts_from=after(30 - 180))
    assert min([BILLING, owed], key=call_order) is owed
    assert widen(owed, EVERY_LEVEL, RULES.widen_after, after(30)).step is Step.ANYBODY


def test_it_is_known_when_the_circle_next_widens() -> None:
    moments = [widens_at(BILLING, circle(EVERY_LEVEL, after(waited)), RULES.widen_after) for waited in (0, 20, 60)]
    assert moments == [after(20), after(60), None]


def test_a_skipped_step_is_not_waited_for() -> None:
    nobody_best = Staffing(0, 1, 1, 3, 4, 0)
    assert widens_at(BILLING, circle(nobody_best, NOON), RULES.widen_after) == NOON + timedelta(seconds=60)


def test_barred_agents_are_no_staff() -> None:
    anna, bert = agent("anna", skilled(billing=3)), agent("bert", skilled(billing=2))
    assert count_staff([anna, bert], need("billing"), frozenset({anna.id})) == Staffing(0, 1, 0, 1, 1, idle=2)


def test_a_call_that_was_sent_on_keeps_its_place_and_waits_for_the_right_agent_anew() -> None:
    sent, at_once = replace(BILLING, sent_on_at=after(300)), circle(EVERY_LEVEL, after(300))
    assert call_order(sent) == call_order(BILLING)
    assert at_once.step is Step.ANYBODY
    anew = widen(sent, EVERY_LEVEL, RULES.widen_after, after(300))
    assert (anew.step, widens_at(sent, anew, RULES.widen_after)) == (Step.BEST, after(320))
    assert (sent.waits_from, BILLING.waits_from) == (after(300), BILLING.arrived_at)
