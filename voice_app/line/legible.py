"""What no line file has in it, and what would cost whoever reads it: nesting without end, and characters that nobody
sees.

A file comes in by a page too, so it is judged before and while it is read. Deliberately knows no section.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from voice_app.mistakes import Mistake, Place, path

DEEPEST: Final = 16
"""Tables in tables; the line has three."""
MOST_PARTS: Final = 64
"""Of a dotted key."""

_PART: Final = r"(?:[A-Za-z0-9_-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
_LONG_KEY: Final = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_PARTS}}}")
"""Of each part the parser makes a table, and looks through those before it."""

_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, line breaks and tabs excepted, what turns the direction of writing, and half characters."""


def has_endless_key(text: str) -> bool:
    """Is there a dotted key in a TOML text that is longer than anybody writes?"""
    return _LONG_KEY.search(text) is not None


def unseen(raw: Mapping[str, Any]) -> Iterator[Mistake]:
    """Every text with a character in it that nobody sees, and whatever nests too deeply, by path."""
    yield from _unseen(raw, ())


def _unseen(value: Any, place: Place) -> Iterator[Mistake]:
    if len(place) > DEEPEST:
        yield Mistake(path(place[:3]), "it nests too deeply", "Look at the line file that ships")
    elif isinstance(value, str):
        if _UNSEEN.search(value):
            yield Mistake(path(place), "there is a character in it that nobody sees", "Type it anew")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _unseen(inner, (*place, _UNSEEN.sub("", str(key))))
    elif isinstance(value, list | tuple):
        for count, inner in enumerate(value):
            yield from _unseen(inner, (*place, count))
