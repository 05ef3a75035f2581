"""The words of the pages, in the language of whoever looks. English stands in the templates; the others in `words/`.

One catalogue per language and room of the pages (`words/nl/desk.po`), read once; deliberately knows no phrase that is
spoken: those are `flows/phrases`.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import g

if TYPE_CHECKING:
    from voice_app.pages.page import Visit

LANGUAGES = ("nl", "en", "fr", "de")
SOURCE = "en"
HERE = Path(__file__).parent / "words"


def N_(text: str) -> str:
    """Marks words that stand in a table and are looked up when they are shown: `{{ _(label) }}`."""
    return text


def say(text: str, **named: object) -> str:
    """These words in the language of whoever looks, for a sentence that is put together outside a template."""
    visit: Visit = g.visit
    return translations(visit.language).ugettext(text) % named


@cache
def translations(language: str) -> Translations:
    """All catalogues of a language as one. What is in none of them is shown in English."""
    whole = Translations()
    for catalogue in sorted((HERE / language).glob("*.po")):
        whole.merge(Translations(_compiled(catalogue, language)))
    return whole


def _compiled(catalogue: Path, language: str) -> BytesIO:
    compiled = BytesIO()
    with catalogue.open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return compiled
