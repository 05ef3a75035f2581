"""A person's own words, as they may reach a database and a screen: nothing in them that nobody sees."""

import re
import unicodedata
from typing import Final

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, line breaks and tabs excepted, and what turns the direction of writing."""

_HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which no database takes."""

_SHOWS_NOTHING: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Categories of characters that show nothing by themselves. Some belong between others, as in a Persian name."""


def readable(text: str) -> str:
    """The text without them, empty where nothing of it is to be seen; nobody is refused over a character that nobody
    sees."""
    kept = _HALF.sub("\ufffd", _UNSEEN.sub(" ", text)).strip()
    return kept if any(unicodedata.category(sign) not in _SHOWS_NOTHING for sign in kept) else ""


def one_line(text: str) -> str:
    """The same for what stands in a line: a name, a label, the beginning of a note."""
    return " ".join(readable(text).split())
