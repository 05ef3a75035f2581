"""What changed on the line, in plain sentences: one for each difference between two versions.

Deliberately finds no difference (`voice_app.versions` does), and judges none.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from babel.dates import format_date
from flask import g

from voice_app.line import Line
from voice_app.line.values import UNITS, WEEKDAYS
from voice_app.pages.line.explained import called, prompt_called
from voice_app.pages.page import Visit
from voice_app.pages.words import N_, say
from voice_app.pages.writing import day_first, in_words, moment, tongue, weekday
from voice_app.readable import readable
from voice_app.versions import Change

LONGEST_VALUE: Final = 120
"""Characters of one value in a sentence."""

SWITCHED: Final = {True: N_("on"), False: N_("off")}
IDENTITY: Final[Mapping[str, str]] = {
    "line.name": N_("The name of the line"),
    "line.number": N_("The number of the line"),
    "line.languages": N_("The languages of the line"),
    "line.timezone": N_("The time zone"),
    "line.fallback_number": N_("The phone that is rung when the service itself is broken"),
    "hours.holidays": N_("Public holidays"),
    "closure": N_("Closed at short notice"),
    "menu": N_("The order of the menu"),
}
OF_AN_ENTRY: Final[Mapping[str, str]] = {
    "key": N_("key"),
    "need": N_("skill"),
    "label": N_("spoken as"),
    "words": N_("words that may be said"),
}
OF_AN_AGENT: Final[Mapping[str, str]] = {
    "name": N_("name"),
    "reach": N_("phone"),
    "languages": N_("languages"),
    "skills": N_("skills"),
    "role": N_("role"),
    "on_call": N_("on call"),
    "shifts": N_("shifts"),
    "texts": N_("texts"),
}

_ENTRY: Final = re.compile(r"(menu|agent|special_day)\[(\d+)\](?:\.(.+))?")
_COUNTED: Final = re.compile(r"\[[0-9]+\]")
_DURATION: Final = re.compile(r"([0-9]{1,9})([smhd])")
_STRETCH: Final = re.compile(r"[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}")


def sentences(changes: Iterable[Change], before: Line, after: Line) -> list[str]:
    """Each change as a sentence, in the language of whoever looks."""
    return [_sentence(change, before, after) for change in changes]


def _sentence(change: Change, before: Line, after: Line) -> str:
    what = thing(change.path, after if change.after is not None else before)
    old, new = value(change.path, change.before), value(change.path, change.after)
    if change.before is None:
        return say(N_("%(what)s: now %(new)s"), what=what, new=new)
    if change.after is None:
        return say(N_("%(what)s: %(old)s is gone"), what=what, old=old)
    return say(N_("%(what)s: %(old)s → %(new)s"), what=what, old=old, new=new)


# ── what it is about ────────────────────────────────────────────────────────────────────────────────────────────────


def thing(path: str, line: Line | None = None) -> str:
    """What this path of the line file is called."""
    if path in IDENTITY:
        return say(IDENTITY[path])
    section, _, rest = path.partition(".")
    if section == "hours" and rest[:3] in WEEKDAYS:
        return weekday(WEEKDAYS.index(rest[:3])).capitalize()
    entry = _ENTRY.fullmatch(path)
    if entry is not None:
        return _entry(entry[1], int(entry[2]), entry[3] or "", line)
    if section in IDENTITY:  # of a part of it
        return say(IDENTITY[section])
    if section == "prompts":
        return _spoken(rest)
    parts = _COUNTED.sub("", rest).split(".")
    named = called(f"{section}.{parts[0]}")
    return f"{named} ({', '.join(map(tongue, parts[1:]))})" if len(parts) > 1 else named


def _entry(section: str, count: int, rest: str, line: Line | None) -> str:
    key, _, inner = rest.partition(".")
    words = OF_AN_ENTRY if section == "menu" else OF_AN_AGENT
    part = say(words[key]) if key in words else ""
    if section == "special_day":
        name = _special_day(count, line)
    elif section == "menu":
        found = line.menu[count - 1] if line is not None and count <= len(line.menu) else None
        name = say(N_("Menu, key %(key)s"), key=found.key) if found else say(N_("Menu, entry %(count)s"), count=count)
    else:
        agent = line.agents[count - 1] if line is not None and count <= len(line.agents) else None
        name = agent.name if agent else say(N_("Agent %(count)s"), count=count)
    inner = _COUNTED.sub("", inner)
    if inner:
        part = f"{part} ({tongue(inner)})"
    return f"{name}, {part}" if part else name


def _special_day(count: int, line: Line | None) -> str:
    days = line.special_days if line is not None else ()
    return day_of(days[count - 1].day) if count <= len(days) else say(N_("A special day"))


def _spoken(rest: str) -> str:
    key, _, spoken = rest.partition(".")
    named = say(N_("Own wording: %(which)s"), which=prompt_called(key)) if key else say(N_("Own wording"))
    return f"{named} ({tongue(spoken)})" if spoken else named


def day_of(of: date) -> str:
    return str(format_date(of, "full", locale=day_first(_visit().language)))


# ── what it is ──────────────────────────────────────────────────────────────────────────────────────────────────────


def value(path: str, of: Any) -> str:  # noqa: PLR0911 - one for each shape
    """A value of the line file as people read it."""
    if path.startswith("closure"):
        return _closure(path, of)
    if path.startswith(("hours.", "special_day")) and of in ([], ()):
        return say(N_("closed"))
    if isinstance(of, bool):
        return say(SWITCHED[of])
    if isinstance(of, Mapping):
        return _table(path, of)
    if isinstance(of, list | tuple):
        return ", ".join(value(path, one) for one in of) or say(N_("nothing"))
    if of is None or of == "":
        return say(N_("nothing"))
    return _text(path, str(of))


def _text(path: str, text: str) -> str:
    if _STRETCH.fullmatch(text):
        return text.replace("-", "–")
    duration = _DURATION.fullmatch(text)
    if duration is not None and not path.startswith(("menu", "agent", "line")):
        return in_words(int(duration[1]) * UNITS[duration[2]])
    short = readable(text)
    short = f"{short[: LONGEST_VALUE - 1]}…" if len(short) > LONGEST_VALUE else short
    is_spoken = path.startswith(("prompts", "listening", "recording")) or ".label" in path
    return f"“{short}”" if is_spoken else short


def _table(path: str, of: Mapping[str, Any]) -> str:
    if path.startswith("menu["):
        labels = of.get("label", {})
        first = next(iter(labels.values()), of.get("need", "")) if isinstance(labels, Mapping) else ""
        return f"“{readable(str(first))}”"
    if path.startswith("special_day"):
        said = value("hours.", of.get("hours", []))
        reason = next(iter(dict(of.get("reason") or {}).values()), "")
        return f"{said} (“{readable(reason)}”)" if reason else said
    if path.startswith("agent["):
        return readable(str(of.get("name", of.get("id", "")))) or say(N_("nothing"))
    return ", ".join(f"{tongue(key)} {value(path, one)}" for key, one in of.items()) or say(N_("nothing"))


def _closure(path: str, of: Any) -> str:
    if isinstance(of, Mapping):
        return say(N_("until %(when)s"), when=_closure("closure.until", of.get("until")))
    if of is None:
        return say(N_("nothing"))
    try:
        at = datetime.fromisoformat(str(of))
    except ValueError:
        return f"“{readable(str(of))}”"
    return moment(at if at.tzinfo else at.replace(tzinfo=_visit().house.line.timezone))


def _visit() -> Visit:
    visit: Visit = g.visit
    return visit
