"""`[prompts]`: the few sentences that a line may say in its own words, each in the languages that it likes.

A wording has exactly the placeholders of ours, and is refused where it says what callers have learned to hate, which
nobody helps by saying. What is not worded here is said in our words. Deliberately speaks nothing: the flows do.
"""

import re
from collections.abc import Mapping
from functools import partial
from string import Formatter
from types import MappingProxyType
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from flows.phrases import LANGUAGES
from flows.wording import OWN
from flows.words import plain
from voice_app.line.section import Section
from voice_app.line.values import SpokenLanguage, written
from voice_app.mistakes import wrong

LONGEST: Final = 160
"""Characters: some eleven seconds, before anything else is heard."""

HATED: Final[Mapping[str, re.Pattern[str]]] = {
    "asks for a moment's patience": re.compile(
        r" (moment|ogenblik|momentje|even) geduld | (een|n|momentje) (moment|ogenblik|momentje) (alstublieft|aub) "
        r"| (one|a) moment please | please (hold|wait) | bear with us "
        r"| (un|quelques) (instant|instants|moment|moments) s il vous plait | veuillez patienter | ne quittez pas "
        r"| (einen|ein) (kleinen )?(moment|augenblick) bitte | bitte (warten|haben sie) (sie )?(geduld )?"
    ),
    "says how important the call is": re.compile(
        r" (gesprek|oproep|telefoontje|u) (is|bent) (voor ons )?((erg|heel|zeer) )?belangrijk | belangrijk voor ons "
        r"| call is (very )?important | important to us | value your call "
        r"| appel est (tres )?important | important pour nous "
        r"| anruf ist (uns )?(sehr )?wichtig | wichtig fur uns | uns (sehr )?wichtig "
    ),
}
"""What the house says to nobody, in any of its languages; read as `flows.words.plain` has it."""


def placeholders(text: str) -> set[str]:
    """The names in braces. Raises ValueError for braces that close nothing, or hold more than a name."""
    found = [(name, how, shape) for _, name, shape, how in Formatter().parse(text) if name is not None]
    if any(how or shape for _, how, shape in found):
        raise ValueError("it may be no more than a name")
    return {name for name, _, _ in found}


def _read(key: str, text: str) -> str:
    said = " ".join(text.split())
    if not said or len(said) > LONGEST:
        raise wrong("a sentence or two are expected here", f"Write 1 to {LONGEST} characters")
    ours = placeholders(LANGUAGES["en"][key])
    named = ", ".join(f"{{{name}}}" for name in sorted(ours)) or "none"
    try:
        has = placeholders(said)
        said.format(**dict.fromkeys(ours, ""))
    except (ValueError, KeyError, IndexError, AttributeError):
        raise wrong("what stands in braces is not filled here", f"Its placeholders are: {named}") from None
    if has != ours:
        raise wrong("its placeholders are not those of the sentence", f"Use each of these: {named}")
    for what, hated in HATED.items():
        if found := hated.search(plain(said)):
            raise wrong(f"it {what}: {found[0].strip()!r}", "Callers hate it; say what happens next instead")
    return said


def _own(key: str) -> BeforeValidator:
    return BeforeValidator(written(partial(_read, key), f'"{LANGUAGES["en"][key]}"'))


W = TypeVar("W")
ByLanguage = Annotated[Mapping[SpokenLanguage, W], AfterValidator(MappingProxyType), PlainSerializer(dict)]


class Prompts(Section):
    """Each key is a sentence of ours (`flows.wording`), by language; what is absent is said in our words."""

    welcome: ByLanguage[Annotated[str, _own("welcome")]] = Field(default_factory=dict)
    closed: ByLanguage[Annotated[str, _own("closed")]] = Field(default_factory=dict)
    closed_until: ByLanguage[Annotated[str, _own("closed_until")]] = Field(default_factory=dict)
    nobody: ByLanguage[Annotated[str, _own("nobody")]] = Field(default_factory=dict)
    soon: ByLanguage[Annotated[str, _own("soon")]] = Field(default_factory=dict)
    still_looking: ByLanguage[Annotated[str, _own("still_looking")]] = Field(default_factory=dict)

    @property
    def by_key(self) -> Mapping[str, Mapping[str, str]]:
        """The wordings by key, then by language."""
        return {key: getattr(self, key) for key in OWN}
