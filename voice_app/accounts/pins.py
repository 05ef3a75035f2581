"""The PIN that an agent keys in from another phone: set or cleared by a supervisor, or as the line file has it.

What a supervisor chose comes first. Of that one a keyed digest lies on the ledger: four digits are guessed at once by
whoever has anything that proves them without the key.

A call has three tries, and a caller id that is borrowed makes as many calls as it likes: so an agent's are counted over
all of them, on the ledger, each before it is looked at. Beyond a few a day none is looked at any more, and the right
one is answered as a wrong one is: the agent signs in on the page. Deliberately bars nobody who has no PIN.
"""

import re
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from routing.skills import AgentId
from voice_app.accounts import throttle
from voice_app.accounts.digests import digest, digests, is_one_of
from voice_app.ledger import account_events, agents, sign_in_failures
from voice_app.ledger.agents import Agent
from voice_app.ledger.rows import take_turn
from voice_app.runtime import Runtime
from voice_app.settings import Settings

NONE: Final = ""
"""In the place of a digest: a supervisor decided that there is none, whatever the line file says."""

SHAPE: Final = re.compile(r"[0-9]{4,8}")

OF_ALL: Final = "pin"
"""Under which the tries at anybody's PIN are counted; those at one agent's have the id behind it."""


class NoPin(ValueError):
    """Nothing that could be keyed in: 4 to 8 digits are."""


def choose(house: Runtime, agent: AgentId, pin: str, by: str, now: datetime) -> None:
    """From the next call on. Blank: there is none any more. Raises NoPin."""
    if pin and not SHAPE.fullmatch(pin):
        raise NoPin
    with house.ledger.write() as ledger:
        agents.set_pin(ledger, agent, _hashed(house.settings, agent, pin) if pin else NONE)
        sign_in_failures.forget(ledger, _of(agent))
        account_events.note(ledger, agent, "pin_set" if pin else "pin_cleared", now, by=by)


def has_one(house: Runtime, agent: Agent) -> bool:
    return agent.id in house.pins if agent.pin_hash is None else agent.pin_hash != NONE


def note_try(house: Runtime, agent: AgentId, given: str, now: datetime) -> None:
    """Something was keyed in: one more try, taken back if it is right. Beyond the bounds nothing is looked at."""
    with house.ledger.write() as ledger:
        take_turn(ledger, OF_ALL)
        known = agents.get(ledger, agent)
        if known is None or not has_one(house, known) or is_barred(ledger, agent, now):
            return
        for counted, lasts in ((OF_ALL, throttle.HOUR), (_of(agent), throttle.DAY)):
            sign_in_failures.forget_older(ledger, counted, now - lasts)
            sign_in_failures.add(ledger, counted, now)
        if not is_owed(house, known, given):
            sign_in_failures.forget(ledger, _of(agent))
            sign_in_failures.take_back(ledger, OF_ALL)


def is_barred(ledger: Connection, agent: AgentId, now: datetime) -> bool:
    """Were so many wrong ones keyed in of late, for this agent or for all, that no more is looked at?"""
    of_agent, of_all = sign_in_failures.of(ledger, _of(agent)), sign_in_failures.of(ledger, OF_ALL)
    return throttle.bars_pins(of_agent, of_all, now)


def is_owed(house: Runtime, agent: Agent, given: str | None) -> bool:
    """Must it still be keyed in, after this? Without a `SECRET_KEY` nobody's can be checked, and nobody passes."""
    if agent.pin_hash is None:
        return house.pins.get(agent.id) not in (None, given)
    if agent.pin_hash == NONE:
        return False
    if not given or house.settings.secret_key is None:
        return True
    return not is_one_of(agent.pin_hash, digests(house.settings, "pin", _said(agent.id, given)))


def _of(agent: AgentId) -> str:
    return f"{OF_ALL} {agent}"


def _hashed(settings: Settings, agent: AgentId, pin: str) -> str:
    return digest(settings, "pin", _said(agent, pin))


def _said(agent: AgentId, pin: str) -> str:
    return f"{agent}\n{pin}"
