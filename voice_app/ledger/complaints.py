"""What people said themselves, or agents noted of them, on a day on which something was not settled.

Reads what is there: what was erased is not. Deliberately chooses nothing of it: `voice_app.digest.complaints` does.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from voice_app.ledger.rows import many
from voice_app.ledger.tables import attempts, calls, follow_ups, incoming_texts, promise_matters, promises

Kind = Literal["not_helped", "returns", "broken", "unresolved", "text"]
NOT_HELPED_TO: Final = 2
"""Of five."""
UNSCORED: Final = cast(null(), Integer)
NO_NEED: Final = cast(null(), Text)
FOR_A_PERSON: Final = "other"
"""What a text means that only a person can read."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """`who`: what tells this person from others, a phone or an id; shown nowhere. `score`: where one was given."""

    kind: Kind
    who: str = field(repr=False)
    at: datetime
    need: str | None
    score: int | None
    words: str = field(repr=False)


def between(
    connection: Connection, from_at: datetime, to_at: datetime, returning: Collection[str], most: int
) -> tuple[Complaint, ...]:
    """Up to `most` of each kind, the newest. `returning`: calls of those who come back again and again."""
    f, c, a, p, m, i = (table.c for table in (follow_ups, calls, attempts, promises, promise_matters, incoming_texts))
    open_still = or_(c.is_resolved.is_(False), c.disposition == "follow_up")
    of_callbacks = or_(a.is_resolved.is_(False), a.disposition == "follow_up")
    # Whichever of the two the follow-up was about; its need is that of the call, or of the promise.
    need = func.coalesce(
        select(c.need).where(c.sid == f.call_sid).scalar_subquery(),
        select(p.need).where(p.id == f.promise_id).scalar_subquery(),
    )
    them = (
        _some("not_helped", (f.phone, f.id, f.answered_at, need, f.score, f.comment), most, from_at, to_at).where(
            f.state == "asked", or_(f.score <= NOT_HELPED_TO, f.score.is_(None))
        ),
        _some("returns", (c.phone, c.sid, c.arrived_at, c.need, UNSCORED, c.note), most, from_at, to_at).where(
            c.sid.in_(returning) if returning else false(), c.is_resolved.is_not(True)
        ),
        _some("broken", (p.phone, p.id, p.due_by, p.need, UNSCORED, m.note), most, from_at, to_at)
        .join(promise_matters, m.promise_id == p.id)
        .where(p.broken_at.is_not(None)),
        _some("unresolved", (c.phone, c.sid, c.arrived_at, c.need, UNSCORED, c.note), most, from_at, to_at).where(
            open_still
        ),
        _some("unresolved", (a.phone, a.id, a.gated_at, p.need, UNSCORED, a.note), most, from_at, to_at)
        .join(promises, p.id == a.promise_id)
        .where(of_callbacks),
        _some("text", (i.phone, i.sid, i.at, NO_NEED, UNSCORED, i.body), most, from_at, to_at).where(
            i.meaning == FOR_A_PERSON
        ),
    )
    return many(Complaint, connection, union_all(*(select(one.subquery()) for one in them)))


def _some(
    kind: Kind, columns: tuple[Any, Any, Any, Any, Any, Any], most: int, from_at: datetime, to_at: datetime
) -> Select[Any]:
    """`columns`: the phone, an id in its place, the instant, the need, the score, the words."""
    phone, id_, at, need, score, words = columns
    who: ColumnElement[str] = func.coalesce(phone, id_)
    shown = (literal(kind).label("kind"), who.label("who"), at.label("at"), need.label("need"))
    rows = select(*shown, score.label("score"), words.label("words"))
    return rows.where(at >= from_at, at < to_at, words.is_not(None)).order_by(at.desc()).limit(most)
