"""The one question after a talk, for callers who said that they may be asked: agreed, asked once, answered.

    agreed    the caller said yes, an agent noted it; asked when the talk has come to a good end, and some time later
    asked     the text is in the outbox; the score, the words after it
    dropped   it is not asked, and `cause` says why

Deliberately decides nothing of when and whom: that is `voice_app.texting.follow_up`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Update, exists, func, select, update

from routing.skills import AgentId, CallSid, PromiseId
from voice_app.ledger.ids import FollowUpId, Phone
from voice_app.ledger.rows import changes, insert_once, many, one
from voice_app.ledger.tables import AGREED, follow_ups

State = Literal["agreed", "asked", "dropped"]
By = Literal["desk", "text", "phone"]
"""How the agent noted the caller's yes: on the page, by text, by key."""
TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A caller said yes. One of `call_sid` and `promise_id`: the talk that it was in. `who`: the phone's pseudonym."""

    id: FollowUpId
    call_sid: CallSid | None
    promise_id: PromiseId | None
    agent_id: AgentId
    phone: Phone | None = field(repr=False)
    who: str = field(repr=False)
    language: str
    agreed_at: datetime
    agreed_by: By


@dataclass(frozen=True, slots=True)
class FollowUp(Agreed):
    """How far it came. `phone` and `comment` are None once erased."""

    state: State
    asked_at: datetime | None
    score: int | None
    comment: str | None = field(repr=False)
    answered_at: datetime | None
    cause: str | None


def agree(connection: Connection, agreed: Agreed) -> bool:
    """The caller of this talk may be asked; said again after it was taken back, too. False: it stands already."""
    row = {name: getattr(agreed, name) for name in Agreed.__dataclass_fields__}
    if insert_once(connection, follow_ups, **row, state="agreed"):
        return True
    its = follow_ups.c.call_sid == agreed.call_sid if agreed.call_sid else follow_ups.c.promise_id == agreed.promise_id
    taken_back = (its, follow_ups.c.state == "dropped", follow_ups.c.cause == TAKEN_BACK)
    again = {"state": "agreed", "cause": None, "agreed_at": agreed.agreed_at, "agreed_by": agreed.agreed_by}
    return changes(connection, update(follow_ups).where(*taken_back).values(**again))


def drop(connection: Connection, follow_up: FollowUpId, cause: str) -> bool:
    """It is not asked, unless it was already."""
    return changes(connection, _of(follow_up).where(AGREED).values(state="dropped", cause=cause))


def ask(connection: Connection, follow_up: FollowUpId, now: datetime) -> bool:
    """The right to ask, once."""
    return changes(connection, _of(follow_up).where(AGREED).values(state="asked", asked_at=now))


def answer(
    connection: Connection, follow_up: FollowUpId, score: int | None, comment: str | None, now: datetime
) -> bool:
    """A score ends it; words without one are added to what there is."""
    said = follow_ups.c.comment
    words = func.coalesce(said + "\n", "") + comment if comment else said
    unscored = _of(follow_up).where(follow_ups.c.state == "asked", follow_ups.c.score.is_(None))
    return changes(connection, unscored.values(score=score, comment=words, answered_at=now))


def _of(follow_up: FollowUpId) -> Update:
    return update(follow_ups).where(follow_ups.c.id == follow_up)


def of_talk(
    connection: Connection, *, call_sid: CallSid | None = None, promise_id: PromiseId | None = None
) -> FollowUp | None:
    """What was agreed in this call, or in the callback of this promise."""
    its = follow_ups.c.call_sid == call_sid if call_sid else follow_ups.c.promise_id == promise_id
    return one(FollowUp, connection, select(follow_ups).where(its))


def agreed(connection: Connection) -> tuple[FollowUp, ...]:
    """All that are still to be asked, oldest first."""
    return many(FollowUp, connection, select(follow_ups).where(AGREED).order_by(follow_ups.c.agreed_at))


def was_asked(connection: Connection, who: str, since: datetime) -> bool:
    """Has this person been asked since then?"""
    lately = exists().where(follow_ups.c.who == who, follow_ups.c.asked_at > since)
    return connection.execute(select(lately)).scalar_one()


def unanswered(connection: Connection, who: str, since: datetime) -> FollowUp | None:
    """The question that this person was asked since then and has not answered by a score."""
    theirs = (follow_ups.c.who == who, follow_ups.c.asked_at > since, follow_ups.c.score.is_(None))
    newest = select(follow_ups).where(*theirs).order_by(follow_ups.c.asked_at.desc()).limit(1)
    return one(FollowUp, connection, newest)


def asked_between(connection: Connection, from_at: datetime, to_at: datetime, limit: int) -> tuple[FollowUp, ...]:
    """Those asked in [from, to), newest first."""
    rows = follow_ups.c
    their = select(follow_ups).where(rows.asked_at >= from_at, rows.asked_at < to_at)
    return many(FollowUp, connection, their.order_by(rows.asked_at.desc(), rows.id).limit(limit))


def scores(connection: Connection, from_at: datetime, to_at: datetime) -> Mapping[int | None, int]:
    """How many of those asked in [from, to) gave each score; None: none yet."""
    rows = follow_ups.c
    counted = select(rows.score, func.count()).where(rows.asked_at >= from_at, rows.asked_at < to_at)
    return {row.score: row[1] for row in connection.execute(counted.group_by(rows.score))}
