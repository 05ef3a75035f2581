"""As what a language is spoken to somebody: as in the person's own country, else as in the line's.

Pure. Deliberately decides no language: a tongue is for the ear alone, and the person may speak any.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from flows.phrases import TONGUES
from flows.tongues import language_of
from voice_app.numbers import LANGUAGES_OF, Phone, region_of

T = TypeVar("T")


@lru_cache(maxsize=4096)  # asked of each language at each turn of the hold loop
def tongue_for(language: str, phone: Phone | None, region: str) -> str:
    """The tongue of `language` for whoever has this phone, on a line of `region` (ISO 3166).

    Somebody whose own country speaks the language hears it as it is spoken there: a Dutchman who calls Belgium hears
    Dutch as at home. Anybody else, and who shows no number, hears it as where the line is: a Frenchman who chooses
    Dutch there hears a Belgian.
    """
    own = region_of(phone) if phone else None
    country = own if language in LANGUAGES_OF.get(own or "", ()) else region
    tongue = f"{language}-{country}"
    return tongue if tongue in TONGUES else language


def tongues_of(languages: Sequence[str]) -> tuple[str, ...]:
    """All tongues of these languages, the languages themselves first."""
    return (*languages, *(tongue for tongue in TONGUES if tongue not in languages and language_of(tongue) in languages))


def by_tongue(by_language: Mapping[str, T]) -> Mapping[str, T]:
    """The same for every tongue of each language."""
    return {tongue: by_language[language_of(tongue)] for tongue in TONGUES if language_of(tongue) in by_language}
