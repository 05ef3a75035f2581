"""A sentence as this line says it: in its own words where it has some, else in ours.

Deliberately few: what a sentence must tell (by when, which key) is ours to word, and is on record by its version.
"""

from typing import Final

from flows.facts import Line
from flows.phrases import phrase

OWN: Final = ("welcome", "closed", "closed_until", "nobody", "soon", "still_looking")
"""The sentences that a line may word itself: greeting, why nobody answers, and what is heard in the wait."""


def worded(line: Line, tongue: str, key: str, /, **values: object) -> str:
    """The sentence `key`, one of `OWN`, in `tongue`, its placeholders filled."""
    own = line.own_words.get(key, {}).get(tongue)
    return phrase(tongue, key, **values) if own is None else own.format(**values)
