"""How it is written what a call is about: the statements, built once, because somebody is on the line meanwhile.

With the need goes all that is known at the same moment: how the menu was answered, since when the caller waits for
somebody, and which call it comes back to. Deliberately runs none of them: `calls` does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Boolean, Text, bindparam, case, func, literal, select, update

from routing.skills import CallSid
from voice_app.ledger.instants import Instant
from voice_app.ledger.tables import LIVE, calls

COMES_BACK_WITHIN: Final = timedelta(days=7)
_before = calls.alias()
EARLIER_SID = (
    select(_before.c.sid)
    .where(
        _before.c.phone == calls.c.phone,
        _before.c.need.is_not_distinct_from(bindparam("chosen", type_=Text())),
        _before.c.language.is_not(None),
        _before.c.arrived_at < calls.c.arrived_at,
        _before.c.arrived_at >= bindparam("comes_back_from", type_=Instant()),
    )
    .order_by(_before.c.arrived_at.desc())
    .limit(1)
    .correlate(calls)
    .scalar_subquery()
)
"""The last call from the same phone about the same, within a week: what its agent thought to be done was not. By the
row's own name, so that it is still known when phones are erased."""
NOTED = {
    "need": bindparam("chosen"),
    "language": bindparam("spoken"),
    "joined_at": func.coalesce(calls.c.joined_at, bindparam("joined", type_=Instant())),
    "earlier_sid": func.coalesce(EARLIER_SID, calls.c.earlier_sid),
}
NOTE_NEED = update(calls).where(calls.c.sid == bindparam("of"), LIVE).values(**NOTED)
# What was keyed or said stands there by now; who said nothing twice is the only one of whom nothing does.
CHOICE = case(
    (bindparam("by_name", type_=Boolean()), literal("name")),
    (bindparam("chosen", type_=Text()).is_not(None), literal("need")),
    (calls.c.entered.is_(None), literal("silence")),
    (calls.c.entered == literal("0"), literal("person")),
    (func.length(calls.c.entered) == 1, literal("key")),
    else_=literal("words"),
)
NOTE_FIRST_NEED = (
    update(calls)
    .where(calls.c.sid == bindparam("of"), LIVE)
    .values(**NOTED, choice=func.coalesce(calls.c.choice, CHOICE))
)


@dataclass(frozen=True, slots=True)
class Asks:
    """When a caller told what the call is about. `waits`: for somebody, from then on, or would have if anybody had
    been there; `is_one`: behind this phone there
    is one person, who may have called about it before."""

    at: datetime
    waits: bool
    is_one: bool


def noted(sid: CallSid, need: str | None, language: str, asks: Asks | None) -> dict[str, object]:
    """What the statements take."""
    since = asks.at - COMES_BACK_WITHIN if asks and asks.is_one else None
    joined = asks.at if asks and asks.waits else None
    return {"of": sid, "chosen": need, "spoken": language, "joined": joined, "comes_back_from": since}
