"""The dispatcher on a virtual clock (POLICIES 2.5): no promise is broken that was safe when it was spoken."""

from dataclasses import replace
from datetime import timedelta

import pytest

from routing.escalation import BEFORE, Ladder
from routing.plan import Plan
from routing.rules import Rules
from routing.whatif.chance import Exponential, Fixed
from routing.whatif.figures import Figures
from routing.whatif.world import Beliefs, Callbacks, World, beliefs
from tests.routing.whatif.worlds import HOUSE_RULES, at, demand, hourly, opened, run, staff, told, world

LOADS = (66.0, 78.0, 92.0, 130.0)
ZONES_ALONE = replace(HOUSE_RULES, head_start=timedelta(days=30))
"""A promise keeps no place in the line: all that gets it dialled is the plan."""


def days(load: float, *, rules: Rules = ZONES_ALONE, ill: int = 0, days: int = 2, **given: float) -> World:
    """Eight agents, ten hours a day."""
    its = demand(hourly(load), Exponential(300), Exponential(180))
    team = tuple(replace(staff(f"a{n}", billing=3), is_absent=n < ill) for n in range(8))
    return world(its, staff=team, rules=rules, hours=days * 24, calling=opened(9, 19), callbacks=Callbacks(**given))


def kept(given: World, seed: int = 1) -> Figures:
    its: Figures = told(given, seed)["needs"]["all"]["callbacks"]
    return its


@pytest.mark.parametrize("load", [78.0, 130.0])
def test_no_promise_is_broken_that_was_safe_when_it_was_spoken(load: float) -> None:
    its = kept(days(load, days=2 if load > 100 else 1))

    assert its["made"] > 20
    assert its["missed"] == 0
    assert (its["made_for_later"] > 0) == (load > 100), "only in the flood a later time than usual has to be spoken"


def test_a_dispatcher_that_serves_live_callers_whatever_it_costs_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.whatif.planner.replan", lambda *_: Plan(reserve=6))
    monkeypatch.setitem(BEFORE, Ladder.ANY_AGENT, timedelta())

    assert kept(days(92))["missed"] > 0


def test_who_is_not_reached_after_three_tries_is_told_so_in_time() -> None:
    its = kept(days(66, days=1, no_answer=1.0))

    assert (its["kept"], its["missed"]) == (0, 0)
    assert its["unreached"] > 0


def test_a_team_that_is_smaller_than_the_plan_believes_still_keeps_its_promises() -> None:
    assert kept(days(78, ill=1))["missed"] == 0


def test_who_takes_a_callback_is_called_when_the_place_in_the_line_comes_up() -> None:
    """Anna is busy until 600 s; the second caller takes a callback after 30 s, and is called at once then."""
    given = world(
        demand(at(0, 5), Fixed(600)),
        staff=(staff("anna", billing=3),),
        hours=1,
        callbacks=Callbacks(accepts=1.0, no_answer=0.0, offer_if_wait_over=timedelta(hours=1)),
    )

    tally = run(given)

    (promise,) = tally.promises
    assert [(at - given.starts_at).total_seconds() for at in (promise.made_at, promise.kept_at) if at] == [35, 600]


def test_a_long_wait_is_told_by_the_pool_formula_and_a_callback_offered_at_once() -> None:
    given = world(demand(at(0, 5), Fixed(600)), staff=(staff("anna", billing=3),), callbacks=Callbacks(accepts=1.0))

    assert (run(given).promises[0].made_at - given.starts_at).total_seconds() == 5


def test_who_calls_while_the_line_is_closed_is_called_back_when_it_opens() -> None:
    given = world(
        demand(at(3600), Fixed(600)),
        staff=(staff("anna", billing=3),),
        calling=opened(9, 19),
        callbacks=Callbacks(when_closed=1.0, no_answer=0.0),
    )

    (promise,) = run(given).promises

    assert promise.kept_at is not None
    assert promise.kept_at.hour == 9


def test_what_will_not_be_kept_as_things_go_is_at_risk_and_goes_first_in_the_last_hour() -> None:
    """Anna is never free for long: callers stand in line all day, and a promise keeps no place in it."""
    busy = demand(at(*range(0, 50_000, 100)), Fixed(110))
    given = world(
        busy,
        staff=(staff("anna", billing=3),),
        rules=ZONES_ALONE,
        callbacks=Callbacks(accepts=0.02, no_answer=0.0, due_within=timedelta(hours=4)),
    )
    promises = [one for one in run(given).promises if one.made_at < given.starts_at + timedelta(hours=9)]

    assert promises
    assert all(one.at_risk_at and one.kept_at and not one.missed for one in promises)


def with_a_forecast_too_low(given: World) -> World:
    right = beliefs(given)
    fewer = {hour: 0.8 * calls for hour, calls in right.arrivals.by_hour.items()}
    return replace(given, believed=Beliefs(replace(right.arrivals, by_hour=fewer), right.paces))


def test_a_forecast_that_is_too_low_breaks_nothing() -> None:
    assert kept(with_a_forecast_too_low(days(78)))["missed"] == 0


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("accepts", [0.37, 0.6])
@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("rules", [ZONES_ALONE, HOUSE_RULES], ids=["zones alone", "place in line"])
@pytest.mark.parametrize("worse", ["", "ill", "forecast too low"])
def test_in_many_days_none_is_broken(rules: Rules, load: float, accepts: float, worse: str) -> None:
    given = days(load, rules=rules, ill=worse == "ill", days=5, accepts=accepts)
    given = with_a_forecast_too_low(given) if worse == "forecast too low" else given
    for seed in range(5):
        its = kept(given, seed)
        assert its["missed"] == 0, (seed, its)
