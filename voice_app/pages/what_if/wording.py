"""A question in a sentence, and what came of it in one, with its spread.

Deliberately reckons nothing: `voice_app.whatif.telling` has the figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from babel.dates import format_date
from babel.numbers import format_percent
from flask import g

from voice_app.pages import writing
from voice_app.pages.page import Visit
from voice_app.pages.words import N_, say
from voice_app.pages.writing import day_first
from voice_app.whatif.question import Question
from voice_app.whatif.telling import FEWER_IS_BETTER, SHARES, is_sure

NAMES: Final[Mapping[str, str]] = {
    "within_60": N_("Answered within 60 seconds"),
    "within_20": N_("Answered within 20 seconds"),
    "wait": N_("Mean wait, in seconds"),
    "gave_up": N_("Gave up waiting"),
    "answered": N_("Callers who were answered"),
    "callbacks": N_("Callbacks promised"),
    "met_closed": N_("Met a closed line"),
    "occupancy": N_("Of their time, agents were busy"),
}
CAUSES: Final[Mapping[str, str]] = {
    "nothing_known": N_("The ledger knows of no call on such days: there is nothing to play."),
    "too_many_calls": N_("That would be more calls than can be played in a minute or two: play it fewer times."),
    "cannot_be": N_("Line and question do not go together any more: ask it anew."),
}
STATES: Final[Mapping[str, str]] = {
    "asked": N_("waits"),
    "running": N_("is being played"),
    "done": N_("answered"),
    "cancelled": N_("cancelled"),
    "failed": N_("could not be played"),
    "lost": N_("got lost"),
}


def of_question(visit: Visit, asked: Question) -> str:
    """ "Monday 2 March, with 1 agent more (a bill), open 60 minutes later"."""
    if asked.of == "day":
        day = format_date(date.fromisoformat(asked.day or "1970-01-01"), "full", locale=day_first(visit.language))
    else:
        day = say(N_("A usual %(weekday)s"), weekday=writing.weekday(asked.weekday or 0))
    return f"{day}: {', '.join(_changes(visit, asked))}"


def _changes(visit: Visit, asked: Question) -> list[str]:
    said = []
    if asked.more:
        does = ", ".join(writing.about(need) for need in asked.more_skills)
        words = N_("one agent more (%(does)s)") if asked.more == 1 else N_("%(count)s agents more (%(does)s)")
        said.append(say(words, count=asked.more, does=does))
    if asked.earlier:
        said.append(say(N_("open %(minutes)s minutes earlier"), minutes=asked.earlier))
    if asked.later:
        said.append(say(N_("open %(minutes)s minutes longer"), minutes=asked.later))
    if asked.learner:
        agent = next((one.name for one in visit.house.roster.values() if one.id == asked.learner), asked.learner)
        said.append(say(N_("%(agent)s learns: %(subject)s"), agent=agent, subject=writing.about(asked.subject)))
    if asked.calls != 100:  # noqa: PLR2004 - as many as there are
        said.append(say(N_("%(percent)s %% of the calls"), percent=asked.calls))
    if asked.rules:
        words = PLAIN if asked.rules == "plain" else AT_ONCE
        said.append(say(words))
    return said


PLAIN: Final = N_("no rules of ours: the oldest call to whoever has been idle longest")
AT_ONCE: Final = N_("whoever is trained takes a call at once, a level is an order")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a figure as it is, with the change, and how much more that is. `mark`: `good` or `bad` where
    that is sure, else nothing."""

    name: str
    base: str
    then: str
    more: str
    mark: str


def lines(result: Mapping[str, Any]) -> list[Line]:
    """What is known, in the order of `NAMES`."""
    found = []
    for name, words in NAMES.items():
        base, then, more = (result[of].get(name) for of in ("base", "then", "more"))
        if base is not None and then is not None:
            shown = (_figure(name, base), _figure(name, then), _difference(name, more))
            found.append(Line(say(words), *shown, _mark(name, more)))
    return found


CHANGES_LITTLE: Final = N_("It hardly changes anything: %(then)s are answered within 60 seconds, instead of %(base)s.")
SPREAD: Final = N_("The difference is %(more)s, between %(low)s and %(high)s.")
CHANGES_MUCH: Final = N_("Then %(then)s are answered within 60 seconds, instead of %(base)s.")


def finding(result: Mapping[str, Any]) -> str:
    """The answer in a sentence, with its spread."""
    base, then, more = (result[of].get("within_60") for of in ("base", "then", "more"))
    if base is None or then is None or more is None:
        return say(N_("Nobody called while the line was open, so nothing would be different."))
    told = {"then": _figure("within_60", then), "base": _figure("within_60", base)}
    said = say(CHANGES_MUCH if is_sure(more) else CHANGES_LITTLE, **told)
    of = {"more": "mean", "low": "low", "high": "high"}
    spread = {name: _points(more.get(which, more["mean"])) for name, which in of.items()}
    return f"{said} {say(SPREAD, **spread)}"


def tone(result: Mapping[str, Any]) -> str:
    """`good` or `bad`, where that is sure."""
    return _mark("within_60", result["more"].get("within_60"))


def _points(share: float) -> str:
    """Of a difference between shares: points, with its sign."""
    number = writing.number(abs(share) * 100)
    return say(N_("%(sign)s%(number)s points"), sign="−" if share < 0 else "+", number=number)


def _figure(name: str, of: Mapping[str, float]) -> str:
    if name in SHARES:
        return format_percent(round(of["mean"], 3), locale=g.visit.language, decimal_quantization=False)
    return writing.number(of["mean"])


def _difference(name: str, more: Mapping[str, float] | None) -> str:
    if more is None:
        return ""
    half = (more.get("high", more["mean"]) - more.get("low", more["mean"])) / 2
    scale = 100 if name in SHARES else 1
    mean, spread = (writing.number(abs(one) * scale) for one in (more["mean"], half))
    return f"{'−' if more['mean'] < 0 else '+'}{mean} ± {spread}"


def _mark(name: str, more: Mapping[str, float] | None) -> str:
    if more is None or not is_sure(more) or name in ("answered", "callbacks", "occupancy"):
        return ""
    return "good" if (more["mean"] < 0) == (name in FEWER_IS_BETTER) else "bad"
