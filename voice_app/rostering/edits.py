"""Edits of the roster while calls come in: each a version of the line, effective at once, or refused with its reason.

Whoever edits says what was shown; what is no longer so is not written over, and who was faster is told. Edits of other
things meanwhile do not matter: the change is made anew on whatever is the newest. Deliberately words nothing.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Connection

from routing.board import BoardGone
from routing.skills import AgentId
from voice_app import presence, versions
from voice_app.ledger import account_events, agents, ways_in
from voice_app.ledger.agents import Agent
from voice_app.ledger.rows import take_turn
from voice_app.line import Line
from voice_app.rostering import entries, record
from voice_app.rostering.entries import Entry
from voice_app.rostering.matrix import BEST, next_languages, with_level
from voice_app.rostering.reaching import Typed, reach_of
from voice_app.runtime import Runtime
from voice_app.versions import Overtaken, Version

TURNS: Final = 8
"""So often is a change made anew, because somebody has changed something else; more at once are told to try again."""

MOST_CLICKS: Final = 100
"""Versions since a page was shown; of one that is older nobody knows what was clicked meanwhile."""

Turn = Callable[[Line], Line]


class Contended(Exception):
    """So many edit the line at once that this change found no moment."""


class Stale(Exception):
    """What was shown is no longer so. `by`: who changed it last; None: nobody is known."""

    def __init__(self, by: str | None) -> None:
        super().__init__(by)
        self.by = by


class Taken(Exception):
    """The phone, or the id, is somebody else's; `holder`: whose."""

    def __init__(self, key: str, holder: Agent) -> None:
        super().__init__(key)
        self.key, self.holder = key, holder


class LastSupervisor(Exception):
    """Nobody would be left who can open these pages."""


class NoSuchAgent(LookupError):
    """Nobody here has that id."""


@dataclass(frozen=True, slots=True)
class New:
    """Somebody to be added. `id`: blank where it is to be made of the name."""

    id: str
    name: str
    reach: Typed
    languages: Sequence[str]
    role: str = "agent"


@dataclass(frozen=True, slots=True)
class Click:
    """A cell of the matrix: what it said, and what it is to say."""

    need: str
    was: int
    level: int


@dataclass(frozen=True, slots=True)
class Editor:
    """Who edits, and when. The instant is one for all that is written."""

    house: Runtime
    by: AgentId
    now: datetime

    def make(self, turn: Turn) -> Version:
        """Let the line be as `turn` makes it of the newest. Raises Contended, LedgerGone, and whatever `turn` does."""
        for _ in range(TURNS):
            before = versions.newest(self.house)
            found = versions.change(
                self.house, turn(before.line), base=before.id, by=self.by, source="page", now=self.now
            )
            if not isinstance(found, Overtaken):
                self.show()
                return found
        raise Contended

    def show(self) -> None:
        """On the board at once; without one it is the ticker's to do."""
        with suppress(BoardGone):
            presence.take_effect(self.house.newest(), self.now)

    def known(self, agent: AgentId) -> Agent:
        """Also one who has left. Raises NoSuchAgent."""
        with self.house.ledger.read() as ledger:
            found = agents.get(ledger, agent)
        if found is None:
            raise NoSuchAgent(agent)
        return found

    def here(self, agent: AgentId) -> Agent:
        """Raises NoSuchAgent for whoever has left, too."""
        with self.house.ledger.read() as ledger:
            found = agents.on_roster(ledger, agent)
        if found is None:
            raise NoSuchAgent(agent)
        return found


def table_of(line: Line, agent: Agent) -> dict[str, Any]:
    """As the line has it; where a command has added the agent, as the ledger does: the first edit takes it over."""
    return entries.entry_of(line, agent.id) or entries.adopted(agent)


def add(editor: Editor, new: New) -> AgentId:
    """A new agent, signed out, with no way in yet. Raises Taken, NotReached, Mistakes by key, Contended."""
    with editor.house.ledger.read() as ledger:
        ever = {agent.id: agent for agent in agents.ever(ledger)}
    id_ = AgentId(new.id.strip() or entries.proposed_id(new.name, ever))
    if id_ in ever:
        raise Taken("id", ever[id_])

    def turn(line: Line) -> Line:
        reach = reach_of(new.reach, id_, line)
        _demand_free(editor, id_, reach)
        entry = {"id": id_, "name": new.name, "reach": reach, "languages": list(new.languages), "role": new.role}
        return entries.with_entry(line, entry | {"skills": {}})

    editor.make(turn)
    with editor.house.ledger.write() as ledger:
        account_events.note(ledger, id_, "added", editor.now, by=editor.by)
    return id_


def change(editor: Editor, agent: AgentId, shown: str, wanted: dict[str, Any], reach: Typed | None = None) -> Version:
    """Some keys of the agent's table. `shown`: the mark of the one that was edited. Raises Stale, Taken, NotReached,
    LastSupervisor, NoSuchAgent, Mistakes by key, Contended."""
    known = editor.here(agent)

    def turn(line: Line) -> Line:
        entry = table_of(line, known)
        if entries.mark_of(entry) != shown:
            raise Stale(record.last_editor(editor.house, agent))
        edited: dict[str, Any] = entry | wanted
        if reach is not None:
            edited["reach"] = reach_of(reach, agent, line, standing=entry["reach"])
        return _checked(editor, line, entry, edited)

    return editor.make(turn)


def set_level(editor: Editor, agent: AgentId, click: Click, seen: int) -> tuple[int, int]:
    """One click of the matrix; the level before and after. `seen`: the version that was shown: what the same editor has
    clicked since then is no surprise to anybody, so that of quick clicks each counts. Raises Stale where somebody else
    has changed the cell, NoSuchAgent, Mistakes, Contended."""
    known, done = editor.here(agent), (click.was, click.level)

    def turn(line: Line) -> Line:
        nonlocal done
        entry = table_of(line, known)
        now = entry["skills"].get(click.need, 0)
        if now != click.was:
            _demand_only_mine(editor, agent, seen, lambda one: one["skills"].get(click.need, 0))
        done = (now, (now + click.level - click.was) % (BEST + 1))
        return entries.with_entry(line, entry | {"skills": with_level(entry["skills"], click.need, done[1])})

    editor.make(turn)
    return done


def click_language(editor: Editor, agent: AgentId, was: Sequence[str], clicked: str, seen: int) -> tuple[str, ...]:
    """One click on a language; all of them after it, the best first. As `set_level`."""
    known, done = editor.here(agent), tuple(was)

    def turn(line: Line) -> Line:
        nonlocal done
        entry = table_of(line, known)
        if entry["languages"] != list(was):
            _demand_only_mine(editor, agent, seen, lambda one: one["languages"])
        done = next_languages(entry["languages"], clicked)
        return entries.with_entry(line, entry | {"languages": list(done)})

    editor.make(turn)
    return done


def set_languages(editor: Editor, agent: AgentId, was: Sequence[str], languages: Sequence[str]) -> Version:
    """All of them, the best first. Raises Stale where they are not those that were shown, NoSuchAgent, Mistakes,
    Contended."""
    known = editor.here(agent)

    def turn(line: Line) -> Line:
        entry = table_of(line, known)
        if entry["languages"] != list(was):
            raise Stale(record.last_editor(editor.house, agent))
        return entries.with_entry(line, entry | {"languages": list(languages)})

    return editor.make(turn)


def _demand_only_mine(editor: Editor, agent: AgentId, seen: int, value_of: Callable[[Entry], object]) -> None:
    """Raises Stale unless every change of this value since the version that was seen is the editor's own."""
    nobody: Entry = {"skills": {}, "languages": []}
    for newer, older in pairwise(record.versions_back(editor.house, MOST_CLICKS)):
        if newer.id <= seen:
            return
        after, before = (record.entry_in(one, agent) or nobody for one in (newer, older))
        if value_of(after) != value_of(before) and newer.by != editor.by:
            raise Stale(newer.by)
        if older.id <= seen:
            return
    raise Stale(None)


def put_back(editor: Editor, agent: AgentId, version: int, shown: str) -> Version:
    """The agent's table as it was in that version; all else stays as it is. Raises as `change` does; NoSuchAgent also
    where that version knows nothing of the agent."""
    known, old = editor.here(agent), versions.get(editor.house, version)
    wanted = entries.entry_of(old.line, agent) if old is not None else None
    if wanted is None:
        raise NoSuchAgent(agent)

    def turn(line: Line) -> Line:
        entry = table_of(line, known)
        if entries.mark_of(entry) != shown:
            raise Stale(record.last_editor(editor.house, agent))
        return _checked(editor, line, entry, wanted)

    return editor.make(turn)


def _checked(editor: Editor, line: Line, entry: Entry, edited: Entry) -> Line:
    if edited["reach"] != entry["reach"]:
        _demand_free(editor, edited["id"], edited["reach"])
    if entry.get("role") == "supervisor" and edited.get("role") != "supervisor":
        demand_another_supervisor(editor, edited["id"])
    return entries.with_entry(line, edited)


def _demand_free(editor: Editor, agent: AgentId, reach: str) -> None:
    """Whoever is on the ledger alone would else be pushed out by it."""
    with editor.house.ledger.read() as ledger:
        holder = agents.by_reach(ledger, reach)
    if holder is not None and holder.id != agent:
        raise Taken("reach", holder)


def demand_another_supervisor(editor: Editor, agent: AgentId) -> None:
    """Whoever edits is in, and so can come, while still a supervisor. Raises LastSupervisor."""
    with editor.house.ledger.read() as ledger:
        demand_that_one_stays(ledger, editor.by, agent)


def demand_that_one_stays(ledger: Connection, by: AgentId, agent: AgentId) -> None:
    """The same within a transaction, in which nobody else goes meanwhile."""
    take_turn(ledger, "supervisors")
    can_come = ways_in.supervisors_who_can_come(ledger)
    editing = agents.on_roster(ledger, by)
    if editing is not None and editing.role == "supervisor":
        can_come |= {editing.id}
    if not can_come - {agent}:
        raise LastSupervisor
