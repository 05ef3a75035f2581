"""Whose voice speaks each tongue, and what the carrier's ear for it is called."""

from typing import Final, NamedTuple


class Voice(NamedTuple):
    """`language` and `name` as <Say> takes them; a pair that does not match fails the document (13511, 13512). `hears`:
    the language that <Gather> listens in, which knows fewer of them."""

    language: str
    name: str
    hears: str


VOICES: Final = {
    "nl": Voice("nl-NL", "Polly.Laura-Neural", "nl-NL"),
    "nl-BE": Voice("nl-BE", "Polly.Lisa-Neural", "nl-BE"),
    "en": Voice("en-GB", "Polly.Amy-Neural", "en-GB"),
    "fr": Voice("fr-FR", "Polly.Lea-Neural", "fr-FR"),
    "fr-BE": Voice("fr-BE", "Polly.Isabelle-Neural", "fr-FR"),
    "de": Voice("de-DE", "Polly.Vicki-Neural", "de-DE"),
}
"""By tongue."""
