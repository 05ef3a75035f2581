"""What becomes of a wish to be called back: made, moved, given a window, taken back, kept by talking.

Each is one transaction on the ledger, with its text beside it; what is spoken is spoken afterwards, by the flows, from
what was written. Deliberately dials nobody: that is `attempts` and the workers.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from routing.calendar import Calling
from routing.deadlines import fit_window
from routing.promises import AT_RISK
from routing.skills import AgentId, CallSid, PromiseId, ReservationId
from routing.spans import Span
from voice_app import admitting, attempts, caps, jobs
from voice_app.admitting import Due
from voice_app.failpoints import failpoint
from voice_app.ledger import preferring, promises
from voice_app.ledger.calls import Call
from voice_app.ledger.matters import matters_of
from voice_app.ledger.promise import Promise, Request, Window
from voice_app.numbers import Phone
from voice_app.runtime import Runtime
from voice_app.texting.outbox import confirmation, text_about

A_WHILE: Final = timedelta(hours=1)
"""How long an agent who promises to call back, and says no time, is not rung for it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A callback that somebody asks for, before anything is decided.

    `arrived_at`: since when the person waits, None for who does not; that place in the line is kept. `own_phone`: the
    person calls from this phone, so it may be texted. `window`: when the person would like it. `text`: the phrase that
    tells of it. Of a promise that an agent makes: `made_by`, in which talk, and whether that agent is to call; its
    window is agreed, and where it lies beyond the usual deadline the promise is due by then.
    """

    phone: Phone
    need: str | None
    language: str
    source: str
    arrived_at: datetime | None = None
    call_sid: CallSid | None = None
    own_phone: bool = False
    note: str | None = None
    window: Span | None = None
    text: str = "text_promised"
    made_by: AgentId | None = None
    talk: ReservationId | None = None
    by_maker: bool = False


def make(house: Runtime, wish: Wish, now: datetime) -> tuple[Promise, bool]:
    """Owe this callback: the promise that is owed now, and whether it is a new one.

    Raises LedgerGone: then nothing is owed, and nothing may be said. A number outside policy, or beyond a cap, is
    recorded all the same, and waits for a colleague's approval.
    """
    with house.ledger.write() as ledger:
        made = owe(ledger, house, wish, now)
        failpoint("promise.before_commit")
    failpoint("promise.after_commit")
    house.jobs.ring(jobs.SEND_TEXTS)
    failpoint("promise.before_reply")
    return made


def owe(ledger: Connection, house: Runtime, wish: Wish, now: datetime) -> tuple[Promise, bool]:
    """The same within a transaction, for whoever has more to write in it and rings for the texts afterwards."""
    calling = house.terms.calling(wish.phone, wish.need, now)
    agreed = wish.window if wish.made_by else None
    due = admitting.due(ledger, house, calling, wish.language, now, agreed=agreed)
    because = caps.approval_because(ledger, house, wish.phone, now)
    request = replace(
        _request(house, wish, due, calling, now), needs_approval=because is not None, approval_because=because
    )
    promise, is_new = promises.open_promise(ledger, request)
    if promise.needs_approval:
        caps.tell_who_decides(ledger, house, promise, now)
    # One confirmation for each call that asks, however often its hook comes; whoever asks again hears of it again.
    if wish.own_phone or is_new:
        asked_in = wish.talk or wish.call_sid
        asked = confirmation(promise.id, asked_in) if asked_in else None
        text_about(ledger, house, promise, wish.text, now, text=asked)
    return promise, is_new


def _request(house: Runtime, wish: Wish, due: Due, calling: Calling, now: datetime) -> Request:
    fitted = fit_window(wish.window, now, due.effective_due_by, calling) if wish.window else None
    window = Window(fitted.start_at, fitted.end_at) if fitted else None
    preferred = wish.made_by if wish.by_maker else None
    return Request(
        id=PromiseId(house.new_id()),
        phone=wish.phone,
        need=wish.need,
        language=wish.language,
        source=wish.source,
        made_at=now,
        due_by=due.due_by,
        effective_due_by=due.effective_due_by,
        counts_from=wish.arrived_at or now,
        not_before=window.from_at if window else _not_before(wish, due, now),
        call_sid=wish.call_sid,
        window=window,
        promised_late=due.late_because is not None,
        late_because=due.late_because,
        shared=house.line.is_shared(wish.phone),
        may_text=wish.own_phone,
        note=wish.note,
        made_by=wish.made_by,
        talk=wish.talk,
        preferred_agent=preferred,
        preferred_until=preferring.until(window, due.effective_due_by) if preferred else None,
    )


def _not_before(wish: Wish, due: Due, now: datetime) -> datetime:
    """Whoever asks is called as soon as anybody can; an agent who promises without a time has something to find out
    first."""
    if wish.made_by is None:
        return now
    return min(now + A_WHILE, max(now, due.effective_due_by - AT_RISK))


def move(house: Runtime, promise: PromiseId, to: Phone, now: datetime) -> Promise | None:
    """Owe it at another number, which gets no text."""
    with house.ledger.write() as ledger:
        because = caps.approval_because(ledger, house, to, now, besides=promise)
        owed = promises.move(ledger, promise, to, now, approval_because=because, shared=house.line.is_shared(to))
        if owed is not None:
            caps.tell_who_decides(ledger, house, owed, now)
    return owed


def approve(house: Runtime, promise: PromiseId, by: str, now: datetime) -> None:
    """A colleague, by id, decides that it may be called; one that is closed stays as it is."""
    with house.ledger.write() as ledger:
        promises.approve(ledger, promise, by, now)
        owed = promises.get(ledger, promise)
        if owed is not None and not owed.needs_approval:
            caps.tell_who_decides(ledger, house, owed, now)


def choose_window(house: Runtime, promise: PromiseId, window: Span, now: datetime) -> None:
    """Call within this window; the deadline stays."""
    with house.ledger.write() as ledger:
        if promises.choose_window(ledger, promise, Window(window.start_at, window.end_at), now):
            chosen = promises.get(ledger, promise)
            if chosen is not None:
                text_about(ledger, house, chosen, "text_moved", now)
    house.jobs.ring(jobs.SEND_TEXTS)


def undo(house: Runtime, promise: PromiseId, sid: CallSid, now: datetime) -> None:
    """Take back what was promised in this call, no more: a promise from before stands as it was."""
    with house.ledger.write() as ledger:
        owed = promises.get(ledger, promise)
        if owed is not None and owed.call_sid == sid:
            _withdraw(ledger, house, owed, "undone", now)
    house.jobs.ring(jobs.SEND_TEXTS)


def withdraw(house: Runtime, promise: PromiseId, reason: str, now: datetime) -> Promise | None:
    """The person, or a colleague, wants it no more; None where there is no such promise."""
    with house.ledger.write() as ledger:
        owed = promises.get(ledger, promise)
        if owed is not None:
            _withdraw(ledger, house, owed, reason, now)
    house.jobs.ring(jobs.SEND_TEXTS)
    return owed


def _withdraw(ledger: Connection, house: Runtime, owed: Promise, reason: str, now: datetime) -> None:
    if promises.withdraw(ledger, owed.id, reason, now):
        attempts.call_off(ledger, house, owed.id, now)
        text_about(ledger, house, owed, "text_withdrawn", now)


def keep_by_talking(
    ledger: Connection, house: Runtime, call: Call, now: datetime, talked_at: datetime | None = None
) -> PromiseId | None:
    """An agent has accepted this call: whoever is owed a callback about the same matter has now been heard.

    The promise made in this call is kept, and so is the one owed to this phone, unless the call is about something else
    than every matter of it, or an agent has promised it in this very call, before sending the caller on. `talked_at`:
    when that was, where it is found out now only; what was promised since is for later. Returns the promise that was
    kept.
    """
    talked_at = talked_at or now
    owed = promises.of_call(ledger, call.sid)
    if owed is None and call.phone is not None and not house.line.is_shared(Phone(call.phone)):
        owed = promises.open_for_phone(ledger, call.phone)
        if owed is not None and not _is_about(ledger, owed, call):
            return None
    if owed is None or owed.made_at > talked_at or not promises.keep(ledger, owed.id, "called_back", talked_at, now):
        return None
    return owed.id


def _is_about(ledger: Connection, owed: Promise, call: Call) -> bool:
    """Whatever-it-is-about, on either side, is about everything."""
    matters = matters_of(ledger, owed.id)
    if any(matter.made_by is not None and matter.call_sid == call.sid for matter in matters):
        return False
    needs = {matter.need for matter in matters}
    return call.need is None or None in needs or call.need in needs
