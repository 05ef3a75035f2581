"""Whose story a request or a job belongs to, found without a memory, whichever process is asked.

So whoever looks for one id in the log finds all of it: a caller's leg is the call; an agent's leg tells whose it is
(`ParentCallSid`, or the reservation in its URL); a callback is looked up by its attempt, and belongs to the call in
which it was promised. Deliberately decides nothing: what cannot be found is left out.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from routing.board import BoardGone
from routing.skills import PromiseId, ReservationId
from voice_app import jobs
from voice_app.hook import read_sid
from voice_app.ledger import LedgerGone, TalkRecordingId, TransferId, promises, talk_recordings, transfers
from voice_app.ledger.tracks import of_attempt, of_leg
from voice_app.runtime import Runtime
from voice_app.seeing.story import Story
from voice_app.steps import read_step

OUTSIDE: Final = "inbound"
DIALLED: Final = "outbound-dial"
THE_CUSTOMERS: Final = "/customer/status"


# ── of a request ────────────────────────────────────────────────────────────────────────────────────────────────────


def of_hook(house: Runtime, path: str, query: Mapping[str, str], form: Mapping[str, str]) -> Story:
    """Of a signed request of the carrier."""
    leg, parent, direction = read_sid(form, "CallSid"), read_sid(form, "ParentCallSid"), form.get("Direction", OUTSIDE)
    thread = read_step("", query, ("",)).thread
    if not leg:
        return Story()
    if direction == OUTSIDE:
        return Story(leg, promise=thread.promise)
    if direction == DIALLED and parent and path != THE_CUSTOMERS and thread.arrived_at is None:
        return Story(parent, leg, thread.promise)
    return _of_our_own_leg(house, thread.subject or "", leg, parent)


def _of_our_own_leg(house: Runtime, subject: str, leg: str, parent: str) -> Story:
    """A leg that REST made, or the customer's beside it."""
    with suppress(LedgerGone):
        with house.ledger.read() as ledger:
            track = of_attempt(ledger, subject) or of_leg(ledger, (leg, parent))
        if track is not None:
            return Story(track.call, leg, track.promise, track.attempt)
    return Story(_of_reservation(house, subject).call or parent or leg, leg)


# ── of a job ────────────────────────────────────────────────────────────────────────────────────────────────────────


def of_job(house: Runtime, job: str, ids: tuple[str, ...]) -> Story:
    """Of a job, by its name and its opaque ids."""
    read = BY_JOB.get(job)
    try:
        return read(house, *ids) if read is not None else Story()
    except (BoardGone, LedgerGone, TypeError):  # gone, or a job of another release with other ids
        return Story()


def _of_attempt(house: Runtime, promise: str, attempt: str, _agent: str) -> Story:
    with house.ledger.read() as ledger:
        owed = promises.get(ledger, PromiseId(promise))
    return Story(owed.call_sid if owed else None, promise=promise, attempt=attempt)


def _of_reservation(house: Runtime, reservation: str) -> Story:
    with suppress(BoardGone):
        held = house.board.reservation(ReservationId(reservation)) if reservation else None
        if held is not None and held.work.kind == "call":
            return Story(held.work.id)
        if held is not None and held.work.kind == "promise":
            return _of_attempt(house, held.work.id, reservation, held.agent)
        if held is not None:
            return _of_transfer(house, held.work.id)
    return Story()


def _of_transfer(house: Runtime, transfer: str) -> Story:
    with house.ledger.read() as ledger:
        asked = transfers.get(ledger, TransferId(transfer))
        track = of_attempt(ledger, asked.talk) if asked else None
    if track is not None:
        return Story(track.call, promise=track.promise, attempt=track.attempt)
    return Story(asked.call_sid if asked else None)


def _of_recording(house: Runtime, recording: str) -> Story:
    with house.ledger.read() as ledger:
        row = talk_recordings.get(ledger, TalkRecordingId(recording))
    return Story(row.call_sid if row else None)


def _of_leg(house: Runtime, leg: str) -> Story:
    with house.ledger.read() as ledger:
        track = of_leg(ledger, (leg,))
    return Story(track.call, leg, track.promise, track.attempt) if track else Story(leg)


BY_JOB: Final[Mapping[str, Callable[..., Story]]] = {
    jobs.KEEP_PROMISE: _of_attempt,
    jobs.REDIRECT: _of_reservation,
    jobs.ROOM: _of_reservation,
    jobs.TELL_AGENT: _of_reservation,
    jobs.SEND_ON: _of_transfer,
    jobs.CONSULT: _of_transfer,
    jobs.RECORD: _of_recording,
    jobs.END_LEG: _of_leg,
}
"""Jobs that are about somebody's conversation; the others are about none, or about many."""
