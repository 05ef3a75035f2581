"""The texts that people send: each kept before anything comes of it, and answered once, whoever races.

What a text leads to is written in the transaction that takes it; where that fails, it stands here unhandled and is
taken again. Deliberately reads none of them: what a text asks for is for the flows to say.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select, update

from routing.skills import PromiseId
from voice_app.ledger.ids import MessageSid, Phone
from voice_app.ledger.rows import insert_once, one
from voice_app.ledger.tables import UNHANDLED, incoming_texts

AT_ONCE = 50
"""Unhandled texts that are looked for at a time, oldest first."""


@dataclass(frozen=True, slots=True)
class IncomingText:
    """A text that came in. `phone`: None for who shows no number, and once erased, as `body` is.

    `meaning`: what it asked for, as it was read; `answer`: the phrase that was texted back, None: none was.
    """

    sid: MessageSid
    phone: Phone | None = field(repr=False)
    body: str | None = field(repr=False)
    at: datetime
    promise_id: PromiseId | None
    meaning: str | None
    answer: str | None
    handled_at: datetime | None


def keep(connection: Connection, sid: MessageSid, phone: Phone | None, body: str, at: datetime) -> bool:
    """Keep what came in; a repeat changes nothing. Says whether it is new."""
    return insert_once(connection, incoming_texts, sid=sid, phone=phone, body=body, at=at)


def unhandled(connection: Connection, before: datetime) -> tuple[MessageSid, ...]:
    """The texts from before that instant that nobody has taken up, oldest first."""
    rows = incoming_texts.c
    waiting = select(rows.sid).where(UNHANDLED, rows.at < before).order_by(rows.at).limit(AT_ONCE)
    return tuple(connection.execute(waiting).scalars())


def take(connection: Connection, sid: MessageSid, now: datetime) -> IncomingText | None:
    """Take it up; of two workers one gets it, for as long as its transaction stands."""
    mine = update(incoming_texts).where(incoming_texts.c.sid == sid, UNHANDLED).values(handled_at=now)
    return one(IncomingText, connection, mine.returning(incoming_texts))


def get(connection: Connection, sid: MessageSid) -> IncomingText | None:
    """One of them."""
    return one(IncomingText, connection, select(incoming_texts).where(incoming_texts.c.sid == sid))


def has_later(connection: Connection, phone: Phone, at: datetime) -> bool:
    """Is a text of this phone known that came in after that instant?"""
    rows = incoming_texts.c
    return bool(connection.scalar(select(func.count()).where(rows.phone == phone, rows.at > at)))


def note(
    connection: Connection, sid: MessageSid, meaning: str, *, promise_id: PromiseId | None, answer: str | None
) -> None:
    """What it asked for, the promise that it was about or made, and what was texted back."""
    its = update(incoming_texts).where(incoming_texts.c.sid == sid)
    connection.execute(its.values(meaning=meaning, promise_id=promise_id, answer=answer))


def answers_to(connection: Connection, phone: Phone, since: datetime) -> int:
    """How many texts of this phone have been answered since."""
    return _answered(connection, incoming_texts.c.phone == phone, since)


def answers_to_range(connection: Connection, prefix: str, since: datetime) -> int:
    """How many texts of all phones that differ from each other in their last four digits only, by what they begin with,
    have been answered since."""
    # Digits sort alike in every collation, and letters and signs do not.
    return _answered(connection, incoming_texts.c.phone.between(f"{prefix}0000", f"{prefix}9999"), since)


def _answered(connection: Connection, whose: ColumnElement[bool], since: datetime) -> int:
    rows = incoming_texts.c
    count = select(func.count()).where(whose, rows.at > since, rows.answer.is_not(None))
    return connection.execute(count).scalar_one()
