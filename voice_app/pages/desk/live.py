"""What an open desk is told while it is open: a stream of server-sent events.

    desk        the desk as it is now, to be swapped in
    beat        nothing has changed; silence for longer than two of them means that the page is out of date
    blind       a store does not answer: what is shown is out of date, and nothing better is known
    elsewhere   this agent has opened the desk so often that this one is let go
    out         whoever looked is signed out

Deliberately sends nothing that the page could not have asked for: the same hand renders it, for the same visitor.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import g, request
from flask.typing import ResponseReturnValue

from routing.board import BoardGone
from voice_app.accounts import sessions
from voice_app.desk import Desk, desk_of
from voice_app.ledger import LedgerGone
from voice_app.pages import door, streams
from voice_app.pages.desk.show import rendered
from voice_app.pages.desk.watch import Onlooker, Watch, watch_of
from voice_app.pages.page import Visit
from voice_app.pages.streams import BEAT, event
from voice_app.runtime import Runtime

UNHURRIED, IN_TALK, HURRIED = 4, 2, 1
"""Beats between two looks at the stores: while nothing goes on, in a conversation, and while something is about to
happen."""


def live(visit: Visit) -> ResponseReturnValue:
    watch = watch_of(visit.house)
    onlooker = watch.open(visit.me)
    if onlooker is None:
        return streams.no_room()
    stream = _Stream(visit.house, watch, onlooker)
    return streams.answer(stream.events(), lambda: watch.close(onlooker))


@dataclass
class _Stream:
    """One open desk and what it was last told. `beats`: since the stores were last looked at for it. `html`: None where
    the page was told last that nothing is known."""

    house: Runtime
    watch: Watch
    onlooker: Onlooker
    html: str | None = None
    pace: int = HURRIED
    beats: int = UNHURRIED

    def events(self) -> Iterator[str]:
        while not self.onlooker.is_superseded:
            self.house = self.house.current()
            now = self.house.now()
            try:
                visit = g.visit = door.visit_of(self.house, request)
                if visit.signed_in is None or visit.agent is None or visit.me != self.onlooker.agent:
                    yield event("out", now)
                    return
                sessions.note_seen(self.house, visit.signed_in.session, now)
                yield self._look(visit) if self._is_time() else event("beat", now)
            except (BoardGone, LedgerGone):
                self.html = None
                yield event("blind", now)
            self._wait()
        yield event("elsewhere", self.house.now())

    def _is_time(self) -> bool:
        return self.html is None or self.onlooker.is_nudged or self.beats >= self.pace

    def _look(self, visit: Visit) -> str:
        """The desk, where it is not what the page shows already."""
        must_send, self.onlooker.is_nudged, self.beats = self.onlooker.is_nudged, False, 0
        desk = desk_of(self.house, visit.me, visit.now, self.watch.floor())
        self.pace = _pace(desk)
        html = rendered(visit, desk)
        if html == self.html and not must_send:
            return event("beat", visit.now)
        self.html = html
        return event("desk", visit.now, html=html)

    def _wait(self) -> None:
        """Until somebody says that there is something new, or for a beat."""
        woken = self.onlooker.woken
        if woken.wait(BEAT.total_seconds()):
            woken.clear()
            self.beats = UNHURRIED
        else:
            self.beats += 1


def _pace(desk: Desk) -> int:
    if desk.card is None:
        return UNHURRIED
    is_on_its_way = desk.card.transfer is not None and desk.card.transfer.is_under_way
    return HURRIED if desk.stage == "ringing" or is_on_its_way else IN_TALK
