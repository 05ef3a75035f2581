from datetime import timedelta
from math import exp

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routing.forecast import Pace
from routing.supply import HOUR, Outlook, Shift, Slot, Supply, price, slots
from tests.routing.outlooks import NOW, PATIENT, calls, outlook

# ── the price of a callback ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("reserve", "callbacks", "live_wait", "within_20_seconds"),
    [
        (8, 0, 16.7, 86.3),
        (4, 10.9, 22.4, 81.6),
        (3, 17.5, 29.0, 76.3),
        (2, 24.8, 41.0, 66.5),
        (1, 31.5, 62.5, 48.8),
        (0, 36.0, 100.0, 18.1),
    ],
)
def test_the_price_of_a_callback_is_that_of_the_published_table(
    reserve: int, callbacks: float, live_wait: float, within_20_seconds: float
) -> None:
    """POLICIES 2.2: 8 agents, 60 live calls an hour, 300 s each, nobody gives up."""
    paid = price(60.0, 8, reserve, PATIENT)

    # Among patient callers the wait of those who wait is exponential, with the rate at which agents outrun the calls.
    answered = 1 - paid.waiting_share * exp(-(8 * 12 - 60) * 20 / 3600)
    assert paid.callbacks_per_hour == pytest.approx(callbacks, abs=0.06)
    assert paid.live_wait.total_seconds() == pytest.approx(live_wait, abs=0.06)
    assert 100 * answered == pytest.approx(within_20_seconds, abs=0.11)


def test_without_live_calls_all_but_the_reserve_call_back_all_the_time() -> None:
    assert price(0.0, 8, 2, PATIENT).callbacks_per_hour == 6 * 12


def test_agents_who_are_overrun_by_patient_callers_call_nobody_back() -> None:
    assert price(96.0, 8, 0, PATIENT).callbacks_per_hour == 0


def test_without_a_reserve_agents_are_never_idle_so_that_live_calls_and_callbacks_are_all_they_can_do() -> None:
    assert price(60.0, 8, 0, PATIENT).callbacks_per_hour + 60 == pytest.approx(8 * 12)


@settings(max_examples=50)
@given(st.floats(0, 200), st.integers(1, 30), st.integers(0, 29))
def test_a_larger_reserve_never_yields_more_callbacks_nor_longer_waits(load: float, agents: int, reserve: int) -> None:
    assume(reserve < agents)
    smaller, larger = (price(load, agents, kept, Pace()) for kept in (reserve, reserve + 1))

    assert larger.callbacks_per_hour <= smaller.callbacks_per_hour + 1e-9
    assert larger.live_wait <= smaller.live_wait + timedelta(milliseconds=1)


# ── what comes in ───────────────────────────────────────────────────────────────────────────────────────────────────


def hourly(slot: Slot) -> float:
    return slot.agents


spans = st.lists(st.tuples(st.floats(0, 5), st.floats(0.1, 5), st.integers(0, 9), st.booleans()), max_size=6)


@given(spans, st.lists(st.floats(-1, 60)).map(sorted))
def test_many_instants_in_one_pass_give_what_each_gives_alone(
    stretches: list[tuple[float, float, int, bool]], instants: list[float]
) -> None:
    ahead, at = [], 0.0
    for pause, length, agents, on_call in stretches:
        ahead.append(Slot(at + pause, at + pause + length, agents, 0.0, 1.0, on_call))
        at += pause + length
    supply = Supply(ahead, hourly)

    assert list(supply.by_each(instants)) == [supply.by(hours) for hours in instants]


def test_what_agents_on_call_can_do_counts_until_the_next_opening() -> None:
    ahead = [Slot(0, 2, 4, 0, 1.0, False), Slot(3, 5, 1, 0, 1.0, True), Slot(10, 12, 4, 0, 1.0, False)]

    supply = Supply(ahead, hourly)

    assert [supply.by(hours) for hours in (2, 3, 4, 5, 9.9)] == [8, 8, 9, 10, 10]
    assert [supply.by(hours) for hours in (10, 12)] == [8, 16]


def test_nobody_calls_in_while_agents_are_on_call() -> None:
    shift = Shift(outlook(1).shifts[0].span, 2, on_call=True)

    assert {slot.calls_per_hour for slot in slots(Outlook([shift], calls(60), PATIENT), NOW, NOW + HOUR)} == {0}


def test_live_calls_fall_to_part_of_the_agents_in_proportion() -> None:
    assert {slot.calls_per_hour for slot in slots(outlook(2, calls(60), share=0.25), NOW, NOW + HOUR)} == {15}
