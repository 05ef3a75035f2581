"""An agent's own day in figures, each defined where it is named (`state.Day`).

For the agent and supervisors, to see how the day went; deliberately compares nobody with anybody.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from voice_app.desk.state import Day
from voice_app.ledger.conversations import Conversation


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """When the day began on the wall clock of the line; a day may have 23 or 25 hours."""
    return datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)


def day_of(conversations: Iterable[Conversation], since: datetime, now: datetime) -> Day:
    """The figures of these conversations, of which those count that began since midnight."""
    talks = [(one, one.began_at) for one in conversations if one.began_at is not None and one.began_at >= since]
    over = [(one.ended_at - began_at, one) for one, began_at in talks if one.ended_at is not None]
    talked = sum((length for length, _ in over), timedelta())
    going_on = sum((now - began_at for one, began_at in talks if one.ended_at is None), timedelta())
    return Day(
        since=since,
        calls=sum(not one.is_callback for one, _ in talks),
        callbacks=sum(one.is_callback for one, _ in talks),
        talked=talked + going_on,
        average=talked / len(over) if over else None,
        wrapped_up=sum(one.wrapped_at is not None for _, one in over),
        resolved_share=None,
        transferred=sum(one.is_sent_on for one, _ in talks),
        breaks={},
        promised=0,
        kept=0,
        due=0,
    )
