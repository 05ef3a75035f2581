"""Every sentence that anyone hears or is texted, by language and, where people elsewhere say it otherwise, by tongue.

Deliberately not here: numbers, times and digits (`flows.spoken`), and when to say what (the nodes).
"""

from collections.abc import Mapping
from hashlib import sha256

from flows.phrases import de, en, fr, nl, nl_be
from flows.phrases.clock import Clock
from flows.tongues import language_of

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "nl": nl.PHRASES,
    "en": en.PHRASES,
    "fr": fr.PHRASES,
    "de": de.PHRASES,
}
"""Every language has every sentence."""
VARIANTS: Mapping[str, Mapping[str, str]] = {"nl-BE": nl_be.PHRASES, "fr-BE": {}}
"""What is said otherwise in a tongue than in its language; in Belgian French it is the voice that says "septante"."""
TONGUES: Mapping[str, Mapping[str, str]] = {
    **LANGUAGES,
    **{tongue: {**LANGUAGES[language_of(tongue)], **own} for tongue, own in VARIANTS.items()},
}
CLOCKS: Mapping[str, Clock] = {
    "nl": nl.CLOCK,
    "nl-BE": nl_be.CLOCK,
    "en": en.CLOCK,
    "fr": fr.CLOCK,
    "fr-BE": fr.CLOCK,
    "de": de.CLOCK,
}
"""Both by tongue."""


def phrase(tongue: str, key: str, /, **values: object) -> str:
    """The sentence `key` in `tongue`, its placeholders filled; KeyError: no such tongue, sentence or value."""
    return TONGUES[tongue][key].format(**values)


def _version() -> str:
    return "v" + sha256(repr((TONGUES, CLOCKS)).encode()).hexdigest()[:8]


version = _version()
"""Changes when a sentence does: the ledger keeps it beside what a caller was told."""
