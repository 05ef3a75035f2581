"""The account of an agent: the proof of a password, the second factor, the language of the pages.

Who has no row here has never been invited. Deliberately knows no password and no code: what proves them is made and
checked by `voice_app.accounts`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from routing.skills import AgentId
from voice_app.ledger.rows import changes, insert_once, one
from voice_app.ledger.tables import accounts, recovery_codes


@dataclass(frozen=True, slots=True)
class Account:
    """`totp_at`: since when the second factor is asked for; a seed without it has not been confirmed yet. `totp_step`:
    the last half-minute whose code was used. `language`: of the pages, where the agent chose one."""

    agent_id: AgentId
    password_hash: str | None = field(repr=False, default=None)
    password_at: datetime | None = None
    disabled_at: datetime | None = None
    language: str | None = None
    totp_seed: str | None = field(repr=False, default=None)
    totp_at: datetime | None = None
    totp_step: int | None = None


def get(connection: Connection, agent: AgentId) -> Account | None:
    return one(Account, connection, select(accounts).where(accounts.c.agent_id == agent))


def open_account(connection: Connection, agent: AgentId) -> None:
    """So that there is a row; does nothing to one that there is."""
    insert_once(connection, accounts, agent_id=agent)


def set_password(connection: Connection, agent: AgentId, hashed: str, now: datetime) -> None:
    _set(connection, agent, password_hash=hashed, password_at=now)


def rehash(connection: Connection, agent: AgentId, old: str, new: str) -> bool:
    """The same password, hashed as is usual by now; false where it was changed meanwhile."""
    same = (accounts.c.agent_id == agent, accounts.c.password_hash == old)
    return changes(connection, update(accounts).where(*same).values(password_hash=new))


def choose_language(connection: Connection, agent: AgentId, language: str) -> None:
    open_account(connection, agent)
    _set(connection, agent, language=language)


def disable(connection: Connection, agent: AgentId, now: datetime) -> bool:
    """Says whether that is a change."""
    open_account(connection, agent)
    enabled = (accounts.c.agent_id == agent, accounts.c.disabled_at.is_(None))
    return changes(connection, update(accounts).where(*enabled).values(disabled_at=now))


def enable(connection: Connection, agent: AgentId) -> bool:
    """Says whether that is a change."""
    disabled = (accounts.c.agent_id == agent, accounts.c.disabled_at.is_not(None))
    return changes(connection, update(accounts).where(*disabled).values(disabled_at=None))


# ── the second factor ───────────────────────────────────────────────────────────────────────────────────────────────


def sow(connection: Connection, agent: AgentId, seed: str) -> bool:
    """Keep the seed of a second factor that is being set up, and no older one: whoever saw that has nothing. False
    where one is in use already."""
    open_account(connection, agent)
    unconfirmed = (accounts.c.agent_id == agent, accounts.c.totp_at.is_(None))
    return changes(connection, update(accounts).where(*unconfirmed).values(totp_seed=seed, totp_step=None))


def confirm(
    connection: Connection, agent: AgentId, *, seed: str, step: int, digests: Iterable[str], now: datetime
) -> bool:
    """From now on the second factor is asked for. `digests`: of the codes for whoever loses what makes the others."""
    unconfirmed = (accounts.c.agent_id == agent, accounts.c.totp_at.is_(None), accounts.c.totp_seed == seed)
    if not changes(connection, update(accounts).where(*unconfirmed).values(totp_at=now, totp_step=step)):
        return False
    replace_recovery_codes(connection, agent, digests)
    return True


def replace_recovery_codes(connection: Connection, agent: AgentId, digests: Iterable[str]) -> None:
    """None of the older ones opens anything any more."""
    connection.execute(delete(recovery_codes).where(recovery_codes.c.agent_id == agent))
    for digest in digests:
        connection.execute(insert(recovery_codes).values(digest=digest, agent_id=agent))


def use_step(connection: Connection, agent: AgentId, step: int) -> bool:
    """The right to sign in with the code of this half-minute: once, and never with an older one after it."""
    fresh = accounts.c.totp_step.is_(None) | (accounts.c.totp_step < step)
    return changes(connection, update(accounts).where(accounts.c.agent_id == agent, fresh).values(totp_step=step))


def use_recovery_code(connection: Connection, agent: AgentId, digest: str, now: datetime) -> bool:
    """Once."""
    unused = (recovery_codes.c.agent_id == agent, recovery_codes.c.digest == digest, recovery_codes.c.used_at.is_(None))
    return changes(connection, update(recovery_codes).where(*unused).values(used_at=now))


def recovery_codes_left(connection: Connection, agent: AgentId) -> int:
    unused = select(recovery_codes.c.digest).where(
        recovery_codes.c.agent_id == agent, recovery_codes.c.used_at.is_(None)
    )
    return len(connection.execute(unused).all())


def forget_second_factor(connection: Connection, agent: AgentId) -> None:
    """It is set up anew: at the next sign-in of a supervisor, or when the agent wants to."""
    connection.execute(delete(recovery_codes).where(recovery_codes.c.agent_id == agent))
    _set(connection, agent, totp_seed=None, totp_at=None, totp_step=None)


def _set(connection: Connection, agent: AgentId, **values: object) -> None:
    connection.execute(update(accounts).where(accounts.c.agent_id == agent).values(**values))
