"""How long a caller will wait and how many will call; and how well the line was reached, each share with its whole.

Deliberately chooses nobody and promises nothing, and reads no clock: what it learns from is handed to it, counted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil, exp, log, sqrt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from routing.skills import NeedName

# ── what calls are like ─────────────────────────────────────────────────────────────────────────────────────────────

FIRST_HANDLING, FIRST_PATIENCE = timedelta(seconds=300), timedelta(seconds=180)

BELIEF = 20
"""What is assumed before anything is known weighs as much as this many observed calls."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Means: how long an agent is busy with one call, wrap-up included; how long a caller waits before giving up; how
    long the wrap-up is, where it is known of each agent when it ends.

    The defaults are where a line without history starts: between the 270 s and 410 s that AGCOM found for mobile and
    fixed lines, and the patience under which the rules of POLICIES 1.2 were compared. `patience` None: nobody gives up.
    """

    handling: timedelta = FIRST_HANDLING
    patience: timedelta | None = FIRST_PATIENCE
    wrap_up: timedelta = timedelta()


FIRST_PACE = Pace()


def learn_pace(
    handled: int,
    handled_for: timedelta,
    gave_up: int,
    waited_for: timedelta,
    *,
    wrapped_up_for: timedelta = timedelta(),
    believed: Pace = FIRST_PACE,
) -> Pace:
    """The pace of calls on which agents spent `handled_for` on `handled` of them, `wrapped_up_for` of it after the
    call; and of all callers, who together waited `waited_for`, so many gave up. (Waits that ended with an agent count
    too: those callers were still patient.) `believed`: what holds as long as little is known, as the line's own pace
    does for one of its needs.
    """
    return Pace(
        handling=(BELIEF * believed.handling + handled_for) / (BELIEF + handled),
        patience=(BELIEF * (believed.patience or FIRST_PATIENCE) + waited_for) / (BELIEF + gave_up),
        wrap_up=(BELIEF * believed.wrap_up + wrapped_up_for) / (BELIEF + handled),
    )


@dataclass(frozen=True, slots=True)
class Paces:
    """The pace of a line, and of each of its needs, with the number of calls that it was learnt from."""

    line: Pace = FIRST_PACE
    by_need: Mapping[NeedName | None, tuple[Pace, int]] = field(default_factory=dict)

    def mixed(self, parts: Mapping[NeedName | None, float]) -> Pace:
        """The pace of agents who take so large a part of the calls of each need; the line's where nothing is known."""
        known = [(self.by_need[need], part) for need, part in parts.items() if need in self.by_need]
        calls = sum(count * part for (_, count), part in known)
        if not calls:
            return self.line

        def mean(of: Callable[[Pace], timedelta]) -> timedelta:
            return sum((count * part * of(pace) for (pace, count), part in known), timedelta()) / calls

        return Pace(
            mean(lambda pace: pace.handling),
            mean(lambda pace: pace.patience or FIRST_PATIENCE),
            mean(lambda pace: pace.wrap_up),
        )


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Calls expected per hour, by weekday (Monday 0) and hour on the wall clock of `zone`; unknown hours: none."""

    zone: ZoneInfo
    by_hour: Mapping[tuple[int, int], float] = field(default_factory=dict)

    def per_hour(self, at: datetime) -> float:
        if not self.by_hour:
            return 0.0
        local = at.astimezone(self.zone)
        return self.by_hour.get((local.weekday(), local.hour), 0.0)


def learn_arrivals(hours: Iterable[tuple[datetime, int]], zone: ZoneInfo) -> Arrivals:
    """The mean of what was counted. `hours`: the start of each *whole* hour in which the line was open, and its calls,
    none being a count too (half an hour counted as one would promise agents who are not free)."""
    counted: dict[tuple[int, int], list[int]] = defaultdict(list)
    for starts_at, calls in hours:
        local = starts_at.astimezone(zone)
        counted[local.weekday(), local.hour].append(calls)
    return Arrivals(zone, {hour: sum(calls) / len(calls) for hour, calls in counted.items()})


# ── the expected wait (POLICIES 3) ──────────────────────────────────────────────────────────────────────────────────


MANY = 100
"""Callers ahead, above which a wait is added up by formula and not caller by caller."""
ITS_TURN = -1.0
"""Callers before one who is served: one fewer than none."""
SURELY = 1 / 3
"""The standard deviation, as a part of it, of a wait that ends with a rest or a wrap-up: an agent may end it sooner."""


class Expectation(NamedTuple):
    """A wait that has not happened yet: its mean, and what it stays below in 50, 80 and 90 of 100 cases."""

    mean: timedelta
    p50: timedelta
    p80: timedelta
    p90: timedelta


def expected_wait(
    ahead: float, agents: int, pace: Pace, unstaffed: timedelta, known: "Known | None" = None
) -> Expectation:
    """The wait of a caller with `ahead` callers before, and `agents` who can take the call.

    The line moves up at rate agents/handling + i/patience while i callers are before this one, so that the wait is a
    sum of ahead + 1 exponentials ("QL-Markov": unbiased for one pool). A part of a caller, one whom other agents may
    take as well, counts in part. As far as it is `known` who will be free when, that comes first. Without any agent the
    answer is `unstaffed`: the time until the next opening, or a cap; a wait is always a number.
    """
    if agents < 1:
        return Expectation(unstaffed, unstaffed, unstaffed, unstaffed)
    mean, before = _while_it_is_known(ahead, agents, pace, known) if known else (0.0, ahead)
    variance = 0.0 if before > ITS_TURN else (mean * SURELY) ** 2
    for step, square in _steps(before, agents, pace):
        mean += step
        variance += square
    if not mean:
        return Expectation(timedelta(), timedelta(), timedelta(), timedelta())
    p50, p80, p90 = (_gamma_quantile(mean, variance, normal) for normal in (0.0, 0.841621, 1.281552))
    return Expectation(timedelta(seconds=mean), p50, p80, p90)


def _steps(ahead: float, agents: int, pace: Pace) -> Iterator[tuple[float, float]]:
    """The seconds, on average, until each of those before a caller is gone, and the caller; and the square of each."""
    before, to_go = ceil(ahead), ahead + 1
    while before >= 0:
        part = min(1.0, to_go - before)
        step = part / _moves(before, agents, pace)
        yield step, step * step
        before -= 1
        if before > MANY:
            yield _many(before, agents, pace)
            before = MANY


def _moves(before: float, agents: int, pace: Pace) -> float:
    """Departures per second in front of a caller, while every agent is busy."""
    leaving = before / pace.patience.total_seconds() if pace.patience else 0.0
    return agents / pace.handling.total_seconds() + leaving


def _many(before: int, agents: int, pace: Pace) -> tuple[float, float]:
    """The steps until MANY are left, and their squares, all at once: as the integrals that these sums are near to, by
    less than a part in 100,000, so that ten thousand callers cost no more than a hundred."""
    fast, slow = _moves(before + 0.5, agents, pace), _moves(MANY + 0.5, agents, pace)
    if pace.patience is None:
        return (before - MANY) / slow, (before - MANY) / slow**2
    leaves = 1 / pace.patience.total_seconds()
    return log(fast / slow) / leaves, (1 / slow - 1 / fast) / leaves


@dataclass(frozen=True, slots=True)
class Known:
    """Who will be free when, for certain: the agents who are in no call, by how long until each is free (idle ones: at
    once; others when a rest or a wrap-up ends), shortest first; and how long it is certain that nobody else will be,
    because whoever talks now has to wrap up first."""

    free_in: Sequence[timedelta] = ()
    nobody_else_for: timedelta = timedelta()


def _while_it_is_known(ahead: float, agents: int, pace: Pace, known: Known) -> tuple[float, float]:
    """The seconds until all of that has happened, and how many are then before the caller, on average; or until it is
    the caller's turn."""
    leaves = 1 / pace.patience.total_seconds() if pace.patience else 0.0
    calls_end = max(0, agents - len(known.free_in)) / pace.handling.total_seconds()
    before, now, until = ahead, 0.0, known.nobody_else_for.total_seconds()
    for at, is_freed in sorted([(until, 0), *((length.total_seconds(), 1) for length in known.free_in)]):
        gone = max(before, 0.0) * (1 - exp(-leaves * (at - now))) + (calls_end * (at - now) if now >= until else 0.0)
        if before - gone <= ITS_TURN:
            return now + (at - now) * (before - ITS_TURN) / gone, ITS_TURN
        before, now = before - gone - is_freed, at
        if before <= ITS_TURN:
            return now, ITS_TURN
    return now, before


def _gamma_quantile(mean: float, variance: float, normal: float) -> timedelta:
    """The quantile of a gamma distribution after Wilson & Hilferty (1931); `normal`: that of the standard normal.

    Its shape is at least 1 here, where the error is at most 1.4 % (at the median of shape 1), and shrinks with it.
    """
    spread = variance / (9 * mean * mean)
    return timedelta(seconds=mean * (1 - spread + normal * sqrt(spread)) ** 3)


# ── how the line was reached ────────────────────────────────────────────────────────────────────────────────────────

SHORT_ABANDON = timedelta(seconds=5)
"""Who hangs up sooner has dialled wrongly, or thought better of it; such calls are left out of both sides."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One caller who asked for an agent: how long the wait was, and whether it ended with one."""

    waited: timedelta
    answered: bool


def answered_within_of_offered(contacts: Sequence[Contact], within: timedelta) -> float | None:
    """The service level: of all callers offered, short abandons left out, the share answered within so long."""
    offered = _offered(contacts)
    return _share(sum(contact.answered and contact.waited <= within for contact in offered), len(offered))


def abandoned_of_offered(contacts: Sequence[Contact]) -> float | None:
    """Of all callers offered, short abandons left out, the share that hung up without an agent."""
    offered = _offered(contacts)
    return _share(sum(not contact.answered for contact in offered), len(offered))


def mean_wait_of_answered(contacts: Sequence[Contact]) -> timedelta | None:
    """The average speed of answer: the waits of those who reached an agent."""
    waits = [contact.waited for contact in contacts if contact.answered]
    return sum(waits, timedelta()) / len(waits) if waits else None


def _offered(contacts: Sequence[Contact]) -> list[Contact]:
    return [contact for contact in contacts if contact.answered or contact.waited >= SHORT_ABANDON]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
