"""A page as a value: where it is, who may open it, what makes it. And who is looking.

Deliberately knows neither a store nor a template.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal

from flask.typing import ResponseReturnValue

from routing.skills import AgentId
from voice_app.accounts.sessions import SignedIn
from voice_app.ledger.agents import Agent
from voice_app.ledger.screens import Screen
from voice_app.runtime import Runtime


class Who(IntEnum):
    """Who may open a page; each may also open what those before may. What belongs to one agent is shown to that agent
    alone: its view asks for the visitor's own.

    HALFWAY: a password was right, and the second factor is still owed.
    """

    ANYBODY = 0
    HALFWAY = 1
    AGENT = 2
    SUPERVISOR = 3


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page. `language`: of the page. `csrf`: what a form must bring along, or
    `csrf_before`, while the key is rotated. `signed_in`: who holds the
    session, also halfway. `screen`: that nobody looks, but a television by its link."""

    house: Runtime
    now: datetime
    language: str
    csrf: str = ""
    csrf_before: tuple[str, ...] = ()
    signed_in: SignedIn | None = None
    screen: Screen | None = None

    @property
    def agent(self) -> Agent | None:
        """Who has signed in, with all that had to be proven; None before that."""
        return self.signed_in.agent if self.signed_in is not None and self.signed_in.is_whole else None

    @property
    def who(self) -> Who:
        if self.signed_in is None:
            return Who.ANYBODY
        if self.agent is None:
            return Who.HALFWAY
        return Who.SUPERVISOR if self.agent.role == "supervisor" else Who.AGENT

    @property
    def holder(self) -> SignedIn:
        """Who holds the session, also halfway. Raises LookupError on a page for anybody."""
        if self.signed_in is None:
            raise LookupError("nobody has signed in")
        return self.signed_in

    def may_open(self, page: "Page") -> bool:
        """Deny by default: by the page's own line, and by nothing else."""
        return self.who >= page.may or (page.for_screens and self.screen is not None)

    @property
    def me(self) -> AgentId:
        """Who has signed in. Raises LookupError on a page for anybody."""
        if self.agent is None:
            raise LookupError("nobody has signed in")
        return self.agent.id


@dataclass(frozen=True, slots=True)
class Page:
    """`path` is Flask's: what stands in `<…>` is handed to the view by name, after the visit. A POST changes something,
    a GET never does. `is_life`: that it is asked for is a sign that somebody is there, not a page left open.
    `for_screens`: also for a screen, which is nobody and may open nothing else."""

    method: Literal["GET", "POST"]
    path: str
    view: Callable[..., ResponseReturnValue]
    may: Who
    is_life: bool = True
    for_screens: bool = False
