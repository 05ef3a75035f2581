"""A note that is half written: kept on the ledger at every pause, for whichever page its agent opens next.

Deliberately says nothing of the conversation: nobody but its agent reads a draft, and it is gone when it is wrapped up.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from routing.records import Reservation
from routing.skills import AgentId, ReservationId
from voice_app.desk.owners import ACCEPTED, Refused
from voice_app.ledger import conversations, drafts
from voice_app.ledger.drafts import Draft
from voice_app.ledger.ids import Disposition
from voice_app.readable import readable
from voice_app.runtime import Runtime
from voice_app.under_way.consulting import held_for


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form."""

    note: str = field(repr=False, default="")
    disposition: Disposition | None = None
    is_resolved: bool | None = None
    turned_out: str | None = None

    @property
    def is_blank(self) -> bool:
        said = (self.disposition, self.is_resolved, self.turned_out)
        return not self.note.strip() and all(one is None for one in said)


@dataclass(frozen=True, slots=True)
class Saved:
    """It is kept so; None: there was nothing in it to keep."""

    draft: Draft | None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """It was not kept: another page has written this since. Whoever insists sends it again, having seen that."""

    draft: Draft


def save_draft(
    house: Runtime,
    agent: AgentId,
    reservation: ReservationId,
    written: Written,
    now: datetime,
    *,
    seen_at: datetime | None = None,
) -> Saved | Elsewhere | Refused:
    """Keep what is written of the conversation so far. `seen_at`: the `saved_at` of the draft that this page knows of.
    Raises LedgerGone: then the page keeps it, and says so."""
    on_board = held_for(house, reservation)
    with house.ledger.write() as ledger:
        refused = _against(ledger, agent, reservation, on_board)
        if refused is not None:
            return refused
        note, turned_out = readable(written.note), written.turned_out
        draft = Draft(reservation, agent, note, written.disposition, written.is_resolved, now, turned_out)
        return _keep(ledger, draft, seen_at, is_blank=written.is_blank)


def _against(
    ledger: Connection, agent: AgentId, reservation: ReservationId, on_board: Reservation | None
) -> Refused | None:
    found = conversations.get(ledger, reservation)
    is_talk = on_board is not None and on_board.state in ACCEPTED and on_board.work.kind != "consult"
    owner = found.agent_id if found else on_board.agent if on_board and is_talk else None
    if owner is None:
        return "unknown"
    if owner != agent:
        return "not_yours"
    return "wrapped_already" if found and found.wrapped_at is not None else None


def _keep(ledger: Connection, draft: Draft, seen_at: datetime | None, *, is_blank: bool) -> Saved | Elsewhere:
    standing = drafts.get(ledger, draft.reservation)
    if standing is not None and standing.saved_at != seen_at and not _says_the_same(draft, standing):
        return Elsewhere(standing)
    if is_blank:
        drafts.drop(ledger, draft.reservation)
        return Saved(None)
    if drafts.save(ledger, draft, standing.saved_at if standing else None):
        return Saved(draft)
    other = drafts.get(ledger, draft.reservation)  # written between the two looks
    return Elsewhere(other) if other else Saved(None)


def _says_the_same(draft: Draft, standing: Draft) -> bool:
    mine, theirs = ((one.note, one.disposition, one.is_resolved, one.turned_out) for one in (draft, standing))
    return mine == theirs
