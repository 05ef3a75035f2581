"""What the ledger says of a promise of a past that is made up: its row, its attempts, its timeline.

Marks what was late, and who was told of it, as the ticker would have. Deliberately decides nothing of what happened:
that is `keeping`.
"""

import json
from datetime import timedelta

from routing.promises import AT_RISK
from tools.past.ink import at
from tools.past.world import Owed, World
from voice_app.numbers import Phone, prefix_of


def tell_made(owed: Owed) -> None:
    """What its timeline begins with, and what it is about."""
    owed.matters.append((owed.need, owed.call_sid, owed.made))
    told: dict[str, str | bool | None] = {"source": owed.source, "call": owed.call_sid, "due_by": iso(owed.due)}
    told |= {"effective_due_by": iso(owed.effective), "needs_approval": owed.needs_approval is not None}
    if owed.made_by is not None:
        told |= {"by": owed.made_by}
    tell(owed, owed.made, "made", **told)


def write(world: World, owed: Owed) -> None:
    """The promise as it stands, with all that happened to it."""
    over = world.until if owed.closed is None else owed.closed
    escalated_at, escalation, cause = _escalate(world, owed, over)
    marked = owed.due + world.seconds(1, 60)
    broken = marked if marked < over else None
    if broken is not None:
        tell(owed, broken, "broken", because=cause)
        if owed.kept is not None and owed.kept <= owed.due:
            broken = None
    approved_by, approved = owed.approved or (None, None)
    world.ink.add(
        *("promises", owed.id, owed.phone, prefix_of(Phone(owed.phone)), owed.need, owed.language, owed.state),
        *(owed.source, owed.call_sid, at(owed.made), at(owed.due), at(owed.effective), int(owed.late is not None)),
        *(owed.late, at(owed.counts_from), at(owed.not_before), 0, 0, int(_is_unapproved(owed))),
        *(owed.needs_approval, _at(approved), approved_by, _at(escalated_at), cause if escalated_at else None),
        *(escalation, _at(broken), cause if broken else None, _at(owed.kept), owed.kept_how, _at(owed.closed)),
        *(owed.reason, owed.talk),
    )
    for need, sid, when in owed.matters:
        world.ink.add("promise_matters", owed.id, need, sid, at(when), owed.made_by)
    for attempt in owed.attempts:
        world.ink.add("attempts", *attempt)
    for when, event, data in sorted(owed.events, key=lambda one: one[0]):
        world.ink.add("timeline", owed.id, at(when), event, data)


def _escalate(world: World, owed: Owed, over: int) -> tuple[int | None, int, str]:
    """When a supervisor knew of it, how far it climbed, and the cause: what struck it, or what was tried in vain."""
    tried_in_vain = "not_reached" if owed.rung else "agents_refused"
    cause = (
        owed.struck
        or ("needs_approval" if _is_unapproved(owed) else None)
        or (tried_in_vain if owed.tries else "too_few_agents")
    )
    told, step = None, 0
    for before in (AT_RISK, timedelta(hours=1), timedelta(minutes=30))[: 1 if _is_unapproved(owed) else 3]:
        climbs = max(owed.made, owed.effective - before // timedelta(microseconds=1)) + world.seconds(1, 55)
        if climbs >= over:
            break
        step += 1
        told = told or climbs
        tell(owed, climbs, "escalated", step=step, because=cause)
    return told, step, cause


def _is_unapproved(owed: Owed) -> bool:
    return owed.needs_approval is not None and owed.approved is None


def tell(owed: Owed, when: int, event: str, **data: str | int | bool | None) -> None:
    owed.events.append((when, event, json.dumps(data)))


def iso(when: int) -> str:
    return at(when)[:-1] + "+00:00"


def _at(when: int | None) -> str | None:
    return None if when is None else at(when)
