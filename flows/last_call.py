"""An agent who phones in and says by key how the last call ended: resolved, not done yet, or when to call back.

Deliberately records no spoken note: a text takes one, and so does the desk.
"""

from dataclasses import replace
from typing import Final, Literal

from flows import spoken
from flows.facts import Facts, Heard
from flows.intents import AgreeToBeAsked, CallBackLater, NoteEnding
from flows.node import node
from flows.phrases import phrase
from flows.questions import ask
from flows.thread import Step, Thread
from flows.turn import Turn
from flows.verbs import Goto, Say

ENDINGS: Final[dict[str, Literal["resolved", "follow_up"]]] = {"1": "resolved", "2": "follow_up"}
KEYS: Final = "12345"
"""Of the windows that are read out."""


@node("last_call", asks={"last_talk"})
def last_call(_: Heard, facts: Facts) -> Turn:
    """Says which call, and asks."""
    thread, talk, language = facts.thread, facts.last_talk, facts.thread.language
    if talk is None:
        return _back(thread, "last_call_gone")
    moment = spoken.moment(talk.at, facts.now, facts.line.timezone, language)
    which = phrase(language, "last_call", moment=moment, about=talk.about)
    return ask(replace(thread, subject=talk.id), "last_call_answer", which, phrase(language, "last_call_ask"))


@node("last_call_answer", asks={"last_talk"})
def last_call_answer(heard: Heard, facts: Facts) -> Turn:
    """`1` resolved, `2` not done yet, `3` call back; silence and other keys leave it open."""
    thread, talk = facts.thread, facts.last_talk
    if talk is None:
        return _back(thread, "last_call_gone")
    if ending := ENDINGS.get(heard.digits):
        asks_on = ending == "resolved" and talk.may_ask
        then = thread.to("last_call_agreed") if asks_on else thread.to("last_call_noted")
        return Turn(intents=(NoteEnding(talk.id, ending),), then=then)
    if heard.digits == "3":
        return Turn(then=thread.to("last_call_when")) if talk.can_call else _back(thread, "last_call_no_time")
    return _again(thread, "last_call")


@node("last_call_agreed")
def last_call_agreed(_: Heard, facts: Facts) -> Turn:
    """Asks whether the caller may be asked: only whoever said so in the talk is."""
    return ask(facts.thread, "last_call_agreed_answer", phrase(facts.thread.language, "last_call_may_ask"))


@node("last_call_agreed_answer")
def last_call_agreed_answer(heard: Heard, facts: Facts) -> Turn:
    """`1` yes; anything else is no."""
    thread = facts.thread
    agreed = (AgreeToBeAsked(thread.subject),) if heard.digits == "1" and thread.subject else ()
    return Turn(intents=agreed, then=thread.to("last_call_noted"))


@node("last_call_noted")
def last_call_noted(_: Heard, facts: Facts) -> Turn:
    """It is on the ledger; the agent may go on to declare a presence."""
    return _back(facts.thread, "last_call_noted")


@node("last_call_when", asks={"later_windows"})
def last_call_when(_: Heard, facts: Facts) -> Turn:
    """Reads out when the caller can be called back."""
    thread, language = facts.thread, facts.thread.language
    if not facts.later_windows:
        return _back(thread, "last_call_no_time")
    choices = [
        phrase(
            language, "time_choice", window=spoken.stretch(window, facts.now, facts.line.timezone, language), key=key
        )
        for key, window in zip(KEYS, facts.later_windows, strict=False)
    ]
    asked = replace(thread, asked_at=thread.asked_at or facts.now)
    return ask(asked, "last_call_then", phrase(language, "last_call_when"), *map(spoken.capital, choices))


@node("last_call_then", asks={"later_windows"})
def last_call_then(heard: Heard, facts: Facts) -> Turn:
    """A key for one of the windows; asked twice, and then left open."""
    thread = facts.thread
    window = dict(zip(KEYS, facts.later_windows, strict=False)).get(heard.digits)
    if window is not None and thread.subject is not None:
        return Turn(intents=(CallBackLater(thread.subject, window),), then=thread.to("last_call_noted"))
    return _again(thread, "last_call_when")


def _again(thread: Thread, question: str) -> Turn:
    """Once; then it is left open."""
    return Turn(then=thread.retry(question) if thread.tries == 0 else _presence(thread))


def _back(thread: Thread, key: str) -> Turn:
    """To the question for the presence, where the call before that one may be next."""
    return Turn((Say(phrase(thread.language, key), thread.language), Goto(_presence(thread))))


def _presence(thread: Thread) -> Step:
    return replace(thread, subject=None).to("presence_asked")
