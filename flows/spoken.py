"""Numbers, times, ranges and digits as people say them, in the line's time zone; CLDR (Babel) wherever it has them.

Numbers stay figures: every speech engine declines them better than a table of ours would. What a language elides, or
names instead of counting ("moins d'une minute", "midi"), is among its phrases.
Every `language` here is a tongue. Deliberately makes no sentence: `flows.phrases` does.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from math import ceil, floor
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.numbers import format_decimal
from babel.units import format_unit

from flows.facts import Promised, Window
from flows.phrases import CLOCKS, phrase
from flows.phrases.clock import Clock

MINUTE = timedelta(minutes=1)
FINE = 10
"""Minutes up to which a range is told to the minute; beyond it, to five."""
SHORT = 2
"""Minutes up to which "less than" is all there is to say."""
LONGEST_NAME = 24
"""Characters of a name that are said: a second and a half."""
ENDLESS = 30
"""Minutes from which only the lower end of a range is honest."""


def days_ahead(at: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Whole calendar days from `now` to `at` where the line is: 0 today, 1 tomorrow, -1 yesterday."""
    return (at.astimezone(zone).date() - now.astimezone(zone).date()).days


def day(at: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """Today, tomorrow, yesterday, else weekday and date: "maandag 23 november"."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days_ahead(at, now, zone))
    return phrase(language, near) if near else _dated("date", at, zone, language)


def clock(at: datetime, zone: ZoneInfo, language: str) -> str:
    """A clock time with its part of the day: "10 over 2 ’s middags"."""
    face = _face(at, zone, language)
    return face if _says_it_all(at, zone, language) else f"{face} {_part_of_day(at, zone, language)}"


def moment(at: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """Day and clock time: "morgen om 10 over 2 ’s middags". Midnight is the end of a day: "vandaag om middernacht"."""
    day_of_it = day(at - MINUTE if _is_midnight(at, zone) else at, now, zone, language)
    return phrase(language, "moment", day=day_of_it, clock=clock(at, zone, language))


def stretch(window: Window, now: datetime, zone: ZoneInfo, language: str) -> str:
    """A window within one day: "morgen tussen 2 en 4 uur ’s middags"; what the two ends share is said once."""
    low, high = _low_end(window, zone, language), clock(window.to_at, zone, language)
    return phrase(language, "between", day=day(window.from_at, now, zone, language), low=low, high=high)


def due(owed: Promised, now: datetime, zone: ZoneInfo, language: str) -> str:
    """When a promise falls due, as it may be spoken: its window, else the time by which we call."""
    if owed.window is not None:
        return stretch(owed.window, now, zone, language)
    return moment(owed.call_by, now, zone, language)


def due_in_writing(owed: Promised, now: datetime, zone: ZoneInfo, language: str) -> str:
    """The same for a text: "uiterlijk maandag 23 november 14:10", "maandag 23 november tussen 14:00 en 16:00"; what is
    late already has no time."""
    if owed.call_by <= now:
        return phrase(language, "soonest")
    if owed.window is None:
        return phrase(language, "no_later", moment=written(owed.call_by, zone, language))
    low, high = (_time_of_day(at, zone, language) for at in (owed.window.from_at, owed.window.to_at))
    return phrase(language, "between", day=_written_date(owed.window.from_at, zone, language), low=low, high=high)


def duration(length: timedelta, language: str) -> str:
    """A length in its largest unit from minutes up, rounded: "2 minuten", "1 uur"."""
    return format_timedelta(length, granularity="minute", threshold=1, locale=_locale(language))


def wait_range(low: timedelta, high: timedelta, language: str) -> str:
    """An honest range, `low` rounded down and `high` up: "minder dan 2 minuten", "2 tot 5 minuten"."""
    least, most = _whole_minutes(low, floor), max(1, _whole_minutes(high, ceil))
    if least >= ENDLESS:
        return phrase(language, "range_over", low=_in_minutes(least, language))
    if most <= 1:
        return phrase(language, "range_minute")
    if least < 1 or most <= SHORT:
        return phrase(language, "range_under", high=_in_minutes(most, language))
    low_end, high_end = format_decimal(least, locale=_locale(language)), _in_minutes(max(most, least + 1), language)
    return phrase(language, "range_between", low=low_end, high=high_end)


def digits(number: str, language: str) -> str:
    """A phone number one digit at a time; the commas are the pauses."""
    return ", ".join(phrase(language, "plus") if character == "+" else character for character in number)


def who(name: str) -> str:
    """As much of somebody's written name as is said in a breath, without the signs that nobody says."""
    words = "".join(sign if sign.isalnum() or sign in "-'’.&" else " " for sign in name).split()
    said = ""
    for word in words:
        if len(said) + len(word) > LONGEST_NAME:
            break
        said = f"{said} {word}".strip()
    return said or (words[0][:LONGEST_NAME] if words else "")


def language_name(code: str, language: str) -> str:
    """What `language` calls the language `code`: "Nederlands"."""
    return str(_locale(language).languages[code])


def written(at: datetime, zone: ZoneInfo, language: str) -> str:
    """Date and time for a text, which may be read on another day: "maandag 23 november 14:10"."""
    date, time_of_day = _written_date(at, zone, language), _time_of_day(at, zone, language)
    return phrase(language, "moment_written", date=date, clock=time_of_day)


def capital(sentence: str) -> str:
    """The sentence with a capital to begin with."""
    return sentence[:1].upper() + sentence[1:]


def sentence(text: str) -> str:
    """Somebody's own words as a sentence, which others may follow."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


@cache
def _locale(tongue: str) -> Locale:
    return Locale.parse(tongue, sep="-")


def _dated(key: str, at: datetime, zone: ZoneInfo, language: str) -> str:
    local = at.astimezone(zone)
    date = format_skeleton("MMMMd", local, locale=_locale(language))
    if local.day == 1:  # CLDR knows no "1er novembre"
        date = date.replace("1", phrase(language, "first"), 1)
    return phrase(language, key, weekday=format_date(local, "EEEE", locale=_locale(language)), date=date)


def _is_midnight(at: datetime, zone: ZoneInfo) -> bool:
    local = at.astimezone(zone)
    return local.hour == local.minute == 0


def _time_of_day(at: datetime, zone: ZoneInfo, language: str) -> str:
    # CLDR's narrow blank ("2:10\u202fPM") would cost a text half of its characters: it is not in the GSM alphabet.
    local = at.astimezone(zone)
    time = format_time(local, "short", locale=_locale(language)).replace("\u202f", " ")
    name = CLOCKS[language].whole.get(local.hour) if local.minute == 0 else None
    # "12:00 AM" is taken for noon as often as not: "12:00 midnight".
    return time.replace("AM", name).replace("PM", name) if name else time


def _written_date(at: datetime, zone: ZoneInfo, language: str) -> str:
    # Nor is the "û" of "août" in the GSM alphabet; "aout" is right too, since 1990.
    return _dated("date_written", at, zone, language).replace("û", "u")


def _low_end(window: Window, zone: ZoneInfo, language: str) -> str:
    """Without the part of the day, and without the word for the hour, where those of the other end serve for both."""
    low, high = (at.astimezone(zone) for at in (window.from_at, window.to_at))
    if _part_of_day(low, zone, language) != _part_of_day(high, zone, language) and not CLOCKS[language].of_24:
        return clock(low, zone, language)
    is_whole = all(at.minute == 0 and not _has_name(at, CLOCKS[language]) for at in (low, high))
    return str(_figure(low.hour, CLOCKS[language])) if is_whole else _face(low, zone, language)


def _face(at: datetime, zone: ZoneInfo, language: str) -> str:
    local, reads = at.astimezone(zone), CLOCKS[language]
    if local.minute == 0 and local.hour in reads.whole:
        return reads.whole[local.hour]
    face = reads.faces.get(local.minute, reads.faces[None])
    return face.format(hour=_hour(local.hour, reads), next=_hour(local.hour + 1, reads), minute=_minute(local, reads))


def _says_it_all(at: datetime, zone: ZoneInfo, language: str) -> bool:
    """This time can be no other one of the day: its hour is one of twenty-four, or has a name."""
    local, reads = at.astimezone(zone), CLOCKS[language]
    return reads.of_24 or (local.minute == 0 and local.hour in reads.whole)


def _has_name(local: datetime, reads: Clock) -> bool:
    return local.hour in reads.whole or local.hour in reads.hours


def _hour(hour: int, reads: Clock) -> str:
    return reads.hours.get(hour % 24, reads.hours[None]).format(figure=_figure(hour, reads))


def _figure(hour: int, reads: Clock) -> int:
    return hour % 24 if reads.of_24 else hour % 12 or 12


def _minute(local: datetime, reads: Clock) -> str:
    """Before the minutes of an hour up to ten, who tells the time by a dial of twelve says a nought."""
    return str(local.minute) if reads.of_24 else f"{local.minute:02}"


def _part_of_day(at: datetime, zone: ZoneInfo, language: str) -> str:
    # CLDR's flexible day periods, written out: "’s middags", "in the afternoon".
    local = at.astimezone(zone)
    return CLOCKS[language].parts.get(local.hour) or format_time(local, "BBBB", locale=_locale(language))


def _whole_minutes(length: timedelta, to_whole: Callable[[float], int]) -> int:
    step = 1 if length <= FINE * MINUTE else 5
    return step * to_whole(length / (step * MINUTE))


def _in_minutes(count: int, language: str) -> str:
    return format_unit(count, "duration-minute", "long", locale=_locale(language))
