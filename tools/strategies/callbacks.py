"""Other ways to call people back beside live callers, as POLICIES 2.5 compares them, for one pool of equal agents.

All of them dial the most urgent promise first. Deliberately none looks at the plan's reserve; what they do with the
deadline, each says.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime

from routing.agents import Agent
from routing.policy import PromiseHead
from routing.queues import WaitingCall, Work
from routing.skills import AgentId
from routing.whatif.floor import Floor


class Beside(ABC):
    """A router. A live call takes the agent who has been idle longest, at once."""

    def for_call(self, call: WaitingCall, floor: Floor, now: datetime) -> AgentId | None:
        return next(iter(floor.free), None)

    def for_agent(self, agent: Agent, floor: Floor, now: datetime) -> Work | None:
        call = min(floor.waiting.values(), key=lambda one: one.counts_from, default=None)
        owed = floor.promises()
        if owed and self.calls_back(call, owed, floor):
            return self.first(owed).work
        return call.work if call else None

    @abstractmethod
    def calls_back(self, call: WaitingCall | None, owed: Sequence[PromiseHead], floor: Floor) -> bool:
        """Does a free agent dial a promise, though this call waits first of all, or none?"""

    def first(self, owed: Sequence[PromiseHead]) -> PromiseHead:
        return owed[0]


class OneLine(Beside):
    """One line for all, by the time from which each counts; the deadline changes nothing."""

    def calls_back(self, call: WaitingCall | None, owed: Sequence[PromiseHead], floor: Floor) -> bool:
        return call is None or _place(self.first(owed)) < call.counts_from

    def first(self, owed: Sequence[PromiseHead]) -> PromiseHead:
        return min(owed, key=_place)


class LiveFirst(Beside):
    """Whoever is on the line goes first; nobody is kept free for those who have not called yet."""

    def calls_back(self, call: WaitingCall | None, owed: Sequence[PromiseHead], floor: Floor) -> bool:
        return call is None


class FixedReserve(Beside):
    """The same, but so many agents are always kept free."""

    def __init__(self, reserve: int) -> None:
        self._reserve = reserve

    def calls_back(self, call: WaitingCall | None, owed: Sequence[PromiseHead], floor: Floor) -> bool:
        return call is None and len(floor.free) > self._reserve


class Procrastinate(Beside):
    """Nobody is called back before it must be: when the plan turns red, or the deadline is an hour away."""

    def calls_back(self, call: WaitingCall | None, owed: Sequence[PromiseHead], floor: Floor) -> bool:
        return owed[0].goes_first or floor.plan.zone == "red"


def _place(promise: PromiseHead) -> datetime:
    return promise.counts_from or promise.effective_due_by
