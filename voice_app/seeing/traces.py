"""Traces, where somebody wants them: what a process says of each span, and what it does where nobody does.

OpenTelemetry is imported only where `OTEL_EXPORTER_OTLP_ENDPOINT` is set (`voice_app.seeing.otel`); here nothing is
imported and nothing costs anything. Deliberately knows no attribute by name; each is an opaque id, a word of ours or a
number.
"""

from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import Final, Literal, Protocol, cast

from routing.board import Board
from voice_app.ledger import Ledger
from voice_app.seeing.story import Story

Kind = Literal["hook", "job", "request"]


class Span(Protocol):
    """What goes on between two instants."""

    def say(self, **attributes: str | int) -> None:
        """What came of it: opaque ids, words of ours, numbers."""
        ...


class Traces(Protocol):
    """Who notes spans."""

    def begin(self, name: str, kind: Kind, story: Story) -> AbstractContextManager[Span]:
        """A part of this conversation, whichever process has the others."""
        ...

    def within(self, name: str, *, outermost: bool = False) -> AbstractContextManager[Span]:
        """A part of what goes on in this thread; nothing, where nothing does, unless it may stand for itself."""
        ...

    def of(self, story: Story) -> dict[str, str]:
        """What a log line says of it."""
        ...

    def seen(self, ledger: type[Ledger], board: type[Board]) -> tuple[type[Ledger], type[Board]]:
        """The same stores, so that what is asked of them is seen."""
        ...


class Unsaid:
    """A span that nobody notes."""

    def say(self, **attributes: str | int) -> None:
        """To nobody."""


class NoTraces:
    """Nobody wants any."""

    def begin(self, name: str, kind: Kind, story: Story) -> AbstractContextManager[Span]:
        return nullcontext(UNSAID)

    def within(self, name: str, *, outermost: bool = False) -> AbstractContextManager[Span]:
        return nullcontext(UNSAID)

    def of(self, story: Story) -> dict[str, str]:
        return {}

    def seen(self, ledger: type[Ledger], board: type[Board]) -> tuple[type[Ledger], type[Board]]:
        return ledger, board


UNSAID: Final = Unsaid()


def traces(endpoint: str | None) -> Traces:
    """Those of this process, for the collector there; begun after the fork, because threads do not survive one."""
    if endpoint is None:
        return NoTraces()
    return cast(Traces, import_module("voice_app.seeing.otel").OtelTraces())
