"""The board: what is true only right now (who waits, who is free, who is ringing), and the guarded moves on it.

Lose it, and it grows back: agents by `enrol` and `set_presence`, calls by `join` from the hold loop. Ids only: no phone
number and no name is ever written here. Deliberately decides nothing: a move is told what was decided, and says
whether the world was still the same. Each is one Lua file; expiries are instants on the board, never TTLs.
"""

# The words that a move gives are those in the header of its Lua file; a test holds the two against each other.
# mypy: disable-error-code="no-any-return"

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, cast

import redis

from routing.agents import REFUSALS_BEFORE_BREAK, REST, Cause, Presence
from routing.plan import Plan
from routing.policy import Choice, Head
from routing.queues import WaitingCall
from routing.records import (
    AgentOnBoard,
    CallOnBoard,
    Due,
    Heads,
    Record,
    Reservation,
    Snapshot,
    class_names,
    micros,
    queue_name,
    read_agent,
    read_call,
    read_heads,
    read_plan,
    read_reservation,
    read_snapshot,
    unflatten,
    write_ids,
    write_plan,
    write_skills,
)
from routing.skills import AgentId, CallSid, Need, ReservationId, Skills

REDIRECT_LASTS = timedelta(seconds=5)
"""While a redirect may be in flight, the hold loop hands out no ring: the call would be cut in the middle of it."""
GHOST_AFTER = timedelta(seconds=60)
"""A turn of the hold loop takes 20 s at most; three missed, and nobody is there."""
BETWEEN_RINGS = timedelta(seconds=1)
"""The carrier creates one call a second for an account and lets the rest wait (Twilio docs, calls per second); what
waits there can no longer be put in order."""
A_PASS = 100
"""How many of each kind `due` lists, so that one pass of the ticker stays short."""

LUA = Path(__file__).parent / "lua"
SHARED = ("_agent", "_call", "_reservation", "_staffing")
"""What stands before every move, in this order."""


class BoardGone(Exception):
    """Redis does not answer, or answers that it cannot (full, read-only, loading). Whether the move was made is not
    known."""


class Board:
    """The live state under one name. `client` decodes its responses; its time-outs bound every move."""

    def __init__(self, client: redis.Redis, name: str = "{gehoor}:") -> None:
        if not client.get_encoder().decode_responses:
            raise ValueError("the board needs a client with decode_responses=True")
        self._client = client
        self._name = name
        shared = "".join((LUA / f"{part}.lua").read_text() for part in SHARED)
        self._scripts = {path.stem: client.register_script(shared + path.read_text()) for path in LUA.glob("[!_]*.lua")}

    # Agents

    def enrol(self, agent: AgentId, skills: Skills, now: datetime) -> Literal["enrolled", "updated", "unchanged"]:
        """Put an agent on the roster, signed out; or change what one can do, whatever the agent is doing."""
        classes = json.dumps(class_names(skills))
        return self._run("enrol", agent, write_skills(skills), f"{skills.breadth:04}", classes, micros(now))

    def dismiss(self, agent: AgentId) -> Literal["dismissed", "busy", "unknown"]:
        """Take an agent off the roster; one who is doing something keeps the place on it until that is over."""
        return self._run("dismiss", agent)

    def set_presence(self, agent: AgentId, presence: Presence, now: datetime) -> Literal["set", "unknown"]:
        return self._run("set_presence", agent, presence, micros(now))

    def wrapped(self, agent: AgentId, now: datetime) -> Literal["freed", "unchanged"]:
        """End the agent's wrap-up."""
        return self._run("wrapped", agent, "wrap_up", micros(now))

    def lapse(self, agent: AgentId, now: datetime) -> Literal["freed", "unchanged"]:
        """End the agent's rest or wrap-up if its time has passed."""
        return self._run("wrapped", agent, "lapsed", micros(now))

    def agent(self, agent: AgentId) -> AgentOnBoard | None:
        return self.agents([agent]).get(agent)

    def agents(self, agents: Iterable[AgentId]) -> dict[AgentId, AgentOnBoard]:
        """Those of them who are on the roster."""
        ids = list(agents)
        with self._reaching(), self._client.pipeline(transaction=False) as pipe:
            for agent in ids:
                pipe.hgetall(f"{self._name}agent:{agent}")
            records = pipe.execute()
        return {agent: read_agent(agent, record) for agent, record in zip(ids, records, strict=True) if record}

    def roster(self) -> set[AgentId]:
        with self._reaching():
            return cast(set[AgentId], set(self._client.smembers(f"{self._name}roster")))

    # Calls

    def join(self, call: WaitingCall, now: datetime) -> Literal["joined", "known"]:
        """Let a call wait. Also brings back, at its old place, a call that the board has lost."""
        written = (micros(call.arrived_at), micros(call.counts_from), write_ids(call.barred), micros(now))
        return self._run("join", call.sid, queue_name(call.need), *written)

    def leave(self, sid: CallSid, now: datetime) -> Literal["left", "released", "talking", "gone"]:
        """Forget a caller who has hung up before talking. released: an agent was held and is idle again;
        talking: nothing was changed, `settle` it."""
        return self._run("leave", sid, micros(now))

    def seen(self, sid: CallSid, now: datetime) -> CallOnBoard | None:
        """Note the hold loop's sign of life and tell where the call stands; None: unknown, let it join again."""
        record, ahead = self._run("seen", sid, micros(now))
        return read_call(sid, unflatten(record), ahead) if record else None

    def call(self, sid: CallSid) -> CallOnBoard | None:
        """Where the call stands, without its place in the queue."""
        record = self._read_hash(f"call:{sid}")
        return read_call(sid, record) if record else None

    def position(self, sid: CallSid) -> int | None:
        """The call's place in its queue, from 1; None: it does not wait."""
        call = self.call(sid)
        if call is None:
            return None
        with self._reaching():
            ahead = self._client.zrank(f"{self._name}queue:{queue_name(call.call.need)}", sid)
        return None if ahead is None else cast(int, ahead) + 1

    def waiting(self, limit: int) -> list[CallOnBoard]:
        """The waiting calls, oldest first."""
        return [read_call(sid, unflatten(record), ahead) for sid, record, ahead in self._run("waiting", limit)]

    # Matches

    def snapshot(self, need: Need, barred: frozenset[AgentId] = frozenset()) -> Snapshot:
        """What `policy.choose` looks at, for a need."""
        return read_snapshot(need, barred, self._run("snapshot", queue_name(need), write_ids(barred)))

    def heads(self) -> tuple[Head, ...]:
        """The first waiting call of each kind: where the ticker looks whether waiting has widened a circle."""
        return read_heads("", self._run("heads", "")).heads

    def heads_for(self, agent: AgentId) -> Heads:
        """What `policy.next_work` looks at, for an agent."""
        return read_heads(agent, self._run("heads", agent))

    def reserve(
        self, choice: Choice, reservation: ReservationId, expires_at: datetime, now: datetime
    ) -> Literal["reserved", "lost"]:
        """Hold the agent for the work, if the agent is free and nobody else holds the work."""
        work, reason = choice.work, json.dumps(choice.reason.to_json())
        written = (work.kind, work.id, reason, micros(expires_at), micros(now))
        return self._run("reserve", reservation, choice.agent, *written)

    def redirecting(self, reservation: ReservationId, now: datetime) -> Literal["marked", "already", "gone"]:
        """Mark that the waiting call is being redirected to its ring. Only who gets "marked" may send the redirect."""
        return self._run("redirecting", reservation, micros(now))

    def redirect_failed(self, reservation: ReservationId) -> Literal["noted", "gone"]:
        """The redirect was surely refused: the hold loop need not wait for it."""
        return self._run("redirect_failed", reservation)

    def hand_out(
        self, reservation: ReservationId, by: Literal["redirect", "loop"], now: datetime
    ) -> Literal["ring", "wait", "gone"]:
        """May this answer ring the agent? `by`: the redirected call asks, or a turn of the call itself."""
        return self._run("hand_out", reservation, by, micros(now - REDIRECT_LASTS))

    def accept(self, reservation: ReservationId, leg: str, now: datetime) -> Literal["accepted", "gone"]:
        """Let the agent's leg have the work: the first leg to ask, however often it asks."""
        return self._run("accept", reservation, leg, micros(now))

    def rescind(
        self, reservation: ReservationId, cause: Cause, now: datetime
    ) -> Literal["freed", "resting", "on_break", "gone"]:
        """End a reservation that was not accepted; says how the agent is now. The call waits at its old place."""
        refusal = {"caller_left": "no", "expired": "if_rung"}.get(cause, "yes")
        call = "left" if cause == "caller_left" else "waits"
        rests_until = micros(now + REST)
        return self._run("rescind", reservation, refusal, call, rests_until, REFUSALS_BEFORE_BREAK, micros(now))

    def settle(
        self, talk: ReservationId | CallSid, now: datetime, wraps_up_until: datetime
    ) -> Literal["settled", "gone"]:
        """End a talk: the agent wraps up, at the longest until `wraps_up_until`."""
        return self._run("settle", talk, micros(wraps_up_until), micros(now))

    def reservation(self, reservation: ReservationId) -> Reservation | None:
        record = self._read_hash(f"reservation:{reservation}")
        return read_reservation(reservation, record) if record else None

    # The whole

    def due(self, now: datetime) -> Due:
        """What the ticker has to end, earliest first, at most `A_PASS` of each."""
        expired, lapsed, ghosts = self._up_to(("expiries", now), ("lapses", now), ("seen", now - GHOST_AFTER))
        return Due(tuple(expired), tuple(lapsed), tuple(ghosts))

    def held(self) -> list[ReservationId]:
        """Reservations that nobody has accepted yet, earliest to expire first, at most `A_PASS`."""
        with self._reaching():
            return cast(list[ReservationId], self._client.zrange(f"{self._name}expiries", 0, A_PASS - 1))

    def talks(self, accepted_before: datetime) -> list[ReservationId]:
        """Talks that have lasted longest, at most `A_PASS`: was the word of their end lost? Ask the carrier."""
        return self._up_to(("talks", accepted_before))[0]

    def staffed(self, need: Need) -> int:
        """How many who speak the language are signed on, ready or on break; where none are, how many at all."""
        language = queue_name(need).partition(":")[2]
        with self._reaching(), self._client.pipeline(transaction=False) as pipe:
            for known in (language, "*"):
                for presence in (Presence.READY, Presence.ON_BREAK):
                    pipe.scard(f"{self._name}{presence}:*:{known}")
            counts = pipe.execute()
        return sum(counts[:2]) or sum(counts[2:])

    def ring_slot(self, now: datetime) -> Literal["taken", "later"]:
        """May the carrier be asked for a call at this instant? One each `BETWEEN_RINGS`."""
        return self._run("ring_slot", micros(now), micros(now + BETWEEN_RINGS))

    def rest_ringing(self, until_at: datetime) -> None:
        """The carrier wants a pause: no slot before this instant."""
        with self._reaching():
            self._client.set(f"{self._name}rings_from", micros(until_at))

    def put_plan(self, plan: Plan) -> None:
        with self._reaching():
            self._client.hset(f"{self._name}plan", mapping=dict[Any, str](write_plan(plan)))

    def plan(self) -> Plan:
        return read_plan(self._read_hash("plan"))

    def is_blank(self) -> bool:
        """Nothing has been restored since the board was made, or wiped."""
        with self._reaching():
            return not self._client.exists(f"{self._name}generation")

    def restored(self, generation: str) -> None:
        """The roster and its presences are on the board again."""
        with self._reaching():
            self._client.set(f"{self._name}generation", generation)

    def _run(self, move: str, *args: str | int) -> Any:
        with self._reaching():
            return self._scripts[move](keys=[self._name], args=args)

    def _read_hash(self, key: str) -> Record:
        with self._reaching():
            return cast(Record, self._client.hgetall(self._name + key))

    def _up_to(self, *limits: tuple[str, datetime]) -> list[list[Any]]:
        """The first of each index whose instant has come."""
        with self._reaching(), self._client.pipeline(transaction=False) as pipe:
            for index, at in limits:
                pipe.zrange(f"{self._name}{index}", "-inf", micros(at), byscore=True, offset=0, num=A_PASS)
            return cast(list[list[Any]], pipe.execute())

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except redis.RedisError as error:
            raise BoardGone(str(error)) from error
