"""Contacts as those count who come back: a call that asked for somebody, a callback that was asked for elsewhere, a
text that was understood as a wish. Each counts once, whatever else came of it.

Reads only, but for `keep_former`: after an erasure contacts are told apart by a pseudonym. Deliberately decides
nothing: how many are too many is `routing.boomerangs`'s."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final, Literal

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from routing.boomerangs import CONTACTS, WITHIN, Run, last_run
from voice_app.ledger.ids import Phone
from voice_app.ledger.instants import Instant
from voice_app.ledger.rows import insert_once, many
from voice_app.ledger.tables import calls, former_contacts, incoming_texts, promises

Kind = Literal["call", "promise", "text"]
WISHES: Final = ("now", "at", "emergency")
"""What a text was understood as, where it wants somebody to call. Of a stranger's other texts the promise is
counted."""

ASKED: Final = or_(
    calls.c.language.is_not(None), calls.c.answered_at.is_not(None), calls.c.outcome == "missed_while_down"
)
"""Of a call: it chose something, was answered, or met nothing because we were away."""

IS_WISH: Final = incoming_texts.c.meaning.in_(WISHES)
BY_TEXT: Final = exists().where(
    incoming_texts.c.phone == promises.c.phone, incoming_texts.c.promise_id == promises.c.id, IS_WISH
)
FOR_ITSELF: Final = and_(promises.c.call_sid.is_(None), promises.c.talk.is_(None), ~BY_TEXT)
"""Of a promise: no call and no text asked for it that is a contact by itself, and no agent offered it."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact. `who`: the phone, or what stands for it once that is erased."""

    kind: Kind
    id: str
    who: str = field(repr=False)
    at: datetime
    is_former: bool


@dataclass(frozen=True, slots=True)
class Boomerang:
    """Somebody who comes back. `phone` None: erased since. `contacts`: those of the run, oldest first."""

    phone: Phone | None = field(repr=False)
    run: Run
    contacts: tuple[Contact, ...]


def lately(phone: Any, since: Any, before: Any) -> Any:
    """How many contacts of this phone there are in [since, before), as a part of a statement."""
    called = select(literal(1)).where(calls.c.phone == phone, *_within(calls.c.arrived_at, since, before), ASKED)
    texts = incoming_texts.c
    texted = select(literal(1)).where(texts.phone == phone, *_within(texts.at, since, before), IS_WISH)
    prefix = func.substr(phone, 1, func.length(phone) - 4)  # by which promises are indexed
    mine = (promises.c.prefix == prefix, promises.c.phone == phone)
    asked = select(literal(1)).where(*mine, *_within(promises.c.made_at, since, before), FOR_ITSELF)
    return select(func.count()).select_from(union_all(called, texted, asked).subquery()).scalar_subquery()


def _within(at: Any, from_at: Any, to_at: Any) -> tuple[Any, Any]:
    return at >= from_at, at < to_at


LATELY: Final = select(
    lately(bindparam("phone", type_=Text()), bindparam("since", type_=Instant()), bindparam("before", type_=Instant()))
)


def count(connection: Connection, phone: Phone, since: datetime, before: datetime) -> int:
    """How often this phone was in touch in [since, before)."""
    bound = {"phone": phone, "since": since, "before": before}
    found: int = connection.execute(LATELY, bound).scalar_one()
    return found


def between(
    connection: Connection, from_at: datetime, to_at: datetime, shared: Collection[Phone], most: int
) -> tuple[tuple[Boomerang, ...], int]:
    """Who came back in [from_at, to_at), whoever did so last first: `most` of them, and how many there are in all. A
    contact before `from_at` counts, where the run goes on after it. Numbers that many share tell nobody apart."""
    both = _contacts(from_at - WITHIN, to_at).subquery()
    often = select(both.c.who).group_by(both.c.who).having(func.count() >= CONTACTS, func.max(both.c.at) >= from_at)
    theirs = select(both).where(both.c.who.in_(often)).order_by(both.c.who, both.c.at, both.c.id)
    found = many(Contact, connection, theirs)
    runs = [one for one in _boomerangs(found) if one.run.last_at >= from_at and one.phone not in shared]
    runs.sort(key=lambda one: one.run.last_at, reverse=True)
    return tuple(runs[:most]), len(runs)


def _boomerangs(contacts: Sequence[Contact]) -> Iterator[Boomerang]:
    for who, group in groupby(contacts, key=lambda one: one.who):
        theirs = tuple(group)
        run = last_run([one.at for one in theirs])
        if run is not None:
            its = tuple(one for one in theirs if run.first_at <= one.at <= run.last_at)
            yield Boomerang(None if theirs[0].is_former else Phone(who), run, its)


def _contacts(from_at: datetime, to_at: datetime) -> CompoundSelect[Any]:
    text, former = incoming_texts.c, former_contacts.c
    called, promised, texted = (calls.c.arrived_at, promises.c.made_at, text.at)
    return union_all(
        _named("call", calls.c.sid, calls.c.phone, called).where(*_within(called, from_at, to_at), ASKED),
        _named("promise", promises.c.id, promises.c.phone, promised).where(
            *_within(promised, from_at, to_at), FOR_ITSELF
        ),
        _named("text", text.sid, text.phone, texted).where(*_within(texted, from_at, to_at), IS_WISH),
        select(former.kind, former.id, former.who, former.at, literal(1).label("is_former")).where(
            *_within(former.at, from_at, to_at)
        ),
    )


def _named(kind: Kind, id_: Any, phone: Any, at: Any) -> Select[Any]:
    columns = (literal(kind).label("kind"), id_.label("id"), phone.label("who"), at.label("at"))
    return select(*columns, literal(0).label("is_former")).where(phone.is_not(None))


KEPT_FOR: Final = timedelta(days=100)
"""How far back anybody asks who came back."""


def keep_former(connection: Connection, phone: Phone, pseudonym: str, now: datetime) -> int:
    """Before this phone is erased: let its contacts be told from others' by the pseudonym. Says how many there are."""
    its = _contacts(now - KEPT_FOR, now).subquery()
    mine = select(its.c.kind, its.c.id, its.c.at).where(its.c.who == phone, its.c.is_former == 0)
    rows = connection.execute(mine).all()
    kept = [
        insert_once(connection, former_contacts, kind=row.kind, id=row.id, who=pseudonym, at=row.at) for row in rows
    ]
    return sum(kept)


def forget_former(connection: Connection, before: datetime) -> int:
    """Whose contacts they were that were so long ago: nobody asks any more, and it is all that is left of a link
    between the calls of somebody who was erased."""
    return connection.execute(delete(former_contacts).where(former_contacts.c.at < before)).rowcount
