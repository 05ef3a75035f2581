"""Signing in with a password: may it be tried, is it right, a session.

A try counts as a failure before the password is looked at, so that a hundred at the same time are a hundred failures;
who gets in takes it back. Deliberately answers a wrong name as it does a wrong password, in as much time.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from routing.skills import AgentId
from voice_app.accounts import hashing, sessions, throttle
from voice_app.accounts.digests import digest
from voice_app.accounts.throttle import Barred
from voice_app.ledger import account_events, accounts, agents, sign_in_failures
from voice_app.ledger.accounts import Account
from voice_app.ledger.agents import Agent
from voice_app.ledger.rows import take_turn
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
        _forgive(house, ledger, tried)
        account_events.note(ledger, agent.id, "signed_in", now)
        return In(sessions.begin(house, ledger, agent, tried.device, now), agent)


def _count(house: Runtime, tried: Tried, now: datetime) -> Barred | None:
    """One more failure of this name and of this address, unless either may not try now."""
    name, address = _digests(house, tried)
    with house.ledger.write() as ledger:
        for which in sorted((name, address)):
            take_turn(ledger, f"sign-in {which}")
        of_address = sign_in_failures.of(ledger, address)
        barred = throttle.of_name(sign_in_failures.of(ledger, name), now) or throttle.of_address(of_address, now)
        agent = agents.on_roster(ledger, AgentId(name_of(tried.name)))
        if barred is not None:
            return barred
        if of_address is not None and throttle.is_over(of_address, now):
            sign_in_failures.forget(ledger, address)
        sign_in_failures.add(ledger, name, now)
        sign_in_failures.add(ledger, address, now)
        sign_in_failures.forget_before(ledger, now - throttle.FORGOTTEN_AFTER)
        account_events.note(ledger, None if agent is None else agent.id, "sign_in_tried", now)
    return None


def _of_name(house: Runtime, name: str) -> tuple[Agent | None, Account | None]:
    id_ = AgentId(name_of(name))
    with house.ledger.read() as ledger:
        return agents.on_roster(ledger, id_), accounts.get(ledger, id_)


def _forgive(house: Runtime, ledger: Connection, tried: Tried) -> None:
    name, address = _digests(house, tried)
    sign_in_failures.forget(ledger, name)
    sign_in_failures.take_back(ledger, address)


def _digests(house: Runtime, tried: Tried) -> tuple[str, str]:
    return (
        digest(house.settings, "name", name_of(tried.name)),
        digest(house.settings, "address", tried.address),
    )


def name_of(typed: str) -> str:
    """An agent's id as people type it: with a capital, with a space behind it."""
    return typed.strip().casefold()[:LONGEST_NAME]
