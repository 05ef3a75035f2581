"""All that is written of many promises, in four looks however many they are: matters, attempts, timeline, messages.

Reads only. Deliberately not the promises themselves: whoever asks has found them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, select

from routing.skills import PromiseId
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.matters import Matter
from voice_app.ledger.messages import CAN_BE_HEARD, Message
from voice_app.ledger.tables import attempts, promise_matters, recordings, timeline
from voice_app.ledger.timeline import Entry

T = TypeVar("T")
_OF = "dossier_of"


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is written of one promise, each part oldest first. `messages`: those that can still be heard."""

    matters: tuple[Matter, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    timeline: tuple[Entry, ...] = ()
    messages: tuple[Message, ...] = ()


def of_promises(connection: Connection, ids: Collection[PromiseId]) -> Mapping[PromiseId, Dossier]:
    """The dossier of each of these promises."""
    m, t = promise_matters.c, timeline.c
    said = select(m.need, m.note, m.call_sid, m.at, m.recording_sid, m.made_by).order_by(m.id)
    matters = _many(Matter, connection, said, m.promise_id, ids)
    tried = _many(Attempt, connection, select(attempts).order_by(attempts.c.n), attempts.c.promise_id, ids)
    happened = _many(Entry, connection, select(t.at, t.event, t.data).order_by(t.id), t.promise_id, ids)
    left = select(recordings).where(*CAN_BE_HEARD).order_by(recordings.c.at)
    messages = _many(Message, connection, left, recordings.c.promise_id, ids)
    return {id_: Dossier(matters[id_], tried[id_], happened[id_], messages[id_]) for id_ in ids}


def of_promise(connection: Connection, id_: PromiseId) -> Dossier:
    """The dossier of this one."""
    return of_promises(connection, [id_])[id_]


def _many(
    shape: type[T],
    connection: Connection,
    query: Select[Any],
    promise: ColumnElement[str],
    ids: Collection[PromiseId],
) -> Mapping[PromiseId, tuple[T, ...]]:
    """Each promise's own rows, in the query's order."""
    found = defaultdict[PromiseId, list[T]](list)
    for row in connection.execute(query.add_columns(promise.label(_OF)).where(promise.in_(ids))) if ids else ():
        named = dict(row._mapping)
        found[PromiseId(named.pop(_OF))].append(shape(**named))
    return {id_: tuple(found[id_]) for id_ in ids}
