"""Each strategy picks whom its source would pick."""

from datetime import timedelta
from random import Random

import pytest

from routing.agents import Agent
from routing.policy import PromiseHead
from routing.queues import WaitingCall, Work
from routing.rules import Rules
from routing.skills import AgentId, PromiseId, Skills
from routing.whatif.floor import Floor
from routing.whatif.router import Router
from tests.routing.floor import NOON, after, agent, call, need, skilled
from tools.strategies.app_queue import AppQueue, RoundRobin, fewest_calls, least_recent, ring_all
from tools.strategies.callbacks import Beside, FixedReserve, LiveFirst, OneLine, Procrastinate
from tools.strategies.mod_callcenter import Callcenter
from tools.strategies.task_router import TaskRouter

BILLING = need("billing")
ANNA, BRAM, CARLA = AgentId("anna"), AgentId("bram"), AgentId("carla")
BEST, GOOD, CAN = skilled(billing=3), skilled(billing=2), skilled(billing=1)
STEPS = (timedelta(seconds=20), timedelta(seconds=60))
RAISED = AppQueue(least_recent, penalties=True, raised_after=STEPS)
TIERS = Callcenter(tiers=True)
TIER_RULES = Callcenter(tiers=True, tier_wait=timedelta(seconds=10))
TIMED = TaskRouter((timedelta(seconds=20), timedelta(seconds=40)))


def floor(**skills: Skills) -> Floor:
    """Agents who are free, the first for longest."""
    its = Floor(Rules.plain())
    for n, (name, their) in enumerate(skills.items()):
        its.sign_on(AgentId(name), their)
        its.release(agent(name, their, idle_since=after(n - 100)))
    return its


def arrives(its: Floor, sid: str = "CA1", at: float = 0, about: str = "billing") -> WaitingCall:
    one = call(sid, need(about), arrived_at=after(at))
    its.join(one)
    return one


def talk_ended(its: Floor, **seconds: float) -> None:
    """When the last call of each was over."""
    its.ended_at.update({AgentId(name): after(at) for name, at in seconds.items()})


# app_queue


def test_ringall_is_anybody_who_is_free() -> None:
    its = floor(anna=BEST, bram=GOOD, carla=CAN)
    router, one = AppQueue(ring_all(Random(1))), arrives(its)  # noqa: S311 - chance, not a secret

    assert {router.for_call(one, its, NOON) for _ in range(50)} == {ANNA, BRAM, CARLA}


def test_leastrecent_is_whose_last_call_has_been_over_for_longest_whatever_the_level() -> None:
    its = floor(anna=BEST, bram=BEST, carla=CAN)
    talk_ended(its, anna=-10, bram=-20, carla=-30)

    assert AppQueue(least_recent).for_call(arrives(its), its, NOON) == CARLA


def test_leastrecent_begins_with_those_who_have_had_no_call() -> None:
    its = floor(anna=BEST, bram=BEST)
    talk_ended(its, anna=-1000)

    assert AppQueue(least_recent).for_call(arrives(its), its, NOON) == BRAM


def test_fewestcalls_is_who_has_had_the_fewest() -> None:
    its = floor(anna=BEST, bram=BEST, carla=BEST)
    its.taken.update({ANNA: 3, BRAM: 1, CARLA: 2})

    assert AppQueue(fewest_calls).for_call(arrives(its), its, NOON) == BRAM


def test_rrmemory_goes_round_and_each_queue_remembers_its_own_place() -> None:
    its = floor(anna=skilled(billing=3, moving=3), bram=skilled(billing=3, moving=3), carla=BEST)
    router = RoundRobin({ANNA: 0, BRAM: 1, CARLA: 2})
    bills = [router.for_call(call("CA1", BILLING), _joined(its, "CA1"), NOON) for _ in range(4)]
    moving = arrives(its, "CA2", about="moving")

    assert bills == [ANNA, BRAM, CARLA, ANNA]
    assert router.for_call(moving, its, NOON) == ANNA


def _joined(its: Floor, sid: str) -> Floor:
    its.waiting.clear()
    arrives(its, sid)
    return its


def test_penalties_go_before_the_strategy() -> None:
    its = floor(anna=GOOD, bram=BEST)
    talk_ended(its, anna=-100, bram=-1)

    assert AppQueue(least_recent, penalties=True).for_call(arrives(its), its, NOON) == BRAM


def test_a_higher_penalty_is_let_in_when_its_time_has_come() -> None:
    its = floor(anna=GOOD)
    one = arrives(its)

    assert RAISED.for_call(one, its, NOON) == after(20)
    assert RAISED.for_call(one, its, after(20)) == ANNA
    assert RAISED.for_agent(its.free[ANNA], its, after(20)) == one.work


def test_a_caller_whom_nobody_may_take_yet_holds_up_the_next_one() -> None:
    """There is one member available, so that only the first caller has a turn (is_our_turn)."""
    its = floor(anna=skilled(billing=2, moving=3))
    arrives(its, "CA1")
    behind = arrives(its, "CA2", at=1)
    other = arrives(its, "CA3", at=2, about="moving")

    assert RAISED.for_call(behind, its, after(1)) is None
    assert RAISED.for_agent(its.free[ANNA], its, after(3)) == other.work


def test_a_member_who_becomes_free_takes_the_oldest_caller_of_all_queues() -> None:
    its = floor(anna=skilled(billing=1, moving=3))
    arrives(its, "CA2", at=2, about="moving")
    older = arrives(its, "CA1", at=1)

    assert AppQueue(least_recent).for_agent(its.free[ANNA], its, after(9)) == older.work


# mod_callcenter


def test_longest_idle_agent_goes_by_the_end_of_the_last_call() -> None:
    its = floor(anna=BEST, bram=CAN)
    talk_ended(its, anna=-10, bram=-20)

    assert Callcenter().for_call(arrives(its), its, NOON) == BRAM


def test_tiers_go_before_idleness() -> None:
    its = floor(anna=CAN, bram=GOOD, carla=BEST)
    talk_ended(its, anna=-30, bram=-20, carla=-10)

    assert TIERS.for_call(arrives(its), its, NOON) == CARLA


def test_tier_rules_let_a_caller_into_the_nth_tier_after_n_times_the_wait() -> None:
    its = floor(anna=CAN)
    its.sign_on(CARLA, BEST)  # in a call
    one = arrives(its)

    assert TIER_RULES.for_call(one, its, NOON) == after(30)
    assert TIER_RULES.for_call(one, its, after(30)) == ANNA


def test_a_tier_in_which_nobody_is_signed_on_is_not_waited_for() -> None:
    its = floor(anna=CAN)

    assert TIER_RULES.for_call(arrives(its), its, NOON) == ANNA


# TaskRouter


def test_a_step_of_a_workflow_has_its_workers_and_its_timeout() -> None:
    its = floor(anna=CAN, bram=GOOD)
    its.sign_on(CARLA, BEST)  # in a call
    one = arrives(its)

    assert TIMED.for_call(one, its, NOON) == after(20)
    assert TIMED.for_call(one, its, after(20)) == BRAM
    assert TIMED.for_agent(its.free[ANNA], its, after(30)) == after(60)


def test_within_a_step_the_worker_without_a_task_for_longest_is_reserved() -> None:
    its = floor(anna=BEST, bram=BEST)

    assert TIMED.for_call(arrives(its), its, NOON) == ANNA


def test_steps_without_workers_are_skipped() -> None:
    its = floor(anna=CAN)

    assert TIMED.for_call(arrives(its), its, NOON) == ANNA


def test_after_the_steps_everybody_may_if_the_workflow_says_so() -> None:
    its = floor(anna=skilled(moving=3))
    its.sign_on(CARLA, BEST)
    one = arrives(its)
    everybody = TaskRouter((timedelta(seconds=20), timedelta(seconds=40)), everybody=True)

    assert TIMED.for_call(one, its, after(600)) is None
    assert everybody.for_call(one, its, after(60)) == ANNA


@pytest.mark.parametrize("router", [AppQueue(least_recent), TIERS, TIMED])
def test_nobody_rings_who_does_not_speak_the_language_or_is_not_trained(router: Router) -> None:
    its = floor(anna=skilled("fr", billing=3), bram=skilled(moving=3))
    one = arrives(its)

    assert router.for_call(one, its, NOON) is None
    assert router.for_agent(its.free[ANNA], its, NOON) is None


# callbacks

PROMISE = PromiseHead(PromiseId("p"), BILLING, after(-600), after(3600))


def taken(router: Beside, *, waits: bool, free: int = 1, its_promise: PromiseHead = PROMISE) -> str | None:
    """The kind of work that a free agent is given, a promise being owed that is older than the call that waits."""
    names = ("anna", "bram", "carla")[:free]
    its = floor(**dict.fromkeys(names, BEST))
    its.owe(its_promise)
    its.may_call = True
    if waits:
        arrives(its)
    work: Work | None = router.for_agent(_first(its), its, after(30))
    return work.kind if work else None


def _first(its: Floor) -> Agent:
    return next(iter(its.free.values()))


def test_in_one_line_the_older_goes_first() -> None:
    young = PromiseHead(PromiseId("p"), BILLING, after(5), after(3600))

    assert taken(OneLine(), waits=True) == "promise"
    assert taken(OneLine(), waits=True, its_promise=young) == "call"
    assert taken(OneLine(), waits=False, its_promise=young) == "promise"


def test_live_callers_go_first_or_keep_agents_free() -> None:
    assert taken(LiveFirst(), waits=True) == "call"
    assert taken(LiveFirst(), waits=False) == "promise"
    assert taken(FixedReserve(2), waits=False, free=2) is None
    assert taken(FixedReserve(2), waits=False, free=3) == "promise"


def test_who_procrastinates_calls_back_when_it_must_be() -> None:
    pressing = PromiseHead(PromiseId("p"), BILLING, after(-600), after(3600), goes_first=True)

    assert taken(Procrastinate(), waits=False) is None
    assert taken(Procrastinate(), waits=True, its_promise=pressing) == "promise"
