"""Runs that can be worked out by hand, laws that hold in each, and pools whose figures are known exactly."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from routing.agents import Agent
from routing.calendar import Calendar, DaySpan, WeeklyHours
from routing.queues import WaitingCall, Work
from routing.rules import Rules
from routing.skills import AgentId
from routing.whatif.chance import Distribution, Exponential, Fixed, Gamma
from routing.whatif.figures import Figures
from routing.whatif.floor import Floor
from routing.whatif.intervals import estimate
from routing.whatif.tally import Outcome, Tally
from routing.whatif.world import ZONE, Callbacks, World
from tests.routing.whatif.worlds import at, demand, hourly, opened, pool, run, staff, told, world
from tools.theory.single_pool import SinglePool

PLAIN = Rules.plain()


def waits(tally: Tally, outcome: Outcome = Outcome.ANSWERED, number: int = 0) -> list[float]:
    return list(tally.callers[number].waits(outcome))


# ── by hand ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_agent_answers_one_call_after_the_other() -> None:
    tally = run(world(demand(at(0, 10, 20, 200), Fixed(30)), staff=(staff("anna", billing=3),)))

    assert waits(tally) == [0, 20, 40, 0]
    assert tally.busy["anna"] == 120
    assert tally.signed_on["anna"] == 24 * 3600
    assert tally.waiting_time == 60


def test_a_caller_hangs_up_when_the_patience_is_over_and_not_a_moment_later() -> None:
    tally = run(world(demand(at(0, 1, 2), Fixed(30), Fixed(27.5)), staff=(staff("anna", billing=3),)))

    assert waits(tally) == [0]
    assert waits(tally, Outcome.ABANDONED) == [27.5, 27.5]


def test_where_no_place_to_wait_is_left_the_caller_is_sent_away() -> None:
    given = world(demand(at(0, 1, 2, 3), Fixed(30)), staff=(staff("anna", billing=3),), places=1)

    tally = run(given)

    assert waits(tally) == [0, 29]
    assert len(waits(tally, Outcome.BLOCKED)) == 2


def test_a_call_waits_for_the_best_and_then_takes_the_second_best() -> None:
    """Anna, who is best, is busy until 100 s: the second call widens to Bram after 20 s, by itself."""
    both = (staff("anna", billing=3), staff("bram", billing=2))
    tally = run(world(demand(at(0, 5), Fixed(100)), staff=both))

    assert waits(tally) == [0, 20]
    assert tally.calls_taken == {"anna": 1, "bram": 1}


def test_by_the_plain_rules_the_oldest_compatible_call_goes_to_who_is_idle_longest() -> None:
    """Bram can do less and has more skills, and is idle longer: Anna has just ended a call."""
    both = (staff("anna", billing=3), staff("bram", billing=1, technical=1))
    tally = run(world(demand(at(0, 50, 60), Fixed(20)), staff=both, rules=Rules.plain()))

    assert waits(tally) == [0, 0, 0]
    assert tally.calls_taken == {"anna": 2, "bram": 1}


def test_a_ring_takes_its_time_and_who_hangs_up_during_it_frees_the_agent() -> None:
    given = world(demand(at(0, 100), Fixed(30), Fixed(5)), staff=(staff("anna", billing=3),))

    patient = run(replace(given, ring=Fixed(4)))
    impatient = run(replace(given, ring=Fixed(6)))

    assert waits(patient) == [4, 4]
    assert patient.busy["anna"] == 68
    assert waits(impatient, Outcome.ABANDONED) == [5, 5]
    assert impatient.busy["anna"] == 10


def test_who_signs_off_in_a_call_finishes_it_and_takes_no_other() -> None:
    shift = Calendar(ZONE, WeeklyHours.daily(DaySpan(0, 1)))
    anna = replace(staff("anna", billing=3), shifts=shift)
    tally = run(world(demand(at(50, 55), Fixed(30)), staff=(anna,)))

    assert waits(tally) == [0]
    assert waits(tally, Outcome.LEFT) == [24 * 3600 - 55]
    assert (tally.busy["anna"], tally.signed_on["anna"]) == (30, 80)


def test_when_the_best_sign_off_those_who_are_left_take_what_waits() -> None:
    best = replace(staff("anna", billing=3), shifts=Calendar(ZONE, WeeklyHours.daily(DaySpan(0, 1))))
    tally = run(world(demand(at(30, 50), Fixed(300)), staff=(best, staff("bram", billing=1))))

    assert waits(tally) == [0, 10]


def test_a_closed_line_takes_nobody_and_sends_home_who_still_waits() -> None:
    given = world(demand(at(7200, 7230, 3599), Fixed(60)), staff=(staff("anna", billing=3),), calling=opened(0, 2))

    tally = run(replace(given, demands=(demand(at(7150, 7190, 7200), Fixed(600)),)))

    assert waits(tally) == [0]
    assert waits(tally, Outcome.CLOSED_OUT) == [10]
    assert len(waits(tally, Outcome.MET_CLOSED)) == 1


def test_a_slow_agent_takes_longer_over_the_same_call() -> None:
    slow = replace(staff("anna", billing=3), slowness=1.5)

    assert run(world(demand(at(0), Fixed(100)), staff=(slow,))).busy["anna"] == 150


def test_a_router_of_another_kind_may_decide() -> None:
    class Alphabet:
        """The first name goes first."""

        def for_call(self, call: WaitingCall, floor: Floor, now: datetime) -> AgentId | None:
            return min(floor.free, default=None)

        def for_agent(self, agent: Agent, floor: Floor, now: datetime) -> Work | None:
            return next((call.work for call in floor.waiting.values()), None)

    both = (staff("bram", billing=3), staff("anna", billing=3))
    tally = run(world(demand(at(0, 50, 60, 70), Fixed(20)), staff=both), router=Alphabet())

    assert tally.calls_taken == {"anna": 3, "bram": 1}
    assert waits(tally) == [0, 0, 0, 0]


# ── laws ────────────────────────────────────────────────────────────────────────────────────────────────────────────

A_DAY_WITH_CALLBACKS = world(
    demand(hourly(60), Exponential(300), Exponential(180)),
    demand(hourly(20), Exponential(240), Exponential(180), name="technical"),
    staff=(*(staff(f"a{n}", billing=3) for n in range(5)), *(staff(f"b{n}", billing=2, technical=3) for n in range(3))),
    calling=opened(9, 15),
    callbacks=Callbacks(),
)


@pytest.mark.parametrize("given", [A_DAY_WITH_CALLBACKS, pool(3, 33, 300, 180), pool(3, 33, 300)])
def test_every_caller_comes_to_one_end(given: World) -> None:
    its = told(given)["needs"]["all"]

    assert its["arrived"] == sum(its[outcome.name.lower()] for outcome in Outcome)
    assert its["promised"] == its["callbacks"]["made"]
    assert its["callbacks"]["made"] == sum(its["callbacks"][end] for end in ("kept", "unreached", "open_at_end"))


@pytest.mark.parametrize("given", [pool(5, 55, 300, 180), pool(5, 50, 300), A_DAY_WITH_CALLBACKS])
def test_as_many_wait_as_arrive_in_the_time_that_one_waits(given: World) -> None:
    """Little's law, exactly: nobody waits at the beginning, and who is left at the end is counted as far as it went."""
    tally = run(given)
    all_waits = sum(sum(callers.waited) for callers in tally.callers)

    assert tally.waiting_time == pytest.approx(all_waits, abs=1e-3)


def test_the_same_chance_gives_the_same_run_and_another_another() -> None:
    assert told(A_DAY_WITH_CALLBACKS, seed=3) == told(A_DAY_WITH_CALLBACKS, seed=3)
    assert told(A_DAY_WITH_CALLBACKS, seed=3) != told(A_DAY_WITH_CALLBACKS, seed=4)


def test_worlds_that_differ_in_agents_alone_meet_the_same_callers() -> None:
    few, many = (run(pool(agents, 40, 300, 180)) for agents in (4, 6))

    assert sorted(few.callers[0].arrived) == sorted(many.callers[0].arrived)


def test_one_agent_more_is_never_worse() -> None:
    waits = [
        told(pool(agents, 40, 300, hours=50), seed=2)["needs"]["all"]["wait_of_all"]["mean"] for agents in (4, 5, 6)
    ]

    assert all(more < less for less, more in pairwise(waits))


def test_what_happens_in_the_warm_up_is_not_counted() -> None:
    tally = run(
        replace(world(demand(at(0, 10, 3600), Fixed(30)), staff=(staff("a", billing=3),)), warm_up=timedelta(minutes=1))
    )

    assert waits(tally) == [0]
    assert tally.busy["a"] == 30
    assert tally.signed_on["a"] == 24 * 3600 - 60


# ── theory ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("agents", "calls", "patience", "rules"),
    [(1, 7, None, PLAIN), (4, 36, None, None), (4, 50, 180, PLAIN), (20, 250, 120, None)],
    ids=str,
)
def test_a_pool_waits_as_long_as_theory_says(
    agents: int, calls: float, patience: float | None, rules: Rules | None
) -> None:
    given = pool(agents, calls, 300, patience, hours=1500 / calls, warm_up=timedelta(hours=100 / calls))
    given = replace(given, rules=rules or given.rules)
    exact = SinglePool(calls / 3600, 300, agents, patience)
    runs = [told(given, seed)["needs"]["all"] for seed in range(8)]

    _agree(runs, "wait_of_all", "mean", exact.mean_wait)
    _agree(runs, "answered_within_of_offered", "20s", exact.answered_within(20))
    _agree(runs, "abandoned_of_offered", None, exact.abandons)


@pytest.mark.parametrize("talk", [Fixed(300), Gamma(300, 0.5)], ids=str)
def test_one_agent_waits_by_the_spread_of_talks_as_pollaczek_and_khinchine_say(talk: Distribution) -> None:
    cv2 = 0.25 if isinstance(talk, Gamma) else 0.0
    given = replace(pool(1, 7.2, 300, hours=150, warm_up=timedelta(hours=10)), demands=(demand(hourly(7.2), talk),))
    runs = [told(given, seed)["needs"]["all"] for seed in range(8)]

    _agree(runs, "wait_of_all", "mean", 0.6 * 300 * (1 + cv2) / 2 / 0.4)


def _agree(runs: list[Figures], name: str, part: str | None, exact: float) -> None:
    found = estimate([run[name][part] if part else run[name] for run in runs])
    assert found is not None
    assert abs(found.mean - exact) <= 4 * found.standard_error, (name, found, exact)
