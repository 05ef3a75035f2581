"""How a session ends before its time: its owner goes, or sends the others away, or a host's command does.

Each is one statement on the ledger, which every request asks: so it holds from the next one on, in every process.
"""

from datetime import datetime

from sqlalchemy import Connection

from routing.skills import AgentId
from voice_app.accounts.sessions import SignedIn
from voice_app.ledger import account_events, accounts, agents, invitations, screens, sessions
from voice_app.runtime import Runtime


def leave(house: Runtime, signed_in: SignedIn, because: str, now: datetime) -> None:
    """This session is over, wherever its token is."""
    with house.ledger.write() as ledger:
        if sessions.end(ledger, signed_in.session.id, because, now):
            account_events.note(ledger, signed_in.agent.id, "signed_out", now)


def send_others_away(house: Runtime, signed_in: SignedIn, now: datetime) -> int:
    """All sessions of this agent but this one; how many there were."""
    with house.ledger.write() as ledger:
        ended = sessions.end_all(ledger, signed_in.agent.id, "signed_out_elsewhere", now, but=signed_in.session.id)
        if ended:
            account_events.note(ledger, signed_in.agent.id, "signed_out_elsewhere", now)
    return ended


def disable(ledger: Connection, agent: AgentId, now: datetime, *, by: str) -> int | None:
    """Off the roster, signed out, no invitation good any more, and no link to a screen that this agent has made and may
    have kept, whatever the line says. How many sessions ended; None: that was so already."""
    if not accounts.disable(ledger, agent, now):
        return None
    agents.leave(ledger, agent, "disabled", now)
    invitations.withdraw(ledger, agent, now)
    if screens.revoke_made_by(ledger, agent, now, None if by == account_events.COMMAND else AgentId(by)):
        account_events.note(ledger, agent, "screen_revoked", now, by=by)
    ended = sessions.end_all(ledger, agent, "disabled", now)
    account_events.note(ledger, agent, "disabled", now, by=by)
    return ended


def send_away(ledger: Connection, agent: AgentId, now: datetime, *, by: str = account_events.COMMAND) -> int:
    """All sessions of this agent, by a supervisor, or by somebody at the host's terminal; how many there were."""
    because = "signed_out_by_command" if by == account_events.COMMAND else "signed_out_by_supervisor"
    ended = sessions.end_all(ledger, agent, because, now)
    account_events.note(ledger, agent, "signed_out", now, by=by)
    return ended
