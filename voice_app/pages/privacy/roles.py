"""Who may see what: a table made from the pages themselves, so that it says what the door does.

Deliberately lets nobody in: each page says itself who may open it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from voice_app.pages.page import Page, Who
from voice_app.pages.rooms import ROOMS
from voice_app.pages.words import N_, say

OTHERS: Final[Mapping[str, str]] = {
    "/": N_("The front door"),
    "/account": N_("Own account"),
    "/banner": N_("What stands still, above every page"),
    "/desk": N_("Own desk"),
    "/second-factor": N_("Second key"),
    "/sign-in": N_("Sign in"),
    "/sign-out": N_("Sign out"),
    "/welcome": N_("Invitation"),
}
SEES: Final[Mapping[Who, str]] = {
    Who.ANYBODY: N_("everybody"),
    Who.HALFWAY: N_("whoever has shown a password"),
    Who.AGENT: N_("agents: what is their own"),
    Who.SUPERVISOR: N_("supervisors"),
}


@dataclass(frozen=True, slots=True)
class Room:
    """A line of the table: a room, who may see it, who may change something there; None: nothing is changed there."""

    path: str
    name: str
    sees: str | None
    changes: str | None


def table(pages: Iterable[Page]) -> list[Room]:
    """The rooms in the order in which their pages are listed."""
    by_room: dict[str, list[Page]] = {}
    for page in pages:
        by_room.setdefault("/" + page.path.split("/")[1].partition("<")[0], []).append(page)
    return [Room(path, _name(path), _least(theirs, "GET"), _least(theirs, "POST")) for path, theirs in by_room.items()]


def _name(path: str) -> str:
    known = {room.path: room.name for room in ROOMS} | dict(OTHERS)
    return say(known[path]) if path in known else path


def _least(pages: list[Page], method: str) -> str | None:
    may = [page.may for page in pages if page.method == method]
    return say(SEES[min(may)]) if may else None
