"""Agents as the ledger knows them, for tests of what is made of them."""

from datetime import UTC, datetime
from typing import Any

from routing.skills import AgentId
from voice_app.ledger.agents import Agent

NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


def known(id_: str, **other: Any) -> Agent:
    usual: dict[str, Any] = {
        "id": AgentId(id_),
        "name": id_.title(),
        "reach": f"client:{id_}",
        "languages": ("nl",),
        "skills": {},
        "role": "agent",
        "on_call": (),
        "pin_hash": None,
        "presence": "signed_out",
        "presence_at": NOW,
        "summoned_at": None,
    }
    return Agent(**usual | other)
