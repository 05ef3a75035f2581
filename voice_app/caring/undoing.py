"""Taking an act back, promise by promise, as long as nothing else has happened to it; and the texts that wait until no
act can be taken back any more.

A text that has left cannot come back. So none leaves before: of an undo and a text that follows, one gets the promise
(decision 034). Deliberately undoes no call: who was rung in between was rung.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from routing.skills import PromiseId
from voice_app import caps, jobs
from voice_app.caring.acting import batched
from voice_app.caring.wanted import UNDO_FOR, Kept, Undone
from voice_app.dispatch import CARRIER_ADDS, CARRIER_QUEUES, WHISPER_TAKES
from voice_app.ledger import ActId, acts, attempts, promises
from voice_app.ledger.acquaintance import last_talk
from voice_app.ledger.acts import Act, Acted
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.promise import Promise
from voice_app.ledger.timeline import tell
from voice_app.limits import LONGEST_CALL
from voice_app.runtime import Runtime
from voice_app.texting.outbox import text_about

A_PASS: Final = 50
"""Promises whose texts one pass of the ticker writes."""


def undo(house: Runtime, id_: ActId, by: str, now: datetime) -> Undone | None:
    """Make each promise of this act what it was before; None: there is no such act. What was taken back once, or could
    not be, is left alone, so that it may be asked for again."""
    with house.ledger.read() as ledger:
        act, rows = acts.get(ledger, id_), acts.promises_of(ledger, id_)
    if act is None:
        return None
    mine = [row.promise_id for row in rows if row.is_done and row.undone_at is None and row.kept_because is None]
    if now >= act.at + UNDO_FOR:
        return Undone((), dict.fromkeys(mine, "too_late"))
    undoing = _Undoing(house, act, by, now)
    for some in batched(mine):
        with house.ledger.write() as ledger:
            acts.undo(ledger, id_, by, now)
            for promise in some:
                undoing.of(ledger, promise)
    return outcome(house, id_)


def outcome(house: Runtime, id_: ActId) -> Undone:
    """What came of taking it back."""
    with house.ledger.read() as ledger:
        rows = acts.promises_of(ledger, id_)
    done = tuple(row.promise_id for row in rows if row.undone_at is not None)
    return Undone(done, {row.promise_id: row.kept_because for row in rows if row.kept_because is not None})


@dataclass(frozen=True, slots=True)
class _Undoing:
    """One act being taken back."""

    house: Runtime
    act: Act
    by: str
    now: datetime

    def of(self, ledger: Connection, promise: PromiseId) -> None:
        standing, row = acts.lock(ledger, promise), acts.of(ledger, self.act.id, promise)
        if standing is None or row is None or row.undone_at is not None or row.kept_because is not None:
            return
        kept = self._restore(ledger, standing, row)
        if kept is not None:
            acts.keep(ledger, row, kept)
            return
        tell(ledger, promise, "undone", self.now, act=self.act.id, kind=self.act.kind, by=self.by)
        owed = promises.get(ledger, promise)
        if owed is not None:
            caps.tell_who_decides(ledger, self.house, owed, self.now)

    def _restore(self, ledger: Connection, promise: Promise, row: Acted) -> Kept | None:
        """Why it cannot be taken back; None: it is."""
        if acts.has_changed(ledger, row.promise_id, row.last_entry or 0):
            return "changed"
        if self._was_spoken_with(ledger, promise, row):
            return "spoken"
        if not acts.claim_undo(ledger, row, self.now):
            return "told"
        tried = attempts.of_promise(ledger, row.promise_id)
        is_tried = any(one.state != "ended" for one in tried)  # a conversation that the act did not cut goes on
        restored = acts.restore(ledger, row, is_tried=is_tried, not_before=self._rest(row, tried))
        return None if restored == "restored" else restored

    def _was_spoken_with(self, ledger: Connection, promise: Promise, row: Acted) -> bool:
        """Whoever rang us while nothing was owed, and talked with somebody, is owed nothing for it any more."""
        is_closed = row.after is not None and row.after["closed_at"] is not None
        if not is_closed or promise.phone is None or promise.shared:
            return False
        talk = last_talk(ledger, promise.phone, self.act.at - LONGEST_CALL)
        return talk is not None and talk.at >= self.act.at

    def _rest(self, row: Acted, tried: Sequence[Attempt]) -> datetime | None:
        """Where the act has stopped a phone that rang: until it has surely come to rest, even if the carrier was
        deaf."""
        if not tried or tried[-1].ended_at != self.act.at or tried[-1].cause != "caller_left":
            return None
        lasts: timedelta = self.house.line.waiting.ring_agent + CARRIER_ADDS + WHISPER_TAKES + CARRIER_QUEUES
        before = datetime.fromisoformat((row.before or {})["not_before"])
        return max(before, tried[-1].started_at + lasts, self.now)


# ── what follows once an act stands ─────────────────────────────────────────────────────────────────────────────────


def follow(house: Runtime, now: datetime) -> None:
    """Write the texts that follow from what can no longer be taken back; not where something else has happened since,
    because then they would not be true."""
    with house.ledger.read() as ledger:
        rows = acts.untold(ledger, now - UNDO_FOR, A_PASS)
    if not rows:
        return
    for row in rows:
        with house.ledger.write() as ledger:
            _follow(ledger, house, row, now)
    house.jobs.ring(jobs.SEND_TEXTS)


def _follow(ledger: Connection, house: Runtime, row: Acted, now: datetime) -> None:
    promise = acts.lock(ledger, row.promise_id)
    is_true = promise is not None and not acts.has_changed(ledger, row.promise_id, row.last_entry or 0)
    if acts.claim_telling(ledger, row, now) and is_true and promise is not None and row.tells is not None:
        text_about(ledger, house, promise, row.tells, now)
