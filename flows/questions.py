"""What the questions of the book share: how one is put, and the ways out of it.

Deliberately decides nothing of the conversation: nodes do.
"""

from dataclasses import replace

from flows.intents import LeaveQueue
from flows.phrases import phrase
from flows.thread import Step, Thread
from flows.turn import Turn
from flows.verbs import Ask, Hangup, Say


def ask(thread: Thread, answer: str, *sentences: str, digits: int | None = 1) -> Turn:
    """A question, answered at the node `answer` by one key, or by keys until `#` where `digits` is None."""
    return Turn((Ask((_say(thread, *sentences),), Step(answer, thread), thread.language, digits=digits),))


def hang_up(thread: Thread, *sentences: str) -> Turn:
    """Last words."""
    return Turn((_say(thread, *sentences), Hangup()))


def goodbye(thread: Thread, key: str) -> Turn:
    """Last words to a caller, whose place in the queue goes too."""
    leave = (LeaveQueue(),) if thread.arrived_at is not None else ()
    return replace(hang_up(thread, phrase(thread.language, key)), intents=leave)


def carry_on(thread: Thread) -> Turn:
    """What a caller's silence means once there is nothing left to ask: who waits waits on, others are let go."""
    if thread.arrived_at is not None:
        return Turn(then=thread.to("waiting"))
    return goodbye(thread, "goodbye")


def to_a_person(thread: Thread, need: str | None) -> Step:
    """On to somebody who can take `need`; who is in the queue already keeps place and need."""
    if thread.arrived_at is not None:
        return thread.to("waiting")
    return replace(thread, need=need).to("chosen")


def _say(thread: Thread, *sentences: str) -> Say:
    return Say(" ".join(sentences), thread.language)
