"""What a supervisor must know, and the outbox of its notices: each channel is told at most once.

An alarm stands once per rule and subject, until it is over. Its notices are claimed in groups, all that one target is
to be told by one rule, so that a flood is one message. As with texts, a notice that was claimed and not heard of again
becomes `unknown` and is not sent again; only what surely did not arrive goes back into the queue. Who knows already (an
alarm is acknowledged, or over) is told no more.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Update, and_, bindparam, exists, insert, select, tuple_, update

from routing import alarms as rules
from routing.alarms import OF_PROMISES, TOGETHER, Rule
from voice_app.ledger.ids import AlarmId, AlarmState, Channel, NoticeId, NoticeState
from voice_app.ledger.pages import PAGE, cursor_at, place_of
from voice_app.ledger.rows import changes, insert_once, many, one, values
from voice_app.ledger.tables import CLAIMED, QUEUED, RAISED, alarm_notices, alarms, promises
from voice_app.ledger.timeline import Code, as_code

CLAIM_LEASE = timedelta(seconds=120)
"""A claim older than this has lost its worker. A slow mail server may take that long."""

LARGEST_GROUP = 10_000
"""Alarms told in one message; both databases bind that many ids in one statement."""

TOLD_LATELY = (
    select(alarms.c.tell_at)
    .where(alarms.c.raised_at > bindparam("since"), alarms.c.rule == bindparam("rule"))
    .order_by(alarms.c.raised_at.desc())
    .limit(1)
)
"""Asked for each alarm of a flood, so built once."""

STANDS = select(alarms.c.id).where(RAISED, alarms.c.rule == bindparam("rule"), alarms.c.subject == bindparam("subject"))
"""Asked by each watch of the ticker, mostly in vain, before it ends what it watches for."""

Target = tuple[Channel, str]
"""By which channel, and where: a phone, an e-mail address, a URL."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm. `rule`: a `routing.alarms.Rule`; `because`: a code; `data`: ids and codes, instants in RFC 3339.
    `tell_at`: when its notices leave first."""

    id: AlarmId
    rule: str
    subject: str
    because: str | None
    data: Mapping[str, Code]
    raised_at: datetime
    tell_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    over_at: datetime | None

    @property
    def state(self) -> AlarmState:
        if self.over_at is not None:
            return "over"
        return "raised" if self.acknowledged_at is None else "acknowledged"


@dataclass(frozen=True, slots=True)
class Notice:
    """That one target is told of one alarm. `cause`: why it was not, a code."""

    id: NoticeId
    alarm_id: AlarmId
    channel: Channel
    target: str = field(repr=False)
    state: NoticeState
    tries: int
    queued_at: datetime
    not_before: datetime
    claimed_at: datetime | None
    closed_at: datetime | None
    cause: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """What one target is told in one message: notices, and their alarms, all of one rule, oldest first. Never empty."""

    channel: Channel
    target: str = field(repr=False)
    notices: tuple[Notice, ...]
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """At most PAGE alarms, newest first; `next_cursor` is None on the last page."""

    items: tuple[Alarm, ...]
    next_cursor: str | None


# ── the alarm ───────────────────────────────────────────────────────────────────────────────────────────────────────


def raise_once(
    connection: Connection,
    alarm_id: AlarmId,
    rule: Rule,
    subject: str,
    now: datetime,
    *,
    because: str | None = None,
    targets: Sequence[Target] = (),
    **codes: Code | datetime,
) -> bool:
    """Raise the alarm, with a notice for each target; false where it stands already. Raises ValueError for a code that
    could be personal."""
    tell_at = rules.tell_at(_told_before(connection, rule, now), now)
    raised = insert_once(
        connection,
        alarms,
        id=alarm_id,
        rule=rule.value,
        subject=as_code("subject", subject),
        because=as_code("because", because),
        data={name: as_code(name, code) for name, code in codes.items()},
        raised_at=now,
        tell_at=tell_at,
    )
    if raised and targets:
        connection.execute(
            insert(alarm_notices), [_notice(alarm_id, *each, tell_at, now) for each in enumerate(targets)]
        )
    return raised


def _told_before(connection: Connection, rule: Rule, now: datetime) -> datetime | None:
    """When the rule's latest alarm is told, or was: of those whose minute may not be over."""
    bound = {"since": now - 2 * TOGETHER, "rule": rule.value}
    at: datetime | None = connection.execute(TOLD_LATELY, bound).scalar()
    return at


def _notice(alarm_id: AlarmId, count: int, target: Target, tell_at: datetime, now: datetime) -> dict[str, object]:
    channel, where = target
    return {
        "id": f"{alarm_id}.{count}",
        "alarm_id": alarm_id,
        "channel": channel,
        "target": where,
        "state": "queued",
        "tries": 0,
        "queued_at": now,
        "not_before": tell_at,
    }


def end(connection: Connection, rule: Rule, subject: str, now: datetime) -> bool:
    """What it was about is over; false where it did not stand."""
    if not stands(connection, rule, subject):
        return False
    standing = and_(RAISED, alarms.c.rule == rule.value, alarms.c.subject == subject)
    return bool(_end(connection, standing, now))


def end_of_closed_promises(connection: Connection, now: datetime) -> tuple[Alarm, ...]:
    """Whatever stood about promises that are closed is over, whoever closed them; returns what ended."""
    closed = exists().where(promises.c.id == alarms.c.subject, promises.c.closed_at.is_not(None))
    return _end(connection, and_(RAISED, alarms.c.rule.in_(OF_PROMISES), closed), now)


def _end(connection: Connection, standing: ColumnElement[bool], now: datetime) -> tuple[Alarm, ...]:
    over = update(alarms).where(standing).values(over_at=now).returning(alarms)
    ended = values(Alarm, connection.execute(over))
    for alarm in ended:
        _tell_no_more(connection, alarm.id, "over", now)
    return ended


def acknowledge(connection: Connection, alarm_id: AlarmId, by: str, now: datetime) -> bool:
    """Somebody has seen it, and sees to it; who was first stays. False where it is acknowledged, over or unknown."""
    unseen = update(alarms).where(RAISED, alarms.c.id == alarm_id, alarms.c.acknowledged_at.is_(None))
    seen = changes(connection, unseen.values(acknowledged_at=now, acknowledged_by=as_code("by", by)))
    if seen:
        _tell_no_more(connection, alarm_id, "acknowledged", now)
    return seen


def _tell_no_more(connection: Connection, alarm_id: AlarmId, cause: str, now: datetime) -> None:
    waiting = update(alarm_notices).where(QUEUED, alarm_notices.c.alarm_id == alarm_id)
    connection.execute(waiting.values(state="failed", closed_at=now, cause=cause))


def get(connection: Connection, alarm_id: AlarmId) -> Alarm | None:
    return one(Alarm, connection, select(alarms).where(alarms.c.id == alarm_id))


def stands(connection: Connection, rule: Rule, subject: str) -> bool:
    """Is it raised, and not over?"""
    return connection.execute(STANDS, {"rule": rule.value, "subject": subject}).first() is not None


def standing(connection: Connection) -> tuple[Alarm, ...]:
    """Every alarm that is not over, oldest first."""
    return many(Alarm, connection, select(alarms).where(RAISED).order_by(alarms.c.raised_at, alarms.c.id))


def page(
    connection: Connection,
    state: AlarmState | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    rule: str | None = None,
) -> Page:
    """One page of the alarms in `state`, of one rule or of all, newest first. Raises BadCursor."""
    newest = (alarms.c.raised_at.desc(), alarms.c.id.desc())
    query = select(alarms).where(*_in_state(state)).order_by(*newest).limit(limit + 1)
    if rule is not None:
        query = query.where(alarms.c.rule == rule)
    if cursor is not None:
        query = query.where(tuple_(alarms.c.raised_at, alarms.c.id) < place_of(cursor))
    found = many(Alarm, connection, query)
    items = found[:limit]
    return Page(items, cursor_at(items[-1].raised_at, items[-1].id) if len(found) > limit else None)


def _in_state(state: AlarmState | None) -> tuple[ColumnElement[bool], ...]:
    match state:
        case "raised":
            return (alarms.c.over_at.is_(None), alarms.c.acknowledged_at.is_(None))
        case "acknowledged":
            return (alarms.c.over_at.is_(None), alarms.c.acknowledged_at.is_not(None))
        case "over":
            return (alarms.c.over_at.is_not(None),)
        case None:
            return ()


def notices_of(connection: Connection, ids: Collection[AlarmId]) -> tuple[Notice, ...]:
    """Every notice of these alarms, in the order of their targets."""
    its = select(alarm_notices).where(alarm_notices.c.alarm_id.in_(ids))
    return many(Notice, connection, its.order_by(alarm_notices.c.id))


# ── its notices ─────────────────────────────────────────────────────────────────────────────────────────────────────


def claim(connection: Connection, now: datetime) -> Group | None:
    """Take what the next target is to be told; of two workers one gets it. Commit before sending it."""
    notices = alarm_notices.c
    due = (
        select(notices.channel, notices.target, alarms.c.rule)
        .join(alarms, alarms.c.id == notices.alarm_id)
        .where(QUEUED, notices.not_before <= now)
        .order_by(notices.not_before, notices.id)
    )
    first = connection.execute(due.limit(1)).one_or_none()
    if first is None:
        return None
    same = (notices.channel == first.channel, notices.target == first.target, alarms.c.rule == first.rule)
    alike = due.where(*same).with_only_columns(notices.id).limit(LARGEST_GROUP)
    mine = update(alarm_notices).where(notices.id.in_(alike), QUEUED).returning(alarm_notices)
    taken = mine.values(state="claimed", claimed_at=now, tries=notices.tries + 1)
    claimed = values(Notice, connection.execute(taken))
    about = select(alarms).where(alarms.c.id.in_([notice.alarm_id for notice in claimed]))
    told = many(Alarm, connection, about.order_by(alarms.c.raised_at, alarms.c.id))
    return Group(first.channel, first.target, claimed, told) if claimed else None


def sent(connection: Connection, ids: Collection[NoticeId], now: datetime) -> None:
    """It arrived."""
    connection.execute(_claimed(ids).values(state="sent", closed_at=now, cause=None))


def failed(
    connection: Connection, ids: Collection[NoticeId], cause: str, now: datetime, retry_at: datetime | None = None
) -> None:
    """It surely did not arrive: for good, or until `retry_at`."""
    if retry_at is None:
        connection.execute(_claimed(ids).values(state="failed", closed_at=now, cause=cause))
    else:
        connection.execute(_claimed(ids).values(state="queued", not_before=retry_at, claimed_at=None, cause=cause))


def in_doubt(connection: Connection, ids: Collection[NoticeId], cause: str, now: datetime) -> None:
    """It may have arrived: it is not sent again."""
    connection.execute(_claimed(ids).values(state="unknown", closed_at=now, cause=cause))


def _claimed(ids: Collection[NoticeId]) -> Update:
    return update(alarm_notices).where(alarm_notices.c.id.in_(ids), CLAIMED)


def give_up_stale(connection: Connection, now: datetime) -> tuple[Notice, ...]:
    """Notices whose worker died between claim and answer, now `unknown`."""
    stale = update(alarm_notices).where(CLAIMED, alarm_notices.c.claimed_at <= now - CLAIM_LEASE)
    lost = stale.values(state="unknown", closed_at=now, cause="worker_died").returning(alarm_notices)
    return values(Notice, connection.execute(lost))
