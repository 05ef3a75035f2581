"""Tongues: a language as it is spoken to somebody, "nl" or, to a Belgian, "nl-BE".

For the ear alone: a tongue chooses words and a voice. What a call needs, what an agent speaks and what a promise was
made in is a language. Deliberately decides for nobody which tongue is the right one.
"""

from typing import NewType

Language = NewType("Language", str)
"""ISO 639: "nl". Every language is a tongue too, the one that is spoken where no other is known."""


def language_of(tongue: str) -> Language:
    """The language that this tongue is of."""
    return Language(tongue.partition("-")[0])
