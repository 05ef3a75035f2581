"""An agent leaves, and may come back: said before what becomes of promises, talk and sessions; then out of the line,
off the roster, signed out everywhere, and on the record.

Deliberately deletes nothing: old calls and promises still name that person; and cuts no call that goes on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from routing.agents import Activity
from routing.board import BoardGone
from routing.skills import AgentId
from voice_app import versions
from voice_app.accounts import leaving
from voice_app.ledger import account_events, accounts, agents, own_promises, ways_in
from voice_app.ledger.agents import Agent
from voice_app.line import Line
from voice_app.rostering import entries, record
from voice_app.rostering.edits import (
    Editor,
    LastSupervisor,
    NoSuchAgent,
    Taken,
    demand_another_supervisor,
    demand_that_one_stays,
)
from voice_app.rostering.reaching import Typed, reach_of

LOOKED_BACK: Final = 200
"""Versions that are searched for what somebody was, who comes back; longer ago, the ledger knows all but the shifts."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What it would mean. `promises`: kept for this agent, and anybody's then. `is_talking`: in a conversation that is
    not cut. `is_last`: nobody would be left who can open these pages, so it is refused."""

    agent: Agent
    promises: int
    sessions: int
    is_talking: bool
    is_last: bool
    is_me: bool


def foresee(editor: Editor, agent: AgentId) -> Leaving:
    """Raises NoSuchAgent, LedgerGone."""
    known = editor.here(agent)
    with editor.house.ledger.read() as ledger:
        promises = own_promises.kept_for(ledger, agent)
        way = ways_in.all(ledger, editor.now).get(agent, ways_in.NO_WAY)
    return Leaving(
        known, promises, way.sessions, _is_talking(editor, agent), _is_last(editor, known), agent == editor.by
    )


def _is_talking(editor: Editor, agent: AgentId) -> bool:
    try:
        shown = editor.house.board.agent(agent)
    except BoardGone:
        return False
    return shown is not None and shown.agent.activity is Activity.TALKING


def _is_last(editor: Editor, known: Agent) -> bool:
    try:
        if known.role == "supervisor":
            demand_another_supervisor(editor, known.id)
    except LastSupervisor:
        return True
    return False


def let_go(editor: Editor, agent: AgentId) -> None:
    """Out of the line first, then off the roster; of two who take each other's last supervisor the second is refused
    there. Whoever dies, or is refused, between the two leaves somebody on the roster whom the line does not name, and
    who can be let go again. Raises LastSupervisor, NoSuchAgent, Contended."""
    known = editor.here(agent)

    def turn(line: Line) -> Line:
        if known.role == "supervisor":
            demand_another_supervisor(editor, agent)
        return entries.without(line, agent)

    editor.make(turn)
    with editor.house.ledger.write() as ledger:
        if known.role == "supervisor":
            demand_that_one_stays(ledger, editor.by, agent)
        leaving.disable(ledger, agent, editor.now, by=editor.by)
    editor.show()


def come_back(editor: Editor, agent: AgentId, typed: Typed) -> None:
    """On the roster again, signed out, with the password and the table of before. `typed`: the phone, which may be
    somebody else's by now. Raises Taken, NotReached, NoSuchAgent for whoever is here, Mistakes, Contended."""
    known, line = editor.known(agent), versions.newest(editor.house).line
    reach = reach_of(typed, agent, line, standing=known.reach)
    with editor.house.ledger.read() as ledger:
        if agents.on_roster(ledger, agent) is not None:
            raise NoSuchAgent(agent)
        holder = agents.by_reach(ledger, reach)
    if holder is not None:
        raise Taken("reach", holder)
    before = next(_tables_before(editor, agent), None) or entries.adopted(known)
    entry = before | {"reach": reach}
    entries.with_entry(line, entry)  # what is wrong with it is told before anything is done
    with editor.house.ledger.write() as ledger:
        accounts.enable(ledger, agent)
        account_events.note(ledger, agent, "enabled", editor.now, by=editor.by)
    editor.make(lambda line: entries.with_entry(line, entry))
    with editor.house.ledger.write() as ledger:  # whom the line named all the while, it does not enrol anew
        agents.come_back(ledger, agent)
    editor.show()


def _tables_before(editor: Editor, agent: AgentId) -> Iterator[dict[str, Any]]:
    """What the agent was in the line, the newest first."""
    for version in record.versions_back(editor.house, LOOKED_BACK):
        entry = record.entry_in(version, agent)
        if entry is not None:
            yield dict(entry)
