"""Days that are not like others, and the emergency close: what stands in the file for them.

A special day has hours of its own, which replace those of its weekday and of a holiday. A closure closes the line from
one instant to another whatever the hours are, and must have an end: by when a callback can be promised hangs on it.
Either may have a reason, which callers hear in their own language. Deliberately decides nothing: when the line is open
is `routing.calendar`'s.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, PlainValidator

from routing.calendar import MINUTES_OF_A_DAY
from routing.spans import Span
from voice_app.line.section import Section
from voice_app.line.values import Day, SpokenLanguage, clock_of, written
from voice_app.mistakes import wrong

LONGEST_REASON = 200
"""Characters: some 14 seconds, before a caller can be offered anything."""
LONGEST_CLOSURE = timedelta(days=14)
"""Whoever is closed for longer knows it beforehand, and writes special days."""
MOST_SPECIAL_DAYS = 400


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A day, and a time of it on the line's own wall clock in minutes after 00:00."""

    day: date
    minute: int

    def at(self, zone: ZoneInfo) -> datetime:
        """The instant, UTC; of an hour that the clock repeats the first one."""
        day, minute = self.day + timedelta(days=self.minute // MINUTES_OF_A_DAY), self.minute % MINUTES_OF_A_DAY
        return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


def _read_date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise wrong(f"{value!r} is no day", 'Write it like "2026-12-24"')


def _read_moment(value: Any) -> Moment:
    if isinstance(value, datetime) and value.tzinfo is None:  # as TOML writes it without quotes
        return Moment(value.date(), value.hour * 60 + value.minute)
    day, _, clock = value.partition(" ") if isinstance(value, str) else ("", "", "")
    match = re.fullmatch(r"([0-9]{2}):([0-5][0-9])", clock)
    if not match or (minute := int(match[1]) * 60 + int(match[2])) > MINUTES_OF_A_DAY:
        raise wrong(f"{value!r} is no time", 'Write it like "2026-12-24 14:00", in the time of the line')
    return Moment(_read_date(day), minute)


def write_moment(moment: Moment) -> str:
    return f"{moment.day.isoformat()} {clock_of(moment.minute)}"


def _read_reason(text: str) -> str:
    if not text.strip() or len(text) > LONGEST_REASON:
        raise wrong("a sentence or two are expected here", f"Write 1 to {LONGEST_REASON} characters: callers hear it")
    return " ".join(text.split())


Date = Annotated[date, PlainValidator(_read_date), PlainSerializer(date.isoformat, return_type=str)]
LocalMoment = Annotated[Moment, PlainValidator(_read_moment), PlainSerializer(write_moment, return_type=str)]
Reason = Annotated[str, BeforeValidator(written(_read_reason, '"There is a fire in our building."'))]
Reasons = Annotated[Mapping[SpokenLanguage, Reason], AfterValidator(MappingProxyType), PlainSerializer(dict)]


class SpecialDay(Section):
    """One day with hours of its own; none: closed. `reason`: what callers hear on it where it is closed."""

    day: Annotated[Date, Field(alias="date")]
    hours: Day = ()
    reason: Reasons = Field(default_factory=dict)


class Closure(Section):
    """The emergency close. `reason`: what callers hear meanwhile, instead of the plain sentence."""

    from_: Annotated[LocalMoment, Field(alias="from")]
    until: LocalMoment
    reason: Reasons = Field(default_factory=dict)

    def span(self, zone: ZoneInfo) -> Span:
        return Span(self.from_.at(zone), self.until.at(zone))


def _each_once(days: tuple[SpecialDay, ...]) -> tuple[SpecialDay, ...]:
    in_order = tuple(sorted(days, key=lambda one: one.day))
    twice = [one.day for one, other in pairwise(in_order) if one.day == other.day]
    if twice:
        raise wrong(f"{twice[0].isoformat()} stands here twice", "Write all hours of a day into one entry")
    return in_order


def _with_an_end(closure: Closure | None) -> Closure | None:
    if closure is None:
        return None
    if closure.until <= closure.from_:
        raise wrong("it is over before it begins", "Write an until that is later than from")
    if closure.until.day - closure.from_.day > LONGEST_CLOSURE:
        remedy = "Write special days for what is known so long ahead; callbacks are promised for after the end"
        raise wrong(f"it lasts longer than {LONGEST_CLOSURE.days} days", remedy)
    return closure


SpecialDays = Annotated[tuple[SpecialDay, ...], Field(max_length=MOST_SPECIAL_DAYS), AfterValidator(_each_once)]
AClosure = Annotated[Closure | None, AfterValidator(_with_an_end)]
