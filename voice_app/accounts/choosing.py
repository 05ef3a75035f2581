"""Choosing a password: is it one, for this agent; and a new one in the place of the old.

Who changes a password means to lock somebody out: all other sessions end.
"""

from datetime import datetime

from voice_app.accounts import counting, hashing, passwords
from voice_app.accounts.digests import digest
from voice_app.accounts.sessions import SignedIn
from voice_app.accounts.throttle import Barred
from voice_app.ledger import account_events, accounts, sessions
from voice_app.ledger.agents import Agent
from voice_app.runtime import Runtime


class NoPassword(Exception):
    """What was chosen is none; `why` is a code of `passwords`."""

    def __init__(self, why: passwords.Wrong) -> None:
        super().__init__(why)
        self.why = why


class NotTheOldOne(Exception):
    """Whoever wants to change the password does not know it."""


def hashed(house: Runtime, agent: Agent, password: str) -> str:
    """Raises NoPassword, Busy."""
    if why := passwords.what_is_wrong(password, _names_to_guess(house, agent)):
        raise NoPassword(why)
    with hashing.a_turn():
        return hashing.hashed(password)


def _names_to_guess(house: Runtime, agent: Agent) -> tuple[str, ...]:
    """What stands in the first lines of any list that somebody would try for this agent."""
    return (house.line.name, agent.id, agent.name, *agent.skills)


def change(house: Runtime, signed_in: SignedIn, old: str, new: str, now: datetime) -> Barred | None:
    """Who came in without a password has no old one to tell. Raises NotTheOldOne, NoPassword, Busy."""
    kept, agent = signed_in.account.password_hash, signed_in.agent.id
    counted = digest(house.settings, "name", agent)  # whoever holds somebody's session guesses no more than at the door
    if kept is not None:
        with hashing.a_turn():
            with house.ledger.write() as ledger:
                if barred := counting.count(ledger, counted, now):
                    return barred
            if not hashing.is_right(kept, old):
                raise NotTheOldOne
        with house.ledger.write() as ledger:  # at once: whoever knows the old one may take some tries at a new one
            counting.forgive(ledger, counted)
    proof = hashed(house, signed_in.agent, new)
    with house.ledger.write() as ledger:
        accounts.set_password(ledger, agent, proof, now)
        account_events.note(ledger, agent, "password_set", now)
        sessions.end_all(ledger, agent, "password_set", now, but=signed_in.session.id)
    return None
