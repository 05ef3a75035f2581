"""What an open wallboard is told while it is open: a stream of server-sent events.

    board    the board as it is now, to be shown
    beat     nothing has changed; silence for longer than two of them means that the page is out of date
    blind    a store does not answer: what is shown is out of date, and nothing better is known
    out      whoever looked may look no longer

Deliberately asks nothing for itself but whether it may still look: the watch looks for all.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Literal

from flask import Response, g, request, stream_with_context
from flask.typing import ResponseReturnValue

from routing.board import BoardGone
from voice_app.accounts import screens
from voice_app.ledger import LedgerGone
from voice_app.pages import door
from voice_app.pages.page import Visit, Who
from voice_app.pages.wallboard.show import BEAT, rendered
from voice_app.pages.wallboard.watch import Onlooker, Watch, watch_of
from voice_app.runtime import Runtime
from voice_app.wallboard import Shown

Event = Literal["board", "beat", "blind", "out"]


def wallboard_live(visit: Visit) -> ResponseReturnValue:
    watch = watch_of(visit.house)
    onlooker = watch.open()
    if onlooker is None:
        return Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "10"})
    stream = _Stream(visit.house, watch, onlooker)
    answer = Response(stream_with_context(stream.events()), mimetype="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"  # nginx would keep it to itself
    answer.call_on_close(lambda: watch.close(onlooker))
    return answer


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
                    yield _event("out", now)
                    return
                if visit.screen is not None:
                    screens.note_seen(house, visit.screen, now)
                yield self._look(visit)
            except (BoardGone, LedgerGone):
                self.told = None
                yield _event("blind", now)
            if self.onlooker.woken.wait(BEAT.total_seconds()):
                self.onlooker.woken.clear()

    def _look(self, visit: Visit) -> str:
        shown = self.watch.shown()
        if shown is self.told:
            return _event("beat", visit.now)
        self.told = shown
        html = self.watch.rendered(shown, visit.language, partial(rendered, visit))
        return _event("board", visit.now, html=html)


def _event(name: Event, now: datetime, **more: str) -> str:
    """As the browser reads it. JSON has no line break in it."""
    return f"event: {name}\ndata: {json.dumps({'now': now.isoformat(), **more})}\n\n"
