"""What a node of the book is, and how a function becomes one.

Deliberately plays nothing and knows no node: `flows.book` does.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass, fields

from flows.facts import Facts, Heard
from flows.turn import Turn

PlayNode = Callable[[Heard, Facts], Turn]

ALWAYS_KNOWN = frozenset({"now", "line", "thread"})
ASKABLE = frozenset(field.name for field in fields(Facts)) - ALWAYS_KNOWN


@dataclass(frozen=True, slots=True)
class Node:
    """A function of the book and the names of the facts that it reads besides `ALWAYS_KNOWN`."""

    name: str
    asks: frozenset[str]
    play: PlayNode


NODES: dict[str, Node] = {}


def node(name: str, asks: Set[str] = frozenset()) -> Callable[[PlayNode], PlayNode]:
    """Enter a function in the book under `name`, the last part of its URL path."""
    if name in NODES:
        raise ValueError(f"two nodes are called {name!r}")
    if unknown := asks - ASKABLE:
        raise ValueError(f"node {name!r} asks for what is no fact: {sorted(unknown)}")

    def enter(play: PlayNode) -> PlayNode:
        NODES[name] = Node(name, frozenset(asks), play)
        return play

    return enter
