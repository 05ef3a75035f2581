"""The second factor: a code that somebody's own phone makes, new every half minute, and some to keep for the day when
that phone is lost.

What the phone knows is made from a seed on the ledger and the `SECRET_KEY`: neither of the two opens anything alone. A
code is good once, and never after a newer one. Wrong ones are counted apart from wrong passwords, because whoever knows
the password could take those back.
"""

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Final

import pyotp
from sqlalchemy import Connection

from routing.skills import AgentId
from voice_app.accounts import counting
from voice_app.accounts.digests import digest, digests, is_same, raw_digests
from voice_app.accounts.sessions import SignedIn
from voice_app.accounts.throttle import Barred
from voice_app.ledger import account_events, accounts, sessions
from voice_app.runtime import Runtime
from voice_app.settings import Settings

STEP: Final = timedelta(seconds=30)
LENGTH: Final = 6
SLACK: Final = (0, -1, 1)
"""Steps by which a phone's clock may be off, likeliest first."""
SPARE: Final = 10
"""Codes for the day when the phone is lost."""


class WrongCode(Exception):
    """Not the code of this moment, or one that was used already."""


def begin(house: Runtime, agent: AgentId) -> None:
    """Have something to set up, unless a second factor is in use. For a supervisor each session has begun so."""
    with house.ledger.write() as ledger:
        accounts.sow(ledger, agent, house.new_token())


def secret_of(settings: Settings, agent: AgentId, seed: str) -> str:
    """What the phone is told, in the letters that people type where no camera is at hand."""
    return secrets_of(settings, agent, seed)[0]


def secrets_of(settings: Settings, agent: AgentId, seed: str) -> tuple[str, ...]:
    """What a phone may have been told, while a key of before still counts."""
    known = raw_digests(settings, "second factor", f"{agent}\n{seed}")
    return tuple(base64.b32encode(each[:20]).decode() for each in known)


def address_of(house: Runtime, signed_in: SignedIn) -> str:
    """The same for a camera. Raises LookupError where nothing is being set up."""
    secret = pending_secret(house, signed_in)
    if secret is None:
        raise LookupError("no second factor is being set up")
    return pyotp.TOTP(secret).provisioning_uri(name=signed_in.agent.id, issuer_name=house.line.name)


def pending_secret(house: Runtime, signed_in: SignedIn) -> str | None:
    """Only while it is being set up: afterwards nobody is shown it again."""
    account = signed_in.account
    if account.totp_seed is None or account.totp_at is not None:
        return None
    return secret_of(house.settings, signed_in.agent.id, account.totp_seed)


def confirm(house: Runtime, signed_in: SignedIn, code: str, now: datetime) -> tuple[str, tuple[str, ...]]:
    """The phone has it: the session's new token, and the spare codes, which nobody is shown again. Raises WrongCode."""
    agent, seed = signed_in.agent.id, signed_in.account.totp_seed
    is_pending = pending_secret(house, signed_in) is not None
    step = _step_of(secrets_of(house.settings, agent, seed), code, now) if is_pending and seed else None
    if step is None or seed is None:
        raise WrongCode
    spare = tuple(_spare(house.new_token()) for _ in range(SPARE))
    with house.ledger.write() as ledger:
        proofs = [_digest_of_spare(house.settings, agent, each) for each in spare]
        if not accounts.confirm(ledger, agent, seed=seed, step=step, digests=proofs, now=now):
            raise WrongCode
        account_events.note(ledger, agent, "second_factor_set", now)
        sessions.end_all(ledger, agent, "second_factor_set", now, but=signed_in.session.id)
        return _go_on(house, ledger, signed_in, now), spare


def show(house: Runtime, signed_in: SignedIn, code: str, now: datetime) -> str | Barred:
    """The session's new token. Raises WrongCode."""
    agent = signed_in.agent.id
    counted = digest(house.settings, "codes tried", agent)
    with house.ledger.write() as ledger:
        if barred := counting.count(ledger, counted, now):
            return barred
        account_events.note(ledger, agent, "second_factor_tried", now)
    with house.ledger.write() as ledger:
        if not _is_good(house, ledger, signed_in, code, now):
            raise WrongCode
        counting.forgive(ledger, counted)
        account_events.note(ledger, agent, "second_factor_shown", now)
        return _go_on(house, ledger, signed_in, now)


def new_spare_codes(house: Runtime, signed_in: SignedIn, code: str, now: datetime) -> tuple[str, ...] | Barred:
    """Ten new ones in the place of those that were left, for whoever shows a code of the phone; nobody is shown them
    again. A spare code will not do: who has only those has lost the phone, and sets up a new one. Raises WrongCode."""
    agent, seed = signed_in.agent.id, signed_in.account.totp_seed
    counted = digest(house.settings, "codes tried", agent)
    with house.ledger.write() as ledger:
        if barred := counting.count(ledger, counted, now):
            return barred
        account_events.note(ledger, agent, "second_factor_tried", now)
    if signed_in.account.totp_at is None or seed is None:
        raise WrongCode
    step = _step_of(secrets_of(house.settings, agent, seed), code, now)
    spare = tuple(_spare(house.new_token()) for _ in range(SPARE))
    with house.ledger.write() as ledger:
        if step is None or not accounts.use_step(ledger, agent, step):
            raise WrongCode
        counting.forgive(ledger, counted)
        accounts.replace_recovery_codes(
            ledger, agent, [_digest_of_spare(house.settings, agent, each) for each in spare]
        )
        account_events.note(ledger, agent, "spare_codes_made", now)
    return spare


def _is_good(house: Runtime, ledger: Connection, signed_in: SignedIn, code: str, now: datetime) -> bool:
    """A code of the phone, or a spare one; either is used up by this."""
    agent, seed = signed_in.agent.id, signed_in.account.totp_seed
    if seed is None:
        return False
    step = _step_of(secrets_of(house.settings, agent, seed), code, now)
    if step is not None:
        return accounts.use_step(ledger, agent, step)
    spare = digests(house.settings, "recovery code", _spare_said(agent, code))
    if any(accounts.use_recovery_code(ledger, agent, each, now) for each in spare):
        account_events.note(ledger, agent, "recovery_code_used", now)
        return True
    return False


def _go_on(house: Runtime, ledger: Connection, signed_in: SignedIn, now: datetime) -> str:
    """The session, proven, under another token: who had seen the old one has nothing."""
    token = house.new_token()
    sessions.renew(ledger, signed_in.session.id, digest(house.settings, "session", token), now)
    return token


def _step_of(secrets: tuple[str, ...], code: str, now: datetime) -> int | None:
    """The half-minute whose code this is."""
    given = "".join(code.split())
    at = int(now.timestamp() // STEP.total_seconds())
    phones = [pyotp.HOTP(secret, digits=LENGTH) for secret in secrets]
    return next((at + slack for slack in SLACK for one in phones if is_same(one.at(at + slack), given)), None)


def _spare(token: str) -> str:
    """Sixty bits that can be read out and typed: `k7qf-9m2x-4hpd`."""
    letters = base64.b32encode(hashlib.sha256(token.encode()).digest()).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, 12, 4))


def _digest_of_spare(settings: Settings, agent: AgentId, code: str) -> str:
    return digest(settings, "recovery code", _spare_said(agent, code))


def _spare_said(agent: AgentId, code: str) -> str:
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return f"{agent}\n{plain}"
