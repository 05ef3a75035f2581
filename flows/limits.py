"""What a caller hears who is turned away: in the menu for too long, or on the line already with other calls.

Deliberately knows no limit: the house does.
"""

from flows.phrases import phrase
from flows.questions import hang_up
from flows.thread import Thread
from flows.turn import Turn


def stays_too_long(language: str) -> Turn:
    """In the menu, choosing nothing."""
    return hang_up(Thread(language), phrase(language, "menu_over"))


def is_on_the_line_already(language: str) -> Turn:
    """One call too many from this phone."""
    return hang_up(Thread(language), phrase(language, "already_on_the_line"))
