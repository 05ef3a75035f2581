"""Every sentence that anyone hears or is texted, by language.

Deliberately not here: numbers, times and digits (`flows.spoken`), and when to say what (the nodes).
"""

from collections.abc import Mapping
from hashlib import sha256

from flows.phrases import de, en, fr, nl
from flows.phrases.clock import Clock

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "nl": nl.PHRASES,
    "en": en.PHRASES,
    "fr": fr.PHRASES,
    "de": de.PHRASES,
}
CLOCKS: Mapping[str, Clock] = {"nl": nl.CLOCK, "en": en.CLOCK, "fr": fr.CLOCK, "de": de.CLOCK}


def phrase(language: str, key: str, /, **values: object) -> str:
    """The sentence `key` in `language`, its placeholders filled; KeyError: no such language, sentence or value."""
    return LANGUAGES[language][key].format(**values)


def _version() -> str:
    return "v" + sha256(repr((LANGUAGES, CLOCKS)).encode()).hexdigest()[:8]


version = _version()
"""Changes when a sentence does: the ledger keeps it beside what a caller was told."""
