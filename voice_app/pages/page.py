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
from voice_app.ledger.agents import Agent
from voice_app.runtime import Runtime


class Who(IntEnum):
    """Who may open a page; each may also open what those before may. What belongs to one agent is shown to that agent
    alone: its view asks for the visitor's own."""

    ANYBODY = 0
    AGENT = 1
    SUPERVISOR = 2


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page. `agent`: who has signed in, None before that. `language`: of the page."""

    house: Runtime
    now: datetime
    language: str
    agent: Agent | None = None

    @property
    def who(self) -> Who:
        if self.agent is None:
            return Who.ANYBODY
        return Who.SUPERVISOR if self.agent.role == "supervisor" else Who.AGENT

    @property
    def me(self) -> AgentId:
        """Who has signed in. Raises LookupError on a page for anybody."""
        if self.agent is None:
            raise LookupError("nobody has signed in")
        return self.agent.id


@dataclass(frozen=True, slots=True)
class Page:
    """`path` is Flask's: what stands in `<…>` is handed to the view by name, after the visit. A POST changes something,
    a GET never does."""

    method: Literal["GET", "POST"]
    path: str
    view: Callable[..., ResponseReturnValue]
    may: Who
