"""How an open page is told what is new: a stream of server-sent events, and one thread that looks for all such pages.

`static/live.js` is the other end. Deliberately knows neither desk nor wallboard, and says nothing by itself.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Thread
from typing import Final, Protocol

from flask import Response, stream_with_context

from voice_app.runtime import pause

BEAT: Final = timedelta(seconds=2)
"""How often an open page is told something; silence for longer than two of them means that it is out of date."""


class Watch(Protocol):
    """Who looks for all open pages of one kind."""

    def go_on(self) -> bool:
        """Is anybody there to look for?"""
        ...

    def look(self) -> None: ...

    def end(self) -> None:
        """It broke off."""
        ...


def event(name: str, now: datetime, **more: str) -> str:
    """As the browser reads it. JSON has no line break in it, whatever a caller may have said."""
    return f"event: {name}\ndata: {json.dumps({'now': now.isoformat(), **more})}\n\n"


def answer(events: Iterator[str], on_close: Callable[[], object]) -> Response:
    """What is told, as it is told."""
    told = Response(stream_with_context(events), mimetype="text/event-stream")
    told.headers["Cache-Control"] = "no-store"
    told.headers["X-Accel-Buffering"] = "no"  # nginx would keep it to itself
    told.call_on_close(on_close)
    return told


def no_room() -> Response:
    """So many are open already."""
    return Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "10"})


def keep_looking(watch: Watch, name: str, each: timedelta) -> None:
    """In a thread of its own, as long as anybody is there to look for."""
    Thread(target=_keep_looking, args=(watch, each), name=name, daemon=True).start()


def _keep_looking(watch: Watch, each: timedelta) -> None:
    is_done = False
    try:
        while watch.go_on():
            watch.look()
            pause(each)
        is_done = True
    finally:
        if not is_done:
            watch.end()
