"""What a caller is told to expect, held against what callers then met: the figures of POLICIES 3, by the rules of the
expectation itself."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from math import sqrt
from random import Random

import pytest

from routing.expectation import SoonFree, Standing, expect, views
from routing.forecast import Expectation, Pace, Paces, expected_wait
from routing.queues import count_staff
from routing.ranges import range_to_say
from routing.rules import Rules
from routing.skills import Need
from tests.routing.floor import NOON, after, agent, call, need, skilled
from tests.routing.played import Floor, Met

HANDLING, PATIENCE = 300.0, 270.0
PACE = Pace(timedelta(seconds=HANDLING), timedelta(seconds=PATIENCE))
LONGEST = timedelta(minutes=15)

Estimate = Callable[[Met], Expectation]


def floor_of(agents: Sequence[str], load: float, weights: dict[str, float], wrap_up: float = 0.0) -> Floor:
    """Agents as "billing moving"; the load is shared out by weight."""
    per_second = load * len(agents) / HANDLING
    calls = {name: per_second * weight / sum(weights.values()) for name, weight in weights.items()}
    random = Random(1)  # noqa: S311 - a die, not a secret
    return Floor([frozenset(needs.split()) for needs in agents], calls, HANDLING, PATIENCE, random, wrap_up)


def estimate(floor: Floor, pace: Pace = PACE) -> Estimate:
    """What the house would expect for each of these callers."""
    staff = [agent(f"a{n}", skilled(**dict.fromkeys(needs, 3))) for n, needs in enumerate(floor.agents)]
    needs: list[Need] = [need(name) for name in floor.per_second]
    seen = views([one.skills for one in staff], needs, Paces(pace))
    staffing = {one: count_staff(staff, one) for one in needs}
    known: dict[tuple[object, ...], Expectation] = {}

    def expectation(met: Met) -> Expectation:
        key = (met.need, *met.before.items(), *met.wrapping_up)
        if key not in known:
            mine, ahead = need(met.need), {need(name): calls for name, calls in met.before.items()}
            soon = [SoonFree(staff[n].id, staff[n].skills, after(length)) for n, length in met.wrapping_up]
            standing = Standing(call("CA1", mine), staffing[mine], ahead[mine], ahead, soon=soon, view=seen[mine])
            known[key] = expect(standing, Rules.plain(), LONGEST, NOON)
        return known[key]

    return expectation


def bias(met: Sequence[Met], expected: Callable[[Met], float]) -> float:
    return sum(map(expected, met)) / sum(one.waited or 0 for one in met) - 1


def error(met: Sequence[Met], expected: Callable[[Met], float]) -> float:
    """Root mean square error over the mean wait."""
    squares = sum((expected(one) - (one.waited or 0)) ** 2 for one in met)
    return sqrt(squares / len(met)) / (sum(one.waited or 0 for one in met) / len(met))


def mean_of(expected: Estimate) -> Callable[[Met], float]:
    return lambda met: expected(met).mean.total_seconds()


@pytest.fixture(scope="module")
def pool() -> tuple[list[Met], Floor]:
    """Eight agents of one skill, who cannot do all that is asked of them."""
    floor = floor_of(["billing"] * 8, 1.2, {"billing": 1.0})
    return floor.play(hours=700), floor


@pytest.fixture(scope="module")
def chain() -> tuple[list[Met], Floor]:
    """Eight agents of two skills each, closed to a ring, and one need that is asked for more than the others."""
    agents = ["billing moving", "moving order", "order fault", "fault billing"] * 2
    floor = floor_of(agents, 1.1, {"billing": 1.4, "moving": 0.9, "order": 0.9, "fault": 0.9})
    return floor.play(hours=700), floor


def test_in_one_pool_beyond_its_capacity_the_wait_is_known_without_bias_to_half_its_length(
    pool: tuple[list[Met], Floor],
) -> None:
    met, floor = pool

    assert len(met) > 3_500
    assert abs(bias(met, mean_of(estimate(floor)))) < 0.04
    assert error(met, mean_of(estimate(floor))) == pytest.approx(0.52, abs=0.03)
    assert bias(met, mean_of(estimate(floor, Pace(PACE.handling, patience=None)))) > 0.15, "some will give up"
    assert error(met, lambda one: one.last_waited) > 0.70, "the last caller's wait is no forecast"


def test_in_a_chain_of_skills_the_bias_is_small_and_the_last_callers_wait_a_worse_guess(
    chain: tuple[list[Met], Floor],
) -> None:
    met, floor = chain

    def in_the_own_queue_alone(one: Met) -> float:
        return expected_wait(one.before[one.need], 4, PACE, LONGEST).mean.total_seconds()

    assert len(met) > 3_500
    assert abs(bias(met, mean_of(estimate(floor)))) < 0.06
    assert 0.66 < error(met, mean_of(estimate(floor))) < 0.80
    assert error(met, lambda one: one.last_waited) > 0.95
    assert bias(met, lambda one: one.last_waited) < -0.25
    assert bias(met, in_the_own_queue_alone) < -0.12, "callers of other needs are in the way too"


def test_whoever_sees_the_wrap_ups_end_knows_more_and_is_not_biased_by_it() -> None:
    floor = floor_of(["billing"] * 8, 0.9, {"billing": 1.0}, wrap_up=30.0)
    met = floor.play(hours=500)
    seeing = estimate(floor, replace(PACE, wrap_up=timedelta(seconds=30)))

    def not_seeing(one: Met) -> float:
        return expected_wait(one.before["billing"], 8, PACE, LONGEST).mean.total_seconds()

    assert len(met) > 1_000
    assert abs(bias(met, mean_of(seeing))) < 0.05
    assert error(met, mean_of(seeing)) < error(met, not_seeing) - 0.04
    below = sum((one.waited or 0) <= seeing(one).p90.total_seconds() for one in met) / len(met)
    assert below == pytest.approx(0.9, abs=0.04)


@pytest.mark.parametrize(("floor", "within"), [("pool", 0.03), ("chain", 0.06)])
def test_as_many_waits_stay_below_each_quantile_as_its_name_says(
    floor: str, within: float, request: pytest.FixtureRequest
) -> None:
    met, played = request.getfixturevalue(floor)
    expected = estimate(played)

    below = {
        quantile: sum(one.waited <= getattr(expected(one), quantile).total_seconds() for one in met) / len(met)
        for quantile in ("p50", "p80", "p90")
    }

    assert below == pytest.approx({"p50": 0.5, "p80": 0.8, "p90": 0.9}, abs=within)


@pytest.mark.parametrize("floor", ["pool", "chain"])
def test_most_callers_wait_as_long_as_the_range_that_they_were_told_and_few_longer(
    floor: str, request: pytest.FixtureRequest
) -> None:
    met, played = request.getfixturevalue(floor)
    expected = estimate(played)
    told = [(range_to_say(expected(one)), timedelta(seconds=one.waited)) for one in met]

    longer = sum(range_.high is not None and waited > range_.high for range_, waited in told) / len(told)
    within = sum(range_.low <= waited for range_, waited in told) / len(told) - longer

    assert longer < 0.12
    assert within > 0.6
