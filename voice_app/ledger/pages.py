"""Where a list goes on: a cursor names the last row that was shown, by its instant and its id.

A page is then found where the one before ended, so the hundredth costs what the first does.
"""

import base64
import binascii
from datetime import UTC, datetime

from sqlalchemy import Tuple, literal, tuple_

from voice_app.ledger.instants import Instant

PAGE = 100
"""Rows, at most."""


class BadCursor(ValueError):
    """The cursor was not made by `cursor_at`."""


def cursor_at(at: datetime, id: str) -> str:
    """The cursor of a page that ends with this row."""
    return base64.urlsafe_b64encode(f"{at.isoformat()} {id}".encode()).decode()


def place_of(cursor: str) -> Tuple:
    """The row that the page before ended with, to be compared with its two columns. Raises BadCursor."""
    try:
        written, _, id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        place = datetime.fromisoformat(written)
        at = place.astimezone(UTC)
    except (binascii.Error, UnicodeError, ValueError, OverflowError) as error:
        raise BadCursor("no such page") from error
    if place.tzinfo is None or not id.isprintable():
        raise BadCursor("no such page")
    return place_of_row(at, id)


def place_of_row(at: datetime, id: str) -> Tuple:
    """This row, to be compared with its two columns: as a whole, else each page is sought from the beginning."""
    return tuple_(literal(at, Instant()), literal(id))
