"""The book: every node by name, how one is played, and how a turn is followed until it has something to say.

Deliberately gathers no facts and performs no intents: the house hands both in.
"""

from collections.abc import Callable

from flows import (
    apology,
    by_list,
    by_name,
    callback,
    consult,
    emergency,
    last_call,
    limits,
    listening,
    message,
    outbound,
    recognised,
    rooms,
    sent_on,
    staff,
    waiting,
    welcome,
)
from flows.facts import NOTHING, Facts, Heard
from flows.node import NODES
from flows.thread import Step
from flows.turn import Turn

CHAPTERS = (
    welcome,
    emergency,
    by_name,
    recognised,
    waiting,
    callback,
    message,
    sent_on,
    consult,
    rooms,
    listening,
    staff,
    last_call,
    limits,
    outbound,
    by_list,
    apology,
)
"""The modules whose nodes make up the book; importing one enters its nodes."""

LONGEST_PATH = 8
"""Nodes in one answer to a phone. The longest that anybody walks has five; eight is a circle."""

Gather = Callable[[Step, frozenset[str]], Facts]
Perform = Callable[[Step, Facts, Turn], None]


class LoopError(Exception):
    """The book went in a circle; `path` names the nodes."""

    def __init__(self, path: tuple[str, ...]) -> None:
        super().__init__(" → ".join(path))
        self.path = path


def names() -> frozenset[str]:
    """Every node."""
    return frozenset(NODES)


def asks(name: str) -> frozenset[str]:
    """The fields of Facts that the node reads, besides `now`, `line` and `thread`; KeyError: no such node."""
    return NODES[name].asks


def play(name: str, heard: Heard, facts: Facts) -> Turn:
    """One turn of one node; KeyError: no such node."""
    return NODES[name].play(heard, facts)


def follow(step: Step, heard: Heard, gather: Gather, perform: Perform) -> Turn:
    """Play `step` and what its turns name as `then`, until one has verbs to render.

    `gather` collects the facts a step asks for, afresh for each; `perform` carries out a turn's intents before
    anything else happens; it is given the facts that led to them. LoopError after `LONGEST_PATH` nodes.
    """
    path: tuple[str, ...] = ()
    while len(path) < LONGEST_PATH:
        path += (step.node,)
        facts = gather(step, asks(step.node))
        turn = play(step.node, heard, facts)
        perform(step, facts, turn)
        if turn.then is None:
            return turn
        step, heard = turn.then, NOTHING
    raise LoopError(path)
