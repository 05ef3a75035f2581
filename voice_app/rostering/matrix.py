"""Who can do what, as a table that is clicked: agents by needs and by languages, what one click makes of a cell, and
whom a need would miss.

Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from routing.skills import AgentId
from voice_app.ledger.agents import Agent
from voice_app.line import Line

BEST: Final = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A need. `able`: how many could take it, by language of the line, the best first in the line's order. `is_open`:
    callers can ask for it; else it is only a skill that somebody has."""

    need: str
    able: Mapping[str, int]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A need that nobody could take in this language; or one agent alone, `only`."""

    need: str
    language: str
    only: Agent | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """`languages`: those of the line first, then what else somebody speaks."""

    agents: tuple[Agent, ...]
    columns: tuple[Column, ...]
    languages: tuple[str, ...]
    gaps: tuple[Gap, ...]


def matrix_of(line: Line, agents: Sequence[Agent], spoken: Iterable[str]) -> Matrix:
    """`agents`: the roster. `spoken`: every language that anybody may be said to speak."""
    needs = dict.fromkeys(entry.need for entry in line.menu)
    others = dict.fromkeys(need for agent in agents for need in sorted(agent.skills) if need not in needs)
    columns = [_column(line, agents, need, is_open=need in needs) for need in (*needs, *others)]
    languages = tuple(dict.fromkeys((*line.languages, *spoken)))
    return Matrix(tuple(agents), tuple(columns), languages, tuple(_gaps(line, agents)))


def _column(line: Line, agents: Sequence[Agent], need: str, *, is_open: bool) -> Column:
    return Column(need, {language: len(_able(agents, need, language)) for language in line.languages}, is_open)


def _able(agents: Iterable[Agent], need: str, language: str) -> list[Agent]:
    return [agent for agent in agents if agent.skills.get(need) and language in agent.languages]


def _gaps(line: Line, agents: Sequence[Agent]) -> Iterator[Gap]:
    """Nobody comes before one alone; where the roster is empty there is one thing to do, and it is not this."""
    found = [
        Gap(entry.need, language, able[0] if able else None)
        for entry in line.menu
        for language in line.languages
        if agents and len(able := _able(agents, entry.need, language)) <= 1
    ]
    yield from sorted(found, key=lambda gap: gap.only is not None)


def next_level(level: int) -> int:
    """What a click makes of it: 0, 1, 2, 3, and 0 again."""
    return (level + 1) % (BEST + 1)


def with_level(skills: Mapping[str, int], need: str, level: int) -> dict[str, int]:
    """0: no skill of this agent's any more."""
    others = {name: other for name, other in skills.items() if name != need}
    return {**others, need: level} if level else others


def next_languages(languages: Sequence[str], clicked: str) -> tuple[str, ...]:
    """What a click makes of them: one that is not spoken is spoken last; one that is, a place better; the best is taken
    out, unless it is the only one."""
    if clicked not in languages:
        return (*languages, clicked)
    place = languages.index(clicked)
    others = [language for language in languages if language != clicked]
    if place > 0:
        return (*others[: place - 1], clicked, *others[place - 1 :])
    return tuple(others) or tuple(languages)


def able_to(agents: Iterable[Agent], need: str | None, language: str | None) -> list[AgentId]:
    """Whom a filter leaves: None asks for anything."""
    return [
        agent.id
        for agent in agents
        if (need is None or agent.skills.get(need)) and (language is None or language in agent.languages)
    ]
