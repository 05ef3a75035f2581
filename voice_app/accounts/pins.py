"""The PIN that an agent keys in from another phone: set or cleared by a supervisor, or as the line file has it.

What a supervisor chose comes first. Of that one a keyed digest lies on the ledger: four digits are guessed at once by
whoever has anything that proves them without the key. Deliberately counts no tries: a call has three.
"""

import re
from datetime import datetime
from typing import Final

from routing.skills import AgentId
from voice_app.accounts.digests import digest, is_same
from voice_app.ledger import account_events, agents
from voice_app.ledger.agents import Agent
from voice_app.runtime import Runtime
from voice_app.settings import Settings

NONE: Final = ""
"""In the place of a digest: a supervisor decided that there is none, whatever the line file says."""

SHAPE: Final = re.compile(r"[0-9]{4,8}")


class NoPin(ValueError):
    """Nothing that could be keyed in: 4 to 8 digits are."""


def choose(house: Runtime, agent: AgentId, pin: str, by: str, now: datetime) -> None:
    """From the next call on. Blank: there is none any more. Raises NoPin."""
    if pin and not SHAPE.fullmatch(pin):
        raise NoPin
    with house.ledger.write() as ledger:
        agents.set_pin(ledger, agent, _hashed(house.settings, agent, pin) if pin else NONE)
        account_events.note(ledger, agent, "pin_set" if pin else "pin_cleared", now, by=by)


def has_one(house: Runtime, agent: Agent) -> bool:
    return agent.id in house.pins if agent.pin_hash is None else agent.pin_hash != NONE


def is_owed(house: Runtime, agent: Agent, given: str | None) -> bool:
    """Must it still be keyed in, after this? Without a `SECRET_KEY` nobody's can be checked, and nobody passes."""
    if agent.pin_hash is None:
        return house.pins.get(agent.id) not in (None, given)
    if agent.pin_hash == NONE:
        return False
    if not given or house.settings.secret_key is None:
        return True
    return not is_same(agent.pin_hash, _hashed(house.settings, agent.id, given))


def _hashed(settings: Settings, agent: AgentId, pin: str) -> str:
    return digest(settings, "pin", f"{agent}\n{pin}")
