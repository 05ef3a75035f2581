"""What is kept of people: for every column that is personal, whose it is, how long, and what ends it.

One list for whoever erases by the calendar, erases one person, exports, or tells what is kept: a personal column that
is not in it fails a test. Deliberately changes nothing: `erasing` does.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, and_, case, false, func, or_, select

from voice_app.ledger.instants import Instant
from voice_app.ledger.keeping import Condition, Keeping, Whose
from voice_app.ledger.tables import (
    agents_asked,
    attempts,
    calls,
    customer_phones,
    customers,
    drafts,
    follow_ups,
    incoming_texts,
    invitation_letters,
    look_ups,
    promise_matters,
    promises,
    texts,
    transfers,
    verifications,
)

NOTED_WITHIN: Final = timedelta(hours=1)
"""Of the end of a call: so long its agent may still be writing what was said."""

# ── whose promise a row is under ────────────────────────────────────────────────────────────────────────────────────


def _its_promise_is_open(table: FromClause) -> Condition:
    return select(promises.c.id).where(promises.c.id == table.c.promise_id, promises.c.closed_at.is_(None)).exists()


def _since_its_promise(table: FromClause, else_since: ColumnElement[Any]) -> ColumnElement[Any]:
    closed = select(promises.c.closed_at).where(promises.c.id == table.c.promise_id).scalar_subquery()
    return func.coalesce(closed, else_since, type_=Instant())


def _still_noted(now: datetime) -> Condition:
    c = calls.c
    return and_(c.answered_at.is_not(None), c.wrapped_at.is_(None), c.ended_at > now - NOTED_WITHIN)


def _typed_in(whose: Whose) -> Condition:
    """A call in which this number was keyed in, by whoever called."""
    promised = select(promises.c.call_sid).where(promises.c.id.in_(whose.promises), promises.c.call_sid.is_not(None))
    return or_(calls.c.sid.in_(promised), calls.c.candidate.in_(whose.spellings))


_queued, _agreed = texts.c.closed_at.is_(None), follow_ups.c.state == "agreed"

KEEPINGS: Final[tuple[Keeping, ...]] = (
    # What hangs on a call or a promise is erased before the number by which it is found.
    Keeping(
        promise_matters,
        ("note",),
        "with_its_promise",
        ages=_since_its_promise(promise_matters, promise_matters.c.at),
        owed=_its_promise_is_open(promise_matters),
        theirs=lambda whose: or_(
            promise_matters.c.promise_id.in_(whose.promises), promise_matters.c.call_sid.in_(whose.calls)
        ),
    ),
    Keeping(
        transfers,
        ("note", "wrap_note"),
        "kept_so_long",
        ages=transfers.c.asked_at,
        owed=transfers.c.closed_at.is_(None),
        theirs=lambda whose: whose.is_leg(transfers.c.call_sid),
    ),
    Keeping(
        drafts,
        ("note",),
        "kept_so_long",
        ages=drafts.c.saved_at,
        theirs=lambda whose: whose.is_talk(drafts.c.reservation),
    ),
    Keeping(
        agents_asked,
        ("unread",),
        "kept_so_long",
        ages=agents_asked.c.asked_at,
        theirs=lambda whose: whose.is_leg(agents_asked.c.call_sid),
    ),
    Keeping(
        follow_ups,
        ("phone", "comment"),
        "kept_so_long",
        ages=func.coalesce(follow_ups.c.answered_at, follow_ups.c.asked_at, follow_ups.c.agreed_at, type_=Instant()),
        theirs=lambda whose: or_(
            follow_ups.c.phone == whose.phone,
            follow_ups.c.call_sid.in_(whose.calls),
            follow_ups.c.promise_id.in_(whose.promises),
        ),
        also=lambda _: {
            "state": case((_agreed, "dropped"), else_=follow_ups.c.state),
            "cause": case((_agreed, "erased"), else_=follow_ups.c.cause),
        },
    ),
    Keeping(
        verifications,
        ("phone", "prefix"),
        "kept_so_long",
        ages=verifications.c.sent_at,
        theirs=lambda whose: or_(verifications.c.phone == whose.phone, verifications.c.call_sid.in_(whose.calls)),
    ),
    Keeping(
        texts,
        ("phone", "body"),
        "with_its_promise",
        ages=_since_its_promise(texts, texts.c.queued_at),
        owed=or_(texts.c.state == "claimed", _its_promise_is_open(texts)),
        theirs=lambda whose: or_(
            texts.c.phone == whose.phone,
            texts.c.promise_id.in_(whose.promises),
            texts.c.call_sid.in_(whose.calls),
        ),
        also=lambda now: {
            "state": case((_queued, "failed"), else_=texts.c.state),
            "cause": case((_queued, "erased"), else_=texts.c.cause),
            "closed_at": func.coalesce(texts.c.closed_at, now, type_=Instant()),
        },
    ),
    Keeping(
        incoming_texts,
        ("phone", "body"),
        "kept_so_long",
        ages=incoming_texts.c.at,
        theirs=lambda whose: or_(
            incoming_texts.c.phone == whose.phone, incoming_texts.c.promise_id.in_(whose.promises)
        ),
        in_hand=lambda _: incoming_texts.c.handled_at.is_(None),
        also=lambda now: {"handled_at": func.coalesce(incoming_texts.c.handled_at, now, type_=Instant())},
    ),
    Keeping(
        look_ups,
        ("phone", "customers"),
        "kept_so_long",
        ages=look_ups.c.asked_at,
        theirs=lambda whose: look_ups.c.phone == whose.phone,
        as_row=True,
    ),
    Keeping(
        calls,
        ("entered", "candidate"),
        "kept_so_long",
        ages=calls.c.arrived_at,
        owed=calls.c.ended_at.is_(None),
        theirs=lambda whose: or_(calls.c.phone == whose.phone, _typed_in(whose)),
    ),
    Keeping(
        attempts,
        ("phone", "note"),
        "with_its_promise",
        ages=_since_its_promise(attempts, attempts.c.started_at),
        owed=or_(attempts.c.ended_at.is_(None), _its_promise_is_open(attempts)),
        theirs=lambda whose: or_(attempts.c.promise_id.in_(whose.promises), attempts.c.phone == whose.phone),
    ),
    Keeping(
        promises,
        ("phone", "prefix", "reason"),
        "with_its_promise",
        ages=promises.c.closed_at,
        owed=promises.c.closed_at.is_(None),
        theirs=lambda whose: promises.c.id.in_(whose.promises),
    ),
    Keeping(
        calls,
        ("phone", "note"),
        "kept_so_long",
        ages=calls.c.arrived_at,
        owed=calls.c.ended_at.is_(None),
        in_hand=_still_noted,
        theirs=lambda whose: calls.c.phone == whose.phone,
    ),
    Keeping(
        invitation_letters,
        ("address",),
        "staffs",
        ages=invitation_letters.c.queued_at,
        owed=invitation_letters.c.closed_at.is_(None),
        theirs=lambda _: false(),
    ),
    Keeping(
        customer_phones,
        ("phone",),
        "firms_list",
        ages=None,
        theirs=lambda whose: customer_phones.c.phone == whose.phone,
        as_row=True,
    ),
    Keeping(
        customers,
        ("id", "name", "details"),
        "firms_list",
        ages=None,
        theirs=lambda whose: customers.c.key.in_(
            select(customer_phones.c.customer).where(customer_phones.c.phone == whose.phone)
        ),
        as_row=True,
    ),
)
"""In the order in which one person is erased."""
