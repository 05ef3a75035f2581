"""What the caps against toll fraud are held against: who asked lately, whom we dialled, how long we talked.

Counts only. What follows from a cap is decided by `voice_app.caps`; how high it is stands in the line file.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, and_, exists, func, or_, select

from routing.skills import PromiseId
from voice_app.ledger.rows import take_turn
from voice_app.ledger.tables import promises, texts, timeline

HOUR = timedelta(hours=1)


def asked_lately(connection: Connection, prefix: str, now: datetime, *, besides: PromiseId | None = None) -> int:
    """Promises that came to numbers of this prefix within the hour, whatever became of them; made there or moved there.

    Those of shared numbers do not count: behind a switchboard are many people. Whoever asks holds the prefix until the
    transaction ends, so that of requests at the same time each counts the ones before it.
    """
    take_turn(connection, f"prefix {prefix}")
    since = now - HOUR
    moved = exists().where(timeline.c.promise_id == promises.c.id, timeline.c.event == "moved", timeline.c.at > since)
    came = or_(promises.c.made_at > since, moved)
    there = and_(promises.c.prefix == prefix, promises.c.shared.is_(False), came)
    if besides is not None:
        there = and_(there, promises.c.id != besides)
    return _count(connection, select(func.count()).select_from(promises).where(there))


def texted_lately(connection: Connection, prefix: str, phrase: str, now: datetime) -> int:
    """Texts of this phrase that were queued within the hour about promises to this prefix; others wait, as above."""
    take_turn(connection, f"texts {prefix}")  # never the prefix itself: by now the promise may be locked
    their = select(func.count()).select_from(texts.join(promises, promises.c.id == texts.c.promise_id))
    lately = (texts.c.queued_at > now - HOUR, texts.c.phrase == phrase, promises.c.prefix == prefix)
    return _count(connection, their.where(*lately))


def _count(connection: Connection, query: Select[int]) -> int:
    return connection.execute(query).scalar_one()
