"""What is done to a ledger that was laid back, before anybody trusts it: promises held, doors shut, and whoever was
erased since is erased again.

All of it is one transaction. Deliberately frees nobody: the worker does, once it has seen the carrier's list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from voice_app.ledger import Ledger, erasures, opt_outs, restores
from voice_app.ledger.erasures import Erasure
from voice_app.ledger.restores import Done
from voice_app.line import Line
from voice_app.missed import LOOK
from voice_app.privacy import erasing
from voice_app.privacy.beside import Erased

BY = "restore"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was done. `since`: up to when everything is in the copy; None: it was never in use."""

    since: datetime | None
    done: Done | None
    erased: int


def prepare(ledger: Ledger, line: Line, erased: Iterable[Erased], now: datetime) -> Prepared:
    """Do it; again, nothing changes but the instants."""
    with ledger.write() as connection:
        since = restores.known_until(connection)
        done = restores.lay_down(connection, since, LOOK, now) if since is not None else None
        return Prepared(since, done, _erase_again(connection, line, erased, now))


def _erase_again(connection: Connection, line: Line, erased: Iterable[Erased], now: datetime) -> int:
    """Those whose erasure this ledger does not know; how many."""
    unknown = {one.who: one for one in erased if erasures.get(connection, one.erasure) is None}
    if not unknown:
        return 0
    phones = {opt_outs.known_as(connection, phone): phone for phone in restores.phones(connection)}
    for who, one in unknown.items():
        asked = Erasure(one.erasure, who, now, BY, (), {}, (), None)
        if who in phones:
            erasing.take(connection, line, asked, phones[who], now)
        else:  # nothing of this person is in the copy
            erasures.record(connection, Erasure(one.erasure, who, now, BY, (), {}, (), now))
    return len(unknown)
