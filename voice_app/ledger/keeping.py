"""How it is said what is kept of people: which columns, whose they are, since when, and what ends it.

Deliberately knows no rule of any one table: `keepings` lists them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Table, and_, false, or_, select

from voice_app.ledger.ids import Phone
from voice_app.ledger.tables import (
    attempts,
    calls,
    promises,
    reservations,
)
from voice_app.numbers import prefix_of

Rule = Literal["kept_so_long", "with_its_promise", "firms_list", "staffs"]
"""`kept_so_long`: as long as the line file keeps personal data, from the row's own instant on. `with_its_promise`: so
long after the promise was closed. `firms_list`: until the firm's own file, or somebody, takes it out.
`staffs`: of whoever works here, so nobody is asked for it by a caller's number; no longer than the rest."""

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Whose:
    """The rows of one person, by number. `spellings`: how the number may have been typed. Read before anything is
    erased: afterwards nobody knows any more whose they were."""

    phone: Phone = field(repr=False)
    spellings: tuple[str, ...] = field(repr=False)

    @property
    def calls(self) -> Select[Any]:
        return select(calls.c.sid).where(calls.c.phone == self.phone)

    @property
    def promises(self) -> Select[Any]:
        """By what the number begins with, for which there is an index."""
        ranged = promises.c.prefix == prefix_of(self.phone)
        return select(promises.c.id).where(ranged, promises.c.phone == self.phone)

    @property
    def attempts(self) -> Select[Any]:
        return select(attempts.c.id).where(self._of_attempts)

    @property
    def _of_attempts(self) -> Condition:
        return or_(attempts.c.promise_id.in_(self.promises), attempts.c.phone == self.phone)

    def is_leg(self, column: ColumnElement[Any]) -> Condition:
        """Does it name a call of this person, or the person's leg of a callback?"""
        callbacks = select(attempts.c.customer_sid).where(self._of_attempts, attempts.c.customer_sid.is_not(None))
        return or_(column.in_(self.calls), column.in_(callbacks))

    def is_talk(self, column: ColumnElement[Any]) -> Condition:
        """Does it name a reservation under which an agent talked with this person?"""
        held = or_(reservations.c.call_sid.in_(self.calls), reservations.c.promise_id.in_(self.promises))
        return or_(column.in_(select(reservations.c.id).where(held)), column.in_(self.attempts))


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept in some personal columns of a table.

    `ages`: since when it is kept; None: it has a rule of its own. `owed`: until it is over it is needed, whoever asks.
    `in_hand`: at this moment somebody is at work with it. `theirs`: is a row of this person's. `also`: what an erasure
    changes beside, so that nothing waits for what is not there. `as_row`: the row goes altogether.
    """

    table: Table
    columns: tuple[str, ...]
    rule: Rule
    ages: ColumnElement[Any] | None
    theirs: Callable[[Whose], Condition]
    owed: Condition = field(default_factory=false)
    in_hand: Callable[[datetime], Condition] = lambda _: false()
    also: Callable[[datetime], Mapping[str, Any]] = lambda _: {}
    as_row: bool = False

    @property
    def name(self) -> str:
        """What tells it from the others: `calls.phone`."""
        return f"{self.table.name}.{self.columns[0]}"

    @property
    def key(self) -> ColumnElement[Any]:
        (key,) = self.table.primary_key
        return key

    @property
    def is_there(self) -> Condition:
        """Is anything left of it in the row?"""
        return or_(*(self.table.c[name].is_not(None) for name in self.columns))

    def is_due(self, before: datetime) -> Condition:
        """May it be erased by the calendar, having been kept since before that instant?"""
        if self.ages is None:
            return false()
        return and_(self.ages < before, ~self.owed, self.is_there)
