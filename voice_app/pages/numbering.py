"""Numbers of rows, as an address or a hidden field brings them back: nothing that a database could not count to.

Deliberately knows no table.
"""

from typing import Final

HIGHEST: Final = 2**31 - 1
"""PostgreSQL's integer."""
LONGEST: Final = 10
"""Digits of it; a longer text is not even read as a number."""


def row_number(text: str) -> int | None:
    """None: that is no number of a row."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST):
        return None
    return int(text) if int(text) <= HIGHEST else None
