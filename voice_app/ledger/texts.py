"""The outbox of text messages: queued with what they tell of, sent at most once.

A text that was claimed and not heard of again may have been sent. It becomes `unknown` and is not sent again: twice the
same text costs money and trust, and what it said stands in the ledger and was spoken. Only what the carrier surely
did not take (it said so, or was never reached) goes back into the queue.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, exists, func, select, update

from routing.skills import CallSid, PromiseId
from voice_app.ledger.ids import Phone, TextId, TextState
from voice_app.ledger.rows import changes, insert_once, many, one, values
from voice_app.ledger.tables import CLAIMED, QUEUED, texts

CODE = "text_code"
"""The phrase of a text that is a secret: once it has left, or has not, it is wiped here."""
CLAIM_LEASE = timedelta(seconds=60)
"""A claim older than this has lost its worker."""
BODY_KEPT = case((texts.c.phrase != CODE, texts.c.body))
"""What is kept of what was said, when a text is closed."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text. `phrase` names what was said, `body` says it; both `phone` and `body` are None once erased."""

    id: TextId
    promise_id: PromiseId | None
    call_sid: CallSid | None
    phone: Phone | None = field(repr=False)
    phrase: str
    body: str | None = field(repr=False)
    state: TextState
    queued_at: datetime
    not_before: datetime
    claimed_at: datetime | None
    closed_at: datetime | None
    message_sid: str | None
    cause: str | None


def queue(
    connection: Connection,
    text_id: TextId,
    phone: Phone,
    phrase: str,
    body: str,
    *,
    now: datetime,
    promise_id: PromiseId | None = None,
    call_sid: CallSid | None = None,
) -> bool:
    """Put a text into the outbox, in the transaction of what it tells of; a repeat of its id changes nothing."""
    return insert_once(
        connection,
        texts,
        id=text_id,
        promise_id=promise_id,
        call_sid=call_sid,
        phone=phone,
        phrase=phrase,
        body=body,
        state="queued",
        queued_at=now,
        not_before=now,
    )


def is_queued(connection: Connection, text_id: TextId) -> bool:
    """Whether there is this text, sent or not."""
    return connection.execute(select(exists().where(texts.c.id == text_id))).scalar_one()


def state_of(connection: Connection, text_id: TextId) -> TextState | None:
    """How far this text has come; None: there is none."""
    return connection.execute(select(texts.c.state).where(texts.c.id == text_id)).scalar_one_or_none()


def claim(connection: Connection, now: datetime) -> Text | None:
    """Take the next text to send; of two workers one gets it. Commit before sending it."""
    following = (
        select(texts.c.id)
        .where(QUEUED, texts.c.not_before <= now)
        .order_by(texts.c.not_before, texts.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    # `=` and not IN: PostgreSQL may run a locking subquery under IN once for each row, and claim them all.
    mine = update(texts).where(texts.c.id == following, QUEUED).values(state="claimed", claimed_at=now)
    return one(Text, connection, mine.returning(texts))


def sent(connection: Connection, text_id: TextId, message_sid: str, now: datetime) -> bool:
    """The carrier took it."""
    return _close(connection, text_id, "sent", now, message_sid=message_sid)


def failed(
    connection: Connection, text_id: TextId, cause: str, now: datetime, retry_at: datetime | None = None
) -> bool:
    """The carrier surely did not take it: for good, or until `retry_at`."""
    if retry_at is None:
        return _close(connection, text_id, "failed", now, cause=cause)
    claimed = update(texts).where(texts.c.id == text_id, CLAIMED)
    return changes(connection, claimed.values(state="queued", not_before=retry_at, claimed_at=None, cause=cause))


def in_doubt(connection: Connection, text_id: TextId, cause: str, now: datetime) -> bool:
    """The carrier's answer was lost: it is not sent again."""
    return _close(connection, text_id, "unknown", now, cause=cause)


def _close(connection: Connection, text_id: TextId, state: TextState, now: datetime, **said: str) -> bool:
    claimed = update(texts).where(texts.c.id == text_id, CLAIMED)
    return changes(connection, claimed.values(state=state, closed_at=now, body=BODY_KEPT, **said))


def give_up_stale(connection: Connection, now: datetime) -> tuple[Text, ...]:
    """Texts whose worker died between claim and answer, now `unknown`."""
    stale = update(texts).where(CLAIMED, texts.c.claimed_at <= now - CLAIM_LEASE)
    lost = stale.values(state="unknown", closed_at=now, cause="worker_died", body=BODY_KEPT).returning(texts)
    return values(Text, connection.execute(lost))


def last_to(connection: Connection, phone: Phone, since: datetime) -> str | None:
    """Which phrase this phone was texted last since then, as far as it may have arrived."""
    rows = texts.c
    theirs = select(rows.phrase).where(rows.phone == phone, rows.queued_at > since, rows.state != "failed")
    return connection.execute(theirs.order_by(rows.queued_at.desc(), rows.id).limit(1)).scalar_one_or_none()


def to_range(connection: Connection, prefix: str, phrase: str, since: datetime) -> int:
    """How many texts of this phrase were queued since then to phones that differ in their last four digits only."""
    rows = texts.c
    range_ = rows.phone.between(f"{prefix}0000", f"{prefix}9999")
    count = select(func.count()).where(range_, rows.queued_at > since, rows.phrase == phrase)
    return connection.execute(count).scalar_one()


def of_promise(connection: Connection, promise_id: PromiseId) -> tuple[Text, ...]:
    """Every text about this promise, oldest first."""
    its = select(texts).where(texts.c.promise_id == promise_id)
    return many(Text, connection, its.order_by(texts.c.queued_at, texts.c.id))
