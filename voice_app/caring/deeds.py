"""What each act does to one promise, within a transaction that holds it; or why it is left alone.

Deliberately rings nobody at once: what is due is met by the ticker within a second, at an hour at which that phone may
be called, which no act moves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from routing.alarms import Rule
from routing.deadlines import fit_window
from routing.promises import given_until
from routing.spans import Span
from voice_app import attempts, caps
from voice_app.alarms import end_alarm
from voice_app.caring.wanted import UNDO_FOR, Kind, Order, Refused, Wanted
from voice_app.choices import barred
from voice_app.ledger import placing, promises
from voice_app.ledger.promise import Promise, Window
from voice_app.runtime import Runtime

NOT_APPROVED: Final = "not_approved"
"""The reason of a promise whose number is not to be called."""


@dataclass(frozen=True, slots=True)
class Case:
    """One promise that an act is about, as it stands."""

    ledger: Connection
    house: Runtime
    promise: Promise
    order: Order

    @property
    def wanted(self) -> Wanted:
        return self.order.wanted

    @property
    def by(self) -> str:
        return self.order.by

    @property
    def now(self) -> datetime:
        return self.order.at


def _call_now(case: Case) -> Refused | None:
    if refused := _against_calling(case):
        return refused
    return _let_through(placing.hurry(case.ledger, case.promise.id, case.by, case.now))


def _give(case: Case) -> Refused | None:
    if refused := _against_calling(case):
        return refused
    agent, promise = case.wanted.agent, case.promise
    if agent is None or agent not in case.house.roster:
        return "no_such_agent"
    if agent in barred(case.house, promise.phone):
        return "own_phone"
    window = Span(promise.window.from_at, promise.window.to_at) if promise.window else None
    until_at = given_until(case.wanted.until_at, window, promise.effective_due_by, case.now)
    if until_at is None:
        return "too_late_to_give"
    return _let_through(placing.give(case.ledger, promise.id, agent, until_at=until_at, by=case.by, now=case.now))


def _give_back(case: Case) -> Refused | None:
    return None if placing.give_back(case.ledger, case.promise.id, case.by, case.now) else "nobodys"


def _move(case: Case) -> Refused | None:
    if refused := _against_calling(case):
        return refused
    window, promise = case.wanted.window, case.promise
    calling = case.house.terms.calling(promise.phone, promise.need, case.now)
    fitted = fit_window(window, case.now, promise.effective_due_by, calling) if window else None
    if fitted is None:
        return "does_not_fit"
    chosen = Window(fitted.start_at, fitted.end_at)
    return _let_through(promises.choose_window(case.ledger, promise.id, chosen, case.now, by=case.by))


def _approve(case: Case) -> Refused | None:
    if not promises.approve(case.ledger, case.promise.id, case.by, case.now):
        return "not_asked"
    _tell_who_decides(case)
    return None


def _refuse(case: Case) -> Refused | None:
    if not case.promise.needs_approval:
        return "not_asked"
    return _withdraw_because(case, NOT_APPROVED, NOT_APPROVED)


def _withdraw(case: Case) -> Refused | None:
    return _withdraw_because(case, case.wanted.because, case.wanted.words or case.wanted.because)


def _withdraw_because(case: Case, because: str, reason: str) -> Refused | None:
    """A phone that rings for it stops; a conversation under way is not cut."""
    about = {"by": case.by, "because": because}
    if not promises.withdraw(case.ledger, case.promise.id, reason, case.now, **about):
        return "closed"
    attempts.call_off(case.ledger, case.house, case.promise.id, case.now)
    end_alarm(case.ledger, Rule.PROMISE_UNAPPROVED, case.promise.id, case.now)
    return None


def _tell_who_decides(case: Case) -> None:
    owed = promises.get(case.ledger, case.promise.id)
    if owed is not None:
        caps.tell_who_decides(case.ledger, case.house, owed, case.now)


def _against_calling(case: Case) -> Refused | None:
    """What is against having it called at all."""
    promise = case.promise
    if promise.state == "attempting":
        return "being_called"
    if promise.needs_approval:
        return "unapproved"
    return "erased" if promise.phone is None else None


def _let_through(written: bool) -> Refused | None:
    return None if written else "changed"


DEEDS: Final[Mapping[Kind, Callable[[Case], Refused | None]]] = {
    "call_now": _call_now,
    "give": _give,
    "give_back": _give_back,
    "move": _move,
    "approve": _approve,
    "refuse": _refuse,
    "withdraw": _withdraw,
}


def do(case: Case) -> Refused | None:
    """Do it to this promise, which is owed; the reason where it was left as it was."""
    return DEEDS[case.wanted.kind](case)


def tells(wanted: Wanted, now: datetime) -> str | None:
    """Which text follows, once the act can no longer be taken back: of a call that is taken back because the person
    asked for it, and of another time, where that begins later than its text would come."""
    if wanted.kind == "withdraw":
        return "text_withdrawn" if wanted.because == "asked" else None
    is_later = wanted.window is not None and wanted.window.start_at > now + 2 * UNDO_FOR
    return "text_promised" if wanted.kind == "move" and is_later else None
