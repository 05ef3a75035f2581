"""Matches on the board: what a choice looks at, and the reservation of an agent from being held to its end."""

# The words that a move gives are those in the header of its Lua file; a test holds the two against each other.
# mypy: disable-error-code="no-any-return"

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from routing.agents import REST, Cause, too_many_in_a_row
from routing.board.store import Store
from routing.policy import Choice, Head
from routing.queues import WaitingCall
from routing.records import (
    Heads,
    Reservation,
    Snapshot,
    micros,
    queue_name,
    read_heads,
    read_reservation,
    read_snapshot,
    write_ids,
)
from routing.skills import AgentId, CallSid, Need, ReservationId

REDIRECT_LASTS = timedelta(seconds=5)
"""While a redirect may be in flight, the hold loop hands out no ring: the call would be cut in the middle of it."""


class Matches(Store):
    """The moves that pair an agent with work."""

    def snapshot(self, need: Need, barred: frozenset[AgentId] = frozenset(), wished: AgentId | None = None) -> Snapshot:
        """What `policy.choose` looks at, for a need, and the agent of a wish."""
        answer = self._run("snapshot", queue_name(need), write_ids(barred), wished or "")
        return read_snapshot(need, barred, wished, answer)

    def heads(self) -> tuple[Head, ...]:
        """The first waiting call of each kind that anybody may take: where the ticker looks whether waiting has widened
        a circle."""
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

    def take_over(self, reservation: ReservationId, call: WaitingCall, now: datetime) -> Literal["taken", "gone"]:
        """Let a colleague who was asked about this call have it: the talk goes on under the same reservation. Whoever
        had the call is to be settled before."""
        written = (queue_name(call.need), micros(call.arrived_at), micros(call.counts_from))
        return self._run("take_over", reservation, call.sid, *written, micros(now))

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
        return self._run("rescind", reservation, refusal, call, rests_until, too_many_in_a_row(cause), micros(now))

    def settle(
        self, talk: ReservationId | CallSid, now: datetime, wraps_up_until: datetime
    ) -> Literal["settled", "gone"]:
        """End a talk: the agent wraps up, at the longest until `wraps_up_until`."""
        return self._run("settle", talk, micros(wraps_up_until), micros(now))

    def reservation(self, reservation: ReservationId) -> Reservation | None:
        record = self._read_hash(f"reservation:{reservation}")
        return read_reservation(reservation, record) if record else None

    def reservations(self, reservations: Iterable[ReservationId]) -> list[Reservation]:
        """Those of them that there are."""
        ids = list(reservations)
        records = self._read_hashes(f"reservation:{id_}" for id_ in ids)
        return [read_reservation(id_, record) for id_, record in zip(ids, records, strict=True) if record]
