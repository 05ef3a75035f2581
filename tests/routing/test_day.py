"""The dispatcher on a virtual clock (POLICIES 2.5): no promise is broken that was safe when it was spoken."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from routing.plan import Plan
from routing.policy import Rules
from tools.day import Days
from tools.scenario import Line, Tally, World

LOADS = (66.0, 78.0, 92.0, 130.0)
ZONES_ALONE = Line(rules=Rules(Line().rules.widen_after, head_start=timedelta(days=30)))
"""A promise keeps no place in the line: all that gets it dialled is the plan."""


def played(world: World, line: Line, days: int = 2, seed: int = 1) -> Tally:
    return Days(world, line, Random(seed)).play(days)  # noqa: S311 - chance, not a secret


@pytest.mark.parametrize("load", LOADS)
def test_no_promise_is_broken_that_was_safe_when_it_was_spoken(load: float) -> None:
    tally = played(World(load), ZONES_ALONE)

    assert tally.made > 30
    assert tally.breached == 0
    assert (tally.made_late > 0) == (load > 100), "only in the flood a later time than usual has to be spoken"


def test_a_dispatcher_that_serves_live_callers_whatever_it_costs_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.day.replan", lambda *_: Plan(reserve=6))

    assert played(World(92), ZONES_ALONE).breached > 0


def test_who_is_not_reached_after_three_tries_is_told_so_in_time() -> None:
    tally = played(World(66, no_answer=1.0), ZONES_ALONE)

    assert (tally.kept, tally.breached) == (0, 0)
    assert tally.unreached > 0


def test_a_team_that_is_smaller_than_the_plan_believes_still_keeps_its_promises() -> None:
    assert played(World(78, ill=1), ZONES_ALONE).breached == 0


def test_a_day_is_the_same_again_with_the_same_chance() -> None:
    assert played(World(66), Line(), days=1) == played(World(66), Line(), days=1)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("accepts", [0.37, 0.6])
@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("line", [ZONES_ALONE, Line()], ids=["zones alone", "place in line"])
@pytest.mark.parametrize("world", [World(0), World(0, ill=1), World(0, forecast_error=-0.2)], ids=["", "ill", "wrong"])
def test_in_many_days_none_is_broken(world: World, line: Line, load: float, accepts: float) -> None:
    for seed in range(5):
        tally = played(replace(world, calls_per_hour=load, accepts=accepts), line, days=5, seed=seed)
        assert tally.breached == 0, (seed, tally)
