"""What a caller hears when something of ours is broken: a promise, else the place in the queue, a colleague's phone, or
the truth.

Deliberately repairs nothing, and makes no promise itself: the house tries that before it plays this.
"""

from datetime import timedelta

from flows import spoken
from flows.facts import Facts, Heard
from flows.node import node
from flows.phrases import phrase
from flows.questions import hang_up
from flows.thread import Thread
from flows.turn import Turn
from flows.verbs import Connect, Goto, Say

FALLBACK_RINGS = timedelta(seconds=40)
"""Somebody may have to walk to that phone."""


@node("apology", asks={"promise", "fallback_number"})
def apologise(_: Heard, facts: Facts) -> Turn:
    """The best that is left of the service."""
    language = facts.thread.language
    if facts.promise is not None and not facts.promise.needs_approval:
        time = spoken.due(facts.promise, facts.now, facts.line.timezone, language)
        return hang_up(facts.thread, phrase(language, "apology_promised", time=time))
    if facts.thread.arrived_at is not None and facts.thread.tries == 0:
        staying = Say(phrase(language, "apology_stay"), language)
        return Turn((staying, Goto(facts.thread.retry("waiting"))))  # once: the wait itself may be what is broken
    if facts.fallback_number is not None:
        connecting = Say(phrase(language, "apology_connecting"), language)
        return Turn((connecting, Connect(facts.fallback_number, FALLBACK_RINGS)))
    return plain(language)


def plain(language: str) -> Turn:
    """The apology where no facts can be had."""
    return hang_up(Thread(language), phrase(language, "apology"))
