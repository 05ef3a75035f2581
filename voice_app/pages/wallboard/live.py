"""What an open wallboard is told while it is open: a stream of server-sent events.

    board    the board as it is now, to be shown
    beat     nothing has changed; silence for longer than two of them means that the page is out of date
    blind    a store does not answer: what is shown is out of date; all that is known is what callers now meet
    out      whoever looked may look no longer

Deliberately asks nothing for itself but whether it may still look: the watch looks for all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from flask import g, request
from flask.typing import ResponseReturnValue

from routing.board import BoardGone
from voice_app.accounts import screens
from voice_app.ledger import LedgerGone
from voice_app.pages import door, streams
from voice_app.pages.banner import stores_told
from voice_app.pages.page import Visit, Who
from voice_app.pages.streams import BEAT, event
from voice_app.pages.wallboard.show import rendered
from voice_app.pages.wallboard.watch import Onlooker, Watch, watch_of
from voice_app.runtime import Runtime
from voice_app.wallboard import Shown


def wallboard_live(visit: Visit) -> ResponseReturnValue:
    watch = watch_of(visit.house)
    onlooker = watch.open()
    if onlooker is None:
        return streams.no_room()
    stream = _Stream(visit.house, watch, onlooker)
    return streams.answer(stream.events(), lambda: watch.close(onlooker))


@dataclass
class _Stream:
    """One open wallboard and what it was last told; None: that nothing is known, or nothing yet."""

    house: Runtime
    watch: Watch
    onlooker: Onlooker
    told: Shown | None = None

    def events(self) -> Iterator[str]:
        while True:
            house = self.house.current()
            now = house.now()
            try:
                visit = g.visit = door.visit_of(house, request)
                if visit.who < Who.AGENT and visit.screen is None:
                    yield event("out", now)
                    return
                if visit.screen is not None:
                    screens.note_seen(house, visit.screen, now)
                yield self._look(visit)
            except (BoardGone, LedgerGone):
                self.told = None
                yield event("blind", now, says=stores_told(house, now, now))
            if self.onlooker.woken.wait(BEAT.total_seconds()):
                self.onlooker.woken.clear()

    def _look(self, visit: Visit) -> str:
        shown = self.watch.shown()
        if shown is self.told:
            return event("beat", visit.now)
        self.told = shown
        html = self.watch.rendered(shown, visit.language, partial(rendered, visit))
        return event("board", visit.now, html=html)
