"""What is wrong with an edit, and what it would lead to, in the words of whoever is not technical.

The line's own rules say both in English, for a terminal; here each of their sentences that a form can lead to has one
for the page. Deliberately judges nothing, and hides nothing: what has no words here is shown as the rules say it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Final, Literal

from babel.dates import get_day_names, get_month_names
from flask import g

from voice_app.finding import Finding
from voice_app.line.values import UNITS
from voice_app.mistakes import Mistake
from voice_app.pages.line.plain_words import IN_PLAIN_WORDS
from voice_app.pages.words import N_, say
from voice_app.pages.writing import in_words, named, tongue
from voice_app.readable import readable
from voice_app.rostering.behind import Behind

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NOBODY_HAS_IT: Final = re.compile(r"no agent has the skill .+")
"""Said of the file's agents; the page says it of the roster's."""

_HOLE: Final = re.compile(r"\{(\w+)\}")
_NOUGHT: Final = re.compile(r"\b0(?=[1-9] [A-Z])")
"""Of a date."""
_DURATION: Final = re.compile(r"([0-9]{1,9})([smhd])")


@dataclass(frozen=True, slots=True)
class Told:
    """`where`: the path in the line file. `is_own`: in the visitor's language; else as the rules say it, in English.
    `severity`: of an error nothing is saved."""

    severity: Literal["error", "warning"]
    where: str
    said: str
    is_own: bool
    is_technical: bool = False


def mistakes(found: Iterable[Mistake]) -> tuple[Told, ...]:
    """Without those that only follow from another: a list of one entry that is wrong is not too short."""
    all_ = list(found)
    inner = {one.where.partition("[")[0] for one in all_ if "[" in one.where}
    return tuple(_told("error", one.where, one.what, one.remedy) for one in all_ if one.where not in inner)


def findings(found: Iterable[Finding]) -> tuple[Told, ...]:
    """What concerns the machines alone (the environment, and warnings that no form leads to) is marked so."""
    return tuple(
        _told(one.severity, one.where, one.what, one.remedy, is_technical=one.where == one.where.upper())
        for one in found
        if not NOBODY_HAS_IT.fullmatch(one.what)
    )


def nobody_behind(menu: Sequence[Behind]) -> Iterator[Told]:
    """Entries of a menu that nobody on the roster is trained for, with who could; and languages that nobody speaks
    who is."""
    for count, entry in enumerate(menu, start=1):
        where = f"menu[{count}].need"
        if not entry.trained and entry.could:
            who = ", ".join(map(readable, entry.could))
            said = say(N_("Nobody is trained for “%(need)s”. These could learn it: %(who)s."), need=entry.need, who=who)
            yield Told("warning", where, said, is_own=True)
        elif not entry.trained:
            said = say(
                N_("Nobody is trained for “%(need)s”, and nobody speaks a language of the line."), need=entry.need
            )
            yield Told("warning", where, said, is_own=True)
        for spoken in entry.unspoken:
            said = say(
                N_("Nobody who is trained for “%(need)s” speaks %(language)s."),
                need=entry.need,
                language=tongue(spoken),
            )
            yield Told("warning", where, said, is_own=True)


def _told(
    severity: Literal["error", "warning"], where: str, what: str, remedy: str, *, is_technical: bool = False
) -> Told:
    own = _own(what)
    if own is not None:
        return Told(severity, where, own, is_own=True, is_technical=is_technical)
    said = f"{what[:1].upper()}{what[1:]}." + (f" {remedy}." if remedy else "")
    return Told(severity, where, readable(said), is_own=False, is_technical=is_technical or severity == "warning")


def _own(what: str) -> str | None:
    for pattern, words in _patterns():
        found = pattern.fullmatch(what)
        if found is not None:
            holes = found.groupdict().items()
            return say(words, **{hole: named(text) if hole == "who" else _localised(text) for hole, text in holes})
    return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(_pattern(template), re.DOTALL), words) for template, words in IN_PLAIN_WORDS)


def _pattern(template: str) -> str:
    parts = _HOLE.split(template)
    return "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))


def _localised(text: str) -> str:
    """A part of the rules' sentence: durations, days and languages as the visitor reads them."""
    bare = readable(text.strip("'\""))
    duration = _DURATION.fullmatch(bare)
    if duration is not None:
        return in_words(max(timedelta(seconds=1), int(duration[1]) * UNITS[duration[2]]))
    if bare in ("nl", "en", "fr", "de"):
        return tongue(bare)
    return re.sub(r"[A-Z][a-z]+", lambda word: _names().get(word[0], word[0]), _NOUGHT.sub("", bare))


def _names() -> dict[str, str]:
    return _names_in(g.visit.language)


@cache
def _names_in(locale: str) -> dict[str, str]:
    days, months = get_day_names("wide", locale=locale), get_month_names("wide", locale=locale)
    return {
        **{name: str(days[number]) for number, name in enumerate(DAYS)},
        **{name: str(months[number]) for number, name in enumerate(MONTHS, start=1)},
    }
