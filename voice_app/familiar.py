"""What is known of a caller from before, when the call joins the queue: the agent of last time, the place of a call
that was given up a moment ago.

Nobody is known by a number that many share, and nothing is while the ledger is away. Deliberately decides nothing: the
rules are routing's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flows.thread import Thread
from routing.places import EarlierCall, old_place
from routing.queues import Wish
from routing.skills import UNTRAINED, AgentId, Need, NeedName
from voice_app.ledger import LedgerGone, acquaintance, calls
from voice_app.ledger.calls import Earlier
from voice_app.runtime import Runtime
from voice_app.talk import Talk
from voice_app.terms import skills_of

LOOKED_AT = 10
"""Earlier calls in which an old place is looked for."""
ABANDONED, LEFT = "abandoned", "left"
"""How a call ended that had waited in vain; and one that never came to wait, which counts for nothing."""


@dataclass(frozen=True, slots=True)
class Before:
    """`last_agent`: who talked with this phone last and can take the call, whatever that agent does now. `place`: since
    when the caller counts as waiting, if not since now."""

    last_agent: AgentId | None = None
    place: datetime | None = None


def before(talk: Talk, need: Need, barred: frozenset[AgentId]) -> Before:
    """What is known of whoever calls, for a call about this need that begins to wait now."""
    house, phone, now = talk.house, talk.phone, talk.hook.now
    if phone is None or house.line.is_shared(phone):
        return Before()
    try:
        with talk.ledger() as ledger:
            since = now - house.line.privacy.keep_personal_data
            last = acquaintance.last_talk(ledger, phone, since) if house.terms.rules.last_agent_for else None
            # Who is owed a callback has a place by that, and no other.
            looks = house.line.routing.old_place
            earlier = calls.earlier_if_not_owed(ledger, phone, now, LOOKED_AT) if looks else ()
    except LedgerGone:
        return Before()
    is_able = last is not None and last.agent_id not in barred and _can_take(house, last.agent_id, need)
    return Before(last.agent_id if last and is_able else None, _old_place(talk, earlier, need.name))


def wish(house: Runtime, thread: Thread, last_agent: AgentId | None, now: datetime) -> Wish | None:
    """For whom the call is kept: whom the caller chose, else for a few seconds who talked with this caller last."""
    if thread.waits_for is not None:
        return Wish(AgentId(thread.waits_for), "by_name", None)
    keep_for = house.terms.rules.last_agent_for
    return Wish(last_agent, "last_time", now + keep_for) if last_agent and keep_for else None


def _can_take(house: Runtime, agent: AgentId, need: Need) -> bool:
    known = house.roster.get(agent)
    if known is None:
        return False
    skills = skills_of(known.skills, known.languages)
    return skills.level_for(need) > UNTRAINED and skills.speaks(need.language)


def _old_place(talk: Talk, earlier: Iterable[Earlier], need: NeedName | None) -> datetime | None:
    here, others = [], list[EarlierCall]()
    for call in earlier:
        if call.sid == talk.hook.sid:
            here.append(call.arrived_at)
        elif call.outcome != LEFT:
            was_abandoned = call.outcome == ABANDONED
            others.append(EarlierCall(call.arrived_at, call.ended_at, _name(call.need), abandoned=was_abandoned))
    began_at = here[0] if here else talk.hook.now
    return old_place(others, need, began_at, talk.house.line.waiting.old_place_for)


def _name(need: str | None) -> NeedName | None:
    return NeedName(need) if need is not None else None
