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
    "/banner": N_("Warnings above every page"),
    "/desk": N_("Own desk"),
    "/second-factor": N_("Second key"),
    "/sign-in": N_("Sign in"),
    "/sign-out": N_("Sign out"),
    "/welcome": N_("Invitation"),
}
NO_ROOMS: Final = frozenset({"/favicon.ico"})
"""What browsers ask for by themselves, and what shows nothing of anybody."""
BY_LINK: Final = N_("whoever has signed in; a television that was given a link")
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
    """The rooms in the order of the way to them, then what belongs to nobody's room."""
    by_room: dict[str, list[Page]] = {}
    for page in pages:
        by_room.setdefault("/" + page.path.split("/")[1].partition("<")[0], []).append(page)
    order = [room.path for room in ROOMS]
    rooms = [path for path in order if path in by_room]
    paths = [*rooms, *(path for path in by_room if path not in {*rooms, *NO_ROOMS})]
    return [Room(path, _name(path), _sees(by_room[path]), _least(by_room[path], "POST")) for path in paths]


def _name(path: str) -> str:
    known = {room.path: room.name for room in ROOMS} | dict(OTHERS)
    return say(known[path]) if path in known else path


def _sees(pages: list[Page]) -> str | None:
    """The link of a television opens by itself, so that anybody may ask for it; that is not to say everybody sees."""
    return say(BY_LINK) if any(page.for_screens for page in pages) else _least(pages, "GET")


def _least(pages: list[Page], method: str) -> str | None:
    may = [page.may for page in pages if page.method == method]
    return say(SEES[min(may)]) if may else None
