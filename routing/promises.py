"""The life cycle of a promise: its states and what moves them, when it is due, at risk, broken.

Deliberately stores nothing, dials nobody and does not say when to try again (`retry_ladder` does).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from routing.policy import PromiseHead
from routing.skills import AgentId, Need, PromiseId
from routing.spans import Span

GAP = timedelta(minutes=90)
"""Between two tries at reaching a person who did not answer (POLICIES 2.7)."""

AT_RISK = timedelta(hours=2)
"""A promise that is not kept this long before its effective deadline is shown to a supervisor: an hour to act before
the last hour, within which nothing may come as a surprise (FAULTS I1)."""


class PromiseState(StrEnum):
    OPEN = "open"
    ATTEMPTING = "attempting"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"
    UNREACHED = "unreached"

    @property
    def is_owed(self) -> bool:
        return self in (PromiseState.OPEN, PromiseState.ATTEMPTING)


class Event(StrEnum):
    """What happens to a promise. *keep* also when the person rings us and talks to an agent about it."""

    CLAIM = "claim"
    TRY_AGAIN = "try_again"
    KEEP = "keep"
    WITHDRAW = "withdraw"
    GIVE_UP = "give_up"


TRANSITIONS: Mapping[tuple[PromiseState, Event], PromiseState] = {
    (PromiseState.OPEN, Event.CLAIM): PromiseState.ATTEMPTING,
    (PromiseState.OPEN, Event.KEEP): PromiseState.KEPT,
    (PromiseState.OPEN, Event.WITHDRAW): PromiseState.WITHDRAWN,
    (PromiseState.ATTEMPTING, Event.TRY_AGAIN): PromiseState.OPEN,
    (PromiseState.ATTEMPTING, Event.KEEP): PromiseState.KEPT,
    (PromiseState.ATTEMPTING, Event.WITHDRAW): PromiseState.WITHDRAWN,
    (PromiseState.ATTEMPTING, Event.GIVE_UP): PromiseState.UNREACHED,
}
"""Every move there is; any other pair changes nothing. No deadline is among them: a broken promise stays owed."""


def move(state: PromiseState, event: Event) -> PromiseState:
    """The state after the event; unchanged when the table does not have it."""
    return TRANSITIONS.get((state, event), state)


class Outcome(StrEnum):
    """How an attempt ended, that is, a customer dialled. What ends before that (no agent accepts) is no attempt."""

    SPOKE = "spoke"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    MACHINE = "machine"
    WRONG_NUMBER = "wrong_number"
    PROVIDER_ERROR = "provider_error"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt that has ended without keeping the promise."""

    ended_at: datetime
    outcome: Outcome

    @property
    def rang(self) -> bool:
        """Did it have a chance of reaching the person? Only such attempts can be used up."""
        return self.outcome is not Outcome.PROVIDER_ERROR


@dataclass(frozen=True, slots=True)
class Promise:
    """A callback that we owe, as of one instant.

    `due_by`, `effective_due_by`: see `Deadline`; no retry and no wish moves them. `counts_from`: the place in the line
    that it kept; None: it has none. `window`: when the person wants it. `not_before`: rest until the next try.
    `needs_approval`: a colleague decides first. `tried`: in order. `broken_at`: a mark, not an end.
    """

    id: PromiseId
    need: Need
    made_at: datetime
    due_by: datetime
    effective_due_by: datetime
    not_before: datetime
    state: PromiseState = PromiseState.OPEN
    counts_from: datetime | None = None
    window: Span | None = None
    needs_approval: bool = False
    tried: tuple[Tried, ...] = ()
    broken_at: datetime | None = None

    @property
    def call_by(self) -> datetime:
        """By when the person should be called: the end of the window, where that is earlier than the deadline."""
        return min(self.window.end_at, self.effective_due_by) if self.window else self.effective_due_by

    @property
    def rung(self) -> int:
        """How many attempts have been used up."""
        return sum(tried.rang for tried in self.tried)


def choose_window(promise: Promise, window: Span) -> Promise:
    """The promise, wanted at another time; it gives up its place in the line, and its deadline stays."""
    return replace(promise, window=window, not_before=window.start_at, counts_from=None)


def is_due(promise: Promise, now: datetime) -> bool:
    """May it be dialled, as far as the promise itself goes? (Whether anybody may call now is for `Calling` to say.)"""
    return promise.state is PromiseState.OPEN and not promise.needs_approval and promise.not_before <= now


def head(promise: Promise, barred: frozenset[AgentId] = frozenset()) -> PromiseHead:
    """The promise as the choice of work sees it, which also orders promises (`policy.deadline_order`)."""
    return PromiseHead(promise.id, promise.need, promise.counts_from, promise.call_by, barred)


def milestone(effective_due_by: datetime, rung: int, attempts: int) -> datetime:
    """By when the next try should begin so that all that remain fit before the deadline, `GAP` apart (POLICIES 2.7)."""
    after_next = max(attempts - rung - 1, 0)
    return effective_due_by - after_next * GAP


KEPT_BEFORE_THE_END = timedelta(hours=1)
"""How long before its window closes a promise is anybody's, where the window is long enough; and at the latest how long
before its deadline, which is when it goes ahead of live callers."""


def kept_until(window: Span | None, effective_due_by: datetime) -> datetime:
    """Until when a promise is kept for the agent whom the person expects; from then on whoever is free calls.

    With a window: until an hour before it closes, or for half of it, where it is shorter than two; and never in the
    hour before the deadline. Without one: as long as a try that meets nobody leaves time for a second before the
    deadline is at risk.
    """
    if window is None:
        return effective_due_by - AT_RISK - GAP
    within = max(window.end_at - KEPT_BEFORE_THE_END, window.start_at + window.length / 2)
    return min(within, effective_due_by - KEPT_BEFORE_THE_END)


def given_until(
    wished_at: datetime | None, window: Span | None, effective_due_by: datetime, now: datetime
) -> datetime | None:
    """Until when a promise that a supervisor gives to an agent is kept for that agent: as long as is wished, else as
    long as is safe, else (it is at risk already) until an hour before its deadline, from when on it is anybody's.
    None: less than that hour is left."""
    last_at = effective_due_by - KEPT_BEFORE_THE_END
    safe_at = kept_until(window, effective_due_by)
    until_at = min(wished_at or (safe_at if safe_at > now else last_at), last_at)
    return until_at if until_at > now else None


def is_at_risk(promise: Promise, now: datetime) -> bool:
    """Owed, and little time left: a supervisor should know."""
    return promise.state.is_owed and now >= promise.effective_due_by - AT_RISK


def is_broken(promise: Promise, now: datetime) -> bool:
    """Owed, and its time has passed: it is to be marked, told to a supervisor, and still kept."""
    return promise.state.is_owed and now >= promise.due_by
