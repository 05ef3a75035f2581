"""How instants, lengths, numbers and other people's words are written on a page, for whoever looks.

Filters of the templates, in the visitor's language and the line's time zone. Deliberately knows no word that a
translator has not seen: what is not a figure comes from the catalogues or from Babel.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

import phonenumbers
from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta, get_day_names
from babel.numbers import format_decimal, format_percent
from flask import Flask, g
from phonenumbers import PhoneNumberFormat

from routing.skills import AgentId
from voice_app.pages.page import Visit
from voice_app.pages.words import N_, say
from voice_app.readable import readable

SECOND = timedelta(seconds=1)
Unit = Literal["day", "hour", "minute", "second"]
UNITS: Final[Mapping[Unit, timedelta]] = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": SECOND,
}
A_WEEK = 7
WHATEVER = N_("whatever it is about")
NEAR = {-1: N_("yesterday"), 0: N_("today"), 1: N_("tomorrow")}


def teach(app: Flask) -> None:
    """Let the templates of this application write so."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.filters |= {
        "clock": clock,
        "date": whole_date,
        "day": day,
        "moment": moment,
        "as_length": length,
        "minutes": minutes,
        "in_words": in_words,
        "number": number,
        "percent": percent,
        "phone": phone,
        "plain": plain,
        "about": about,
        "tongue": tongue,
        "named": named,
    }


def clock(at: datetime) -> str:
    """The time of day: "14:10"."""
    return f"{_local(at):%H:%M}"


def day(at: datetime) -> str:
    """ "today", "yesterday", "Monday" within the week, else "3 March"."""
    visit, local = _visit(), _local(at)
    away = (local.date() - _local(visit.now).date()).days
    if away in NEAR:
        return say(NEAR[away])
    if abs(away) < A_WEEK:
        return format_date(local, "EEEE", locale=visit.language)
    return _day_of_year(local, "MMMMd" if local.year == _local(visit.now).year else "yMMMMd")


def whole_date(day: date) -> str:
    """A day of the calendar, whenever that is: "3 March 2026"."""
    return _day_of_year(datetime.combine(day, time()), "yMMMMd")


def moment(at: datetime) -> str:
    """A time of today by itself, any other with its day."""
    is_today = _local(at).date() == _local(_visit().now).date()
    return clock(at) if is_today else f"{day(at)} {clock(at)}"


def length(of: timedelta | float) -> str:
    """As a clock that runs: "0:42", "12:05", "1:00:09"."""
    seconds = max(0, of // SECOND if isinstance(of, timedelta) else int(of))
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def minutes(of: timedelta) -> str:
    """In hours and minutes, for what nobody counts in seconds: "2:05"."""
    whole = of // timedelta(minutes=1)
    return f"{whole // 60}:{whole % 60:02}"


def in_words(of: timedelta) -> str:
    """As exactly as the line file has it, and in its unit: "30 seconds", "24 hours", "90 days"."""
    unit = next(unit for unit, size in UNITS.items() if not of % size and (unit != "day" or of > size))
    return str(format_timedelta(of, granularity=unit, threshold=1e9, locale=_visit().language))


def weekday(day: int) -> str:
    """ "Monday", for 0."""
    return str(get_day_names("wide", locale=_visit().language)[day])


def short_weekday(day: int) -> str:
    """ "Mon", for 0."""
    return str(get_day_names("abbreviated", locale=_visit().language)[day])


def number(figure: float) -> str:
    """With at most one place behind the comma."""
    return format_decimal(round(figure, 1), format="#,##0.#", locale=_visit().language)


def percent(share: float) -> str:
    return format_percent(share, locale=_visit().language)


def phone(number: str) -> str:
    """A number in groups: one of the line's own country as people there dial it, "06 22222222"; any other with its
    country, "+32 470 12 34 56"."""
    parsed, own = phonenumbers.parse(number), phonenumbers.parse(_visit().house.line.number)
    is_near = parsed.country_code == own.country_code
    return phonenumbers.format_number(
        parsed, PhoneNumberFormat.NATIONAL if is_near else PhoneNumberFormat.INTERNATIONAL
    )


def plain(text: str) -> str:
    """Somebody else's words, without what nobody sees. That they are text and no markup is the template's to say: it
    escapes everything."""
    return readable(text)


def about(need: str | None) -> str:
    """What a call is about, as the line file labels it: in the visitor's language, else in the line's own."""
    if need is None:
        return say(WHATEVER)
    menu = _visit().house.line.menu
    return labelled(next((entry.label for entry in menu if entry.need == need), {}), need)


def labelled(labels: Mapping[str, str], code: str) -> str:
    """What the line file calls something: in the visitor's language, in one of the line's, in any; else its code."""
    visit = _visit()
    known = (labels.get(language) for language in (visit.language, *visit.house.line.languages, *labels))
    return next(filter(None, known), code)


def tongue(code: str) -> str:
    """What a language is called in the visitor's: "Dutch"."""
    return str(Locale.parse(_visit().language).languages.get(code.partition("-")[0], code))


def _day_of_year(local: datetime, skeleton: str) -> str:
    return str(format_skeleton(skeleton, local, locale=day_first(_visit().language)))


def day_first(language: str) -> str:
    """The locale of its dates: the day before the month in English too, as in every other language of these pages."""
    return "en_GB" if language == "en" else language


def named(agent: str) -> str:
    """What an agent is called, also one who has left; an id that is no agent's, a program's own, as it is."""
    try:
        return _visit().house.roster[AgentId(agent)].name
    except KeyError:
        return agent


def _local(at: datetime) -> datetime:
    return at.astimezone(_visit().house.line.timezone)


def _visit() -> Visit:
    visit: Visit = g.visit
    return visit
