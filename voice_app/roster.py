"""The roster as a process holds it: read from the ledger, and again every few seconds, because agents are added,
changed and disabled by commands while it runs.

Who has left is not listed and not found by phone any more; only by id, because a call of theirs may still go on, and a
call that they sent on, or a recording that they asked for, is shown long after. Without a ledger it stays as
it was. Deliberately no place for presence: what was declared a moment ago, it would tell wrong.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from routing.skills import AgentId
from voice_app.ledger.agents import Agent
from voice_app.ledger.gone import LedgerGone

FRESH: Final = timedelta(seconds=5)
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)

Ask = Callable[[object], tuple[object, Sequence[Agent]] | None]
"""Given the last answer's mark, None at first: this answer's mark, and who is there; None where that is the same."""


class Roster(Mapping[AgentId, Agent]):
    """Agents by id. `roster[id]` also knows who has left; all else knows who is there."""

    def __init__(self, ask: Ask, now: Callable[[], datetime], ever: Iterable[Agent] = ()) -> None:
        """`ever`: everybody who was there at any time before."""
        self._ask, self._now = ask, now
        self._ever = {agent.id: agent for agent in ever}
        self._mark: object = None
        self._look()

    def look_again(self) -> None:
        """Somebody may have been changed just now: whoever asks next looks first."""
        self._read_at = LONG_AGO

    @property
    def by_reach(self) -> Mapping[str, Agent]:
        """As live as this one."""
        return _ByReach(self)

    @property
    def current(self) -> dict[AgentId, Agent]:
        """Who is there; whoever gets it may keep it, it changes no more."""
        if not timedelta(0) <= self._now() - self._read_at < FRESH:
            with suppress(LedgerGone):
                self._look()
        return self._current

    @property
    def reached(self) -> dict[str, Agent]:
        """The same by phone."""
        return self._by_reach if self.current else {}

    def _look(self) -> None:
        self._read_at = self._now()
        found = self._ask(self._mark)
        if found is not None:
            self._mark, agents = found
            self._current = {agent.id: agent for agent in agents}
            self._by_reach = {agent.reach: agent for agent in agents}
            self._ever = self._ever | self._current

    def __getitem__(self, id_: AgentId) -> Agent:
        current = self.current
        return current[id_] if id_ in current else self._ever[id_]

    def get(self, id_: AgentId, default: Any = None) -> Any:
        return self.current.get(id_, default)

    def __contains__(self, id_: object) -> bool:
        return id_ in self.current

    def __iter__(self) -> Iterator[AgentId]:
        return iter(self.current)

    def __len__(self) -> int:
        return len(self.current)


class _ByReach(Mapping[str, Agent]):
    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    def __getitem__(self, reach: str) -> Agent:
        return self._roster.reached[reach]

    def __iter__(self) -> Iterator[str]:
        return iter(self._roster.reached)

    def __len__(self) -> int:
        return len(self._roster)
