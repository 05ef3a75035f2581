"""What somebody texts who was asked whether we helped: a score, words about it, or that they want no more of it.

    4 · 4/5 · 4, snel geholpen · vier        a score, and the words after it
    nee, het doet het nog niet               words alone
    STOP · START                             for good, and back again; whole texts, in any language

A closed grammar; deliberately takes nothing for a score that may be a time, an amount or two figures.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from flows import reply_words
from flows.reply_words import Words

STOP: Final = (
    "stop|stop sms|stopp|stopall|stop all|unsubscribe|end|quit|cancel|revoke|optout|opt out|arret|stop svp|stop aub"
    "|stop please|bitte stop|stopp bitte|stoppen|afmelden|uitschrijven|abmelden|abbestellen|désabonner|me désabonner"
)
"""Twilio's own, which it obeys before us, and what they are in our languages."""
START: Final = "start|unstop"
YES_OR_NO: Final = "ja|nee|yes|no|oui|non|nein|jawel|si"
"""Answers to the question, but no scores."""
FIGURES: Final[tuple[str, ...]] = (
    "een|one|un|une|ein|eins",
    "twee|two|deux|zwei",
    "drie|three|trois|drei",
    "vier|four|quatre",
    "vijf|five|cinq|fünf",
)

_SCORE: Final = re.compile(r"\W*(?P<score>[1-5])(?:\s*/\s*5)?(?![\w/:.,%€+-]*\d)(?![%€$°])(?P<rest>\W.*|$)", re.DOTALL)
_OR: Final = re.compile(r"\s*(?:-|à|tot|of|or|ou|oder|bis|to)\s*\d")


@dataclass(frozen=True, slots=True)
class Score:
    """1 not at all, 5 very well; and what was written after it."""

    score: int
    comment: str | None = None


def read_score(body: str) -> Score | None:
    """The score that a text begins with; None: it has none."""
    words = reply_words.tokens(body)
    for score, named in enumerate(FIGURES, start=1):
        if words in _listed(named):
            return Score(score)
    found = _SCORE.match(body)
    if found is None or _OR.match(found["rest"]):
        return None
    comment = found["rest"].lstrip(" ,;.:!-–—)\n\t").rstrip()
    return Score(int(found["score"]), comment or None)


def read_wish(body: str) -> Literal["stop", "start"] | None:
    """Whether the whole text says that nothing more is wanted, or that it is wanted again."""
    words = reply_words.tokens(body)
    if words in _listed(STOP):
        return "stop"
    return "start" if words in _listed(START) else None


def is_yes_or_no(body: str) -> bool:
    return reply_words.tokens(body) in _listed(YES_OR_NO)


@cache
def _listed(listed: str) -> frozenset[Words]:
    return reply_words.phrases(listed)
