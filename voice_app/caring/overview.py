"""The promises as a supervisor sees them in a list: who it is, what stands in the way, what was tried, who has it.

Some looks at the ledger for a whole page, and the board for what is about to be met. Deliberately notes nobody's look,
and changes nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from routing.board import BoardGone
from routing.policy import Choice
from routing.reasons import NoMatch
from routing.skills import AgentId, PromiseId
from voice_app import why_now
from voice_app.customers import directory
from voice_app.ledger import acts, promise_lists
from voice_app.ledger.ids import Outcome
from voice_app.ledger.promise import Promise
from voice_app.ledger.promise_lists import OF_ALL, Cut, Group, Tries
from voice_app.numbers import Phone
from voice_app.runtime import Runtime

OF_EACH: Final = 15
"""Promises of each group, where all are shown."""
A_PAGE: Final = 50
"""Promises of one group, where it is shown alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """One promise of a list. `standing`: who is about to be rung, or why nobody is; None: it is over, or nobody can
    tell. `agent`: who has it now, or for whom it is kept."""

    promise: Promise
    name: str | None = field(repr=False)
    group: Group
    standing: Choice | NoMatch | None
    attempts: int
    last_outcome: Outcome | None
    agent: AgentId | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """One group, `count` promises in all; `next_cursor`: where its next page begins."""

    group: Group
    count: int
    rows: tuple[Row, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All groups, or one alone. `as_of`: where the timeline of all ended then; `is_blind`: the board could not tell
    what stands in the way."""

    shelves: tuple[Shelf, ...]
    as_of: int
    is_blind: bool


def overview(house: Runtime, group: Group | None, cut: Cut, cursor: str | None, now: datetime) -> Overview:
    """`group` None: the beginning of each. Raises BadCursor, LedgerGone."""
    wanted: Sequence[Group] = (group,) if group else OF_ALL
    limit = A_PAGE if group else OF_EACH
    with house.ledger.read() as ledger:
        as_of = acts.newest_entry(ledger)
        counts = promise_lists.counts(ledger, cut, now)
        pages = {one: promise_lists.page(ledger, one, cut, now, cursor=cursor, limit=limit) for one in wanted}
    rows, is_blind = rows_of(house, [promise for page in pages.values() for promise in page.items], now)
    by_id = {row.promise.id: row for row in rows}
    shelves = [
        Shelf(one, counts.get(one, 0), tuple(by_id[promise.id] for promise in page.items), page.next_cursor)
        for one, page in pages.items()
    ]
    return Overview(tuple(shelves), as_of, is_blind)


def rows_of(house: Runtime, promises: Collection[Promise], now: datetime) -> tuple[tuple[Row, ...], bool]:
    """These promises as rows, in this order; and whether the board could not tell what stands in their way."""
    phones = [Phone(promise.phone) for promise in promises if promise.phone is not None]
    with house.ledger.read() as ledger:
        names = directory.names_of(ledger, house.line, phones)
        tried = promise_lists.tries(ledger, [promise.id for promise in promises])
    standing: Mapping[PromiseId, Choice | NoMatch] = {}
    is_blind = False
    try:
        standing = why_now.of_promises(house, [one for one in promises if one.closed_at is None], now)
    except BoardGone:
        is_blind = True
    rows = [
        Row(
            promise=promise,
            name=names.get(promise.phone) if promise.phone else None,
            group=promise_lists.group_of(promise, now),
            standing=standing.get(promise.id),
            attempts=tried[promise.id].count,
            last_outcome=tried[promise.id].last_outcome,
            agent=_who_has(promise, tried[promise.id], now),
        )
        for promise in promises
    ]
    return tuple(rows), is_blind


def _who_has(promise: Promise, tried: Tries, now: datetime) -> AgentId | None:
    if promise.closed_at is not None or tried.is_under_way:
        return tried.agent
    until_at = promise.preferred_until
    return promise.preferred_agent if until_at is not None and now < until_at else None
