"""Who does not want to be asked, for good: kept by a pseudonym of the phone, so that an erasure of the phone keeps it.

The pseudonym's key is drawn once and lies on the ledger: a key of the environment that is changed would bring back
everybody who said stop. So whoever has the whole ledger could try all numbers; a log, a list or an export of it tells
nothing. Deliberately knows no words: what says stop is for the flows.
"""

import hmac
from collections.abc import Callable
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Literal

from sqlalchemy import Connection, delete, exists, select

from voice_app.ledger.ids import Phone
from voice_app.ledger.rows import insert_once
from voice_app.ledger.tables import opt_outs, pseudonym_keys

OF_PHONES = "phones"

Because = Literal["stop", "carrier"]
"""The person's own word, or the carrier's: it had the word, and sends nothing any more."""


def who(connection: Connection, phone: Phone, fresh: str) -> str:
    """The pseudonym of this phone, always the same. `fresh`: a random text, the key from now on where there is none."""
    key = _key(connection)
    if key is None:
        insert_once(connection, pseudonym_keys, of=OF_PHONES, key=fresh)
        key = _key(connection)
    return _pseudonym(key or fresh, phone)


def known_as(connection: Connection, phone: Phone) -> str | None:
    """The same for whoever only looks; None: nobody has a pseudonym yet, so nobody has stopped and nobody was asked."""
    key = _key(connection)
    return _pseudonym(key, phone) if key else None


def pseudonyms(connection: Connection, fresh: str) -> Callable[[Phone], str]:
    """`who`, for many phones: the ledger is asked once."""
    who(connection, Phone(""), fresh)
    return partial(_pseudonym, _key(connection) or fresh)


def _key(connection: Connection) -> str | None:
    keys = pseudonym_keys.c
    return connection.execute(select(keys.key).where(keys.of == OF_PHONES)).scalar_one_or_none()


def _pseudonym(key: str, phone: Phone) -> str:
    return hmac.new(key.encode(), phone.encode(), sha256).hexdigest()


def stop(connection: Connection, pseudonym: str, because: Because, now: datetime) -> bool:
    """This person wants no more of it; the first word stays."""
    return insert_once(connection, opt_outs, who=pseudonym, at=now, because=because)


def start(connection: Connection, pseudonym: str) -> bool:
    """This person may be asked again; says whether that is news."""
    return connection.execute(delete(opt_outs).where(opt_outs.c.who == pseudonym)).rowcount == 1


def has_stopped(connection: Connection, pseudonym: str) -> bool:
    return connection.execute(select(exists().where(opt_outs.c.who == pseudonym))).scalar_one()
