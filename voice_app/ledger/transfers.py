"""Calls that an agent sends on: what was asked for, and how far it came; each step a compare-and-set.

    asked     the row is committed; the caller may have been redirected, or not yet
    arrived   the caller's own leg fetched our step: it has left the first agent's talk, and waits for the next
    failed    the caller stayed where they were: the talk was over, or the carrier refused

That a caller has moved is known by the caller's leg alone, never by the answer to our request; so a transfer that was
given up arrives all the same where that leg speaks of it. Of a call one transfer is under way at a time (a partial
unique index). Deliberately knows nothing of who takes the call then: that is a reservation like any other.
"""

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, Update, or_, select, update

from routing.consults import Whereto
from routing.queues import AHEAD_OF_ALL
from routing.skills import AgentId, CallSid, ReservationId
from voice_app.ledger.ids import Disposition, TransferId, TransferMode, TransferState
from voice_app.ledger.rows import changes, insert_once, many, one
from voice_app.ledger.tables import OWED, transfers

ASKED = transfers.c.state == "asked"
ARRIVED = transfers.c.state == "arrived"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call is to be sent on.

    `call_sid`: the caller's leg; of a callback the customer's. `talk`: the reservation (of a callback also the attempt)
    under which `from_agent` talks. `to_need`, `to_agent`: one of the two, or neither: to anybody. `waits_since`,
    `counts_from`: the arrival and the place in the line that the caller keeps.
    """

    id: TransferId
    call_sid: CallSid
    talk: ReservationId
    is_callback: bool
    from_agent: AgentId
    to_need: str | None
    to_agent: AgentId | None
    need_before: str | None
    language: str
    mode: TransferMode
    note: str | None = field(repr=False)
    wrong_choice: bool
    waits_since: datetime
    counts_from: datetime
    asked_at: datetime

    @property
    def need(self) -> str | None:
        """What the call is about from now on: a colleague takes it about what it was."""
        return self.need_before if self.to_agent is not None else self.to_need

    @property
    def is_emergency(self) -> bool:
        """The caller spoke of somebody in danger: by the place in the line, which goes on before all others."""
        return self.waits_since - self.counts_from >= AHEAD_OF_ALL


@dataclass(frozen=True, slots=True)
class Transfer(Wanted):
    """A transfer as the ledger has it. `cause`: why it failed. `disposition` and the next two: what the first agent
    said of the talk afterwards.

    Of a talk with a colleague first (`ledger.consults`): `colleague` is held under the reservation `ring`; `goes_to`:
    where the caller is to go, or has gone. Instants: the colleague's phone was rung, the agent is in the room and left
    it, the caller holds, the colleague is in the room and left it, the caller was last called off hold.
    """

    state: TransferState
    cause: str | None
    redirected_at: datetime | None
    arrived_at: datetime | None
    closed_at: datetime | None
    disposition: Disposition | None
    wrap_note: str | None = field(repr=False)
    wrapped_at: datetime | None
    colleague: AgentId | None
    ring: ReservationId | None
    agent_leg: CallSid | None
    colleague_leg: CallSid | None
    goes_to: Whereto | None
    rung_at: datetime | None
    agent_in_at: datetime | None
    agent_left_at: datetime | None
    held_at: datetime | None
    joined_at: datetime | None
    colleague_left_at: datetime | None
    called_at: datetime | None
    is_resolved: bool | None

    @property
    def is_consult(self) -> bool:
        return self.mode == "consult"

    @property
    def is_under_way(self) -> bool:
        return self.closed_at is None


def ask(connection: Connection, wanted: Wanted) -> bool:
    """Write it down; false where another of this call is under way."""
    row = {one.name: getattr(wanted, one.name) for one in fields(wanted)}
    return insert_once(connection, transfers, **row, state="asked")


def redirecting(connection: Connection, transfer: TransferId, again_after: timedelta, now: datetime) -> bool:
    """May the caller be redirected now? Not where the last request may still have its effect."""
    rested = or_(transfers.c.redirected_at.is_(None), transfers.c.redirected_at <= now - again_after)
    return changes(connection, _of(transfer).where(ASKED, rested).values(redirected_at=now))


def not_redirected(connection: Connection, transfer: TransferId) -> bool:
    """The request certainly did nothing, and may be sent again at once."""
    return changes(connection, _of(transfer).where(ASKED).values(redirected_at=None))


def arrive(connection: Connection, transfer: TransferId, now: datetime) -> bool:
    """The caller's leg is there; true for the first word of it."""
    not_yet = transfers.c.state != "arrived"
    new = {"state": "arrived", "arrived_at": now, "closed_at": now, "cause": None}
    return changes(connection, _of(transfer).where(not_yet).values(**new))


def fail(connection: Connection, transfer: TransferId, cause: str, now: datetime) -> bool:
    """The caller stays where they are."""
    new = {"state": "failed", "cause": cause, "closed_at": now}
    return changes(connection, _of(transfer).where(ASKED).values(**new))


def wrap(
    connection: Connection,
    transfer: TransferId,
    disposition: Disposition,
    now: datetime,
    *,
    note: str | None,
    is_resolved: bool | None = None,
) -> bool:
    """What the first agent says of the talk; the first word stays."""
    new = {"disposition": disposition, "wrap_note": note, "is_resolved": is_resolved, "wrapped_at": now}
    return changes(connection, _of(transfer).where(ARRIVED, transfers.c.wrapped_at.is_(None)).values(**new))


def get(connection: Connection, transfer: TransferId) -> Transfer | None:
    """One transfer."""
    return one(Transfer, connection, select(transfers).where(transfers.c.id == transfer))


def under_way(connection: Connection, sid: CallSid) -> Transfer | None:
    """The transfer of this call that has neither arrived nor failed."""
    return one(Transfer, connection, select(transfers).where(transfers.c.call_sid == sid, OWED))


def of_talk(connection: Connection, talk: ReservationId) -> Transfer | None:
    """The one by which this talk is to end, or did: the last that was asked for."""
    its = select(transfers).where(transfers.c.talk == talk).order_by(transfers.c.asked_at.desc()).limit(1)
    return one(Transfer, connection, its)


def last_asked(connection: Connection, sid: CallSid) -> Transfer | None:
    """The last transfer of this call, whatever came of it."""
    its = select(transfers).where(transfers.c.call_sid == sid).order_by(transfers.c.asked_at.desc()).limit(1)
    return one(Transfer, connection, its)


def last_of_call(connection: Connection, sid: CallSid) -> Transfer | None:
    """How this call came to where it is: the last of its transfers that arrived."""
    its = select(transfers).where(transfers.c.call_sid == sid, ARRIVED).order_by(transfers.c.asked_at.desc()).limit(1)
    return one(Transfer, connection, its)


def arrived(connection: Connection, sid: CallSid) -> tuple[Transfer, ...]:
    """Every hand that this call went through, oldest first."""
    its = select(transfers).where(transfers.c.call_sid == sid, ARRIVED).order_by(transfers.c.asked_at)
    return many(Transfer, connection, its)


def about(connection: Connection, talk: ReservationId, sid: CallSid) -> tuple[Transfer, ...]:
    """All that were asked for in this talk, or of this call, whatever came of them; oldest first."""
    its = select(transfers).where(or_(transfers.c.talk == talk, transfers.c.call_sid == sid))
    return many(Transfer, connection, its.order_by(transfers.c.asked_at))


def last_of_agent(connection: Connection, agent: AgentId) -> Transfer | None:
    """The last call that this agent has sent on."""
    its = (transfers.c.from_agent == agent, ARRIVED)
    return one(Transfer, connection, select(transfers).where(*its).order_by(transfers.c.asked_at.desc()).limit(1))


def asked(connection: Connection) -> tuple[Transfer, ...]:
    """All that are under way, oldest first."""
    return many(Transfer, connection, select(transfers).where(OWED).order_by(transfers.c.asked_at))


def _of(transfer: TransferId) -> Update:
    return update(transfers).where(transfers.c.id == transfer)
