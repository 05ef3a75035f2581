"""People's own words of some days, and agents' words of them, with whose they are: to count people by the words they
use.

Reads only, the newest first, and no more than is asked for. What was erased is not there. Deliberately counts nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Text, cast, func, null, or_, select, union_all

from voice_app.ledger.ids import Phone
from voice_app.ledger.rows import many
from voice_app.ledger.tables import attempts, calls, follow_ups, incoming_texts, promise_matters, promises, transfers

NOTHING = cast(null(), Text)
LONGEST_KEY = 1
"""Characters; what is longer than a key that was pressed was said."""


@dataclass(frozen=True, slots=True)
class Said:
    """`language`: of the call, the promise or the question; None: of a text, where the phone tells it."""

    phone: Phone = field(repr=False)
    language: str | None
    text: str = field(repr=False)
    more: str | None = field(repr=False)


def between(connection: Connection, from_at: datetime, to_at: datetime, most: int) -> tuple[Said, ...]:
    """What was said to the menu, notes of calls, callbacks, transfers and promises, comments, texts: up to `most` of
    each."""

    def newest(at: Any, *columns: Any, also: Any = (), join: Any = None) -> Select[Any]:
        names = ("phone", "language", "text", "more")
        labelled = [column.label(name) for column, name in zip(columns, names, strict=True)]
        rows = select(*labelled).where(at >= from_at, at < to_at, columns[0].is_not(None), *also)
        if join is not None:
            rows = rows.join(*join)
        return rows.order_by(at.desc()).limit(most)

    c, a, t, f, i = calls.c, attempts.c, transfers.c, follow_ups.c, incoming_texts.c
    m, p = promise_matters.c, promises.c
    spoken = or_(c.note.is_not(None), func.length(c.entered) > LONGEST_KEY)
    them = (
        newest(c.arrived_at, c.phone, c.language, c.note, c.entered, also=(spoken,)),
        newest(
            *(a.gated_at, a.phone, p.language, a.note, NOTHING),
            also=(a.note.is_not(None),),
            join=(promises, p.id == a.promise_id),
        ),
        newest(
            *(t.arrived_at, c.phone, t.language, t.note, t.wrap_note),
            also=(or_(t.note.is_not(None), t.wrap_note.is_not(None)),),
            join=(calls, c.sid == t.call_sid),
        ),
        newest(f.answered_at, f.phone, f.language, f.comment, NOTHING, also=(f.comment.is_not(None),)),
        newest(
            *(p.made_at, p.phone, p.language, m.note, NOTHING),
            also=(m.note.is_not(None),),
            join=(promise_matters, m.promise_id == p.id),
        ),
        newest(i.at, i.phone, NOTHING, i.body, NOTHING, also=(i.body.is_not(None),)),
    )
    return many(Said, connection, union_all(*(select(one.subquery()) for one in them)))
