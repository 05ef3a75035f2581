"""One agent's table in the line, and the line with another one in its place.

Pure. Whatever comes of it has passed the rules of the line file; a mistake is told by the key of the agent's table.
Deliberately writes nothing.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any, Final

from routing.skills import AgentId
from voice_app.ledger.agents import Agent as Known
from voice_app.line import Line
from voice_app.line.sections import Agent
from voice_app.mistakes import Mistake, Mistakes

LONGEST_ID: Final = 40
NOBODY: Final = "agent"
"""What an id is made of where a name has no letter that could stand in one."""

Entry = Mapping[str, Any]
"""An agent's table, as the line file writes it, without the PIN: that is in no version."""


def entry_of(line: Line, agent: AgentId) -> dict[str, Any] | None:
    """None: this agent is not in the line."""
    found = next((one for one in line.agents if one.id == agent), None)
    return None if found is None else _written(found)


def adopted(known: Known) -> dict[str, Any]:
    """The table of somebody who is on the ledger alone, because a command has added that agent."""
    return {
        "id": known.id,
        "name": known.name,
        "reach": known.reach,
        "languages": list(known.languages),
        "skills": dict(known.skills),
        "role": known.role,
        "on_call": list(known.on_call),
    }


def with_entry(line: Line, entry: Entry) -> Line:
    """The line in which this is the agent's table; at the end, where there was none. Raises Mistakes, by key."""
    others = [_written(one) for one in line.agents]
    place = next((at for at, one in enumerate(others) if one["id"] == entry["id"]), len(others))
    agents = [*others[:place], dict(entry), *others[place + 1 :]]
    try:
        return Line.from_dict(line.as_dict() | {"agent": agents})
    except Mistakes as mistakes:
        raise Mistakes(_by_key(mistake, f"agent[{place + 1}]") for mistake in mistakes.all) from None


def without(line: Line, agent: AgentId) -> Line:
    """The line as it is with this one gone."""
    return Line.from_dict(line.as_dict() | {"agent": [_written(one) for one in line.agents if one.id != agent]})


def mark_of(entry: Entry | None) -> str:
    """Another one whenever anything of the table is; whoever edits brings along which one was shown."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()[:32]


def proposed_id(name: str, taken: Collection[str]) -> str:
    """A name to sign in with, out of what somebody is called: `Zoë de Wit` is `zoe-de-wit`, or `zoe-de-wit-2`."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ø", "o").replace("ß", "ss").replace("æ", "ae"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[: LONGEST_ID - 4].strip("-") or NOBODY
    if base not in taken:
        return base
    count = next(count for count in range(2, len(taken) + 3) if f"{base}-{count}" not in taken)
    return f"{base}-{count}"


def _written(agent: Agent) -> dict[str, Any]:
    return agent.model_dump(mode="json", exclude_none=True, exclude={"pin"})


def _by_key(mistake: Mistake, place: str) -> Mistake:
    where = mistake.where.removeprefix(place).lstrip(".")
    return Mistake(where or mistake.where, mistake.what, mistake.remedy)
