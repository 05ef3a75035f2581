"""The coming four weeks as the line will run them: hours, holidays, who is on call, and every hole with its remedy.

A text for a terminal, from the line alone. Deliberately judges nothing: what is an error is `line_check`'s.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from routing.calendar import IN_SIGHT
from routing.days import A_DAY
from routing.deadlines import Hole, holes
from voice_app.line import Line
from voice_app.line.closing import write_moment
from voice_app.line.values import write_duration, write_span
from voice_app.terms import Terms

SHAPE: Final = "%a %d %b %H:%M"


def four_weeks(line: Line, now: datetime) -> str:
    """One line for each day; under the day on which it begins, each stretch in which nobody can be promised a callback
    within the usual time."""
    coming = coming_holes(line, now)
    lines = [f"The coming four weeks, {line.timezone.key}:"]
    for day in _days(line, now):
        lines.append(f"  {day:%a %d %b}  {_what_happens(line, day)}")
        lines += [text for hole in coming if _local(line, hole.from_at).date() == day for text in _told(line, hole)]
    lines += _spoken(line, now)
    if not coming:
        lines.append(f"Whoever asks in them can be called back within {write_duration(line.callback.due_within)}.")
    return "\n".join(lines)


def coming_holes(line: Line, now: datetime) -> list[Hole]:
    """The holes of the coming four weeks, holidays and changes of the clock included, for whatever it is about."""
    calling = Terms.of(line).calling(None, None, now)
    return list(holes(calling, now, now + IN_SIGHT, line.callback.due_within))


def _days(line: Line, now: datetime) -> Iterator[date]:
    first = _local(line, now).date()
    return (first + A_DAY * count for count in range(IN_SIGHT // A_DAY))


def _what_happens(line: Line, day: date) -> str:
    special, holiday = line.special_day(day), line.holiday_name(day)
    spans = special.hours if special else () if holiday else line.weekly_hours.days[day.weekday()]
    closed = f"closed: {holiday}" if holiday and not special else "closed"
    hours = ", ".join(write_span(span) for span in spans) or closed
    named = ("special day",) if special else ()
    on_call = (
        f"{agent.name} on call {write_span(window.span)}"
        for agent in line.agents
        for window in agent.on_call
        if window.weekday == day.weekday()
    )
    return "; ".join((hours, *named, *_closure(line, day), *on_call))


def _closure(line: Line, day: date) -> Iterator[str]:
    if line.closure is not None and line.closure.from_.day <= day <= line.closure.until.day:
        yield f"closed by [closure] from {write_moment(line.closure.from_)} until {write_moment(line.closure.until)}"


def _spoken(line: Line, now: datetime) -> Iterator[str]:
    """The reasons that callers will hear, as they stand there."""
    today = _local(line, now).date()
    told = [(f"special day {one.day.isoformat()}", one.reason) for one in line.special_days if one.day >= today]
    if line.closure is not None and line.closure.until.at(line.timezone) > now:
        told.append(("closure", line.closure.reason))
    for what, reason in told:
        yield from (f"  {what}, callers hear in {language}: {text}" for language, text in reason.items())


def _told(line: Line, hole: Hole) -> Iterator[str]:
    within = write_duration(line.callback.due_within)
    asks = f"who asks from {_shown(line, hole.from_at)} to {_shown(line, hole.to_at)}"
    yield f"    ! {asks} cannot be called within {within}"
    if hole.calls_from_at is None:
        yield "      no call is in sight: open on some day, within call_between"
        return
    yield f"      callers hear the real time: the first call is possible {_shown(line, hole.calls_from_at)}"
    yield f"      {_remedy(line, hole)}"


def _remedy(line: Line, hole: Hole) -> str:
    """One window is enough where it is late enough for the last who asks and soon enough for the first."""
    soonest_at, latest_at = hole.to_at, hole.from_at + line.callback.due_within
    if soonest_at > latest_at:
        return f"open, or put somebody on_call, at least every {write_duration(line.callback.due_within)}"
    return f"open, or put somebody on_call, between {_shown(line, soonest_at)} and {_shown(line, latest_at)}"


def _shown(line: Line, at: datetime) -> str:
    return _local(line, at).strftime(SHAPE)


def _local(line: Line, at: datetime) -> datetime:
    return at.astimezone(line.timezone)
