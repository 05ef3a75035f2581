"""What a caller would hear of a line, edited or not: the book's own turns, played over it.

Pure. The words are the flows', with the line's own in them, so that a page shows what the next caller hears and no copy
of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows import book
from flows.facts import NOTHING, Facts
from flows.thread import Thread
from flows.verbs import Ask, Say
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


def _facts(terms: Terms, now: datetime, tongue: str, known: Mapping[str, Any]) -> Facts:
    return Facts(now=now, line=terms.spoken(None), thread=Thread(tongue), **known)


def _said(node: str, facts: Facts) -> tuple[Say, ...]:
    turn = book.play(node, NOTHING, facts)
    prompts = (prompt for verb in turn.verbs if isinstance(verb, Ask) for prompt in verb.prompts)
    return tuple(prompt for prompt in prompts if isinstance(prompt, Say))
