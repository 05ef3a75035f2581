"""Who stands behind each entry of a menu: who is trained for it, who of them is at work, and who else could be.

Pure, over the roster as it is, which knows agents that the line file does not name. Deliberately judges nobody's level.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from voice_app.ledger.agents import Agent
from voice_app.line import Line


@dataclass(frozen=True, slots=True)
class Behind:
    """Names. `trained`: who has the skill. `at_work`: of those, who is ready or on break. `could`: nobody is trained,
    and these speak a language of the line. `unspoken`: languages of the line that no trained agent speaks."""

    need: str
    trained: tuple[str, ...]
    at_work: tuple[str, ...]
    could: tuple[str, ...]
    unspoken: tuple[str, ...]


def behind(line: Line, roster: Iterable[Agent]) -> tuple[Behind, ...]:
    """Of each entry, in the order of the menu."""
    everybody = sorted(roster, key=lambda agent: agent.name)
    return tuple(_behind(line, entry.need, everybody) for entry in line.menu)


def _behind(line: Line, need: str, everybody: list[Agent]) -> Behind:
    trained = [agent for agent in everybody if need in agent.skills]
    speak = [agent for agent in everybody if set(agent.languages) & set(line.languages)]
    known = {language for agent in trained for language in agent.languages}
    return Behind(
        need,
        tuple(agent.name for agent in trained),
        tuple(agent.name for agent in trained if agent.presence != "signed_out"),
        () if trained else tuple(agent.name for agent in speak),
        tuple(language for language in line.languages if trained and language not in known),
    )
