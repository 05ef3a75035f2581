"""What a caller would hear of a line, edited or not: the book's own turns, played over it.

Pure. The words are the flows', with the line's own in them, so that a page shows what the next caller hears and no copy
of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows import book, spoken
from flows.facts import NOTHING, Facts
from flows.phrases import TONGUES
from flows.thread import Thread
from flows.verbs import Ask, Say
from flows.wording import OWN, worded
from voice_app.line import Line
from voice_app.terms import Terms


@dataclass(frozen=True, slots=True)
class Heard:
    """What is said to whoever is spoken to in `tongue`: each text with the tongue that it is spoken in."""

    tongue: str
    said: tuple[Say, ...]


def menu_of(line: Line, now: datetime) -> tuple[Heard, ...]:
    """Greeting and menu, in each language of the line."""
    terms = Terms.of(line)
    return tuple(
        Heard(tongue, _said("greeting", _facts(terms, now, tongue, {}))) for tongue in terms.spoken(None).languages
    )


def closed_of(line: Line, now: datetime) -> tuple[Heard, ...]:
    """What whoever calls while nobody can answer is told, as of `now`."""
    terms = Terms.of(line)
    facts = {"open": False, "opens_at": terms.hours(now).next_opening(now)}
    return tuple(
        Heard(tongue, _said("closed", _facts(terms, now, tongue, facts | {"closed_because": because})))
        for tongue in terms.spoken(None).languages
        for because in (terms.closed_because(now, tongue),)
    )


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that a line may word itself, as it is said in `tongue`. `ours`: what the house says, its names in
    braces. `said`: filled, in the line's own words where it has some."""

    key: str
    tongue: str
    ours: str
    said: str


def prompts_of(line: Line, now: datetime) -> tuple[Sentence, ...]:
    """Each of them in each language, in the order in which they may be heard."""
    terms = Terms.of(line)
    ours = terms.spoken(None)
    opens_at = terms.hours(now).next_opening(now) or now
    return tuple(
        Sentence(key, tongue, TONGUES[tongue][key], worded(ours, tongue, key, **filled))
        for key in OWN
        for tongue in ours.languages
        for filled in ({"name": ours.name, "moment": spoken.moment(opens_at, now, ours.timezone, tongue)},)
    )


def _facts(terms: Terms, now: datetime, tongue: str, known: Mapping[str, Any]) -> Facts:
    return Facts(now=now, line=terms.spoken(None), thread=Thread(tongue), **known)


def _said(node: str, facts: Facts) -> tuple[Say, ...]:
    turn = book.play(node, NOTHING, facts)
    prompts = (prompt for verb in turn.verbs if isinstance(verb, Ask) for prompt in verb.prompts)
    return tuple(prompt for prompt in prompts if isinstance(prompt, Say))
