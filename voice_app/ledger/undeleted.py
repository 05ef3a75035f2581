"""Recordings that must be gone, of talks and of messages, and of which the carrier's list still showed the last time.

Deliberately changes nothing: `workers.forgetting` deletes, and shouts.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from voice_app.ledger.ids import RecordingSid
from voice_app.ledger.tables import recordings, talk_recording_events, talk_recordings, timeline

T, R = talk_recordings.c, recordings.c


def undeleted(connection: Connection, doomed_before: datetime, left_before: datetime) -> tuple[RecordingSid, ...]:
    """Those that were to be gone before that instant, longest first: because somebody said so, or, of messages, because
    they were left before the other."""
    talks = select(T.sid).where(T.wanted == "gone", T.known.in_(("on", "paused", "ended")), ~_has_news(doomed_before))
    old = and_(R.state == "left", R.at <= left_before)
    discarded = and_(R.state == "discarded", ~_was_discarded_since(doomed_before))
    messages = select(R.sid).where(or_(old, discarded), R.deleted_at.is_(None))
    found = (*connection.scalars(talks.order_by(T.agreed_at)), *connection.scalars(messages.order_by(R.at)))
    return tuple(RecordingSid(sid) for sid in found)


def _has_news(since: datetime) -> Any:
    """Nothing more is told of what is doomed, until it is gone."""
    its, at = talk_recording_events.c.recording_id, talk_recording_events.c.at
    return select(its).where(its == T.id, at > since).exists()


def _was_discarded_since(since: datetime) -> Any:
    """It, or another message under its promise: then the shout comes a little later."""
    its = (timeline.c.promise_id == R.promise_id, timeline.c.event == "message_discarded", timeline.c.at > since)
    return select(timeline.c.id).where(*its).exists()
