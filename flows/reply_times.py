"""The time that a text asks for, read from its words: a day or none, a part of it or none, an hour or hours.

Each reading is an hour wide, or as wide as it says. Where an hour is one of twelve, the one by day is meant; where both
could be, or a word is not in the book, it is unclear, and nothing is guessed.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from flows.facts import Window
from flows.reply_words import ALL_DAY, Ahead, Item, Later, Month, Noon, Part, Past, Role, Weekday, Words, lexicon, split

HOUR: Final = 60
HALF_A_DAY: Final = 12 * HOUR
A_DAY: Final = 24 * HOUR
"""Minutes."""
BY_DAY: Final = range(8 * HOUR, 22 * HOUR)
"""When somebody can want to be called, where an hour is one of twelve: "3" is in the afternoon."""
PARTS_END: Final = (12 * HOUR, 18 * HOUR, 22 * HOUR)
WORTH_A_CALL: Final = timedelta(minutes=30)
"""A stretch of which less is left is not the one that is meant."""

AFTER_A_FIGURE: Final = (Role.OCLOCK, Role.AM, Role.PM)
"""Words that are something else where no figure stands before them: "u" is Dutch for you, "am" is German for on."""


class Unclear(ValueError):
    """Some word is not in the book, or more than one thing could be meant."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time on the wall clock, in minutes after midnight. `sure`: written so that it can be no other time of the day;
    `halved`: because it is said which half of the day."""

    minute: int
    sure: bool
    halved: bool = False


Found = Item | Clock | date | int
Day = Ahead | Weekday | date


def read_time(words: Words, language: str, now: datetime) -> Window:
    """The window that is asked for. `now`: on the wall clock that is meant. Raises Unclear."""
    found = _look_up(words, language, now.date())
    match found:
        case [Later(minutes)] | [Role.IN, int(minutes), Role.MINUTES]:
            return _an_hour_from(now + timedelta(minutes=minutes))
        case [Role.IN, int(hours), Role.OCLOCK | Role.HOURS]:
            return _an_hour_from(now + timedelta(hours=hours))
    found = _join_dates(found, now.date())
    days = [item for item in found if isinstance(item, Ahead | Weekday | date)]
    parts = [item for item in found if isinstance(item, Part)]
    if len(parts) > 1:
        raise Unclear
    rest = _join_clocks(item for item in found if item not in days and item not in parts)
    return Wish(now, _one_day(days), next(iter(parts), None)).read(rest)


def _one_day(days: Sequence[Day]) -> Day | None:
    """A date may have its weekday beside it, as our own texts write it."""
    match days:
        case []:
            return None
        case [day]:
            return day
        case [Weekday(number), date() as day] if number == day.weekday():
            return day
    raise Unclear


def _an_hour_from(at: datetime) -> Window:
    begins_at = at.astimezone(UTC)
    return Window(begins_at, begins_at + timedelta(hours=1))


def _look_up(words: Words, language: str, today: date) -> list[Found]:
    """What each phrase or figure means. Fillers mean nothing."""
    known = lexicon(language)
    found: list[Found] = []
    for phrase in split(words, known):
        follows_a_figure = bool(found) and (isinstance(found[-1], int | Clock) or found[-1] is Role.OCLOCK)
        meant = known[phrase] if phrase in known else (_figure(phrase[0], today),)
        found += [item for item in meant if follows_a_figure or item not in AFTER_A_FIGURE]
    return found


def _figure(word: str, today: date) -> Found:
    """A number, a time or a date. "10.11" could be either, and "10-11" is read as two numbers."""
    if re.fullmatch(r"0\d", word):
        return Clock(int(word) * HOUR, sure=True)
    if re.fullmatch(r"\d{1,2}", word):
        return int(word)
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", word):
        year, month, day = map(int, found.groups())
        return _date(day, month, today, year)
    if found := re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2(\d\d|20\d\d)", word):
        return _date(int(found[1]), int(found[3]), today, 2000 + int(found[4]) % 100)
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})|(\d{1,2})\.(\d{1,2})\.", word):
        day, month = (int(part) for part in found.groups() if part is not None)
        return _date(day, month, today)
    if found := re.fullmatch(r"(\d{1,2})([:.])(\d\d)", word):
        return _time_or_date(int(found[1]), int(found[3]), today, dotted=found[2] == ".", padded=word[0] == "0")
    raise Unclear


def _time_or_date(one: int, other: int, today: date, *, dotted: bool, padded: bool) -> Found:
    found: list[Found] = []
    with suppress(Unclear):
        found.append(_clock(one, other, padded=padded))
    with suppress(Unclear):
        found += [_date(one, other, today)] if dotted else []
    if len(found) != 1:
        raise Unclear
    return found[0]


def _date(day: int, month: int, today: date, year: int | None = None) -> date:
    """Without a year, the next one."""
    try:
        meant = date(year or today.year, month, day)
        return meant if year or meant >= today else meant.replace(year=today.year + 1)
    except ValueError as error:
        raise Unclear from error


def _clock(hour: int, minute: int = 0, *, padded: bool = False) -> Clock:
    at = hour * HOUR + minute
    if minute >= HOUR or at > A_DAY:
        raise Unclear
    return Clock(at, sure=padded or not HOUR <= at < HALF_A_DAY + HOUR)


def _join_dates(found: Iterable[Found], today: date) -> list[Found]:
    """A number and a month, either way round, are a date."""
    joined: list[Found] = []
    for item in found:
        match joined[-1:], item:
            case ([int(day)], Month(month)) | ([Month(month)], int(day)):
                joined[-1] = _date(day, month, today)
            case _:
                joined.append(item)
    return joined


def _join_clocks(found: Iterable[Found]) -> list[Found]:
    """What makes up one time: "15 u 30", "half 3", "3 pm", "3 heures et quart"."""
    joined: list[Found] = []
    for item in found:
        match joined[-1:], item:
            case ([int(hour)], Role.OCLOCK):
                joined[-1] = _clock(hour)
            case ([Clock()], Role.OCLOCK):
                pass
            case ([Clock(minute, sure, False)], int(more)) if minute % HOUR == 0 and more < HOUR:
                joined[-1] = Clock(minute + more, sure)
            case ([int() | Clock() as time], Role.AM | Role.PM):
                joined[-1] = _halve(_as_clock(time), is_pm=item is Role.PM)
            case ([Past(minutes, True)], int(hour)):
                joined[-1] = _move(_clock(hour), minutes)
            case ([Clock() as time], Past(minutes, False)):
                joined[-1] = _move(time, minutes)
            case (_, Noon()):
                joined.append(Clock(HALF_A_DAY, sure=True))
            case _:
                joined.append(item)
    return joined


def _as_clock(time: int | Clock) -> Clock:
    return time if isinstance(time, Clock) else _clock(time)


def _halve(clock: Clock, *, is_pm: bool) -> Clock:
    if not HOUR <= clock.minute < HALF_A_DAY + HOUR:
        raise Unclear
    return Clock(clock.minute % HALF_A_DAY + (HALF_A_DAY if is_pm else 0), sure=True, halved=True)


def _move(clock: Clock, minutes: int) -> Clock:
    return Clock(clock.minute + minutes, clock.sure)


@dataclass(frozen=True, slots=True)
class Wish:
    """A day and a part of it, as far as they are named, on which an hour is wanted."""

    now: datetime
    day: Day | None
    part: Part | None

    def read(self, rest: Sequence[Found]) -> Window:
        """The window, from what is said of the hour. A number alone is none."""
        is_time = self.day is not None or self.part is not None
        must_begin = False
        match rest:
            case [] if is_time:
                part = self.part or ALL_DAY
                span = (part.from_hour * HOUR, part.to_hour * HOUR)
            case [int() | Clock() as at] | [Role.AT, int() | Clock() as at] if is_time or not isinstance(rest[0], int):
                span = (self._minute(at), self._minute(at) + HOUR)
                must_begin = True
            case [Role.AFTER | Role.FROM, int() | Clock() as after]:
                span = self._after(self._minute(after))
            case [Role.BEFORE | Role.TO, int() | Clock() as before]:
                span = (min(BY_DAY.start, self._minute(before) - HOUR), self._minute(before))
            case (
                [Role.BETWEEN, int() | Clock() as first, Role.AND, int() | Clock() as last]
                | [Role.FROM, int() | Clock() as first, Role.TO | Role.AT, int() | Clock() as last]
                | [Role.AT, int() | Clock() as first, Role.TO, int() | Clock() as last]
            ):
                span = self._stretch(_as_clock(first), _as_clock(last))
            case [int() | Clock() as first, Role.TO, int() | Clock() as last] if is_time or not (
                isinstance(first, int) and isinstance(last, int)
            ):
                span = self._stretch(_as_clock(first), _as_clock(last))
            case _:
                raise Unclear
        return self._window(*span, must_begin=must_begin)

    def _after(self, minute: int) -> tuple[int, int]:
        """Until that part of the day ends."""
        part_ends = next((end for end in PARTS_END if end > minute), minute)
        return minute, max(part_ends, minute + HOUR)

    def _stretch(self, first: Clock, last: Clock) -> tuple[int, int]:
        """Of two hours, what is said of the one tells which the other is: "2 to 4 pm", "11 to 1"."""
        if last.halved and not first.sure:
            begins = max((minute for minute in _readings(first) if minute < last.minute), default=last.minute)
            return begins, last.minute
        begins = self._minute(first)
        return begins, min((minute for minute in _readings(last) if minute > begins), default=begins)

    def _minute(self, time: int | Clock) -> int:
        """The time of the day that is meant by an hour, which may be one of twelve."""
        clock = _as_clock(time)
        readings = _readings(clock)
        if self.part is not None:
            inside = [at for at in readings if self.part.first <= at // HOUR <= self.part.last]
            if len(inside) != 1:
                raise Unclear
            return inside[0]
        by_day = [at for at in readings if at in BY_DAY]
        if len(by_day) > 1 and self.day is None and self._is_over(by_day[0]) and not self._is_over(by_day[1]):
            raise Unclear  # "at 9", said at noon: this evening, or tomorrow morning?
        return (by_day or readings)[0]

    def _is_over(self, minute: int) -> bool:
        return self._instant(self.now.date(), minute) <= self.now

    def _window(self, from_minute: int, to_minute: int, *, must_begin: bool) -> Window:
        """On the first of the days that could be meant on which it is still to come."""
        for day in self._days():
            begins_at, ends_at = self._instant(day, from_minute), self._instant(day, to_minute)
            is_ahead = begins_at > self.now if must_begin else ends_at - self.now >= WORTH_A_CALL
            if is_ahead and begins_at < ends_at:
                return Window(max(begins_at, self.now).astimezone(UTC), ends_at.astimezone(UTC))
        raise Unclear

    def _days(self) -> tuple[date, ...]:
        today = self.now.date()
        match self.day:
            case Ahead(days):
                return (today + timedelta(days=days),)
            case Weekday(number):
                first = today + timedelta(days=(number - today.weekday()) % 7)
                return first, first + timedelta(weeks=1)
            case None:
                return today, today + timedelta(days=1)
            case _:
                return (self.day,)

    def _instant(self, day: date, minute: int) -> datetime:
        """On the wall clock."""
        return datetime.combine(day, time(), self.now.tzinfo) + timedelta(minutes=minute)


def _readings(clock: Clock) -> tuple[int, ...]:
    return (clock.minute,) if clock.sure or clock.minute >= HALF_A_DAY else (clock.minute, clock.minute + HALF_A_DAY)
