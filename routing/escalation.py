"""Which promises will not be kept in time as things go, since when, and who is let in on it; and why one was not.

A forecast, with the clock as its last net: what is at risk is known while somebody can still do something about it
(docs/decisions/010). Deliberately escalates nothing: it answers with causes and steps, and the ledger marks them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from routing.capacity import CALLS_PER_PROMISE
from routing.promises import AT_RISK
from routing.skills import Language, PromiseId
from routing.spans import Span

HOUR = timedelta(hours=1)


class Cause(StrEnum):
    """Why a promise was escalated, or broken: a closed set of codes, the same for both."""

    NOBODY_SIGNED_ON = "nobody_signed_on"
    TOO_FEW_AGENTS = "too_few_agents"
    AGENTS_REFUSED = "agents_refused"
    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"
    NUMBER_REFUSED = "number_refused"
    NEEDS_APPROVAL = "needs_approval"
    CAPPED = "capped"
    CARRIER_DOWN = "carrier_down"
    CARRIER_ACCOUNT = "carrier_account"
    CARRIER_REFUSED = "carrier_refused"
    POISON = "poison"
    RESTORED = "restored"
    SERVICE_DOWN = "service_down"
    LITTLE_TIME = "little_time"


MEANS: Mapping[Cause, str] = {
    Cause.NOBODY_SIGNED_ON: "Nobody who speaks its language was signed on",
    Cause.TOO_FEW_AGENTS: "More was owed than the agents had time for",
    Cause.AGENTS_REFUSED: "Agents were rung, and none accepted",
    Cause.NOT_REACHED: "The person was rung, and not spoken with",
    Cause.WRONG_NUMBER: "Whoever answered was somebody else",
    Cause.NUMBER_REFUSED: "The carrier found no way to the number",
    Cause.NEEDS_APPROVAL: "A colleague has to decide whether the number may be called",
    Cause.CAPPED: "A cap against fraud was reached",
    Cause.CARRIER_DOWN: "The carrier did not answer",
    Cause.CARRIER_ACCOUNT: "The carrier refused our account",
    Cause.CARRIER_REFUSED: "The carrier refused to ring an agent",
    Cause.POISON: "Handling it broke down again and again",
    Cause.RESTORED: "The ledger was restored from a backup, and the person may have been called since",
    Cause.SERVICE_DOWN: "The service itself was down",
    Cause.LITTLE_TIME: "Little time was left",
}


# ── the ladder ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Ladder(IntEnum):
    """How far the circle of those who may keep a promise has been widened. (Skills were never asked of them: anybody
    who speaks the language may, from the first minute on.)

    `TOLD`: supervisors know. `ANY_AGENT`: it goes ahead of live callers, and where nobody is ready who speaks its
    language, whoever is ready. `SUPERVISORS`: supervisors who are not signed on are rung on their own phones.
    """

    AS_EVER = 0
    TOLD = 1
    ANY_AGENT = 2
    SUPERVISORS = 3


BEFORE: Mapping[Ladder, timedelta] = {
    Ladder.TOLD: AT_RISK,
    Ladder.ANY_AGENT: timedelta(hours=1),
    Ladder.SUPERVISORS: timedelta(minutes=30),
}
"""At the latest how long before the effective deadline each step is taken. An hour: enough for every agent of a small
line to become free several times, and what follows may no longer come as a surprise. Half an hour: agents have then had
half an hour of going first, and a supervisor on the way can still stop, be rung twice, and talk."""

SUMMONED_EVERY = timedelta(minutes=15)
"""A supervisor's own phone is rung once in this time, for whichever promise is most urgent."""


# ── the forecast ────────────────────────────────────────────────────────────────────────────────────────────────────

IN_SIGHT = timedelta(hours=4)
"""What stands in the way now is taken to stand there for so much opening time; promises with less left are at risk."""

HELD_BACK = timedelta(hours=1)
"""A promise is expected to begin this long before its effective deadline: an hour that somebody has to act."""

CARRIER_MAKES = 3600.0
"""Calls an hour: the carrier lets one leave each second."""


class Waiting(NamedTuple):
    """A promise that is owed, as the forecast sees it. `is_known`: it has been escalated already."""

    id: PromiseId
    effective_due_by: datetime
    language: Language
    needs_approval: bool
    is_known: bool


class Hands(NamedTuple):
    """A stretch of opening time and how many agents are expected to be on in it."""

    span: Span
    agents: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """The agents who alone can keep the promises in `languages` (None: all of them), in order and apart, and how long
    one call takes them."""

    hands: Sequence[Hands]
    handling: timedelta
    languages: frozenset[Language] | None = None

    def keeps(self, promise: Waiting) -> bool:
        return self.languages is None or promise.language in self.languages


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What stands in the way at this moment. `unmanned`: languages that nobody speaks who is signed on, while the line
    is open; `everywhere`: nothing can be dialled at all, and why."""

    everywhere: Cause | None = None
    unmanned: frozenset[Language] = frozenset()

    def to(self, promise: Waiting) -> Cause | None:
        return self.everywhere or (Cause.NOBODY_SIGNED_ON if promise.language in self.unmanned else None)


def foresee(
    owed: Sequence[Waiting], prospects: Iterable[Prospect], hours: Sequence[Span], obstacles: Obstacles, now: datetime
) -> dict[PromiseId, Cause]:
    """The promises that, as things go, will not begin in time, and why; without those that are known already.

    `owed`: in the order of their effective deadlines, which is the order in which they are kept. `hours`: when the line
    is open from now on.
    """
    opening = Stock([Hands(span, 1) for span in hours], now)
    causes = dict(_too_many(owed, prospects, now))
    for promise in owed:
        if promise.needs_approval:
            causes[promise.id] = Cause.NEEDS_APPROVAL
        elif opening.by(promise.effective_due_by) <= IN_SIGHT / HOUR and (cause := obstacles.to(promise)):
            causes[promise.id] = cause
    known = {promise.id for promise in owed if promise.is_known}
    return {promise: cause for promise, cause in causes.items() if promise not in known}


def _too_many(
    owed: Sequence[Waiting], prospects: Iterable[Prospect], now: datetime
) -> Iterator[tuple[PromiseId, Cause]]:
    """Those for which the agents have no time even if promises went first from now on; by a standard deviation."""
    for prospect in prospects:
        begun = Stock(prospect.hands, now, HOUR / prospect.handling, CARRIER_MAKES)
        ours = (promise for promise in owed if prospect.keeps(promise) and not promise.needs_approval)
        for rank, promise in enumerate(ours, start=1):
            need = rank * CALLS_PER_PROMISE
            if begun.by(promise.effective_due_by - HELD_BACK) < need + sqrt(need):
                yield promise.id, Cause.TOO_FEW_AGENTS


class Stock:
    """What hands get done by an instant, each at `pace` an hour, all of them at `most`."""

    def __init__(self, hands: Sequence[Hands], now: datetime, pace: float = 1.0, most: float = float("inf")) -> None:
        ahead = [(max(span.start_at, now), span.end_at, agents) for span, agents in hands if span.end_at > now]
        self._starts = [start_at for start_at, _, _ in ahead]
        self._ends = [end_at for _, end_at, _ in ahead]
        self._rates = [min(agents * pace, most) for _, _, agents in ahead]
        gains = (rate * ((end_at - at) / HOUR) for rate, (at, end_at, _) in zip(self._rates, ahead, strict=True))
        self._before = list(accumulate(gains, initial=0.0))

    def by(self, at: datetime) -> float:
        stretch = bisect_right(self._starts, at) - 1
        if stretch < 0:
            return 0.0
        in_it = (min(at, self._ends[stretch]) - self._starts[stretch]) / HOUR
        return self._before[stretch] + self._rates[stretch] * in_it


# ── the cause of a miss ─────────────────────────────────────────────────────────────────────────────────────────────

TICKER_MISSED = timedelta(minutes=1)
"""A miss that is found this long after the deadline was found by a service that had been away."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a promise that is not kept, or not yet.

    `found_after`: how long after its deadline that was noticed (below zero: before it). `escalated_because`: as it was
    escalated. `rung`: how often the person's phone rang, or could have. `refused`: how many agents were rung in vain.
    `carrier`: what the carrier did to its last attempt, or does to everybody. `was_manned`: somebody who speaks its
    language was ready.
    """

    found_after: timedelta
    escalated_because: Cause | None
    needs_approval: bool
    rung: int
    refused: int
    carrier: Cause | None
    was_manned: bool


HELD = (Cause.POISON, Cause.WRONG_NUMBER, Cause.NUMBER_REFUSED, Cause.CAPPED, Cause.RESTORED)
"""Causes for which a promise waits for a colleague, who did not come in time."""


def why_broken(evidence: Evidence) -> Cause:
    """The one cause that is counted."""
    if evidence.found_after > TICKER_MISSED:
        return Cause.SERVICE_DOWN
    return _why(evidence, otherwise=Cause.TOO_FEW_AGENTS)


def why_at_risk(evidence: Evidence) -> Cause:
    """What has kept us from it until now, where the clock alone says that little time is left."""
    return _why(evidence, otherwise=Cause.LITTLE_TIME)


def _why(evidence: Evidence, otherwise: Cause) -> Cause:
    """First what keeps us from trying at all, then how far the tries came."""
    if evidence.needs_approval:
        return evidence.escalated_because if evidence.escalated_because in HELD else Cause.NEEDS_APPROVAL
    if evidence.escalated_because is Cause.CAPPED:
        return Cause.CAPPED
    if evidence.rung:
        return Cause.NOT_REACHED
    if evidence.carrier is not None:
        return evidence.carrier
    if evidence.refused:
        return Cause.AGENTS_REFUSED
    return otherwise if evidence.was_manned else Cause.NOBODY_SIGNED_ON
