"""What a text that came in asks for: no callback, one now, one at another time; or something that a person must read.

A closed grammar over the words of `reply_words`: a text is understood when every word of it is, and when it can mean
one thing only. Deliberately guesses nothing: everything else is `Other`, which an agent reads. Knows neither deadlines
nor opening hours: whether a wish can be met is for others to say.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from flows import emergency, reply_words
from flows.facts import Window
from flows.reply_times import Unclear, read_time
from flows.reply_words import Words

LONGEST = 25
"""Words; who writes more than that has something to tell."""


@dataclass(frozen=True, slots=True)
class Stop:
    """No callback is wanted any more."""


@dataclass(frozen=True, slots=True)
class Now:
    """The callback is wanted at once."""


@dataclass(frozen=True, slots=True)
class At:
    """The callback is wanted in this window, an hour wide or a part of a day, the end of which is still to come."""

    window: Window


@dataclass(frozen=True, slots=True)
class Thanks:
    """Thank you, all right: nothing is wanted."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """Somebody is in danger: the text says that, and nothing else."""


@dataclass(frozen=True, slots=True)
class Other:
    """A person must read it."""


Reply = Stop | Now | At | Thanks | Emergency | Other


def read_reply(body: str, language: str, now: datetime, zone: ZoneInfo) -> Reply:
    """What the text asks for; never raises.

    `language`: the person's, in which shortened days and months are understood too; all else is in every language.
    `zone`: whose wall clock is meant.
    """
    words = reply_words.tokens(body)
    if len(words) > LONGEST:
        return Other()
    polite, grateful = _listed(reply_words.POLITENESS), _listed(reply_words.GRATITUDE)
    said = _without(words, polite | grateful)
    if not said:
        return Thanks() if _without(words, polite) else Other()
    cries = _listed(emergency.WORDS)
    if not _without(said, cries | _listed(reply_words.HELP)) and _without(said, cries) != said:
        return Emergency()
    for listed, reply in ((reply_words.STOP, Stop()), (reply_words.NOW, Now()), (reply_words.THANKS, Thanks())):
        if said in _listed(listed) or words in _listed(listed):
            return reply
    try:
        return At(read_time(said, language, now.astimezone(zone)))
    except Unclear:
        return Other()


@cache
def _listed(listed: str) -> frozenset[Words]:
    return reply_words.phrases(listed)


def _without(words: Words, phrases: frozenset[Words]) -> Words:
    """The words that are left when these phrases are taken out."""
    return tuple(word for phrase in reply_words.split(words, phrases) if phrase not in phrases for word in phrase)
