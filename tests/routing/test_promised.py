"""A promise that an agent made and is to keep: by example, and against what must hold of any floor."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.agents import Activity, Agent, Presence
from routing.plan import Plan
from routing.policy import Choice, PromiseHead, candidate, choose, next_work
from routing.promises import AT_RISK, kept_until
from routing.queues import Wish, count_staff
from routing.reasons import NoMatch
from routing.skills import AgentId, PromiseId
from routing.spans import Span
from tests.routing import floor
from tests.routing.floor import RULES, after, agent, call, need, skilled
from tests.routing.test_policy import heads

ANNA = agent("anna", skilled(billing=3), idle_since=after(-60))
BERT = agent("bert", skilled(billing=3), idle_since=after(-300))
RESERVED = Plan(reserve=5)
HOUR = timedelta(hours=1)


def promise(*, until: float = 600, awaited_from: float | None = None, agent_id: str = "anna") -> PromiseHead:
    return PromiseHead(
        PromiseId("P"),
        need("billing"),
        None if awaited_from is None else after(awaited_from),
        after(7200),
        wish=Wish(AgentId(agent_id), "promised", after(until)),
        is_awaited=awaited_from is not None,
    )


def found(work: PromiseHead, agents: list[Agent], seconds: float = 0) -> Choice | NoMatch:
    """The choice over everybody who is free."""
    idle = [candidate(one, work.need) for one in agents if one.is_free]
    wished = next((one for one in agents if work.wish and one.id == work.wish.agent), None)
    return choose(work, idle, count_staff(agents, work.need, work.barred), RULES, after(seconds), wished=wished)


def taken(one: Agent, work: PromiseHead, seconds: float = 0, *, caller_at: float | None = None, plan: Plan) -> str:
    """What the agent does next, and why."""
    waiting = [] if caller_at is None else [call("CA", need("billing"), arrived_at=after(caller_at))]
    decision = next_work(one, heads(waiting, [one]), [work], idle=1, plan=plan, rules=RULES, now=after(seconds))
    return f"{decision.work.id} {decision.reason.ruling}" if isinstance(decision, Choice) else decision.why


def test_its_own_agent_is_chosen_though_others_have_been_free_for_longer() -> None:
    match = found(promise(), [ANNA, BERT])
    assert isinstance(match, Choice)
    assert (match.agent, match.reason.ruling) == ("anna", "promised")
    assert match.reason.sentence().startswith("Promised this person to call back")


@pytest.mark.parametrize("presence", list(Presence))
def test_it_waits_for_its_agent_ready_or_not_and_then_for_nobody(presence: Presence) -> None:
    busy = replace(ANNA, presence=presence, activity=Activity.TALKING)
    match = found(promise(), [busy, BERT])
    assert isinstance(match, NoMatch)
    assert (match.why, match.again_at) == ("kept_for_its_agent", after(600))
    late = found(promise(), [busy, BERT], seconds=600)
    assert isinstance(late, Choice)
    assert (late.agent, late.reason.ruling) == ("bert", "best_match")


def test_nobody_waits_for_an_agent_who_may_not_call() -> None:
    barred = replace(promise(), barred=frozenset({ANNA.id}))
    match = found(barred, [ANNA, BERT])
    assert isinstance(match, Choice)
    assert match.agent == "bert"


def test_nobody_else_takes_it_up_meanwhile() -> None:
    assert taken(BERT, promise(), plan=Plan()) == "nothing_waits"
    assert taken(BERT, promise(), 600, plan=Plan()) == "P room_to_call_back"
    assert taken(ANNA, promise(), plan=Plan()) == "P promised"


def test_a_time_that_was_agreed_on_waits_for_no_reserve_and_any_other_does() -> None:
    assert taken(ANNA, promise(awaited_from=-10), plan=RESERVED) == "P promised"
    assert taken(ANNA, promise(), plan=RESERVED) == "kept_free"


def test_its_place_in_the_line_is_the_beginning_of_the_agreed_time() -> None:
    """A caller's head start is three minutes."""
    its = promise(awaited_from=-60)
    assert taken(ANNA, its, 180, caller_at=-50, plan=Plan()) == "CA next_in_line"
    assert taken(ANNA, its, 180, caller_at=125, plan=Plan()) == "P promised"


@given(floor.floors, floor.promises.filter(bool).map(lambda some: some[0]), st.integers(-100, 4000))
def test_before_its_time_only_its_agent_and_after_it_as_if_there_were_no_wish(
    agents: list[Agent], plain: PromiseHead, seconds: int
) -> None:
    names = [one.id for one in agents] or [AgentId("gone")]
    wish = Wish(names[0], "promised", after(1000))
    kept = replace(plain, wish=wish)
    match = found(kept, agents, seconds)
    if not kept.is_kept(after(seconds)):
        assert match == found(plain, agents, seconds)
    elif isinstance(match, Choice):
        assert match.agent == wish.agent
    else:
        assert match.why == "kept_for_its_agent"
        assert not any(one.is_free and one.id == wish.agent for one in agents)
    for one in agents:
        mine = next_work(one, [], [kept], idle=9, plan=Plan(), rules=RULES, now=after(seconds))
        if isinstance(mine, Choice) and kept.is_kept(after(seconds)):
            assert one.id == wish.agent


def test_it_is_kept_until_there_is_time_left_for_somebody_else() -> None:
    due_by = after(24 * 3600)
    assert due_by - kept_until(None, due_by) > AT_RISK + HOUR
    long = Span(after(0), after(3 * 3600))
    assert kept_until(long, due_by) == long.end_at - HOUR
    short = Span(after(0), after(1800))
    assert kept_until(short, due_by) == after(900)
    assert kept_until(short, short.end_at) == short.end_at - HOUR


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(0, 10_000))
def test_it_is_never_kept_in_the_hour_before_its_deadline(starts: int, lasts: int, rest: int) -> None:
    window = Span(after(60 * starts), after(60 * (starts + lasts)))
    due_by = window.end_at + timedelta(minutes=rest)
    assert kept_until(window, due_by) <= due_by - HOUR
    assert kept_until(None, due_by) <= due_by - HOUR
