"""What a caller would hear of a line, edited or not: the book's own turns, played over it.

Pure. The words are the flows', with the line's own in them, so that a page shows what the next caller hears and no copy
of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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
    return _heard(line, "greeting", now, {})


def closed_of(line: Line, now: datetime) -> tuple[Heard, ...]:
    """What whoever calls while nobody can answer is told, as of `now`."""
    opens_at = Terms.of(line).hours(now).next_opening(now)
    return _heard(line, "closed", now, {"open": False, "opens_at": opens_at})


def _heard(line: Line, node: str, now: datetime, facts: Mapping[str, object]) -> tuple[Heard, ...]:
    terms = Terms.of(line)
    spoken = terms.spoken(None)
    return tuple(
        Heard(tongue, _said(node, Facts(now=now, line=spoken, thread=Thread(tongue), **facts)))  # type: ignore[arg-type]  # of Facts, by name
        for tongue in spoken.languages
    )


def _said(node: str, facts: Facts) -> tuple[Say, ...]:
    turn = book.play(node, NOTHING, facts)
    prompts = (prompt for verb in turn.verbs if isinstance(verb, Ask) for prompt in verb.prompts)
    return tuple(prompt for prompt in prompts if isinstance(prompt, Say))
