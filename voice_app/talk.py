"""One request of the carrier while it is being answered: the house, the hook, and what is still to be noted.

What is merely good to know tomorrow rides along with the next look at the ledger, so that one answer costs one commit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Connection
from werkzeug.utils import cached_property  # functools' own, in Python 3.11, has all threads wait for one

from routing.skills import PromiseId
from voice_app.callers import caller_phone
from voice_app.customers import directory
from voice_app.hook import Hook
from voice_app.ledger import LedgerGone, calls, promises
from voice_app.ledger.calls import Call
from voice_app.ledger.needs import Asks
from voice_app.ledger.promise import Promise
from voice_app.numbers import Phone
from voice_app.runtime import Runtime

Note = Callable[[Connection], object]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Known:
    """A phone as the ledger knows it: its calls that are not over, this one among them, the promise owed to it, and the
    language in which the firm says its customer wants to be spoken to."""

    live: tuple[Call, ...] = ()
    owed: Promise | None = None
    language: str | None = None


@dataclass
class Talk:
    """The answer in the making. `promise`: the one that this very answer made or joined. `board_is_away`: it was asked
    in vain for this answer. `is_new`: of a call that comes in, whether the ledger did not know it; None while it was
    not asked, or is away."""

    house: Runtime
    hook: Hook
    promise: PromiseId | None = None
    board_is_away: bool = False
    is_new: bool | None = None
    _notes: list[Note] = field(default_factory=list)

    def begin(self) -> None:
        """The call comes in; to be noted, too."""

        def begins(ledger: Connection) -> None:
            its = (self.hook.sid, self.phone, self.house.line_version, self.hook.now)
            self.is_new = calls.begin(ledger, *its)

        self.note(begins)

    def note(self, write: Note) -> None:
        """To be written before the answer leaves, if the ledger lives. Nobody on the phone is held up for it."""
        self._notes.append(write)

    def asks(self, *, waits: bool) -> Asks:
        """That the caller says now what the call is about, and waits for somebody from now on, or not."""
        is_one = self.phone is not None and not self.house.line.is_shared(self.phone)
        return Asks(self.hook.now, waits=waits, is_one=is_one)

    @cached_property
    def phone(self) -> Phone | None:
        """The phone that calls; None for whoever shows no number."""
        return caller_phone(self.house, self.hook)

    @cached_property
    def known(self) -> "Known":
        """What the ledger knows of this phone, in one look; nothing of a shared one, nor while the ledger is away."""
        if self.phone is None or self.house.line.is_shared(self.phone):
            return Known()
        try:
            with self.ledger() as ledger:
                return Known(
                    calls.live(ledger, self.phone),
                    promises.open_for_phone(ledger, self.phone),
                    directory.language_of(ledger, self.house.line, self.phone),
                )
        except LedgerGone:
            return Known()

    @contextmanager
    def ledger(self) -> Iterator[Connection]:
        """A look at the ledger; what was to be noted goes with it, in the same transaction. Raises LedgerGone."""
        with self.house.ledger.write() if self._notes else self.house.ledger.read() as connection:
            for write in self._notes:
                write(connection)
            yield connection
        self._notes.clear()

    def write_notes(self) -> None:
        """What is still to be noted, at the end of the answer."""
        if not self._notes:
            return
        try:
            with self.ledger():
                pass
        except LedgerGone:
            log.warning("talk.not_noted", call=self.hook.sid)
