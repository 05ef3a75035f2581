"""What supervisors did with promises, each act with what every promise was before it and after; and taking one back.

An act is taken back for each promise alone, by a compare-and-set on all that it had changed, and only as long as
nothing has happened to that promise since. Deliberately knows no act by name and tells no timeline: `voice_app.caring`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, func, select, update
from sqlalchemy.exc import IntegrityError

from routing.skills import PromiseId
from voice_app.ledger.ids import ActId
from voice_app.ledger.promise import Promise
from voice_app.ledger.rows import changes, insert_once, many, one
from voice_app.ledger.tables import UNTOLD, acted, acts, promises, timeline
from voice_app.ledger.timeline import Code, as_code

INSTANTS: Final = (
    *("closed_at", "not_before", "window_from", "window_to"),
    *("approved_at", "preferred_until", "hurried_at"),
)
PLAIN: Final = ("state", "needs_approval", "approved_by", "crashes", "preferred_agent")
CHANGES_NOTHING: Final = frozenset(
    {
        *("text_sent", "text_failed", "text_in_doubt"),
        *("message_heard", "message_deleted", "escalated", "broken", "noted"),
    }
)
"""Entries of a timeline after which a promise is still what it was: who knows of it, not what is to be done."""

State = Mapping[str, Any]
Restored = Literal["restored", "changed", "in_the_way"]


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `by`: the supervisor, or a program's own id. `data`: what was wanted, in ids, codes and instants
    (RFC 3339 as they are read)."""

    id: ActId
    kind: str
    by: str
    at: datetime
    data: Mapping[str, Code | datetime]
    undone_at: datetime | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class Acted:
    """One promise of an act. `refused`: why it was left as it was, a code; else it was changed from `before` to
    `after`, and `last_entry` is where its timeline ended then. `tells`: the text that follows once the act stands for
    good, and `told_at`: since when it has followed, or has nothing to say. `kept_because`: why it was not taken back.
    """

    act_id: ActId
    promise_id: PromiseId
    refused: str | None
    before: State | None
    after: State | None
    last_entry: int | None
    tells: str | None
    told_at: datetime | None
    undone_at: datetime | None
    kept_because: str | None

    @property
    def is_done(self) -> bool:
        return self.refused is None


def begin(connection: Connection, act: Act) -> bool:
    """The act is under way; false: it was begun before."""
    data = {name: as_code(name, value) for name, value in act.data.items()}
    row = {"id": act.id, "kind": act.kind, "by": as_code("by", act.by), "at": act.at, "data": data}
    return insert_once(connection, acts, **row)


def lock(connection: Connection, promise: PromiseId) -> Promise | None:
    """The promise as it is, and stays until this transaction ends."""
    return one(Promise, connection, select(promises).where(promises.c.id == promise).with_for_update())


def done(connection: Connection, act: ActId, before: Promise, after: Promise, tells: str | None) -> None:
    """The act has changed this promise so."""
    entry = newest_entry(connection, before.id)
    row = {"before": _state_of(before), "after": _state_of(after), "last_entry": entry, "tells": tells}
    insert_once(connection, acted, act_id=act, promise_id=before.id, **row)


def refused(connection: Connection, act: ActId, promise: PromiseId, because: str) -> None:
    """The act has left this promise as it was."""
    insert_once(connection, acted, act_id=act, promise_id=promise, refused=because)


def _state_of(promise: Promise) -> dict[str, Any]:
    instants = {name: getattr(promise, name) for name in INSTANTS}
    written = {name: at.isoformat() if at else None for name, at in instants.items()}
    return written | {name: getattr(promise, name) for name in PLAIN}


def get(connection: Connection, act: ActId) -> Act | None:
    """One act."""
    return one(Act, connection, select(acts).where(acts.c.id == act))


def promises_of(connection: Connection, act: ActId) -> tuple[Acted, ...]:
    """What it did to each promise, in the order of their ids."""
    return many(Acted, connection, select(acted).where(acted.c.act_id == act).order_by(acted.c.promise_id))


def of(connection: Connection, act: ActId, promise: PromiseId) -> Acted | None:
    """What it did to this promise."""
    return one(Acted, connection, select(acted).where(acted.c.act_id == act, acted.c.promise_id == promise))


def lately(connection: Connection, since: datetime, limit: int = 20) -> tuple[Act, ...]:
    """The acts since then that stand and changed something, newest first."""
    something = select(acted.c.act_id).where(acted.c.act_id == acts.c.id, acted.c.refused.is_(None)).exists()
    newest = select(acts).where(acts.c.at > since, acts.c.undone_at.is_(None), something)
    return many(Act, connection, newest.order_by(acts.c.at.desc(), acts.c.id).limit(limit))


def last_of(connection: Connection, promise: PromiseId, since: datetime) -> Act | None:
    """The newest act since then that changed this promise and stands."""
    its = (acted.c.promise_id == promise, acted.c.refused.is_(None), acted.c.undone_at.is_(None))
    newest = select(acts).join(acted, acted.c.act_id == acts.c.id).where(*its, acts.c.at > since)
    found = many(Act, connection, newest.order_by(acts.c.at.desc(), acts.c.id.desc()).limit(1))
    return found[0] if found else None


# ── whether something has happened since ────────────────────────────────────────────────────────────────────────────


def newest_entry(connection: Connection, promise: PromiseId | None = None) -> int:
    """Where the timeline of this promise, or of all, ends: the number of its last entry; 0: there is none."""
    its = select(func.max(timeline.c.id))
    found = connection.execute(its if promise is None else its.where(timeline.c.promise_id == promise)).scalar_one()
    return found or 0


def has_changed(connection: Connection, promise: PromiseId, since: int) -> bool:
    """Has something happened to it after that entry, after which it is no longer what it was?"""
    t = timeline.c
    later = select(t.event).where(t.promise_id == promise, t.id > since).distinct()
    return any(event not in CHANGES_NOTHING for event in connection.execute(later).scalars())


# ── taken back ──────────────────────────────────────────────────────────────────────────────────────────────────────


def undo(connection: Connection, act: ActId, by: str, now: datetime) -> bool:
    """The act is taken back, as far as its promises can be; false: it was before."""
    standing = update(acts).where(acts.c.id == act, acts.c.undone_at.is_(None))
    return changes(connection, standing.values(undone_at=now, undone_by=by))


def claim_undo(connection: Connection, row: Acted, now: datetime) -> bool:
    """Nothing follows from it any more, and nothing has yet; of an undo and a text that follows, one gets it."""
    return changes(connection, _standing(row).where(acted.c.told_at.is_(None)).values(undone_at=now))


def keep(connection: Connection, row: Acted, because: str) -> None:
    """It could not be taken back."""
    connection.execute(_of(row).values(kept_because=because, undone_at=None))


def restore(connection: Connection, row: Acted, *, is_tried: bool, not_before: datetime | None = None) -> Restored:
    """The promise is what it was. `changed`: it is no longer what the act had made of it; `in_the_way`: another is owed
    in its place.

    `is_tried`: an attempt at it is under way. `not_before`: the earliest next try, where it must be later than it was.
    """
    before, after = row.before or {}, row.after or {}
    differs = [name for name in (*INSTANTS, *PLAIN) if before[name] != after[name]]
    new = {name: _value(name, before[name]) for name in differs}
    if "state" in new:
        new |= {"state": "attempting" if is_tried else "open", "reason": None}
    if not_before is not None:
        new["not_before"] = not_before
    guard = [_is(name, _value(name, after[name])) for name in differs]
    its_own = update(promises).where(promises.c.id == row.promise_id, *guard)
    try:
        with connection.begin_nested():
            return "restored" if changes(connection, its_own.values(**new)) else "changed"
    except IntegrityError:
        return "in_the_way"


def _is(name: str, value: Any) -> ColumnElement[bool]:
    return promises.c[name].is_(None) if value is None else promises.c[name] == value


def _value(name: str, stored: Any) -> Any:
    return datetime.fromisoformat(stored) if name in INSTANTS and stored is not None else stored


# ── texts that follow ───────────────────────────────────────────────────────────────────────────────────────────────


def untold(connection: Connection, before: datetime, limit: int) -> tuple[Acted, ...]:
    """What was done before then, and is still to be told of."""
    old = select(acts.c.id).where(acts.c.id == acted.c.act_id, acts.c.at <= before).exists()
    its = select(acted).where(UNTOLD, old).order_by(acted.c.act_id, acted.c.promise_id).limit(limit)
    return many(Acted, connection, its)


def claim_telling(connection: Connection, row: Acted, now: datetime) -> bool:
    """It is told of now, or never; of two tellers one gets it, and an undo no longer does."""
    return changes(connection, _standing(row).where(acted.c.told_at.is_(None)).values(told_at=now))


def _of(row: Acted) -> Any:
    return update(acted).where(acted.c.act_id == row.act_id, acted.c.promise_id == row.promise_id)


def _standing(row: Acted) -> Any:
    return _of(row).where(acted.c.undone_at.is_(None))
