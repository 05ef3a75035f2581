"""What was changed of one agent, by whom and when: versions of the line, what happened to the account, and presences
that a supervisor declared; newest first.

Reads only. Each version is compared with the one before it, so that whatever was edited by file is told, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from typing import Any, Final

from routing.skills import AgentId
from voice_app.ledger import account_events, agents, lines
from voice_app.ledger.account_events import AccountEvent
from voice_app.ledger.agents import PresenceChange
from voice_app.ledger.lines import LineVersion, Source
from voice_app.rostering.entries import Entry
from voice_app.runtime import Runtime

LOOKED_BACK: Final = 40
"""Versions that are compared for one agent's record."""
AT_ONCE: Final = 20
MOST: Final = 60
"""Entries of it that are shown."""
OWN_DOING: Final = frozenset({"sign_in_tried", "second_factor_tried", "signed_in", "second_factor_shown"})
"""What an agent does each morning is no change."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One key of the agent's table; None: it was not there."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Edited:
    """A version in which the agent's table is another one. `before`: the version to which it can be put back, where the
    agent was in that."""

    at: datetime
    by: str | None
    source: Source
    before: int | None
    changed: tuple[Changed, ...]


Told = Edited | AccountEvent | PresenceChange


def record_of(house: Runtime, agent: AgentId) -> tuple[Told, ...]:
    """Raises LedgerGone."""
    with house.ledger.read() as ledger:
        events = [event for event in account_events.of(ledger, agent) if event.event not in OWN_DOING]
        put = [change for change in agents.presence_history(ledger, agent) if change.by is not None]
    told: list[Told] = [*events, *put, *_edits(house, agent)]
    return tuple(sorted(told, key=lambda one: one.at, reverse=True)[:MOST])


def _edits(house: Runtime, agent: AgentId) -> Iterator[Edited]:
    for version, older in pairwise(versions_back(house, LOOKED_BACK)):
        after, before = entry_in(version, agent), entry_in(older, agent)
        if after != before:
            back = older.id if before is not None else None
            yield Edited(version.since_at, version.by, version.source, back, tuple(_differences(before, after)))


def last_editor(house: Runtime, agent: AgentId) -> str | None:
    """Who changed the agent's table last; None: nobody is known."""
    for version, older in pairwise(versions_back(house, LOOKED_BACK)):
        if entry_in(version, agent) != entry_in(older, agent):
            return version.by
    return None


def entry_in(version: LineVersion, agent: AgentId) -> Entry | None:
    """The agent's table as it was written; None: that version does not name this agent."""
    found: Entry | None = next((one for one in version.content.get("agent", ()) if one.get("id") == agent), None)
    return found


def _differences(before: Entry | None, after: Entry | None) -> Iterator[Changed]:
    old, new = before or {}, after or {}
    for key in dict.fromkeys((*new, *old)):
        if old.get(key) != new.get(key) and (old.get(key) or new.get(key)):
            yield Changed(key, old.get(key), new.get(key))


def versions_back(house: Runtime, most: int) -> Iterator[LineVersion]:
    """The newest first, read a few at a time and as they were written: a line of each would be a second's work."""
    yield from islice(_all_versions(house), most)


def _all_versions(house: Runtime) -> Iterator[LineVersion]:
    before: int | None = None
    while True:
        with house.ledger.read() as ledger:
            page = lines.before(ledger, before, AT_ONCE)
        yield from page
        if len(page) < AT_ONCE:
            return
        before = page[-1].id
