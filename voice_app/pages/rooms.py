"""Where somebody can go: the rooms of the office, in the order of a supervisor's morning.

Lists what may be there; what this application has no page for is left out, and what the visitor may not open.
Deliberately lets nobody in: each page says itself who may open it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask import Flask, g, request

from voice_app.pages.page import Page, Who
from voice_app.pages.words import N_, say


@dataclass(frozen=True, slots=True)
class Room:
    """`path`: of its first page; its others lie beneath it."""

    path: str
    name: str


ROOMS: Final = (
    Room("/today", N_("Today")),
    Room("/promises", N_("Promises")),
    Room("/wallboard", N_("Wallboard")),
    Room("/floor", N_("Floor")),
    Room("/compliance", N_("Compliance")),
    Room("/patterns", N_("Patterns")),
    Room("/alarms", N_("Alarms")),
    Room("/roster", N_("Roster")),
    Room("/line", N_("Line")),
    Room("/what-if", N_("What if")),
    Room("/recordings", N_("Recordings")),
    Room("/privacy", N_("Privacy")),
)


@dataclass(frozen=True, slots=True)
class Door:
    """A room as the way to it is shown. `is_here`: whoever looks is in it."""

    path: str
    name: str
    is_here: bool


def teach(app: Flask, pages: Iterable[Page]) -> None:
    """Let the templates of this application show the way."""
    may: dict[str, Who] = {page.path: page.may for page in pages if page.method == "GET"}

    def doors() -> tuple[Door, ...]:
        open_to_me = (room for room in ROOMS if room.path in may and g.visit.who >= may[room.path])
        return tuple(Door(room.path, say(room.name), _is_in(room, request.path)) for room in open_to_me)

    app.jinja_env.globals["doors"] = doors


def _is_in(room: Room, path: str) -> bool:
    return path == room.path or path.startswith(f"{room.path}/")
