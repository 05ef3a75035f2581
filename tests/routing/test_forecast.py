from datetime import timedelta
from math import exp, factorial, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.forecast import (
    Arrivals,
    Contact,
    Expectation,
    Known,
    Pace,
    Paces,
    abandoned_of_offered,
    answered_within_of_offered,
    expected_wait,
    learn_arrivals,
    learn_pace,
    mean_wait_of_answered,
)
from routing.skills import NeedName
from tests.routing.timetables import AMSTERDAM, at

PATIENT = Pace(timedelta(seconds=300), patience=None)
CLOSED = timedelta(hours=9)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def erlang_quantile(stages: int, stage: float, share: float) -> float:
    """Exact, by halving: the time within which so many exponentials of mean `stage` have all ended."""
    low, high = 0.0, 100.0 * stages * stage
    for _ in range(80):
        middle = (low + high) / 2
        x = middle / stage
        ended = 1 - exp(-x) * sum(x**i / factorial(i) for i in range(stages))
        low, high = (middle, high) if ended < share else (low, middle)
    return low


@pytest.mark.parametrize("ahead", [0, 1, 2, 4, 9, 30])
@pytest.mark.parametrize(("quantile", "share"), [("p50", 0.5), ("p80", 0.8), ("p90", 0.9)])
def test_the_quantiles_of_a_wait_among_patient_callers_are_exact_to_a_hundredth_and_a_half(
    ahead: int, quantile: str, share: float
) -> None:
    expected = expected_wait(ahead, agents=4, pace=PATIENT, unstaffed=CLOSED)

    exact = erlang_quantile(ahead + 1, stage=300 / 4, share=share)

    assert expected.mean == seconds((ahead + 1) * 75)
    assert getattr(expected, quantile).total_seconds() == pytest.approx(exact, rel=0.014)


def test_the_first_in_line_of_one_agent_waits_as_long_as_a_call_lasts() -> None:
    expected = expected_wait(0, agents=1, pace=PATIENT, unstaffed=CLOSED)

    assert expected.mean == seconds(300)
    assert expected.p50.total_seconds() == pytest.approx(300 * log(2), rel=0.014)


def test_callers_who_give_up_shorten_the_wait_of_those_behind_them() -> None:
    expected = expected_wait(2, agents=2, pace=Pace(seconds(300), patience=seconds(180)), unstaffed=CLOSED)

    assert expected.mean.total_seconds() == pytest.approx(
        1 / (2 / 300) + 1 / (2 / 300 + 1 / 180) + 1 / (2 / 300 + 2 / 180)
    )


def test_the_expectation_is_that_of_a_queue_played_out_many_times() -> None:
    pace, random = Pace(seconds(300), patience=seconds(180)), Random(4)  # noqa: S311 - a die, not a secret
    waits = sorted(play_the_queue(ahead=5, agents=3, pace=pace, random=random) for _ in range(4_000))

    expected = expected_wait(5, 3, pace, CLOSED)

    assert expected.mean.total_seconds() == pytest.approx(sum(waits) / len(waits), rel=0.03)
    assert expected.p50.total_seconds() == pytest.approx(waits[len(waits) // 2], rel=0.05)
    assert expected.p80.total_seconds() == pytest.approx(waits[len(waits) * 8 // 10], rel=0.05)
    assert expected.p90.total_seconds() == pytest.approx(waits[len(waits) * 9 // 10], rel=0.05)


def play_the_queue(ahead: int, agents: int, pace: Pace, random: Random) -> float:
    """Every caller ahead gives up at an instant of their own, unless an agent ends a call before; ours is patient."""
    assert pace.patience is not None
    give_up_at = [random.expovariate(1 / pace.patience.total_seconds()) for _ in range(ahead)]
    now = 0.0
    while True:
        now += random.expovariate(agents / pace.handling.total_seconds())
        give_up_at = [instant for instant in give_up_at if instant > now]
        if not give_up_at:
            return now
        give_up_at.pop(0)


@given(st.floats(0, 50), st.floats(0, 50), st.integers(1, 30))
def test_more_callers_ahead_never_mean_a_shorter_wait_and_more_agents_never_a_longer_one(
    one: float, other: float, agents: int
) -> None:
    fewer, more = (expected_wait(ahead, agents, Pace(), CLOSED) for ahead in sorted((one, other)))
    helped = expected_wait(max(one, other), agents + 1, Pace(), CLOSED)

    assert fewer.mean <= more.mean
    assert helped.mean <= more.mean
    assert timedelta() < more.p50 < more.p80 < more.p90


def test_a_part_of_a_caller_counts_in_part() -> None:
    none, half, one = (expected_wait(ahead, 3, PATIENT, CLOSED).mean for ahead in (0, 0.5, 1))

    assert (none, half, one) == (seconds(100), seconds(150), seconds(200))


def test_without_an_agent_the_wait_is_until_somebody_comes() -> None:
    assert expected_wait(3, 0, Pace(), CLOSED) == Expectation(CLOSED, CLOSED, CLOSED, CLOSED)


def test_idle_agents_take_the_first_callers_at_once_and_are_then_as_busy_as_the_others() -> None:
    nobody, one, two = (expected_wait(1, 4, PATIENT, CLOSED, Known([seconds(0)] * idle)).mean for idle in (0, 1, 2))

    assert (nobody, one, two) == (seconds(150), seconds(75), seconds(0))


def test_who_wraps_up_is_free_when_that_ends_and_not_after_a_whole_call() -> None:
    only_one = expected_wait(0, 1, PATIENT, CLOSED, Known([seconds(10)]))
    next_but_one = expected_wait(1, 1, PATIENT, CLOSED, Known([seconds(10)]))

    assert only_one.mean == seconds(10)
    assert next_but_one.mean == seconds(10 + 300)


@pytest.mark.parametrize("pace", [PATIENT, Pace(seconds(300), patience=seconds(180))])
@pytest.mark.parametrize("agents", [1, 40])
def test_a_wait_behind_very_many_is_the_sum_of_its_steps_too(agents: int, pace: Pace) -> None:
    leaving = 1 / pace.patience.total_seconds() if pace.patience else 0
    steps = [1 / (agents / 300 + before * leaving) for before in range(5_001)]

    expected = expected_wait(5_000, agents, pace, CLOSED)
    with_one_free = expected_wait(5_000, agents, pace, CLOSED, Known([timedelta()]))

    assert expected.mean.total_seconds() == pytest.approx(sum(steps), rel=1e-5)
    assert with_one_free.mean.total_seconds() == pytest.approx(sum(steps[:-1]), rel=1e-5)


def test_whoever_talks_wraps_up_before_the_next_caller() -> None:
    known = Known([seconds(5)], nobody_else_for=seconds(30))

    first, second, third = (expected_wait(ahead, 4, PATIENT, CLOSED, known).mean for ahead in (0, 1, 2))

    assert (first, second, third) == (seconds(5), seconds(30 + 75), seconds(30 + 150))


def test_what_is_known_shortens_the_line_by_those_who_give_up_meanwhile_too() -> None:
    pace = Pace(seconds(300), patience=seconds(60))

    expected = expected_wait(3, 1, pace, CLOSED, Known((), nobody_else_for=seconds(60)))

    left = expected_wait(3 * exp(-1), 1, pace, CLOSED)
    assert expected.mean.total_seconds() == pytest.approx(60 + left.mean.total_seconds())


def test_talks_that_end_before_a_long_rest_does_may_end_the_wait() -> None:
    known = Known([seconds(50)], nobody_else_for=seconds(10))

    assert expected_wait(0, 11, PATIENT, CLOSED, known).mean == seconds(10 + 30)


def test_a_need_is_believed_to_be_like_the_line_until_enough_is_known_of_it() -> None:
    line = Pace(seconds(400), seconds(100))

    assert learn_pace(0, timedelta(), 0, timedelta(), believed=line) == line
    assert learn_pace(60, 60 * seconds(200), 20, 20 * seconds(60), believed=line) == Pace(seconds(250), seconds(80))


def test_agents_of_several_needs_have_a_pace_between_those_of_their_calls() -> None:
    billing, technical = (
        Pace(handling=seconds(200), patience=seconds(100)),
        Pace(handling=seconds(600), patience=seconds(300)),
    )
    paces = Paces(Pace(), {NeedName("billing"): (billing, 300), NeedName("technical"): (technical, 100)})

    assert paces.mixed({NeedName("billing"): 1.0}) == billing
    assert paces.mixed({NeedName("billing"): 1.0, NeedName("technical"): 1.0}) == Pace(seconds(300), seconds(150))
    assert paces.mixed({NeedName("billing"): 0.5, NeedName("technical"): 1.5}).handling == seconds(400)
    assert paces.mixed({NeedName("moving"): 1.0}) == Pace()


def test_a_line_without_history_starts_from_sane_values_and_moves_with_what_it_sees() -> None:
    assert learn_pace(0, timedelta(), 0, timedelta()) == Pace(seconds(300), seconds(180))
    assert learn_pace(20, 20 * seconds(500), 20, 20 * seconds(60)) == Pace(seconds(400), seconds(120))


def test_patience_is_learnt_from_those_who_were_still_patient_too() -> None:
    nobody_gave_up = learn_pace(100, 100 * seconds(300), 0, 100 * seconds(36))

    assert nobody_gave_up.patience == seconds(180 + 180)


def test_arrivals_are_the_mean_of_whole_hours_and_none_where_nothing_is_known() -> None:
    counted = [(at("2026-01-05 09:00"), 40), (at("2026-01-12 09:00"), 60), (at("2026-01-06 09:00"), 10)]

    arrivals = learn_arrivals(counted, AMSTERDAM)

    assert arrivals.per_hour(at("2026-01-19 09:45")) == 50
    assert arrivals.per_hour(at("2026-01-20 09:00")) == 10
    assert arrivals.per_hour(at("2026-01-21 09:00")) == 0
    assert Arrivals(AMSTERDAM).per_hour(at("2026-01-19 09:45")) == 0


def test_arrivals_follow_the_wall_clock_over_a_change_of_it() -> None:
    arrivals = learn_arrivals([(at("2026-03-23 09:00"), 40)], AMSTERDAM)

    assert arrivals.per_hour(at("2026-03-30 09:00")) == 40


DAY = [
    Contact(seconds(5), answered=True),
    Contact(seconds(20), answered=True),
    Contact(seconds(65), answered=True),
    Contact(seconds(90), answered=False),
    Contact(seconds(2), answered=False),
]


def test_each_figure_has_the_whole_that_its_name_says() -> None:
    assert answered_within_of_offered(DAY, seconds(20)) == 2 / 4
    assert abandoned_of_offered(DAY) == 1 / 4
    assert mean_wait_of_answered(DAY) == seconds(30)


def test_a_share_of_nothing_is_not_a_number() -> None:
    assert answered_within_of_offered([], seconds(20)) is None
    assert abandoned_of_offered([Contact(seconds(1), answered=False)]) is None
    assert mean_wait_of_answered([Contact(seconds(90), answered=False)]) is None
