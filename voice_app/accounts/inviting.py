"""Invitations: how an agent gets the first password, and a new one when the old is lost.

The link works once and for a while, and its holder is the agent: so it is handed over as a key would be. Looking at it
uses nothing up, because mail programs look at links before people do.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection

from routing.skills import AgentId
from voice_app.accounts import choosing, sessions
from voice_app.accounts.digests import digest, found_by
from voice_app.ledger import account_events, accounts, agents, invitations, sign_in_failures
from voice_app.ledger import sessions as ledger_sessions
from voice_app.ledger.agents import Agent
from voice_app.ledger.invitations import Invitation, Kind
from voice_app.runtime import Runtime
from voice_app.settings import Settings

LAST: Final[dict[Kind, timedelta]] = {"password": timedelta(days=3), "pass": timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Invited:
    """Who holds an invitation that is still good."""

    agent: Agent
    invitation: Invitation


def invite(
    settings: Settings,
    ledger: Connection,
    agent: AgentId,
    token: str,
    now: datetime,
    *,
    kind: Kind = "password",
    by: str = account_events.COMMAND,
) -> str:
    """The link. Older ones of this agent open nothing any more. `by`: who invites."""
    accounts.open_account(ledger, agent)
    proof = digest(settings, "invitation", token)
    invitations.make(ledger, Invitation(proof, agent, kind, made_at=now, expires_at=now + LAST[kind]))
    account_events.note(ledger, agent, "invited", now, by=by)
    return link_of(settings, token)


def link_of(settings: Settings, token: str) -> str:
    return f"{settings.pages_base_url}/welcome/{token}"


def withdraw(ledger: Connection, agent: AgentId, by: str, now: datetime) -> bool:
    """No link of this agent opens anything any more; false where none did."""
    open_ones = [one for one in invitations.still_good(ledger, now) if one.agent_id == agent]
    if open_ones:
        invitations.withdraw(ledger, agent, now)
        account_events.note(ledger, agent, "invitation_withdrawn", now, by=by)
    return bool(open_ones)


def look(house: Runtime, token: str, now: datetime) -> Invited | None:
    """Whom this link is for; None where it is used up, expired, withdrawn or made up: nobody says which."""
    with house.ledger.read() as ledger:
        invitation = found_by(house.settings, "invitation", token, partial(invitations.by_digest, ledger))
        if invitation is None or not invitation.is_good(now):
            return None
        agent = agents.on_roster(ledger, invitation.agent_id)
    if agent is None or (invitation.kind == "pass" and not is_on_this_machine(house.settings)):
        return None
    return Invited(agent, invitation)


def is_on_this_machine(settings: Settings) -> bool:
    """Whether the pages are for this machine alone: only there somebody may come in without any password."""
    return settings.pages_base_url.startswith("http://")


def accept(house: Runtime, invited: Invited, password: str, device: str, now: datetime) -> str | None:
    """Use the link up and set the password; the token of a new session, or None where somebody was faster. Raises
    NoPassword, Busy."""
    agent = invited.agent
    hashed = choosing.hashed(house, agent, password)
    with house.ledger.write() as ledger:
        if not invitations.use(ledger, invited.invitation.digest, now):
            return None
        accounts.set_password(ledger, agent.id, hashed, now)
        for counted in ("name", "codes tried"):
            sign_in_failures.forget(ledger, digest(house.settings, counted, agent.id))
        ledger_sessions.end_all(ledger, agent.id, "password_set", now)
        account_events.note(ledger, agent.id, "password_set", now)
        return sessions.begin(house, ledger, agent, device, now)


def come_in(house: Runtime, invited: Invited, device: str, now: datetime) -> str | None:
    """Use a pass up; the token of a session that owes nothing more, or None where somebody was faster."""
    with house.ledger.write() as ledger:
        if not invitations.use(ledger, invited.invitation.digest, now):
            return None
        account_events.note(ledger, invited.agent.id, "invitation_used", now)
        return sessions.begin(house, ledger, invited.agent, device, now, is_proven=True)
