"""Signing in with a password: may it be tried, is it right, a session.

Deliberately answers a wrong name as it does a wrong password, in as much time.
"""

from dataclasses import dataclass
from datetime import datetime

from routing.skills import AgentId
from voice_app.accounts import counting, hashing, sessions
from voice_app.accounts.digests import digest
from voice_app.accounts.throttle import Barred
from voice_app.ledger import account_events, accounts, agents
from voice_app.ledger.accounts import Account
from voice_app.ledger.agents import Agent
from voice_app.runtime import Runtime

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody typed, and from where. `address`: of the browser; `device`: in words."""

    name: str
    password: str
    address: str
    device: str


@dataclass(frozen=True, slots=True)
class In:
    """The token of the new session, and whose it is."""

    token: str
    agent: Agent


class Wrong:
    """Name or password; nobody says which."""


def sign_in(house: Runtime, tried: Tried, now: datetime) -> In | Wrong | Barred:
    """Raises Busy while somebody else's password is looked at, LedgerGone without having looked at anything."""
    with hashing.a_turn():
        if barred := _count(house, tried, now):
            return barred
        agent, account = _of_name(house, tried.name)
        kept = account.password_hash if account is not None and account.disabled_at is None else None
        if not hashing.is_right(kept, tried.password):
            return Wrong()
        outdated = kept is not None and hashing.is_outdated(kept)
        again = hashing.hashed(tried.password) if outdated else None
    if agent is None or kept is None:
        raise AssertionError("nobody's password is never right")
    with house.ledger.write() as ledger:
        if again is not None:
            accounts.rehash(ledger, agent.id, kept, again)
        name, address = _digests(house, tried)
        counting.forgive(ledger, name, address=address)
        account_events.note(ledger, agent.id, "signed_in", now)
        return In(sessions.begin(house, ledger, agent, tried.device, now), agent)


def _count(house: Runtime, tried: Tried, now: datetime) -> Barred | None:
    name, address = _digests(house, tried)
    with house.ledger.write() as ledger:
        if barred := counting.count(ledger, name, now, address=address):
            return barred
        agent = agents.on_roster(ledger, AgentId(name_of(tried.name)))
        account_events.note(ledger, None if agent is None else agent.id, "sign_in_tried", now)
    return None


def _of_name(house: Runtime, name: str) -> tuple[Agent | None, Account | None]:
    id_ = AgentId(name_of(name))
    with house.ledger.read() as ledger:
        return agents.on_roster(ledger, id_), accounts.get(ledger, id_)


def _digests(house: Runtime, tried: Tried) -> tuple[str, str]:
    return (
        digest(house.settings, "name", name_of(tried.name)),
        digest(house.settings, "address", tried.address),
    )


def name_of(typed: str) -> str:
    """An agent's id as people type it: with a capital, with a space behind it."""
    return typed.strip().casefold()[:LONGEST_NAME]
