"""An agent's own day in figures, each defined where it is named (`state.Day`).

For the agent and supervisors, to see how the day went; deliberately compares nobody with anybody.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from voice_app.desk.state import Day, MyPromise
from voice_app.ledger.agents import PresenceChange
from voice_app.ledger.conversations import Conversation

UNSAID = ""
"""The reason of a break for which none was given."""


def day_of(
    had: Iterable[Conversation],
    declared: Sequence[PresenceChange],
    promised: Iterable[MyPromise],
    since: datetime,
    now: datetime,
) -> Day:
    """The figures of the day that began at `since`. `declared`: what was, then, and the declaration that still stood at
    its beginning. `promised`: the agent's promises, those of today among them."""
    talks = [(one, one.began_at) for one in had if one.began_at is not None and one.began_at >= since]
    over = [(one.ended_at - began_at, one) for one, began_at in talks if one.ended_at is not None]
    talked = sum((length for length, _ in over), timedelta())
    goes_on = sum((now - began_at for one, began_at in talks if one.ended_at is None), timedelta())
    said = [one.is_resolved for _, one in over if one.is_resolved is not None]
    made = [promise for promise in promised if promise.made_at is not None and promise.made_at >= since]
    return Day(
        since=since,
        calls=sum(not one.is_callback for one, _ in talks),
        callbacks=sum(one.is_callback for one, _ in talks),
        talked=talked + goes_on,
        average=talked / len(over) if over else None,
        wrapped_up=sum(one.wrapped_at is not None for _, one in over),
        resolved_share=sum(said) / len(said) if said else None,
        transferred=sum(one.transfer is not None for one, _ in talks),
        breaks=_breaks(declared, since, now),
        promised=len(made),
        kept=sum(promise.state == "kept" for promise in made),
        due=sum(promise.due_by <= now for promise in made),
    )


def _breaks(declared: Sequence[PresenceChange], since: datetime, now: datetime) -> Mapping[str, timedelta]:
    """How long on break, by reason: what began before midnight counts from then on."""
    taken = defaultdict[str, timedelta](timedelta)
    ends = [*(change.at for change in declared[1:]), now]
    for change, end_at in zip(declared, ends, strict=False):
        if change.presence == "on_break":
            taken[change.reason or UNSAID] += max(end_at - max(change.at, since), timedelta())
    return dict(taken)
