"""The stream of an open page, heard as a browser hears it, event by event. None goes on in the next test."""

import json
from dataclasses import dataclass, field
from queue import Queue
from threading import Thread

from tests.pages.visitors import Visitor, wake

Event = tuple[str, dict[str, str]]
PATIENCE = 30
"""Seconds; a beat comes each two, on a machine with nothing else to do."""
A_MOMENT = 0.05
OPEN: list["Stream"] = []


@dataclass
class Stream:
    """`hears()`: the next event, whenever it comes. Served and read by a thread of its own, as each stream is."""

    visitor: Visitor
    path: str
    heard: "Queue[Event | None]" = field(default_factory=Queue)
    is_closed: bool = False
    reader: Thread | None = None

    @classmethod
    def of(cls, visitor: Visitor, path: str) -> "Stream":
        stream = cls(visitor, path)
        OPEN.append(stream)
        stream.reader = Thread(target=stream._read, daemon=True)
        stream.reader.start()
        return stream

    def _read(self) -> None:
        with self.visitor.get(self.path) as answer:
            assert answer.mimetype == "text/event-stream"
            for told in answer.response:
                name, data = (told.decode() if isinstance(told, bytes) else told).strip().split("\n")
                self.heard.put((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
                if self.is_closed:
                    break
        self.heard.put(None)

    def hears(self) -> Event:
        event = self.heard.get(timeout=PATIENCE)
        assert event is not None, "the stream has ended"
        return event

    def hears_next(self, wanted: str) -> dict[str, str]:
        """The next event but beats, which say nothing new."""
        for _ in range(5):
            name, data = self.hears()
            if name != "beat":
                assert name == wanted
                return data
        raise AssertionError(f"no {wanted} came")

    def hears_at_last(self, wanted: str) -> dict[str, str]:
        """Whatever comes before."""
        for _ in range(15):
            name, data = self.hears()
            if name == wanted:
                return data
        raise AssertionError(f"{wanted} was never heard")

    def has_ended(self) -> bool:
        return self.heard.get(timeout=PATIENCE) is None

    def closes(self) -> None:
        """Whoever writes to it is woken, and finds nobody there."""
        assert self.reader is not None
        self.is_closed = True
        while self.reader.is_alive():
            wake(self.visitor.application)
            self.reader.join(A_MOMENT)


def close_all() -> None:
    """Those that a test has left open."""
    while OPEN:
        OPEN.pop().closes()
