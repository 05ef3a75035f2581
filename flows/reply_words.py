"""The words of a text that we understand, in every language that the house knows; closed lists, read by `replies`.

Weekdays and months are CLDR's (Babel). Deliberately lists no word that turns a wish round, such as "not": a text with a
word that stands here nowhere is an agent's to read.
"""

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Final

from babel import Locale

LANGUAGES: Final = ("nl", "en", "fr", "de")

Words = tuple[str, ...]
LONGEST_PHRASE: Final = 6
"""Words."""


class Role(Enum):
    """What a word does in a wish for a time."""

    AT = auto()
    AFTER = auto()
    BEFORE = auto()
    FROM = auto()
    BETWEEN = auto()
    AND = auto()
    TO = auto()
    IN = auto()
    OCLOCK = auto()
    HOURS = auto()
    MINUTES = auto()
    AM = auto()
    PM = auto()


@dataclass(frozen=True, slots=True)
class Ahead:
    """So many days from today."""

    days: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """0 is Monday."""

    number: int


@dataclass(frozen=True, slots=True)
class Month:
    number: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, in hours of the wall clock: when a call suits, and which hours may be meant by it."""

    from_hour: int
    to_hour: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Noon:
    """Twelve o'clock, as a word."""


@dataclass(frozen=True, slots=True)
class Past:
    """So many minutes past an hour; `before`: it is said before the hour."""

    minutes: int
    before: bool


@dataclass(frozen=True, slots=True)
class Later:
    """So many minutes from now."""

    minutes: int


Item = Role | Ahead | Weekday | Month | Part | Noon | Past | Later

MORNING, AFTERNOON, EVENING = Part(8, 12, 0, 11), Part(12, 18, 12, 17), Part(18, 22, 17, 23)
ALL_DAY = Part(8, 22, 0, 23)


_TOKEN: Final = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}([./-])\d{1,2}\1\d{2,4}|\d{1,2}/\d{1,2}|\d{1,2}\.\d{1,2}\.|\d{1,2}[.:]\d\d|\d+|[a-z]+|[^\s.]"
)
"""A date or a time in figures, a number, a word, or any other sign; full stops are none."""


def tokens(text: str) -> Words:
    """The words and figures of a text, in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    dashed = re.sub("[‐-―−]", "-", letters)
    apart = re.sub(r"(?<=[a-z])-(?=[a-z])|['’‘`´\",;!?()…]", " ", dashed)
    return tuple(found.group() for found in _TOKEN.finditer(apart))


STOP: Final = (
    # nl
    "stop|nee|afzeggen|zeg maar af|annuleren|annuleer|afmelden|niet nodig|niet meer nodig|hoeft niet|hoeft niet meer"
    "|het hoeft niet meer|laat maar|laat maar zitten|niet bellen|niet meer bellen|niet terugbellen|bel niet|bel me niet"
    "|bel niet meer|bel me niet meer|bel mij niet meer|bel me niet terug|u hoeft niet te bellen"
    "|u hoeft niet meer te bellen|je hoeft niet meer te bellen"
    # en
    "|no|cancel|cancel it|stopall|stop all|unsubscribe|end|quit|revoke|optout|opt out|not needed|no longer needed"
    "|no need|never mind|nevermind|forget it|do not call|don't call|do not call me|don't call me|do not call back"
    "|don't call back|don't call me back|no callback|no call"
    # fr
    "|non|arrêt|arrêter|arrêtez|annuler|annulez|plus besoin|pas besoin|je n'ai plus besoin|plus nécessaire"
    "|pas nécessaire|ce n'est plus nécessaire|ne pas appeler|ne pas rappeler|ne m'appelez pas|ne m'appelez plus"
    "|ne me rappelez pas|ne me rappelez plus|ne rappelez pas|laissez tomber"
    # de
    "|stopp|nein|abbrechen|absagen|abmelden|stornieren|nicht nötig|nicht mehr nötig|ist nicht mehr nötig|kein rückruf"
    "|keinen rückruf|kein rückruf mehr|nicht anrufen|nicht mehr anrufen|nicht zurückrufen|rufen sie nicht an"
    "|rufen sie mich nicht an|rufen sie nicht zurück|hat sich erledigt|brauche ich nicht mehr"
)
"""Whole texts that take a promise back. Those of Twilio's own (stop, cancel, end, quit, …) are among them."""

NOW: Final = (
    "nu|bel nu|nu bellen|bel me nu|bel mij nu|bel nu terug|bel me nu terug|bel mij nu terug|nu terugbellen|nu meteen"
    "|meteen|direct|bel direct|bel me direct|bel meteen|bel me meteen|zo snel mogelijk|bel me zo snel mogelijk"
    "|bel zo snel mogelijk|zsm|ik kan nu|kan nu|nu kan|nu kan ik"
    "|now|call now|call me now|call back now|call me back now|right now|call me right now|straight away|at once"
    "|immediately|as soon as possible|call me as soon as possible|asap|call me asap|can you call me now"
    "|maintenant|appelez maintenant|appelez-moi maintenant|rappelez-moi maintenant|appelle-moi maintenant"
    "|rappelez maintenant|tout de suite|appelez-moi tout de suite|rappelez-moi tout de suite|immédiatement"
    "|dès que possible|le plus vite possible|le plus tôt possible|rappelez-moi dès que possible"
    "|jetzt|jetzt anrufen|jetzt zurückrufen|rufen sie jetzt an|rufen sie mich jetzt an|rufen sie mich jetzt zurück"
    "|ruf mich jetzt an|jetzt gleich|jetzt sofort|sofort|sofort anrufen|rufen sie mich sofort an"
    "|so schnell wie möglich|so bald wie möglich|schnellstmöglich"
)
"""Whole texts that ask for the call at this moment."""

THANKS: Final = (
    "👍|ja|ok|oke|okay|okee|okido|prima|top|fijn|goed|is goed|dat is goed|begrepen|tot dan|tot straks|tot morgen|super"
    "|yes|yes please|fine|great|good|perfect|understood|see you|got it|will do|all right|alright|start|unstop"
    "|oui|d'accord|parfait|très bien|entendu|ça marche|compris|à demain|à plus tard"
    "|in ordnung|gut|passt|alles klar|verstanden|bis dann|bis morgen|bis später|einverstanden"
)
"""Whole texts that want nothing; beside them, those of courtesy alone. START and UNSTOP are for Twilio."""

GRATITUDE: Final = (
    "bedankt|dank|dank u|dank je|dank u wel|dank je wel|dankjewel|dankuwel|hartelijk dank|alvast bedankt"
    "|thanks|thanks a lot|thank you|thank you very much|many thanks|thx|cheers"
    "|merci|merci beaucoup|merci bien|merci d'avance|danke|danke schön|dankeschön|vielen dank"
)
POLITENESS: Final = (
    "graag|aub|a.u.b.|alstublieft|alsjeblieft|svp|s.v.p.|hallo|hoi|goedemorgen|goedemiddag|goedenavond|goedendag"
    "|please|pls|hello|hi|hey|good morning|good afternoon|good evening"
    "|s'il vous plaît|s'il te plaît|stp|bonjour|bonsoir|bitte|guten tag|guten morgen|guten abend"
)
"""What changes nothing, wherever it stands."""

HELP: Final = (
    "help|sos|hulp|spoed|snel|nu|nodig|stuur|bel|een|de|het|is|er|we|ik|hebben|heb|brand|ongeluk"
    "|a|an|the|we|i|need|send|call|now|quick|fire|accident|there|there's"
    "|au secours|aide|besoin|d'une|une|un|vite|envoyez|appelez|les|le|feu|accident|il y a"
    "|hilfe|schnell|sofort|brauche|brauchen|ich|wir|bitte|rufen|sie|einen|eine|den|die|es|brennt|unfall"
)
"""What may stand about a cry for help; alone it is none."""

FILLERS: Final = (
    "bel|bellen|belt|terug|terugbellen|teruggebeld|gebeld|worden|me|mij|mijn|ik|kan|kunt|kun|kunnen|mag|zou|willen|wil"
    "|wilt|het|dat|ook|wel|liever|liefst|alleen|beschikbaar|bereikbaar|thuis|ben|op|je|jullie|we|uit|komt|past|beter"
    "|schikt"
    "|call|ring|phone|back|can|could|you|it|be|would|like|to call|prefer|rather|only|better|i|i'm|i'd|free|available"
    "|on|the|is|possible|my|suits|works|for me|try|again|th|st|nd|rd"
    "|appelez|appeler|appelle|rappelez|rappeler|rappelle|moi|pouvez|vous|peux|je|j'ai|plutôt|seulement|disponible"
    "|joignable|suis|serait|le|si possible|si c'est possible|c'est possible|mieux|serai|être|rappelé|appelé|er"
    "|rufen|ruf|rufe|mich|an|zurück|anrufen|zurückrufen|sie|kann|können|könnten|lieber|nur|erst|erreichbar|bin|ich|es"
    "|geht|den|wäre|möglich|besser|passt"
)
"""What may stand about a time and changes nothing of it."""

_PHRASES: Final[Mapping[str, tuple[Item, ...]]] = {
    "om|at|um|à|vers|gegen|rond|around|about|omstreeks": (Role.AT,),
    "na|after|après|nach": (Role.AFTER,),
    "voor|before|avant|vor|by": (Role.BEFORE,),
    "vanaf|van|from|von|ab|de|dès|à partir de": (Role.FROM,),
    "tussen|between|entre|zwischen": (Role.BETWEEN,),
    "en|and|et|und": (Role.AND,),
    "tot|to|till|until|bis|jusqu'à|-": (Role.TO,),
    "over|in|dans": (Role.IN,),
    "uur|uhr|u|o'clock|h|heures|heure": (Role.OCLOCK,),
    "uren|hours|hour|hrs|stunden|stunde": (Role.HOURS,),
    "minuten|minuut|minutes|minute|min": (Role.MINUTES,),
    "am|a.m.": (Role.AM,),
    "pm|p.m.": (Role.PM,),
    "vandaag|today|aujourd'hui|heute": (Ahead(0),),
    "morgen|tomorrow|demain": (Ahead(1),),
    "overmorgen|the day after tomorrow|day after tomorrow|après-demain|übermorgen": (Ahead(2),),
    "vanochtend|vanmorgen|this morning|ce matin|heute morgen|heute früh|heute vormittag": (Ahead(0), MORNING),
    "vanmiddag|this afternoon|cet après-midi|heute nachmittag": (Ahead(0), AFTERNOON),
    "vanavond|this evening|tonight|ce soir|heute abend": (Ahead(0), EVENING),
    "morgenochtend|morgen vroeg|morgen früh|morgen vormittag": (Ahead(1), MORNING),
    "morgenmiddag|morgen nachmittag": (Ahead(1), AFTERNOON),
    "morgenavond|morgen abend": (Ahead(1), EVENING),
    "ochtend|'s ochtends|ochtends|'s morgens|morgens|in de ochtend|morning|in the morning|matin|le matin|du matin"
    "|dans la matinée|vormittag|vormittags|am vormittag|am morgen": (MORNING,),
    "middag|'s middags|middags|in de middag|afternoon|in the afternoon|après-midi|l'après-midi|de l'après-midi"
    "|dans l'après-midi|nachmittag|nachmittags|am nachmittag": (AFTERNOON,),
    "avond|'s avonds|avonds|in de avond|evening|in the evening|at night|soir|le soir|du soir|dans la soirée|abend"
    "|abends|am abend": (EVENING,),
    "noon|midi|mittag|mittags": (Noon(),),
    "half|halb": (Past(-30, before=True),),
    "half past": (Past(30, before=True),),
    "kwart over|quarter past|a quarter past|viertel nach": (Past(15, before=True),),
    "kwart voor|quarter to|a quarter to|viertel vor": (Past(-15, before=True),),
    "et demie|et demi": (Past(30, before=False),),
    "et quart": (Past(15, before=False),),
    "moins le quart|moins quart": (Past(-15, before=False),),
    "over een uur|over 1 uur|over een uurtje|in an hour|in 1 hour|dans une heure|in einer stunde": (Later(60),),
    "over een half uur|over half uur|over een halfuur|in half an hour|in a half hour|dans une demi-heure"
    "|in einer halben stunde": (Later(30),),
    "over een kwartier|in a quarter of an hour|dans un quart d'heure|in einer viertelstunde": (Later(15),),
}

_OF_A_DAY: Final[Mapping[str, Part]] = {
    "ochtend": MORNING,
    "morgen": MORNING,
    "voormiddag": MORNING,
    "vormittag": MORNING,
    "middag": AFTERNOON,
    "namiddag": AFTERNOON,
    "nachmittag": AFTERNOON,
    "avond": EVENING,
    "abend": EVENING,
}
"""What follows a weekday, in Dutch and German, apart or in one word."""

_SOMETHING_ELSE: Final = frozenset({("so",), ("zo",), ("do",)})
"""Days cut short that mean something else more often, in this language or another."""


def split(words: Words, phrases: Container[Words]) -> Iterator[Words]:
    """The words, cut into the longest of these phrases, and single words where there is none."""
    at = 0
    while at < len(words):
        ends = range(min(at + LONGEST_PHRASE, len(words)), at + 1, -1)
        end = next((end for end in ends if words[at:end] in phrases), at + 1)
        yield words[at:end]
        at = end


def phrases(listed: str) -> frozenset[Words]:
    """The phrases of a list that is written with `|` between them."""
    return frozenset(tokens(phrase) for phrase in listed.split("|"))


@cache
def lexicon(language: str) -> Mapping[Words, tuple[Item, ...]]:
    """What each phrase means in a wish for a time; fillers mean nothing.

    The whole words of every language, and the shortened names of days and months of `language` alone. "Half 3" is half
    past two, unless the British say it.
    """
    known: dict[Words, tuple[Item, ...]] = dict.fromkeys(phrases(FILLERS), ())
    for listed, items in _PHRASES.items():
        known |= dict.fromkeys(phrases(listed), items)
    known |= {words: (month,) for words, month in _names("months", language) if words not in known}
    for words, weekday in _names("days", language):
        known.setdefault(words, (weekday,))
        for part, hours in _OF_A_DAY.items():
            known[(*words, part)] = known[(*words[:-1], words[-1] + part)] = (weekday, hours)
    if language == "en":
        del known[("half",)]
    return known


def _names(kind: str, language: str) -> Iterator[tuple[Words, Weekday | Month]]:
    """CLDR's names of the weekdays or months; its months count from 1, its weekdays from Monday, which is 0."""
    item = Weekday if kind == "days" else Month
    for spoken in LANGUAGES:
        named = getattr(Locale(spoken), kind)["format"]
        widths = ("wide", "abbreviated") if spoken == language else ("wide",)
        for width in widths:
            for number, name in named[width].items():
                if (words := tokens(name)) not in _SOMETHING_ELSE:
                    yield words, item(number)
