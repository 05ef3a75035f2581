"""What a caller hears who is turned away: in the menu for too long, on the line already with other calls, or one of
more callers than we can hear.

Deliberately knows no limit: the house does.
"""

from flows.facts import Facts, Heard
from flows.node import node
from flows.phrases import phrase
from flows.questions import ask, goodbye, hang_up
from flows.thread import Thread
from flows.turn import Turn
from flows.verbs import Reject


def is_refused() -> Turn:
    """A number that the line refuses: not answered, so that nobody pays for it."""
    return Turn((Reject(),))


def stays_too_long(language: str) -> Turn:
    """In the menu, choosing nothing."""
    return hang_up(Thread(language), phrase(language, "menu_over"))


def is_on_the_line_already(language: str) -> Turn:
    """One call too many from this phone."""
    return hang_up(Thread(language), phrase(language, "already_on_the_line"))


def comes_too_fast(language: str) -> Turn:
    """There is no time even to write a promise, so none is spoken."""
    return hang_up(Thread(language), phrase(language, "busy"), phrase(language, "busy_again"))


@node("crowded")
def crowded(_: Heard, facts: Facts) -> Turn:
    """More callers are on the line than it takes: a callback, and nothing that would cost more than that."""
    language = facts.thread.language
    return ask(facts.thread, "crowded_answer", phrase(language, "busy"), phrase(language, "closed_offer"))


@node("crowded_answer")
def crowded_answer(heard: Heard, facts: Facts) -> Turn:
    """`1` a callback, and `0`, because no person can be had; whatever else is heard, the line is for others."""
    if heard.digits in ("0", "1"):
        return Turn(then=facts.thread.to("callback"))
    return goodbye(facts.thread, "busy_again")
