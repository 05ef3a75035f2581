"""The floor in memory: who is free, who is signed on, who waits. It answers what the board answers, from indexes that
each move keeps up to date, so that a look costs the same with 10,000 agents as with 10.

The indexes are those of the board, by the same names, and the tests hold both against each other. Deliberately decides
nothing, and knows no wishes: in a run nobody asks for an agent by name.
"""

import heapq
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice

from routing.agents import Agent
from routing.plan import Plan
from routing.policy import Candidate, Head, PromiseHead, candidate, deadline_order
from routing.queues import Staffing, WaitingCall
from routing.records import ANY, Snapshot, class_names, queue_name, read_staffing
from routing.rules import Rules
from routing.skills import AgentId, CallSid, Level, Need, Skills
from routing.standings import read_idle

LOOKED_AT = 25
"""How many due promises a choice looks at, as in the service."""

NOBODY: frozenset[AgentId] = frozenset()
Rank = tuple[int, datetime, AgentId]
"""An agent's place in an idle index: the policy's order of agents of one level."""
Kind = tuple[Need, frozenset[AgentId]]
"""Calls of one kind may be taken by the same agents, and are taken in their order."""


class Floor:
    """What a router looks at, and the moves that a run makes.

    `free`: the agents who may be rung, longest idle first. `waiting`: the calls that wait, as they joined. `taken`: how
    many calls each agent has answered; `ended_at`: when the last one was over. `due`: the promises that may be dialled,
    most urgent first; `may_call`: whether this is an hour for it. `plan`: how they share the agents with live callers.
    `queues`: how many calls wait, by need.
    """

    def __init__(self, rules: Rules) -> None:
        self._spares_generalists = rules.fewest_skills
        self.free: dict[AgentId, Agent] = {}
        self.waiting: dict[CallSid, WaitingCall] = {}
        self.queues: Counter[Need] = Counter()
        self.taken: Counter[AgentId] = Counter()
        self.ended_at: dict[AgentId, datetime] = {}
        self.due: list[PromiseHead] = []
        self.may_call = False
        self.plan = Plan()
        self._idle: defaultdict[str, list[Rank]] = defaultdict(list)
        self._ready: defaultdict[str, set[AgentId]] = defaultdict(set)
        self._classes: dict[AgentId, list[str]] = {}
        self._ranks: dict[AgentId, Rank] = {}
        self._lines: dict[Kind, list[tuple[datetime, CallSid, WaitingCall]]] = {}
        self._counts: dict[tuple[Need, int], Staffing] = {}

    # ── looks ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def snapshot(self, need: Need, barred: frozenset[AgentId] = NOBODY) -> Snapshot:
        """What `policy.choose` needs: the first idle agents of each level, as many as are barred and one."""
        staffing = self.staffing(need, barred)
        if not self.free:
            return Snapshot((), staffing)
        *trained, anybody = _indexes_of(need, speaks=staffing.speaking > 0)
        heads = [one for name in trained for one in self._heads(name, need, len(barred) + 1)]
        if not any(one.agent not in barred for one in heads):
            heads = list(self._heads(anybody, need, len(barred) + 1))
        return Snapshot(tuple(heads), staffing)

    def heads(self) -> Sequence[Head]:
        """What `policy.next_work` needs: the first call of each kind."""
        return [Head(call, self.staffing(call.need, call.barred)) for call in self._first_calls()]

    def promises(self) -> Sequence[PromiseHead]:
        """The most urgent of those that may be dialled at this hour."""
        return self.due[:LOOKED_AT] if self.may_call else ()

    def staffing(self, need: Need, barred: frozenset[AgentId] = NOBODY) -> Staffing:
        if barred:
            return read_staffing(need, [*self._count(_classes_of(need), barred), len(self.free)])
        known = self._counts.get((need, len(self.free)))
        if known is None:
            known = read_staffing(need, [*self._count(_classes_of(need)), len(self.free)])
            self._counts[need, len(self.free)] = known
        return known

    def idle(self, need: Need) -> Mapping[Level, int]:
        """How many agents are free who may take a call for the need, by the lowest level in question."""
        indexes = _indexes_of(need, speaks=self.staffing(need).speaking > 0)
        return read_idle([len(self._idle.get(name, ())) for name in indexes], need, barred=0)

    def _heads(self, index: str, need: Need, count: int) -> Iterator[Candidate]:
        ranks = self._idle.get(index)
        if ranks:
            for _, _, agent in islice(ranks, count):
                yield candidate(self.free[agent], need)

    def _first_calls(self) -> Iterator[WaitingCall]:
        for kind, line in list(self._lines.items()):
            while line and line[0][2] is not self.waiting.get(line[0][1]):
                heapq.heappop(line)
            if line:
                yield line[0][2]
            else:
                del self._lines[kind]

    def _count(self, classes: Sequence[str], barred: frozenset[AgentId] = NOBODY) -> Iterator[int]:
        for name in classes:
            yield len(self._ready[name]) - len(barred & self._ready[name])

    # ── agents ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def sign_on(self, agent: AgentId, skills: Skills) -> None:
        """The agent is ready from now on, if not free yet."""
        self._classes[agent] = class_names(skills)
        for name in self._classes[agent]:
            self._ready[name].add(agent)
        self._counts.clear()

    def sign_off(self, agent: AgentId) -> None:
        """The agent is ready no more; one who is free is held by that."""
        if agent in self.free:
            self.hold(agent)
        for name in self._classes[agent]:
            self._ready[name].discard(agent)
        self._counts.clear()

    def release(self, agent: Agent) -> None:
        """The agent may be rung, from `agent.since` on."""
        breadth = agent.skills.breadth if self._spares_generalists else 0
        rank = self._ranks[agent.id] = breadth, agent.since, agent.id
        self.free[agent.id] = agent
        for name in self._classes[agent.id]:
            insort(self._idle[name], rank)

    def hold(self, agent: AgentId) -> Agent:
        """The agent may no longer be rung."""
        rank = self._ranks.pop(agent)
        for name in self._classes[agent]:
            ranks = self._idle[name]
            del ranks[bisect_left(ranks, rank)]
        return self.free.pop(agent)

    # ── calls and promises ──────────────────────────────────────────────────────────────────────────────────────────

    def join(self, call: WaitingCall) -> None:
        self.waiting[call.sid] = call
        self.queues[call.need] += 1
        line = self._lines.setdefault((call.need, call.barred), [])
        heapq.heappush(line, (call.counts_from, call.sid, call))

    def leave(self, sid: CallSid) -> None:
        self.queues[self.waiting.pop(sid).need] -= 1

    def owe(self, promise: PromiseHead) -> None:
        """The promise may be dialled from now on."""
        insort(self.due, promise, key=deadline_order)

    def settle(self, promise: PromiseHead) -> None:
        """It no longer may."""
        del self.due[bisect_left(self.due, deadline_order(promise), key=deadline_order)]


@lru_cache(maxsize=1024)
def _classes_of(need: Need) -> tuple[str, ...]:
    """Whose number the staffing for a need tells: best, good, can, speaking, ready."""
    queue = queue_name(need)
    language = queue.partition(":")[2]
    return f"{queue}:3", f"{queue}:2", f"{queue}:1", f"{ANY}:{language}", f"{ANY}:{ANY}"


@lru_cache(maxsize=1024)
def _indexes_of(need: Need, *, speaks: bool) -> tuple[str, ...]:
    """Where to look for agents: levels 3, 2, 1, then trained or not; of any language where nobody ready speaks it."""
    subject, language = queue_name(need).split(":")
    spoken = language if speaks else ANY
    return *(f"{subject}:{spoken}:{level}" for level in (3, 2, 1)), f"{ANY}:{spoken}"
