"""A caller in danger: the emergency number at once, then a person, never only a callback.

Only what was said can tell of it, and only in words that nobody uses otherwise; callers speak any language in any menu.
Deliberately asks nothing and chooses nobody: whoever is in danger is everybody's.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Final

from flows import spoken
from flows.facts import Facts, Heard
from flows.intents import AcceptEmergency, Intent, JoinQueue, LeaveQueue, NoteEmergency, RaiseEmergency
from flows.node import node
from flows.phrases import phrase
from flows.questions import ask
from flows.thread import Step, Thread
from flows.tongues import language_of
from flows.turn import Turn
from flows.verbs import Bridge, Goto, Hangup, Say
from flows.words import plain

WORDS: Final = (
    "112|1 1 2|1 12|11 2|1-1-2"
    # nl
    "|een een twee|honderdtwaalf|ambulance|ziekenwagen|brandweer|reanimatie|reanimeren|levensgevaar|hartaanval"
    "|hartstilstand|bel de politie|politie bellen|politie nodig"
    # en
    "|one one two|fire brigade|fire department|emergency services|heart attack|cardiac arrest|call the police"
    "|need the police"
    # fr
    "|un un deux|cent douze|pompiers|samu|danger de mort|crise cardiaque|arrêt cardiaque|appelez la police"
    "|besoin de la police"
    # de
    "|eins eins zwei|hundertzwölf|krankenwagen|rettungswagen|notarzt|feuerwehr|lebensgefahr|herzinfarkt"
    "|herzstillstand|polizei rufen|rufen sie die polizei|brauche die polizei"
)
"""Whole words and phrases. None for mere haste: who says "spoed" may mean a parcel."""
SOME_HINTS: Final = ("112", *(word for word in WORDS.split("|") if word[0].isalpha()))
"""What speech recognition is told to expect."""


def is_emergency(speech: str, own_words: Iterable[str]) -> bool:
    """Did the caller speak of an emergency? A word that is part of what the line's own menu listens for, and was said
    so, is no cry for help: "ambulance vervoer" may be a need."""
    said = plain(speech)
    meant = [own for word in own_words if (own := plain(word)).strip() and own in said]
    return any(word in said and not any(word in own for own in meant) for word in _plain_words())


@cache
def _plain_words() -> tuple[str, ...]:
    return tuple(map(plain, WORDS.split("|")))


@node("emergency", asks={"open", "staffed", "rescue"})
def emergency(_: Heard, facts: Facts) -> Turn:
    """The number first, in whatever hour. An agent is looked for only after it: who hangs up to call rings nobody."""
    thread = replace(facts.thread, need=None, emergency=True)
    if facts.open and facts.staffed:
        return _tell(facts, thread.to("emergency_joined"), "emergency_stay", first=NoteEmergency())
    if facts.rescue is not None:
        return _tell(facts, thread.to("emergency_ring"), "emergency_looking", first=NoteEmergency())
    helpless = _nobody_helps(facts, thread)
    return replace(helpless, intents=(NoteEmergency(), *helpless.intents))


@node("emergency_joined")
def join(_: Heard, facts: Facts) -> Turn:
    """The caller stays: for anybody, ahead of everybody."""
    thread = replace(facts.thread, arrived_at=facts.now)
    return Turn(intents=(JoinQueue(None, language_of(thread.language), facts.now),), then=thread.to("waiting"))


@node("emergency_hold", asks={"open", "staffed", "rescue"})
def hold(_: Heard, facts: Facts) -> Turn:
    """Who is in danger waits while somebody is at work who may become free: not beyond closing time, nor for agents who
    have all signed out."""
    if (facts.open and facts.staffed) or facts.rescue is None:
        return Turn(then=Step("hold", facts.thread))
    thread = replace(facts.thread, arrived_at=None)
    return Turn(intents=(LeaveQueue(),), then=thread.to("emergency_ring"))


@node("emergency_ring", asks={"rescue"})
def ring(_: Heard, facts: Facts) -> Turn:
    """Nobody is signed on, or it is closed: one phone after another of those who may help all the same."""
    return Turn((facts.rescue,)) if facts.rescue is not None else _nobody_helps(facts, facts.thread)


@node("emergency_rang", asks={"dialled"})
def rang(_: Heard, facts: Facts) -> Turn:
    """Such a phone has rung, and the conversation is over or never began."""
    if facts.dialled == "connected":
        return Turn((Hangup(),))
    return Turn(then=Step("emergency_ring", facts.thread))


@node("emergency_whisper")
def whisper(_: Heard, facts: Facts) -> Turn:
    """Somebody who is not at work picked up."""
    language = facts.thread.language
    told = phrase(language, "whisper_danger", name=facts.line.name)
    return ask(facts.thread, "emergency_accept", told, phrase(language, "whisper_accept"))


@node("emergency_accept")
def accept(heard: Heard, facts: Facts) -> Turn:
    """`1` accepts; a voicemail does not."""
    thread = facts.thread
    if heard.digits != "1" or thread.subject is None:
        return Turn((Hangup(),))
    return Turn((Bridge(),), (AcceptEmergency(thread.subject),))


def _tell(facts: Facts, onward: Step, *keys: str, first: Intent) -> Turn:
    language = facts.thread.language
    number = phrase(language, "emergency", emergency=spoken.digits(facts.line.emergency_number, language))
    words = " ".join([number, *(phrase(language, key) for key in keys)])
    return Turn((Say(words, language), Goto(onward)), (first,))


def _nobody_helps(facts: Facts, thread: Thread) -> Turn:
    """The number, once more where it was said before, and then what anybody is offered."""
    return _tell(facts, thread.to("closed"), first=RaiseEmergency())
