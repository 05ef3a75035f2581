"""The board against a plain model of it: any moves in any order, and after each the indexes agree with a full scan."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast, get_args

import redis
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from routing.agents import Activity, Agent, Cause, Move, Presence, is_refusal
from routing.board import GHOST_AFTER, Board
from routing.board.calls import LOOK_EACH
from routing.ghosts import torn
from routing.policy import Choice, Head, PromiseHead, candidate, choose, next_work
from routing.queues import WaitingCall, Wish, Work, call_order, count_staff, is_kept_for
from routing.records import Snapshot, class_names, micros, queue_name, write_ids
from routing.rules import Rules
from routing.skills import AgentId, CallSid, Need, PromiseId, ReservationId, Skills
from tests.routing import floor
from tests.routing.floor import NOON, after

WRAP_UP = timedelta(seconds=30)
RING = timedelta(seconds=15)
CALLS = [CallSid(f"CA{n}") for n in range(5)]
AGENTS = [AgentId(name) for name in "abcd"]


@dataclass(frozen=True)
class Held:
    """A reservation of the model."""

    agent: AgentId
    work: Work
    expires_at: datetime
    state: str = "held"
    accepted_at: datetime | None = None


class Floor(RuleBasedStateMachine):
    """Everybody in the house, twice: on the board and in plain dictionaries."""

    client: redis.Redis

    @initialize(
        team=st.lists(floor.skills, min_size=4, max_size=4),
        wants=st.lists(floor.needs, min_size=3, max_size=3),
        rules=floor.rules,
    )
    def open(self, team: list[Skills], wants: list[Need], rules: Rules) -> None:
        """Four agents are ready and three calls wait."""
        self.rules = rules
        self.client.flushall()
        self.board = Board(self.client)
        self.now = NOON
        self.agents: dict[AgentId, Agent] = {}
        self.lapses: dict[AgentId, datetime] = {}
        self.calls: dict[CallSid, WaitingCall] = {}
        self.seen: dict[CallSid, datetime] = {}
        self.look_at: dict[CallSid, datetime] = {}
        self.held: dict[ReservationId, Held] = {}
        self.last = self.looks = 0
        for agent, skills in zip(AGENTS, team, strict=True):
            self.enrol(agent, skills)
            self.declare(agent, Presence.READY)
        for sid, need in zip(CALLS, wants, strict=False):
            self.join(sid, need)

    # Moves

    @rule(seconds=st.sampled_from([0, 1, 7, 20, 61]))
    def let_time_pass(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(agent=st.sampled_from(AGENTS), skills=floor.skills)
    def enrol(self, agent: AgentId, skills: Skills) -> None:
        told = self.board.enrol(agent, skills, self.now, fewest_skills=self.rules.fewest_skills)
        before = self.agents.get(agent)
        assert told == ("enrolled" if before is None else "unchanged" if before.skills == skills else "updated")
        self.agents[agent] = replace(before, skills=skills) if before else Agent(agent, skills, self.now)

    @rule(agent=st.sampled_from(AGENTS), presence=st.sampled_from([*Presence, Presence.READY, Presence.READY]))
    def declare(self, agent: AgentId, presence: Presence) -> None:
        told = self.board.set_presence(agent, presence, self.now)
        assert told == ("set" if agent in self.agents else "unknown")
        if agent in self.agents:
            if presence is Presence.READY and self.agents[agent].rests_until:
                del self.lapses[agent]
            self.agents[agent] = self.agents[agent].declare(presence, self.now)

    @rule(
        sid=st.sampled_from(CALLS),
        need=floor.needs,
        barred=floor.barred,
        head_start=st.sampled_from([0, 0, 30]),
        wish=st.none() | floor.wishes,
        last_agent=st.none() | st.sampled_from(AGENTS),
    )
    def join(
        self,
        sid: CallSid,
        need: Need,
        *,
        barred: frozenset[AgentId] = frozenset(),
        head_start: int = 0,
        wish: Wish | None = None,
        last_agent: AgentId | None = None,
    ) -> None:
        call = WaitingCall(sid, need, self.now, self.now - timedelta(seconds=head_start), barred, None, last_agent)
        wish = self.from_now(wish)
        told = self.board.join(replace(call, wish=wish), self.now)
        assert told == ("known" if sid in self.calls else "joined")
        if sid not in self.calls:
            self.calls[sid], self.seen[sid] = call, self.now
            self.note_wish(sid, wish)

    @rule(sid=st.sampled_from(CALLS), wish=floor.wishes)
    def keep(self, sid: CallSid, wish: Wish) -> None:
        """The caller chooses to wait for one agent, or a colleague sends the call on."""
        wish = self.from_now(wish)
        told = self.board.keep(sid, wish, self.now)
        if not self.waits(sid):
            assert told == "gone"
        else:
            assert told == ("kept" if self.is_ready(wish.agent) else "not_ready")
            self.note_wish(sid, wish)

    @rule(sid=st.sampled_from(CALLS), stale=st.none() | floor.wishes)
    def open_up(self, sid: CallSid, stale: Wish | None) -> None:
        """The wish that was looked at is ended, and no other that has come instead of it."""
        wish = self.calls[sid].wish if sid in self.calls else None
        other = self.from_now(stale) or wish
        if other is not None:
            same = wish is not None and (other.agent, other.until_at) == (wish.agent, wish.until_at)
            assert self.board.open_up(sid, other) == ("anybodys" if same and self.waits(sid) else "gone")
            if same:
                self.forget_wish(sid)

    @rule(sid=st.sampled_from(CALLS))
    def leave(self, sid: CallSid) -> None:
        told = self.board.leave(sid, self.now)
        reservation = self.reservation_of(Work("call", sid))
        if sid not in self.calls:
            assert told == "gone"
        elif reservation is None:
            assert told == "left"
            self.forget(sid)
        elif self.held[reservation].state == "accepted":
            assert told == "talking"
        else:
            assert told == "released"
            self.free(reservation)
            self.forget(sid)

    @rule(sid=st.sampled_from(CALLS))
    def give_a_sign_of_life(self, sid: CallSid) -> None:
        told = self.board.seen(sid, self.now)
        assert (told is not None) == (sid in self.calls)
        if told is not None:
            assert told.call == self.calls[sid]
            assert told.reservation == self.reservation_of(Work("call", sid))
            assert told.ahead == self.ahead(sid)
            if told.state == "waiting":
                self.seen[sid] = self.now

    @rule(sid=st.sampled_from(CALLS))
    def match_a_call(self, sid: CallSid) -> None:
        if sid in self.calls:
            call = self.calls[sid]
            snapshot = self.snapshot(call)
            self.reserve(choose(call, snapshot.idle, snapshot.staffing, self.rules, self.now, wished=snapshot.wished))

    @rule(agent=st.sampled_from(AGENTS))
    def match_an_agent(self, agent: AgentId) -> None:
        view = self.board.heads_for(agent)
        if view.agent is not None:
            self.reserve(
                next_work(view.agent, view.heads, [], idle=view.idle, plan=view.plan, rules=self.rules, now=self.now)
            )

    @rule(promise=st.sampled_from("pq").map(PromiseId), need=floor.needs)
    def match_a_promise(self, promise: PromiseId, need: Need) -> None:
        snapshot = self.board.snapshot(need)
        owed = PromiseHead(promise, need, None, after(86_400))
        self.reserve(choose(owed, snapshot.idle, snapshot.staffing, self.rules, self.now))

    @precondition(lambda self: self.anybody(Activity.RESERVED))
    @rule(data=st.data())
    def hand_out(self, data: st.DataObject) -> None:
        reservation = self.draw_reservation(data)
        told = self.board.hand_out(reservation, "loop", self.now)
        held = self.held.get(reservation)
        assert told == ("ring" if held and held.state in ("held", "ringing") else "gone")
        if held and told == "ring":
            self.held[reservation] = replace(held, state="ringing")

    @precondition(lambda self: self.anybody(Activity.RESERVED))
    @rule(data=st.data(), leg=st.sampled_from(["leg", "another"]))
    def accept(self, data: st.DataObject, leg: str) -> None:
        reservation = self.draw_reservation(data)
        told = self.board.accept(reservation, leg, self.now)
        held = self.held.get(reservation)
        if held and held.state in ("held", "ringing"):
            assert told == "accepted"
            self.held[reservation] = replace(held, state="accepted", accepted_at=self.now)
            self.agents[held.agent] = self.agents[held.agent].move(Move.ACCEPT, self.now)
        elif not held or held.state == "settled":
            assert told == "gone"

    @precondition(lambda self: self.anybody(Activity.RESERVED))
    @rule(data=st.data(), cause=st.sampled_from(get_args(Cause)))
    def rescind(self, data: st.DataObject, cause: Cause) -> None:
        self.end(self.draw_reservation(data), cause)

    @precondition(lambda self: self.anybody(Activity.TALKING))
    @rule(data=st.data(), by_call=st.booleans())
    def settle(self, data: st.DataObject, by_call: bool) -> None:
        reservation = self.draw_reservation(data)
        held = self.held.get(reservation)
        talks = held is not None and held.state == "accepted"
        name = CallSid(held.work.id) if held and talks and by_call and held.work.kind == "call" else reservation
        assert self.board.settle(name, self.now, self.now + WRAP_UP) == ("settled" if talks else "gone")
        if held and talks:
            self.held[reservation] = replace(held, state="settled")
            self.agents[held.agent] = self.agents[held.agent].move(Move.SETTLE, self.now)
            self.lapses[held.agent] = self.now + WRAP_UP
            if held.work.kind == "call":
                self.forget(CallSid(held.work.id))

    @precondition(lambda self: self.anybody(Activity.WRAPPING_UP))
    @rule(data=st.data())
    def wrap(self, data: st.DataObject) -> None:
        agent = data.draw(st.sampled_from([held.agent for held in self.held.values()]))
        told = self.board.wrapped(agent, self.now)
        wrapping = agent in self.agents and self.agents[agent].activity is Activity.WRAPPING_UP
        assert told == ("freed" if wrapping else "unchanged")
        if wrapping:
            self.end_lapse(agent)

    @rule()
    def tick(self) -> None:
        due = self.board.due(self.now)
        assert set(due.expired) == {
            name
            for name, held in self.held.items()
            if held.state in ("held", "ringing") and held.expires_at <= self.now
        }
        assert set(due.lapsed) == {agent for agent, until in self.lapses.items() if until <= self.now}
        waiting = {call.sid for call in self.waiting()}
        assert set(due.ghosts) == {sid for sid in waiting if self.seen[sid] <= self.now - GHOST_AFTER}
        assert set(due.wishes) == {sid for sid, at in self.look_at.items() if at <= self.now}
        for sid in due.wishes:
            self.look_after(sid)
        for reservation in due.expired:
            self.end(reservation, "expired")
        for agent in due.lapsed:
            assert self.board.lapse(agent, self.now) == "freed"
            self.end_lapse(agent)
        for sid in due.ghosts:
            self.leave(sid)

    # What must hold after each of them

    @invariant()
    def everybody_is_where_the_model_has_them(self) -> None:
        for agent, known in self.board.agents(self.agents).items():
            assert known.agent == self.agents[agent]
        assert sorted(held.agent for held in self.held.values()) == sorted(
            agent.id for agent in self.agents.values() if agent.activity is not Activity.IDLE
        )
        works = [held.work for held in self.held.values() if held.state != "settled"]
        assert len(works) == len(set(works))

    @invariant()
    def the_indexes_agree_with_a_full_scan(self) -> None:
        actual = {key.removeprefix("{gehoor}:"): members for key, members in everything(self.client).items()}
        assert actual == {**self.keys_of_agents(), **self.keys_of_calls(), **self.keys_of_reservations()}

    @invariant()
    def no_record_is_torn(self) -> None:
        assert list(torn(self.board.records())) == []

    @invariant()
    def heads_decide_as_a_full_scan_does(self) -> None:
        """For one of the calls and one of the agents, another ones after each move. A call whose wish is over is
        anybody's as soon as that was noticed, and no sooner."""
        self.looks += 1
        everybody, waiting = list(self.agents.values()), self.waiting()
        if waiting:
            call = waiting[self.looks % len(waiting)]
            staffing = count_staff(everybody, call.need, call.barred)
            idle = [candidate(agent, call.need) for agent in everybody if agent.is_free]
            wished = self.agents.get(call.wish.agent) if call.wish else None
            snapshot = self.snapshot(call)
            assert (snapshot.staffing, snapshot.wished) == (staffing, wished)
            few = choose(call, snapshot.idle, snapshot.staffing, self.rules, self.now, wished=snapshot.wished)
            assert few == choose(call, idle, staffing, self.rules, self.now, wished=wished)
        agent = everybody[self.looks % len(everybody)]
        view = self.board.heads_for(agent.id)
        assert (view.agent, view.idle) == (agent, sum(one.is_free for one in everybody))
        mine = [call for call in waiting if call.wish and call.wish.agent == agent.id]
        if not all(is_kept_for(call, agent, self.now) for call in mine):
            return  # a wish that is over stands before those behind it, until it is looked at
        open_to_me = [call for call in waiting if call.wish is None or call in mine]
        heads = [Head(call, count_staff(everybody, call.need, call.barred)) for call in open_to_me]
        scan, few = (
            next_work(agent, calls, [], idle=view.idle, plan=view.plan, rules=self.rules, now=self.now)
            for calls in (heads, view.heads)
        )
        assert few == scan or not (isinstance(scan, Choice) or isinstance(few, Choice))

    @invariant()
    def who_is_kept_for_an_agent_is_known(self) -> None:
        agent = AGENTS[self.looks % len(AGENTS)]
        kept = {call.sid for call in self.waiting() if call.wish and call.wish.agent == agent}
        assert set(self.board.kept_for(agent)) == kept

    # Every key there should be and, of an index, its members

    def keys_of_agents(self) -> dict[str, set[str]]:
        keys: dict[str, set[str]] = defaultdict(set)
        for agent in self.agents.values():
            keys[f"agent:{agent.id}"] = set()
            keys["roster"].add(agent.id)
            for name in class_names(agent.skills):
                if agent.presence is not Presence.SIGNED_OUT:
                    keys[f"{agent.presence}:{name}"].add(agent.id)
                if agent.is_free:
                    breadth = agent.skills.breadth
                    order = f"{breadth if self.rules.fewest_skills else 0:04}"
                    keys[f"idle:{name}"].add(f"{order}|{micros(agent.since)}|{agent.id} {breadth}")
        for agent_id in self.lapses:
            keys["lapses"].add(agent_id)
        return keys

    def keys_of_calls(self) -> dict[str, set[str]]:
        keys: dict[str, set[str]] = defaultdict(set)
        for call in self.calls.values():
            keys[f"call:{call.sid}"] = set()
        for call in self.waiting():
            queue, wished = queue_name(call.need), call.wish.agent if call.wish else ""
            kind = queue + write_ids(call.barred) + wished
            for index in (f"queue:{queue}", f"kind:{kind}", "waiting", "seen", *(["wishes"] if wished else [])):
                keys[index].add(call.sid)
            keys[f"kinds:{wished}" if wished else "kinds"].add(kind)
        return keys

    def keys_of_reservations(self) -> dict[str, set[str]]:
        keys: dict[str, set[str]] = defaultdict(set)
        for name, held in self.held.items():
            keys[f"reservation:{name}"] = set()
            if held.state in ("held", "ringing"):
                keys["expiries"].add(name)
            if held.state == "accepted":
                keys["talks"].add(name)
            if held.work.kind == "promise" and held.state != "settled":
                keys[f"promise:{held.work.id}"] = set()
        return keys

    # The model's own hands

    def anybody(self, activity: Activity) -> bool:
        return any(agent.activity is activity for agent in self.agents.values())

    def waiting(self) -> list[WaitingCall]:
        taken = {held.work.id for held in self.held.values() if held.state != "settled"}
        return sorted((call for sid, call in self.calls.items() if sid not in taken), key=call_order)

    def waits(self, sid: CallSid) -> bool:
        return any(call.sid == sid for call in self.waiting())

    def ahead(self, sid: CallSid) -> int | None:
        queue = sorted((call.counts_from, call.sid) for call in self.waiting() if call.need == self.calls[sid].need)
        return next((place for place, (_, one) in enumerate(queue) if one == sid), None)

    def snapshot(self, call: WaitingCall) -> Snapshot:
        return self.board.snapshot(call.need, call.barred, call.wish.agent if call.wish else None)

    def is_ready(self, agent: AgentId) -> bool:
        return agent in self.agents and self.agents[agent].presence is Presence.READY

    def from_now(self, wish: Wish | None) -> Wish | None:
        """The wish as somebody has it at this moment, not at noon."""
        return replace(wish, until_at=self.now + (wish.until_at - NOON)) if wish and wish.until_at else wish

    def note_wish(self, sid: CallSid, wish: Wish | None) -> None:
        """A wish for somebody who is not ready is none; whatever was wished before stays then."""
        if wish is not None and self.is_ready(wish.agent):
            self.calls[sid] = replace(self.calls[sid], wish=wish)
            self.look_at[sid] = wish.until_at or self.now + LOOK_EACH

    def look_after(self, sid: CallSid) -> None:
        """A wish is ended once its time or its agent is gone, else looked at again."""
        call = self.calls[sid]
        assert call.wish
        if is_kept_for(call, self.agents.get(call.wish.agent), self.now):
            self.board.look_again(sid, self.now)
            self.look_at[sid] = self.now + LOOK_EACH
        else:
            assert self.board.open_up(sid, call.wish) == "anybodys"
            self.forget_wish(sid)

    def forget_wish(self, sid: CallSid) -> None:
        self.calls[sid] = replace(self.calls[sid], wish=None)
        self.look_at.pop(sid, None)

    def reservation_of(self, work: Work) -> ReservationId | None:
        return next((name for name, held in self.held.items() if held.work == work and held.state != "settled"), None)

    def draw_reservation(self, data: st.DataObject) -> ReservationId:
        """One that stands, or the last one, which may be gone."""
        return data.draw(st.sampled_from([*self.held, ReservationId(f"r{self.last}")]))

    def reserve(self, decision: object) -> None:
        """Try to hold what was decided; it must succeed exactly when the work is not held already."""
        if not isinstance(decision, Choice):
            return
        self.last += 1
        name, expires_at = ReservationId(f"r{self.last}"), self.now + RING
        free = self.reservation_of(decision.work) is None
        told = self.board.reserve(decision, name, expires_at, self.now)
        assert told == ("reserved" if free else "lost")
        if free:
            assert self.agents[decision.agent].is_free
            self.held[name] = Held(decision.agent, decision.work, expires_at)
            if decision.work.kind == "call":
                self.forget_wish(CallSid(decision.work.id))
            self.agents[decision.agent] = self.agents[decision.agent].move(Move.RESERVE, self.now)

    def end(self, reservation: ReservationId, cause: Cause) -> None:
        told = self.board.rescind(reservation, cause, self.now)
        held = self.held.get(reservation)
        if held is None or held.state not in ("held", "ringing"):
            assert told == "gone"
            return
        agent = self.free(reservation)
        if held.work.kind == "call":
            self.seen[CallSid(held.work.id)] = self.now
            if cause == "caller_left":
                self.forget(CallSid(held.work.id))
        if is_refusal(cause, rang=held.state == "ringing"):
            agent = self.agents[agent.id] = agent.refuse(cause, self.now)
        if agent.rests_until:
            self.lapses[agent.id] = agent.rests_until
        went_on_break = agent.refusals >= 2 and agent.presence is Presence.ON_BREAK and told == "on_break"
        assert told == ("resting" if agent.rests_until else "on_break" if went_on_break else "freed")

    def free(self, reservation: ReservationId) -> Agent:
        agent = self.held.pop(reservation).agent
        self.agents[agent] = self.agents[agent].move(Move.RESCIND, self.now)
        return self.agents[agent]

    def end_lapse(self, agent: AgentId) -> None:
        del self.lapses[agent]
        self.held = {name: held for name, held in self.held.items() if (held.agent, held.state) != (agent, "settled")}
        self.agents[agent] = self.agents[agent].move(Move.WRAP, self.now).end_rest(self.now)

    def forget(self, sid: CallSid) -> None:
        del self.calls[sid], self.seen[sid]
        self.look_at.pop(sid, None)


EVERYTHING = """
local everything = {}
for i, key in ipairs(redis.call('KEYS', '*')) do
  local kind, members = redis.call('TYPE', key)['ok'], {}
  if kind == 'set' then members = redis.call('SMEMBERS', key) end
  if kind == 'zset' then members = redis.call('ZRANGE', key, 0, -1) end
  everything[i] = {key, members}
end
return everything
"""


def everything(client: redis.Redis) -> dict[str, set[str]]:
    """Every key and, of an index, who stands in it; a record has no members."""
    return {key: set(members) for key, members in cast(list[tuple[str, list[str]]], client.eval(EVERYTHING, 0))}


def test_any_moves_in_any_order_leave_nobody_lost_and_nobody_held_twice(board_client: redis.Redis) -> None:
    class Here(Floor):
        client = board_client

    run_state_machine_as_test(Here, settings=settings(max_examples=50, stateful_step_count=50))
