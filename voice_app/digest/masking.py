"""What nobody needs to read in somebody's words: numbers by which people are called or known, addresses of mail.

Cards' numbers are dropped before words are kept (`voice_app.cards`). A year, a price, a house number stay. Deliberately
changes nothing else.
"""

import re
from typing import Final

NUMBER: Final = re.compile(r"\+?\(?\d(?:[\s().\-/]{0,3}\d){6,}")
"""Seven digits or more, however they are written."""
ADDRESS: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>.,;:!?]+")


def masked(words: str) -> str:
    """`06 12 34 56 78` becomes `…78`, `jan@example.org` becomes `…@…`."""
    without = ADDRESS.sub("…@…", words)
    return NUMBER.sub(lambda found: f"…{[c for c in found[0] if c.isdigit()][-2]}{found[0][-1]}", without)
