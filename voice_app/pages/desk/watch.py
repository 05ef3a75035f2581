"""The one who looks for all open desks: at the board, a few times a second; and wakes whoever has something new to
show.

One look for everybody, however many desks are open. Deliberately knows no page and shows nothing; what only the ledger
knows is looked up by each desk in its own time (`live`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Lock
from typing import Final

import structlog
from flask import current_app

from routing.board import BoardGone
from routing.skills import AgentId
from voice_app.desk import Floor, floor_of
from voice_app.desk.floor import waiting_for
from voice_app.pages.streams import keep_looking
from voice_app.runtime import Runtime

EACH: Final = timedelta(milliseconds=250)
"""How often the board is looked at while a desk is open."""
MOST_OF_ONE: Final = 4
"""Open desks of one agent: a browser holds six connections to us at most, and a stream keeps one."""
MOST: Final = 200
"""Open desks of one process: each holds a thread (pages.conf.py), and some must be left for what is asked meanwhile."""

log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class Onlooker:
    """One open desk. `is_superseded`: its agent has opened so many others since. `is_nudged`: it is to be shown anew
    even where nothing seems to have changed, because the page may have been shown something else meanwhile."""

    agent: AgentId
    woken: Event = field(default_factory=Event)
    is_superseded: bool = False
    is_nudged: bool = True


class Watch:
    """The open desks of this process, and what the board last said."""

    def __init__(self, house: Runtime, begin: Callable[["Watch"], None] | None = None) -> None:
        self._house = house
        self._begin = begin or _in_a_thread
        self._lock, self._looking = Lock(), Lock()
        self._open: dict[AgentId, list[Onlooker]] = {}
        self._runs = False
        self._floor: Floor | None = None

    def open(self, agent: AgentId) -> Onlooker | None:
        """A desk is looked at from now on; None: there is no room for another."""
        onlooker = Onlooker(agent)
        with self._lock:
            if sum(map(len, self._open.values())) >= MOST:
                return None
            mine = self._open.setdefault(agent, [])
            mine.append(onlooker)
            superseded = mine[:-MOST_OF_ONE]
            starts, self._runs = not self._runs, True
        for one in superseded:
            one.is_superseded = True
            one.woken.set()
        if starts:
            self._begin(self)
        return onlooker

    def close(self, onlooker: Onlooker) -> None:
        """Nobody looks at this one any more."""
        with self._lock:
            mine = self._open.get(onlooker.agent, [])
            if onlooker in mine:
                mine.remove(onlooker)
            if not mine:
                self._open.pop(onlooker.agent, None)

    def nudge(self, agent: AgentId) -> None:
        """Something was done on a desk of this agent: all of them are to show what came of it."""
        if agent not in self._open:
            return
        self.look()
        with self._lock:
            for onlooker in self._open.get(agent, ()):
                onlooker.is_nudged = True
                onlooker.woken.set()

    def floor(self) -> Floor:
        """As it was at the last look; looked at now where that found no board. Raises BoardGone."""
        return self._floor or floor_of(self._house.current())

    def go_on(self) -> bool:
        """Whether anybody looks; the watch ends with the last."""
        with self._lock:
            self._runs = bool(self._open)
            if not self._runs:
                self._floor = None
            return self._runs

    def look(self) -> None:
        """Once at the board, for all; whoever's own part of it has changed is woken. A board that is gone, or is back,
        changes it for everybody."""
        with self._looking:
            before, self._floor = self._floor, self._found()
            with self._lock:
                onlookers = [one for mine in self._open.values() for one in mine]
            for onlooker in onlookers:
                if _part(before, onlooker.agent) != _part(self._floor, onlooker.agent):
                    onlooker.woken.set()

    def _found(self) -> Floor | None:
        try:
            return floor_of(self._house.current())
        except BoardGone as error:
            if self._floor is not None:
                log.warning("desk.board_gone", error=str(error))
            return None

    def end(self) -> None:
        """The watch broke off. Whoever opens a desk next begins another; until then each desk looks for itself, because
        what was seen last is not true for long."""
        with self._lock:
            self._runs, self._floor = False, None


def _part(floor: Floor | None, agent: AgentId) -> object:
    """What of the floor this agent's desk shows at once."""
    shown = floor.agents.get(agent) if floor else None
    return shown and floor and (shown, waiting_for(floor, shown.agent))


def _in_a_thread(watch: Watch) -> None:
    keep_looking(watch, "watch", EACH)


def watch_of(house: Runtime) -> Watch:
    """The one of this process."""
    found = current_app.extensions.setdefault("watch", Watch(house))
    assert isinstance(found, Watch)  # noqa: S101 - for mypy: nobody else uses this name
    return found
