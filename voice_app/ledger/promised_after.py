"""Which promise came of a call or of a text. Deliberately a part of it only: `promises` has the whole."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from routing.skills import PromiseId
from voice_app.ledger.ids import PromiseState
from voice_app.ledger.rows import many
from voice_app.ledger.tables import incoming_texts, promise_matters, promises


@dataclass(frozen=True, slots=True)
class PromisedAfter:
    """`of`: the call in which it came up, the text, or the promise itself."""

    of: str
    id: PromiseId
    need: str | None
    state: PromiseState


_p = promises.c


def calls(connection: Connection, sids: Collection[str]) -> tuple[PromisedAfter, ...]:
    m = promise_matters.c
    its = select(m.call_sid.label("of"), _p.id, _p.need, _p.state).join(promises, _p.id == m.promise_id)
    return many(PromisedAfter, connection, its.where(m.call_sid.in_(sids)))


def texts(connection: Connection, sids: Collection[str]) -> tuple[PromisedAfter, ...]:
    i = incoming_texts.c
    its = select(i.sid.label("of"), _p.id, _p.need, _p.state).join(promises, _p.id == i.promise_id)
    return many(PromisedAfter, connection, its.where(i.sid.in_(sids)))


def itself(connection: Connection, ids: Collection[str]) -> tuple[PromisedAfter, ...]:
    its = select(_p.id.label("of"), _p.id, _p.need, _p.state)
    return many(PromisedAfter, connection, its.where(_p.id.in_(ids)))
