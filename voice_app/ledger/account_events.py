"""What happened to accounts, for good: signed in, failed, invited, disabled. Subject ids only; nobody may rewrite it.

Deliberately holds no address, no device and nothing that was typed: a wrong name may be somebody's password.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from routing.skills import AgentId
from voice_app.ledger.rows import many
from voice_app.ledger.tables import account_events

Event = Literal[
    "added",
    "invited",
    "invitation_used",
    "password_set",
    "signed_in",
    "sign_in_tried",
    "second_factor_set",
    "second_factor_tried",
    "second_factor_shown",
    "second_factor_forgotten",
    "recovery_code_used",
    "signed_out",
    "signed_out_elsewhere",
    "disabled",
    "invitation_withdrawn",
    "pin_set",
    "pin_cleared",
    "spare_codes_made",
    "screen_made",
    "screen_revoked",
    "enabled",
]

COMMAND = "command"
"""Who did it, where it was somebody at the host's terminal."""


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """`agent_id`: whose account; None where there is none of that name. `by`: an agent, or "command"."""

    agent_id: AgentId | None
    event: Event
    by: str
    at: datetime


def note(connection: Connection, agent: AgentId | None, event: Event, now: datetime, *, by: str | None = None) -> None:
    """`by`: left out where the agent did it, or somebody in that agent's name."""
    whoever = by or agent or "nobody"
    connection.execute(insert(account_events).values(agent_id=agent, event=event, by=whoever, at=now))


def of(connection: Connection, agent: AgentId | None) -> tuple[AccountEvent, ...]:
    """All that happened to this account, oldest first."""
    rows = account_events.c
    theirs = rows.agent_id.is_(None) if agent is None else rows.agent_id == agent
    query = select(rows.agent_id, rows.event, rows.by, rows.at).where(theirs).order_by(rows.id)
    return many(AccountEvent, connection, query)
