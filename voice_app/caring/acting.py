"""An act on promises: done to each that is still what the supervisor saw, and told of each that is not.

Some promises to a transaction, because callers' own writes stand in the same line. A form that comes twice is one act:
its id is made with the form. So an act whose process died half-way goes on where it stopped, when the form comes again.
Deliberately decides nothing of one promise: `deeds`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import Connection

from routing.skills import PromiseId
from voice_app.caring.deeds import Case, do, tells
from voice_app.caring.wanted import MOST, UNDO_FOR, Done, Order, Refused, Wanted
from voice_app.ledger import ActId, acts, promises
from voice_app.ledger.acts import Act
from voice_app.ledger.promise import Promise
from voice_app.ledger.timeline import Code, as_code
from voice_app.runtime import Runtime

T = TypeVar("T")

AT_A_TIME: Final = 10
"""Promises of one transaction: some twenty milliseconds in which no caller's word is written."""


def act(house: Runtime, order: Order, chosen: Sequence[PromiseId]) -> Done:
    """Do it to the first MOST of the promises that are chosen."""
    mine = list(dict.fromkeys(chosen))[:MOST]
    begun = Act(order.id, order.wanted.kind, order.by, order.at, _said(order.wanted))
    with house.ledger.write() as ledger:
        goes_on = acts.begin(ledger, begun) or _is_this(acts.get(ledger, order.id), begun)
    if goes_on:
        for some in batched(mine):
            with house.ledger.write() as ledger:
                for promise in sorted(some):
                    _act(ledger, house, order, promise)
    return outcome(house, order.id)


def _is_this(standing: Act | None, asked: Act) -> bool:
    """Is it the very same, young enough that what is still done of it can be taken back with the rest?"""
    if standing is None or standing.undone_at is not None or asked.at >= standing.at + UNDO_FOR:
        return False
    said = {name: as_code(name, value) for name, value in asked.data.items()}
    return (standing.kind, standing.by, dict(standing.data)) == (asked.kind, asked.by, said)


def batched(all_of_them: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many as one transaction takes."""
    return (all_of_them[start : start + AT_A_TIME] for start in range(0, len(all_of_them), AT_A_TIME))


def _act(ledger: Connection, house: Runtime, order: Order, promise: PromiseId) -> None:
    """Two supervisors who mean the same promise take turns; the second is told that it has changed."""
    before = acts.lock(ledger, promise)
    if before is None or acts.of(ledger, order.id, promise) is not None:
        return
    refused = _has_passed(ledger, before, order) or do(Case(ledger, house, before, order))
    after = promises.get(ledger, promise)
    if refused is not None or after is None:
        acts.refused(ledger, order.id, promise, refused or "unknown")
    else:
        acts.done(ledger, order.id, before, after, tells(order.wanted, order.at))


def _has_passed(ledger: Connection, promise: Promise, order: Order) -> Refused | None:
    if promise.closed_at is not None:
        return "closed"
    has_changed = order.as_of is not None and acts.has_changed(ledger, promise.id, order.as_of)
    return "changed" if has_changed else None


def _said(wanted: Wanted) -> dict[str, Code | datetime]:
    """What of it is kept with the act: never anybody's own words."""
    window = wanted.window
    named = {
        "agent": wanted.agent,
        "until": wanted.until_at,
        "window_from": window.start_at if window else None,
        "window_to": window.end_at if window else None,
        "because": wanted.because if wanted.kind == "withdraw" else None,
    }
    return {name: value for name, value in named.items() if value is not None}


def outcome(house: Runtime, id_: ActId) -> Done:
    """What came of an act."""
    with house.ledger.read() as ledger:
        rows = acts.promises_of(ledger, id_)
    done = tuple(row.promise_id for row in rows if row.is_done)
    return Done(id_, done, {row.promise_id: row.refused for row in rows if row.refused is not None})
