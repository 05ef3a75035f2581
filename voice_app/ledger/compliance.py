"""Do we keep our promises? The figures of a stretch of time, whole and in groups.

Days that are tallied are read from their tallies, all else is counted from the rows: what comes out is the same. Days,
weeks, months and hours are those of the line's clock. Deliberately defines no figure: `figures` does.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from routing.days import day_at
from voice_app.ledger import tallies
from voice_app.ledger.counting import By, Key, count, folded, instant_of, pieces
from voice_app.ledger.figures import Figures
from voice_app.ledger.tallies import LocalDay, Slice

GroupBy = Literal["day", "week", "month", "need", "hour", "agent"]

COUNTED_AT_ONCE: Final = timedelta(days=16)
"""As much as is counted from the rows in one statement: what takes longer would be cut off."""
UTC_CLOCK: Final = ZoneInfo("UTC")
A_MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of [from_at, to_at) as they stand now, and the same by group, in order; "" is the group of what has
    none. A day is "2026-03-29", a week "2026-W13", a month "2026-03", an hour "00" to "23"."""

    from_at: datetime
    to_at: datetime
    whole: Figures
    groups: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Compliance:
    """The report on the promises with from ≤ made_at < to, as they stand now.

    `made`: all of them.
    `kept_in_time`: the person was spoken with by `due_by`.
    `kept_late`: the person was spoken with after `due_by`.
    `broken_open`: still owed, and `due_by` has passed.
    `unreached`: given up after the last attempt.
    `withdrawn`: the person did not want it any more, or it was merged with another.
    `open`: still owed, and `due_by` is to come.
    `at_risk`: those of `open` that were escalated, or can be kept for less than two hours more.
    `promised_late`: those of `made` for which no time within `due_within` could be promised.
    `kept_share`: kept_in_time ÷ (kept_in_time + broken), where broken are all whose `due_by` passed before they were
    kept, withdrawn or given up. So giving up or withdrawing late hides nothing, and what was closed unkept in
    time counts on neither side.
    `median_seconds_to_contact`: from made to spoken with, over all that were kept.
    `helped_share`: of the calls that arrived in the same time, are over, and asked for somebody (chose something, were
    answered, or met nothing because we were away), those that an agent answered and did not send on in vain, or that
    had a promise kept within 24 hours of their arrival.
    `missed_because`: the broken (see `kept_share`) by `broken_because`; those that nobody marked, because nothing of
    ours ran, by `service_down`.
    """

    made: int
    kept_in_time: int
    kept_late: int
    broken_open: int
    unreached: int
    withdrawn: int
    open: int
    at_risk: int
    promised_late: int
    kept_share: float | None
    median_seconds_to_contact: float | None
    helped_share: float | None
    missed_because: Mapping[str, int]


def compliance(
    connection: Connection, from_at: datetime, to_at: datetime, now: datetime, zone: ZoneInfo = UTC_CLOCK
) -> Compliance:
    """Report on [from_at, to_at), as programs have it."""
    return in_short(report_on(connection, from_at, to_at, now, zone).whole)


def in_short(figures: Figures) -> Compliance:
    """The first of what follows from these figures."""
    names = ("made", "kept_in_time", "kept_late", "broken_open", "unreached", "withdrawn", "open", "at_risk")
    return Compliance(
        **{name: figures[name] for name in (*names, "promised_late")},
        kept_share=figures.kept_share,
        median_seconds_to_contact=figures.median_seconds_to_contact,
        helped_share=figures.helped_share,
        missed_because=dict(sorted(figures.causes.items())),
    )


def report_on(
    connection: Connection,
    from_at: datetime,
    to_at: datetime,
    now: datetime,
    zone: ZoneInfo = UTC_CLOCK,
    *,
    group_by: GroupBy = "day",
) -> Report:
    """Report on [from_at, to_at)."""
    first_at, end_at = tallies.first_of_all(connection), min(to_at, now + A_MOMENT)
    groups = defaultdict[str, Figures](Figures)
    if first_at is not None and first_at < end_at:
        begin_at = max(from_at, first_at)
        days = tallies.tallied(connection, _midnight_before(begin_at, from_at, zone), end_at, zone)
        gaps = _gaps(days, begin_at, end_at)
        remembered = _remembered(connection, days, zone, group_by)
        for counted in (*remembered, *_live(connection, gaps, now, zone, group_by)):
            for key, figures in counted.items():
                groups[key].add(figures)
    whole = Figures()
    for figures in groups.values():
        whole.add(figures)
    return Report(from_at, to_at, whole, dict(sorted(groups.items())))


def _midnight_before(begin_at: datetime, from_at: datetime, zone: ZoneInfo) -> datetime:
    """The day of the very first call counts whole, if it was asked for whole."""
    midnight_at = tallies.local_day(day_at(begin_at, zone), zone).from_at
    return max(midnight_at, from_at)


def _remembered(
    connection: Connection, days: Sequence[LocalDay], zone: ZoneInfo, group_by: GroupBy
) -> Iterator[Mapping[str, Figures]]:
    if group_by in ("day", "week", "month"):
        counted = tallies.read_days(connection, days, zone)
        yield folded(dict(counted.items()), lambda day: group_of_day(date.fromisoformat(str(day)), group_by))
    else:
        yield tallies.read_slice(connection, days, zone, cast(Slice, group_by))


def _live(
    connection: Connection, gaps: Sequence[tuple[datetime, datetime]], now: datetime, zone: ZoneInfo, group_by: GroupBy
) -> Iterator[Mapping[str, Figures]]:
    by: By = group_by if group_by in ("need", "agent") else "quarter"
    for gap in gaps:
        for from_at, to_at in pieces(*gap, COUNTED_AT_ONCE):
            yield folded(count(connection, from_at, to_at, now, by), _fold(group_by, zone))


def _fold(group_by: GroupBy, zone: ZoneInfo) -> Callable[[Key], str]:
    if group_by in ("need", "agent"):
        return str
    if group_by == "hour":
        return lambda key: tallies.hour_of(key, zone)
    return lambda key: group_of_day(day_at(instant_of(key), zone), group_by)


def group_of_day(day: date, group_by: GroupBy) -> str:
    """The day, week or month in which a day lies."""
    if group_by == "month":
        return f"{day:%Y-%m}"
    if group_by == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return day.isoformat()


def _gaps(days: Sequence[LocalDay], from_at: datetime, to_at: datetime) -> list[tuple[datetime, datetime]]:
    """What lies between the days that are tallied."""
    gaps, reached = [], from_at
    for day in days:
        if day.from_at > reached:
            gaps.append((reached, day.from_at))
        reached = max(reached, day.to_at)
    if reached < to_at:
        gaps.append((reached, to_at))
    return gaps
