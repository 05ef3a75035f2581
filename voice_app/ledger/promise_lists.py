"""Every promise there is, as a supervisor goes through them: in groups, the one that matters first at the top.

What is owed is in the order of its effective deadline, what is over newest first; each page is found where the one
before ended. Reads only, by indexes that hold all that a list is cut by. Who looked is the caller's to note.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Text,
    TextClause,
    func,
    literal_column,
    select,
    tuple_,
)

from routing.skills import AgentId, PromiseId
from voice_app.ledger.duties import Page
from voice_app.ledger.ids import Outcome, Phone
from voice_app.ledger.pages import cursor_at, place_of
from voice_app.ledger.promise import Promise
from voice_app.ledger.rows import many
from voice_app.ledger.tables import DONE, LAST_DIGITS, OWED, OWED_AS, PREFERRED, attempts, promises

Group = Literal["broken", "at_risk", "needs_approval", "due_next", "open", "done", "kept", "unreached", "withdrawn"]
OF_ALL: Final[tuple[Group, ...]] = ("broken", "at_risk", "needs_approval", "due_next", "open", "done")
"""In this order; a promise is in the first that has it. The others are parts of *done*."""
SOON: Final = timedelta(hours=4)
"""What is due within this is *due next*."""
COUNTED: Final = 10_000
"""Each group is counted up to here: nobody asks how many more there are, and each look would cost as much."""
CALM: Final = "calm"
"""As OWED_AS calls what is owed and neither broken, nor at risk, nor to be approved."""
WHATEVER: Final = "-"
"""As a need: whatever it is about."""
LEAST_DIGITS: Final = 4
LOOKED_AT: Final = 2000
"""Promises to phones that end alike, at most: of a hundred thousand, ten end in the same four digits."""

_p, _a = promises.c, attempts.c
Guard = ColumnElement[bool] | TextClause


@dataclass(frozen=True, slots=True)
class Cut:
    """Which promises are listed; None: all. `need`: WHATEVER for those about no need. `agent`: who has it, or has tried
    it. `made`, `due`: from an instant on, and until another."""

    need: str | None = None
    language: str | None = None
    agent: AgentId | None = None
    source: str | None = None
    cause: str | None = None
    made_from: datetime | None = None
    made_until: datetime | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tries:
    """What was tried of a promise: how many attempts count, how the last one ended, who has it now or had it last."""

    count: int = 0
    last_outcome: Outcome | None = None
    agent: AgentId | None = None
    is_under_way: bool = False


def page(
    connection: Connection, group: Group, cut: Cut, now: datetime, *, cursor: str | None = None, limit: int
) -> Page:
    """One page of a group, `limit` promises at most. Raises BadCursor."""
    is_owed = group in OF_ALL[:-1]
    at = _p.effective_due_by if is_owed else _p.closed_at
    place = tuple_(at, _p.id)
    ids = select(_p.id).where(*_of(group, now), *_cut(cut))
    if cursor is not None:
        ids = ids.where(place > place_of(cursor) if is_owed else place < place_of(cursor))
    order = (at, _p.id) if is_owed else (at.desc(), _p.id.desc())
    shown = ids.order_by(*order).limit(limit + 1).subquery()
    found = many(Promise, connection, select(promises).join(shown, _p.id == shown.c.id).order_by(*order))
    last = found[limit - 1] if len(found) > limit else None
    ended_at = (last.effective_due_by if is_owed else last.closed_at) if last else None
    return Page(found[:limit], cursor_at(ended_at, last.id) if last and ended_at else None)


def counts(connection: Connection, cut: Cut, now: datetime) -> Mapping[Group, int]:
    """How many promises are in each of OF_ALL; COUNTED + 1 at most."""
    upto = {group: select(_p.id).where(*_of(group, now), *_cut(cut)).limit(COUNTED + 1).subquery() for group in OF_ALL}
    each = [select(func.count()).select_from(some).scalar_subquery().label(group) for group, some in upto.items()]
    row = connection.execute(select(*each)).one()
    return {group: int(row._mapping[group]) for group in OF_ALL}


def ids(connection: Connection, group: Group | None, cut: Cut, now: datetime, limit: int) -> tuple[PromiseId, ...]:
    """The first promises of a group, or of all that is owed, in the order of the list."""
    its = select(_p.id).where(*(_of(group, now) if group else (OWED,)), *_cut(cut))
    ordered = its.order_by(_p.effective_due_by, _p.id) if group in (None, *OF_ALL[:-1]) else its.order_by(_p.closed_at)
    return tuple(PromiseId(id_) for id_ in connection.execute(ordered.limit(limit)).scalars())


def group_of(promise: Promise, now: datetime) -> Group:
    """In which group of OF_ALL this promise is."""
    if promise.closed_at is not None:
        return "done"
    if promise.broken_at is not None:
        return "broken"
    if promise.needs_approval:
        return "needs_approval"
    if promise.escalated_at is not None:
        return "at_risk"
    return "due_next" if promise.effective_due_by <= now + SOON else "open"


def _of(group: Group, now: datetime) -> tuple[Guard, ...]:
    if group in OF_ALL[:-1]:
        return OWED, *_standing(group, now)
    # Wrapped, lest SQLite takes the index of states, in which they lie by another order.
    return (DONE,) if group == "done" else (DONE, func.coalesce(_p.state, "") == group)


def _standing(group: Group, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What tells this group of what is owed from the others. What waits for a word of ours is at risk from its first
    minute, and is listed under what can be done for it."""
    stands: ColumnElement[str] = literal_column(OWED_AS.text, Text)
    if group == "due_next":
        return stands == CALM, _p.effective_due_by <= now + SOON
    if group == "open":
        return stands == CALM, _p.effective_due_by > now + SOON
    return (stands == group,)


def _cut(cut: Cut) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool] | None] = [
        None if cut.need is None else (_p.need.is_(None) if cut.need == WHATEVER else _p.need == cut.need),
        None if cut.language is None else _p.language == cut.language,
        None if cut.source is None else _p.source == cut.source,
        None if cut.cause is None else _p.broken_because == cut.cause,
        None if cut.made_from is None else _p.made_at >= cut.made_from,
        None if cut.made_until is None else _p.made_at < cut.made_until,
        None if cut.due_from is None else _p.due_by >= cut.due_from,
        None if cut.due_until is None else _p.due_by < cut.due_until,
        None if cut.agent is None else _p.id.in_(_of_agent(cut.agent)),
    ]
    return [one for one in wanted if one is not None]


def _of_agent(agent: AgentId) -> CompoundSelect[Any]:
    """By two indexes, whatever there is of others. What is over nobody has."""
    tried = select(_a.promise_id).where(_a.agent_id == agent)
    return tried.union_all(select(_p.id).where(_p.preferred_agent == agent, PREFERRED))


# ── looked for ──────────────────────────────────────────────────────────────────────────────────────────────────────


def of_phone(connection: Connection, phone: Phone, limit: int) -> tuple[Promise, ...]:
    """The promises to this phone, newest first. A phone begins with its `+`, so what ends with all of it is it; told
    that they are equal, SQLite would look through all promises."""
    return of_last_digits(connection, phone, limit)


def of_last_digits(connection: Connection, digits: str, limit: int) -> tuple[Promise, ...]:
    """The promises to phones that end so, newest first; LEAST_DIGITS digits or more."""
    alike = _ends_with(digits[-LEAST_DIGITS:]).where(_p.phone.endswith(digits, autoescape=True))
    return _found(connection, alike, limit)


def _ends_with(digits: str) -> Select[Any]:
    return select(promises).where(literal_column(LAST_DIGITS.text) == digits)


def _found(connection: Connection, alike: Select[Any], limit: int) -> tuple[Promise, ...]:
    """Sorted here: asked to do it, SQLite would rather read all promises by when they were made."""
    found = many(Promise, connection, alike.limit(LOOKED_AT))
    return tuple(sorted(found, key=lambda promise: (promise.made_at, promise.id), reverse=True)[:limit])


# ── beside each ─────────────────────────────────────────────────────────────────────────────────────────────────────


def tries(connection: Connection, of: Collection[PromiseId]) -> Mapping[PromiseId, Tries]:
    """What was tried of each of these."""
    found: dict[PromiseId, Tries] = {}
    columns = (_a.promise_id, _a.agent_id, _a.state, _a.customer_leg_of, _a.outcome)
    rows = connection.execute(select(*columns).where(_a.promise_id.in_(of)).order_by(_a.promise_id, _a.n)) if of else ()
    for id_, agent, state, dialled, outcome in rows:
        before = found.get(PromiseId(id_), Tries())
        found[PromiseId(id_)] = Tries(
            count=before.count + (dialled is not None),
            last_outcome=outcome or before.last_outcome,
            agent=AgentId(agent),
            is_under_way=state != "ended",
        )
    return {id_: found.get(id_, Tries()) for id_ in of}
