from datetime import datetime, timedelta

import pytest

from routing.queues import Staffing, Step, Widening, call_order, count_staff, widen, widens_at
from routing.skills import BEST, CAN, GOOD, UNTRAINED
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
    assert admitted == {Step.BEST: [BEST], Step.GOOD: [BEST, GOOD], Step.ANYBODY: [BEST, GOOD, CAN, UNTRAINED]}
    assert not any(Widening(step, True).admits(BEST, speaks=False) for step in Step)
    assert Widening(Step.ANYBODY, keeps_language=False).admits(UNTRAINED, speaks=False)


@pytest.mark.parametrize(
    ("staffing", "expected"),
    [
        (Staffing(0, 1, 1, 3, 4, 0), Widening(Step.GOOD, keeps_language=True)),
        (Staffing(0, 0, 1, 3, 4, 0), Widening(Step.ANYBODY, keeps_language=True)),
        (Staffing(0, 0, 0, 1, 4, 0), Widening(Step.ANYBODY, keeps_language=True)),
        (Staffing(0, 0, 0, 0, 4, 0), Widening(Step.ANYBODY, keeps_language=False)),
    ],
)
def test_a_step_that_nobody_ready_could_serve_is_skipped_at_once(staffing: Staffing, expected: Widening) -> None:
    assert circle(staffing, NOON) == expected


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
