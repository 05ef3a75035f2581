"""How a session begins, how long it lasts, and what ends it.

Twelve hours at most, whatever happens; an hour without a sign of life, but not while the agent is ready or has the desk
open, because then somebody is at work. Each request asks the ledger, so that what ends it ends it at once.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection

from voice_app.accounts.digests import digest, found_by
from voice_app.ledger import LedgerGone, accounts, agents
from voice_app.ledger import sessions as ledger_sessions
from voice_app.ledger.accounts import Account
from voice_app.ledger.agents import Agent
from voice_app.ledger.sessions import Session
from voice_app.runtime import Runtime

LASTS: Final = timedelta(hours=12)
IDLE: Final = timedelta(minutes=60)
SEEN_EVERY: Final = timedelta(minutes=5)
"""How exactly the last sign of life is known: a write for each request would make every look at a page one."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whoever holds a session. `is_whole`: everything that had to be proven was, a supervisor's second factor too."""

    session: Session
    agent: Agent
    account: Account

    @property
    def is_whole(self) -> bool:
        return self.session.proven_at is not None


def begin(
    house: Runtime, ledger: Connection, agent: Agent, device: str, now: datetime, *, is_proven: bool | None = None
) -> str:
    """The token of a new session. `is_proven`: whether a second factor needs no more proof; left out, as the role has
    it."""
    token = house.new_token()
    accounts.open_account(ledger, agent.id)
    if agent.role == "supervisor":
        accounts.sow(ledger, agent.id, house.new_token())
    proven = not owes_second_factor(agent, accounts.get(ledger, agent.id)) if is_proven is None else is_proven
    session = Session(
        id=house.new_id(),
        digest=digest(house.settings, "session", token),
        agent_id=agent.id,
        role=agent.role,
        device=device,
        made_at=now,
        seen_at=now,
        ends_at=now + LASTS,
        proven_at=now if proven else None,
    )
    ledger_sessions.begin(ledger, session)
    return token


def owes_second_factor(agent: Agent, account: Account | None) -> bool:
    """A supervisor always does, an agent where one was set up."""
    return agent.role == "supervisor" or (account is not None and account.totp_at is not None)


def find(house: Runtime, token: str, now: datetime) -> SignedIn | None:
    """Whoever this token signs in now. Raises LedgerGone: nobody is let in on a guess."""
    with house.ledger.read() as ledger:
        session = found_by(house.settings, "session", token, partial(ledger_sessions.by_digest, ledger))
        if session is None or session.ended_at is not None:
            return None
        agent, account = agents.on_roster(ledger, session.agent_id), accounts.get(ledger, session.agent_id)
    if agent is None or account is None or not holds(session, agent, account, now):
        return None
    return SignedIn(session, agent, account)


def holds(session: Session, agent: Agent, account: Account, now: datetime) -> bool:
    """Whether a session that nobody has ended still goes on by itself."""
    is_idle = now >= session.seen_at + IDLE and agent.presence != "ready"
    return now < session.ends_at and not is_idle and account.disabled_at is None and agent.role == session.role


def note_seen(house: Runtime, session: Session, now: datetime) -> None:
    """Somebody is there. Written now and then only, and no page fails for it: the next one writes it."""
    if now >= session.seen_at + SEEN_EVERY:
        with suppress(LedgerGone), house.ledger.write() as ledger:
            ledger_sessions.touch(ledger, session.id, now)
