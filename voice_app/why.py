"""Why an agent was held and what came of it, or why nobody was: to be read back tomorrow.

While the agent is held, the reason lies on the board with the reservation; it goes to the ledger when that ends. Why
nobody is held is noted when that changes.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from routing.policy import PromiseHead
from routing.queues import Step, WaitingCall, Widening, Work
from routing.reasons import NoMatch
from routing.records import Reservation
from routing.rules import Rules
from routing.skills import CallSid, PromiseId
from voice_app.ledger import TransferId, match_notes, reservations, transfers
from voice_app.ledger.match_notes import MatchNote

WIDER = (Step.GOOD, Step.ANYBODY)
"""The steps that a circle widens to; `Rules.widen_after` has the time of each."""


def note_end(ledger: Connection, held: Reservation, result: str, now: datetime) -> None:
    """This reservation was accepted, or ended otherwise; the first result stays."""
    sid = _call_of(ledger, held)
    promise = PromiseId(held.work.id) if held.work.kind == "promise" else None
    if sid is None and promise is None:
        return  # a consult that was never written down: its process died while the colleague was held
    why, reason = held.reason.to_json(), held.reason
    reservations.note(ledger, held.id, held.agent, why, held.reserved_at, call_sid=sid, promise_id=promise)
    reservations.close(ledger, held.id, result, now)
    if (
        held.work.kind == "call" and reason.step in WIDER
    ):  # a circle that widened and found somebody at once was never looked at
        match_notes.note(ledger, held.work, _widened(held.reserved_at, reason.step, skipped=reason.skipped))


def note_emergency(ledger: Connection, sid: CallSid, now: datetime) -> None:
    """This caller spoke of somebody in danger."""
    match_notes.note(ledger, Work("call", sid), MatchNote(now, "emergency", "spoken"))


def _call_of(ledger: Connection, held: Reservation) -> CallSid | None:
    """The call that an agent is held for, or is to be asked about."""
    if held.work.kind == "consult":
        transfer = transfers.get(ledger, TransferId(held.work.id))
        return transfer.call_sid if transfer else None
    return CallSid(held.work.id) if held.work.kind == "call" else None


KEPT = ("kept_for_agent", "kept_for_its_agent")


def refusal(match: NoMatch, now: datetime, work: WaitingCall | PromiseHead) -> MatchNote:
    """Nobody is rung, as a note; `work`: for which."""
    kept_for = work.wish.agent if work.wish and match.why in KEPT else None
    step = int(match.circle.step) if match.circle else None
    return MatchNote(now, "not_matched", match.why, step, match.again_at, kept_for)


def widening(call: WaitingCall, circle: Widening, rules: Rules, now: datetime) -> MatchNote | None:
    """How a call's circle has widened, as a note; None: it has not."""
    if circle.step not in WIDER:
        return None
    if circle.skipped:
        return _widened(now, circle.step, skipped=True)
    by_time = call.widens_from + rules.widen_after[WIDER.index(circle.step)]
    return _widened(max(by_time, call.arrived_at), circle.step, skipped=False)


def _widened(at: datetime, step: Step, *, skipped: bool) -> MatchNote:
    return MatchNote(at, "widened", "skipped" if skipped else "by_time", int(step))


Said = tuple[Work, MatchNote]


class Noted:
    """What one process said last of each piece of work, so that only news is written. Lost with the process: the ledger
    takes nothing twice."""

    def __init__(self) -> None:
        self._last: dict[tuple[Work, match_notes.Event], MatchNote] = {}

    def news(self, said: Iterable[Said]) -> list[Said]:
        """What does not merely repeat what was said before."""
        return [(work, note) for work, note in said if not self._repeats(work, note)]

    def keep(self, said: Iterable[Said]) -> None:
        """This is what was said now, of all that there is."""
        self._last = {(work, note.event): note for work, note in said}

    def _repeats(self, work: Work, note: MatchNote) -> bool:
        last = self._last.get((work, note.event))
        return last is not None and note.repeats(last)
