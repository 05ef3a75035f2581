"""The wait: a loop of music in pieces, with a word at times, a key heard at any moment, and the ring when it comes.

Deliberately measures no wait and chooses no agent: it speaks of the one it is given and hands out the other.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from flows import by_name, spoken
from flows.facts import Facts, Heard, Wait
from flows.intents import JoinQueue
from flows.node import node
from flows.phrases import phrase
from flows.thread import Step, Thread
from flows.tongues import language_of
from flows.turn import Turn
from flows.verbs import Ask, Play, Say
from flows.wording import worded

QUIET = timedelta(seconds=45)
"""How long the music is left alone after a word."""
SOON = timedelta(minutes=1)
"""Who is helped within this hears only that."""
LISTEN = timedelta(seconds=1)
"""Between two pieces. The carrier counts it from the end of the prompt; its default is five silent seconds."""


@node("waiting")
def wait(heard: Heard, facts: Facts) -> Turn:
    """One turn of the wait. `1` is a callback, `2` the agent who was offered by name; any other key lets the music go
    on where it is."""
    if heard.digits == "1":
        return Turn(then=facts.thread.to("callback"))
    if by_name.is_about_a_person(heard, facts.thread):
        return Turn(then=Step("person_chosen", facts.thread))
    return Turn(then=Step("ring", facts.thread))


@node("ring", asks={"ring"})
def ring(_: Heard, facts: Facts) -> Turn:
    """The agent who is held for this caller rings; asked only now, because a ring is handed out once."""
    if facts.ring is not None:
        return Turn((facts.ring,))
    if facts.thread.emergency:  # where `tries` counts the phones that were rung, and none has been yet
        return Turn(then=facts.thread.to("emergency_hold"))
    return Turn(then=Step("hold", facts.thread))


@node("hold", asks={"wait", "closed_because"})
def hold(_: Heard, facts: Facts) -> Turn:
    """Nobody is free yet: music, and at times a word."""
    if facts.wait is None:
        return Turn(then=Step("hold_on", facts.thread))
    if _has_old_place(facts.wait, facts.thread):
        return _welcome_back(facts.wait, facts)
    if news := by_name.news(facts.wait, facts):
        return _hold(*news)
    if _may_offer(facts.wait, facts.thread) and _offer_is_next(facts.wait, facts):
        return _offer(facts.wait, facts)
    if _quiet_is_over(facts):
        return _hold(*_where_the_caller_is(facts.wait, facts))
    return _hold(facts.thread)


@node("person_settled", asks={"ring", "wait"})
def settle_person(_: Heard, facts: Facts) -> Turn:
    """For whom the caller waits from now on; that agent may be free at this very moment."""
    if facts.ring is not None:
        return Turn((facts.ring,))
    return _hold(facts.thread) if facts.wait is None else _hold(*by_name.settled(facts.wait, facts))


@node("rang", asks={"accepted"})
def rang(_: Heard, facts: Facts) -> Turn:
    """An agent's phone has rung for this caller, and the conversation is over or never began."""
    if facts.accepted:
        return Turn(then=facts.thread.to("talk_over"))
    arrived_at = facts.thread.arrived_at or facts.now
    thread = replace(facts.thread, arrived_at=arrived_at)
    join = JoinQueue(thread.need, language_of(thread.language), arrived_at)
    return Turn(intents=(join,), then=thread.to("waiting_on"))


@node("waiting_on", asks={"ring"})
def wait_on(_: Heard, facts: Facts) -> Turn:
    """The wait after a ring that nobody took: the next agent at once, else a word that the place is kept."""
    if facts.ring is not None:
        return Turn((facts.ring,))
    if _quiet_is_over(facts):
        return _hold(
            replace(facts.thread, said_at=facts.now), worded(facts.line, facts.thread.language, "still_looking")
        )
    return _hold(facts.thread)


def _has_old_place(waited: Wait, thread: Thread) -> bool:
    return waited.arrived_at is not None and thread.arrived_at is not None and waited.arrived_at < thread.arrived_at


def _welcome_back(waited: Wait, facts: Facts) -> Turn:
    """The place of a call that was given up a moment ago is this one's: said once, because the thread then knows it."""
    told, *words = _where_the_caller_is(waited, facts)
    return _hold(replace(told, arrived_at=waited.arrived_at), phrase(told.language, "old_place"), *words)


def _may_offer(waited: Wait, thread: Thread) -> bool:
    # Who has a promise already is told that hanging up is safe; who is in danger is offered one where nothing else is.
    may_offer = waited.may_offer and not thread.emergency
    return may_offer or waited.only_callback or thread.promise is not None


def _offer_is_next(waited: Wait, facts: Facts) -> bool:
    thread = facts.thread
    if thread.offered_at is None:
        return True
    position_was_last = thread.said_at != thread.offered_at
    return _quiet_is_over(facts) and (position_was_last or waited.only_callback)


def _offer(waited: Wait, facts: Facts) -> Turn:
    """The callback: the first time with the position; when nothing else is left, once in clear words, and alone."""
    thread, language = facts.thread, facts.thread.language
    if waited.only_callback and thread.promise is None:
        told = replace(thread, said_at=facts.now, offered_at=facts.now, tries=1)
        if thread.tries:
            return _hold(told, phrase(language, "offer"))
        why = (spoken.sentence(facts.closed_because),) if facts.closed_because is not None else ()
        return _hold(told, *why, phrase(language, "closing_offer" if waited.is_closing else "only_offer"))
    is_first_word = thread.offered_at is None and _quiet_is_over(facts)
    told, *position = _where_the_caller_is(waited, facts) if is_first_word else (replace(thread, said_at=facts.now),)
    offer = phrase(language, "offer" if thread.promise is None else "may_hang_up")
    return _hold(replace(told, offered_at=facts.now), *position, offer)


def _where_the_caller_is(waited: Wait, facts: Facts) -> tuple[Thread, *tuple[str, ...]]:
    """The words for it, after the thread of whoever has heard them."""
    thread, language = replace(facts.thread, said_at=facts.now), facts.thread.language
    ahead = waited.position - 1
    key = "ahead_none" if ahead == 0 else "ahead_one" if ahead == 1 else "ahead_many"
    place = phrase(language, key, count=ahead)
    if waited.high is None:
        return thread, place
    told = replace(thread, told_until=_told_until(waited, waited.high, facts))
    range_ = spoken.wait_range(waited.low, waited.high, language)
    if waited.is_longer:
        return told, phrase(language, "wait_longer", range=range_)
    if waited.high <= SOON:
        return told, worded(facts.line, language, "soon")
    return told, place, phrase(language, "wait" if facts.thread.said_at is None else "wait_left", range=range_)


def _told_until(waited: Wait, high: timedelta, facts: Facts) -> datetime:
    """What was told goes on to hold, unless it was said that it takes longer."""
    until = facts.now + high
    before = facts.thread.told_until
    return until if before is None or waited.is_longer else min(until, before)


def _quiet_is_over(facts: Facts) -> bool:
    return facts.thread.said_at is None or facts.now - facts.thread.said_at >= QUIET


def _hold(thread: Thread, *sentences: str) -> Turn:
    words = (Say(" ".join(sentences), thread.language),) if sentences else ()
    onward = Step("waiting", replace(thread, piece=thread.piece + 1))
    return Turn((Ask((*words, Play(thread.piece)), onward, thread.language, patience=LISTEN),))
