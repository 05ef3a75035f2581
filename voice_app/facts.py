"""Facts for the flows: each is looked up by a function of its own, and only when the node to be played asks for it.

So a turn of the hold loop touches no SQL, and a question to an agent no queue. Deliberately decides nothing; two facts
do something by being asked for: `ring` and `next_on_list` are handed out, and `wait` is the caller's sign of life.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from flows.facts import Candidate, Consult, Facts, Person, Promised, SentOn, Wait, Window, Work
from flows.thread import Step, Thread
from flows.verbs import Ring
from routing.board import BoardGone
from routing.deadlines import windows as windows_within
from routing.skills import AgentId, PromiseId, ReservationId
from voice_app import agent_facts, by_list, dispatch, numbers, rescue, waits
from voice_app.callers import typed_phone
from voice_app.ledger import LedgerGone, consults, messages, promises, rooms, texts, transfers
from voice_app.ledger.promise import Promise
from voice_app.spoken_promise import promised
from voice_app.talk import Talk
from voice_app.terms import need_of
from voice_app.texting import after_talk
from voice_app.texting.outbox import confirmation
from voice_app.under_way import consulting, room_facts, sending_on

CHOICES: Final = 5
"""Windows that a caller can choose from by one key."""

LookUp = Callable[[Talk, Thread], Any]


def gather(talk: Talk, step: Step, names: frozenset[str]) -> Facts:
    """The facts that the node of this step asks for."""
    known = {name: LOOK_UPS[name](talk, step.thread) for name in names}
    return Facts(now=talk.hook.now, line=talk.house.terms.spoken(talk.phone), thread=step.thread, **known)


# ── the caller ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _callable(talk: Talk, _: Thread) -> bool:
    return numbers.judge(talk.phone, talk.house.line.policy).decision == "callable"


def _recognised(talk: Talk, _: Thread) -> Promised | None:
    owed = talk.known.owed
    return promised(talk.house, owed, talk.phone, talk.hook.now) if owed else None


def _candidate(talk: Talk, _: Thread) -> Candidate:
    line = talk.house.line
    with talk.ledger() as ledger:
        phone = typed_phone(ledger, line, talk.hook.sid)
    verdict = numbers.judge(phone, line.policy).decision
    return Candidate(numbers.read_back(phone, line.region) if phone else "", verdict)


def _promise(talk: Talk, thread: Thread) -> Promised | None:
    owed = _owed(talk, thread)
    if owed is None:
        return None
    with talk.ledger() as ledger:
        texted = texts.is_queued(ledger, confirmation(owed.id, talk.hook.sid))
    return replace(promised(talk.house, owed, talk.phone, talk.hook.now), texted=texted)


def _owed(talk: Talk, thread: Thread) -> Promise | None:
    """The open promise that this call knows of: made or joined by this answer, or by an earlier one of the call."""
    known = talk.promise or (PromiseId(thread.promise) if thread.promise else None)
    with talk.ledger() as ledger:
        owed = promises.get(ledger, known) if known else promises.of_call(ledger, talk.hook.sid)
    return owed if owed and owed.state in ("open", "attempting") else None


def _recorded(talk: Talk, _: Thread) -> bool:
    if talk.hook.recording is None:
        return False
    with talk.ledger() as ledger:
        return messages.get(ledger, talk.hook.recording) is not None


def _windows(talk: Talk, thread: Thread) -> tuple[Window, ...]:
    owed = _owed(talk, thread)
    if owed is None:
        return ()
    asked_at = thread.asked_at or talk.hook.now
    calling = talk.house.terms.calling(owed.phone, owed.need, asked_at)
    spans = windows_within(asked_at, owed.effective_due_by, calling, talk.house.line.timezone, CHOICES)
    return tuple(Window(span.start_at, span.end_at) for span in spans)


# ── the line and the queue ──────────────────────────────────────────────────────────────────────────────────────────


def _open(talk: Talk, _: Thread) -> bool:
    return talk.house.terms.hours(talk.hook.now).is_open(talk.hook.now)


def _opens_at(talk: Talk, _: Thread) -> datetime | None:
    hours = talk.house.terms.hours(talk.hook.now)
    return None if hours.is_open(talk.hook.now) else hours.next_opening(talk.hook.now)


def _closed_because(talk: Talk, thread: Thread) -> str | None:
    return talk.house.terms.closed_because(talk.hook.now, thread.language)


def _staffed(talk: Talk, thread: Thread) -> bool:
    """A board that is away cannot tell; whoever then tries to join the queue finds out, with what was chosen noted."""
    try:
        return talk.house.board.staffed(need_of(thread.need, thread.language)) > 0
    except BoardGone:
        return True


def _person(talk: Talk, thread: Thread) -> Person | None:
    try:
        return waits.person(talk.house, AgentId(thread.person)) if thread.person else None
    except BoardGone:
        return None


def _wait(talk: Talk, thread: Thread) -> Wait | None:
    """None while the board is away: who waits then hears music, keeps the place in the URL, and can still press `1`."""
    try:
        return waits.stand(talk, thread)
    except BoardGone:
        talk.board_is_away = True
        return None


def _ring(talk: Talk, thread: Thread) -> Ring | None:
    try:
        return dispatch.ring_for(talk.house, talk.hook.sid, thread, talk.hook.now)
    except BoardGone:
        return None


def _sent_on(talk: Talk, thread: Thread) -> SentOn | None:
    """By which transfer the talk of this thread ends, or has ended; nothing where the ledger cannot say."""
    house = talk.house
    try:
        with talk.ledger() as ledger:
            transfer = transfers.of_talk(ledger, ReservationId(thread.subject or ""))
            room = rooms.of_talk(ledger, transfer.talk) if transfer is not None else None
    except LedgerGone:
        return None
    if transfer is None or transfer.state in ("failed", "cancelled") or (transfer.is_consult and transfer.is_under_way):
        return None
    by, has_arrived = house.roster[transfer.from_agent].name, transfer.state == "arrived"
    if transfer.to_agent is None:
        return SentOn(by, has_arrived=has_arrived, is_lost=room is not None and room.cause == "agent_left")
    is_there = sending_on.is_there(house, transfer.to_agent)
    colleague = Person(transfer.to_agent, house.roster[transfer.to_agent].name, is_there)
    return SentOn(by, colleague, has_arrived)


def _consult(talk: Talk, thread: Thread) -> Consult | None:
    """`thread.subject`: the talk of the agent who asks, or the ring of the colleague. Nothing where the ledger cannot
    say: then whoever holds goes on holding."""
    house, subject = talk.house, ReservationId(thread.subject or "")
    try:
        with talk.ledger() as ledger:
            transfer = transfers.of_talk(ledger, subject) or consults.of_ring(ledger, subject)
    except LedgerGone:
        return None
    if transfer is None or not transfer.is_consult or transfer.colleague is None:
        return None
    return Consult(
        room=transfer.id,
        by=house.roster[transfer.from_agent].name,
        colleague=house.roster[transfer.colleague].name,
        goes=consulting.goes(transfer),
        has_moved=not transfer.is_under_way,
        is_over=not transfer.is_under_way,
        is_callback=transfer.is_callback,
        need=transfer.need,
    )


def _fallback_number(talk: Talk, _: Thread) -> str | None:
    return talk.house.line.fallback_number


# ── without a board ─────────────────────────────────────────────────────────────────────────────────────────────────


def _board_is_away(talk: Talk, _: Thread) -> bool:
    """As the looks for this very answer found it: one that can still be read may take nothing more."""
    return talk.board_is_away


def _next_on_list(talk: Talk, thread: Thread) -> Ring | None:
    return by_list.next_ring(talk.house, talk.hook, thread)


def _list_work(talk: Talk, thread: Thread) -> Work | None:
    return by_list.work(talk.house, ReservationId(thread.subject or ""), talk.hook.now)


def _list_taken(talk: Talk, thread: Thread) -> bool:
    return by_list.is_taken(talk.house, ReservationId(thread.subject or ""), talk.hook)


def _can_promise(talk: Talk, _: Thread) -> bool:
    """Can a promise be written down, to a phone that may be called?"""
    if numbers.judge(talk.phone, talk.house.line.policy).decision != "callable":
        return False
    try:
        with talk.house.ledger.write():
            return True
    except LedgerGone:
        return False


LOOK_UPS: Final[Mapping[str, LookUp]] = {
    "callable": _callable,
    "recognised": _recognised,
    "promise": _promise,
    "recorded": _recorded,
    "candidate": _candidate,
    "windows": _windows,
    "open": _open,
    "opens_at": _opens_at,
    "closed_because": _closed_because,
    "staffed": _staffed,
    "person": _person,
    "wait": _wait,
    "ring": _ring,
    "sent_on": _sent_on,
    "consult": _consult,
    "fallback_number": _fallback_number,
    "rescue": rescue.next_phone,
    "board_is_away": _board_is_away,
    "next_on_list": _next_on_list,
    "list_work": _list_work,
    "list_taken": _list_taken,
    "can_promise": _can_promise,
    **agent_facts.LOOK_UPS,
    **after_talk.LOOK_UPS,
    **room_facts.LOOK_UPS,
}
"""Every field of Facts that a node may ask for, by name."""
