"""The floor in memory answers what the board answers, and decides as a full scan does."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.agents import Agent, Presence
from routing.board import Board
from routing.plan import Plan
from routing.policy import Candidate, Choice, Head, candidate, choose, next_work
from routing.queues import WaitingCall, count_staff
from routing.rules import Rules
from routing.skills import BEST, CAN, GOOD, UNTRAINED, AgentId, Need
from routing.whatif.floor import Floor
from tests.routing.floor import NOON, PLAIN, RULES, after, agent, barred, call, floors, lines, need, needs, skilled

both_rules = pytest.mark.parametrize("rules", [RULES, PLAIN], ids=["house", "plain"])


plain_lines = lines().map(lambda calls: [replace(one, wish=None, last_agent=None) for one in calls])
"""In a run nobody asks for an agent by name, and nobody is remembered."""


def filled(agents: list[Agent], calls: list[WaitingCall], rules: Rules) -> Floor:
    """A floor with these on it."""
    floor = Floor(rules)
    for one in agents:
        if one.presence is Presence.READY:
            floor.sign_on(one.id, one.skills)
            if one.is_free:
                floor.release(one)
    for waiting in calls:
        floor.join(waiting)
    return floor


@both_rules
@given(agents=floors, wants=needs, bars=barred, seconds=st.integers(0, 90))
def test_a_call_gets_the_agent_that_a_full_scan_finds(
    agents: list[Agent], wants: Need, bars: frozenset[AgentId], seconds: int, rules: Rules
) -> None:
    floor, waiting, now = filled(agents, [], rules), call("CA1", wants, barred=bars), after(seconds)
    staffing, idle = count_staff(agents, wants, bars), [candidate(one, wants) for one in agents if one.is_free]

    seen = floor.snapshot(wants, bars)

    assert seen.staffing == staffing
    assert choose(waiting, seen.idle, seen.staffing, rules, now) == choose(waiting, idle, staffing, rules, now)


@both_rules
@given(agents=floors, calls=plain_lines, leaves=st.sets(st.integers(0, 5)), seconds=st.integers(0, 90))
def test_an_agent_gets_the_call_that_a_full_scan_finds(
    agents: list[Agent], calls: list[WaitingCall], leaves: set[int], seconds: int, rules: Rules
) -> None:
    floor, now = filled(agents, calls, rules), after(seconds)
    for number in leaves & set(range(len(calls))):
        floor.leave(calls[number].sid)
    everybody = [Head(one, count_staff(agents, one.need, one.barred)) for one in calls if one.sid in floor.waiting]
    for one in (one for one in agents if one.is_free):
        scan, few = (
            next_work(one, heads, [], idle=len(floor.free), plan=Plan(), rules=rules, now=now)
            for heads in (everybody, floor.heads())
        )
        assert few == scan or not (isinstance(scan, Choice) or isinstance(few, Choice))


@given(agents=floors, hold=st.sets(st.sampled_from("abcdef").map(AgentId)), wants=needs)
def test_who_is_held_or_signs_off_is_no_longer_found(agents: list[Agent], hold: set[AgentId], wants: Need) -> None:
    floor = filled(agents, [], RULES)
    held = [floor.hold(one) for one in hold if one in floor.free]
    for one in held[::2]:
        floor.sign_off(one.id)
    gone = {one.id for one in held[::2]}
    left = [one for one in agents if one.id not in gone]

    seen = floor.snapshot(wants)

    assert not {one.agent for one in seen.idle} & {one.id for one in held}
    assert (seen.staffing.ready, seen.staffing.idle) == (count_staff(left, wants).ready, len(floor.free))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(agents=floors, calls=plain_lines, wants=needs, bars=barred)
def test_it_answers_what_the_board_answers(
    board_client: redis.Redis, agents: list[Agent], calls: list[WaitingCall], wants: Need, bars: frozenset[AgentId]
) -> None:
    board_client.flushall()
    board, ready = Board(board_client), [one for one in agents if one.is_free]
    for one in ready:
        board.enrol(one.id, one.skills, one.since)
        board.set_presence(one.id, Presence.READY, one.since)
    for waiting in calls:
        board.join(waiting, NOON)
    floor = filled(ready, calls, RULES)

    here, there = floor.snapshot(wants, bars), board.snapshot(wants, bars)
    assert here.staffing == there.staffing
    assert _askable(here.idle, bars) == _askable(there.idle, bars)
    assert set(floor.heads()) == set(board.heads())


def _askable(idle: Sequence[Candidate], bars: frozenset[AgentId]) -> list[Candidate]:
    """Of who is barred nothing is asked."""
    return [one for one in idle if one.agent not in bars]


def test_a_look_at_ten_thousand_agents_touches_a_handful() -> None:
    """By what is looked at, not by the clock: the answer is heads only."""
    everybody = [agent(f"a{n:05}", skilled(billing=1 + n % 3), idle_since=after(-n)) for n in range(10_000)]
    floor = filled(everybody, [call(f"CA{n}", need("billing"), arrived_at=after(-n)) for n in range(10_000)], RULES)

    assert [one.agent for one in floor.snapshot(need("billing")).idle] == ["a09998", "a09997", "a09999"]
    assert [head.call.sid for head in floor.heads()] == ["CA9999"]


@given(agents=floors, wants=needs)
def test_those_who_are_idle_are_counted_as_a_full_scan_does(agents: list[Agent], wants: Need) -> None:
    staffing, told = count_staff(agents, wants), filled(agents, [], RULES).idle(wants)

    able = [one for one in agents if one.is_free and (one.skills.speaks(wants.language) or not staffing.speaking)]

    for lowest in (BEST, GOOD, CAN, UNTRAINED):
        assert told[lowest] == sum(one.skills.level_for(wants) >= lowest for one in able)
