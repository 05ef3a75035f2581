"""Traces by OpenTelemetry, for whoever has set `OTEL_EXPORTER_OTLP_ENDPOINT`. Imported then, and never else.

One conversation is one trace, whichever processes and hosts had a part in it: its id follows from the id of the call,
or of the attempt, so that nothing need be handed on. Spans say which hook, job, act or transaction it was, and opaque
ids; no library is instrumented, because addresses, forms and statements hold what is nobody's business. Spans leave in
batches, by a thread that nobody waits for; where nobody takes them they are dropped.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from sqlalchemy import Connection

from routing.board import Board
from voice_app.ledger import Ledger
from voice_app.seeing.story import Story
from voice_app.seeing.traces import UNSAID, Kind, Span

KINDS: Final[Mapping[Kind, trace.SpanKind]] = {
    "hook": trace.SpanKind.SERVER,
    "job": trace.SpanKind.CONSUMER,
    "request": trace.SpanKind.CLIENT,
}
PREFIX: Final = "gehoor."
TAKEN_WITHIN: Final = 3
"""Seconds that a collector has for a batch; what it does not take meanwhile is dropped."""
HELD: Final = 2048
"""Spans that wait to leave, at the most."""

_begins: ContextVar[int | None] = ContextVar("trace_that_begins", default=None)


class _OfTheStory(IdGenerator):
    """The trace of a conversation is known before it begins; spans are numbered at random."""

    def __init__(self) -> None:
        self._random = RandomIdGenerator()

    def generate_trace_id(self) -> int:
        return _begins.get() or self._random.generate_trace_id()

    def generate_span_id(self) -> int:
        return self._random.generate_span_id()


class _Noted:
    """A span that is noted."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def say(self, **attributes: str | int) -> None:
        self._span.set_attributes({PREFIX + name: value for name, value in attributes.items()})


class OtelTraces:
    """Of one process, begun after its fork."""

    def __init__(self) -> None:
        self._provider = TracerProvider(
            resource=Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "gehoor")}),
            id_generator=_OfTheStory(),
        )
        exporter = OTLPSpanExporter(timeout=TAKEN_WITHIN)
        self._provider.add_span_processor(
            BatchSpanProcessor(exporter, max_queue_size=HELD, export_timeout_millis=TAKEN_WITHIN * 1000)
        )
        self._tracer = self._provider.get_tracer("gehoor")

    @contextmanager
    def begin(self, name: str, kind: Kind, story: Story) -> Iterator[Span]:
        token = _begins.set(story.trace_id)
        try:
            # Without a parent: that would be a span that may never have been, in a process that may be dead.
            span = self._tracer.start_span(name, Context(), KINDS[kind])
        finally:
            _begins.reset(token)
        noted = _Noted(span)
        noted.say(**story.ids)
        using = trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False)
        with using, _Failing(span):
            yield noted

    @contextmanager
    def within(self, name: str, *, outermost: bool = False) -> Iterator[Span]:
        if not outermost and not trace.get_current_span().get_span_context().is_valid:
            yield UNSAID
            return
        kind = KINDS["request"] if outermost else trace.SpanKind.INTERNAL
        with (
            self._tracer.start_as_current_span(
                name, kind=kind, record_exception=False, set_status_on_exception=False
            ) as span,
            _Failing(span),
        ):
            yield _Noted(span)

    def of(self, story: Story) -> dict[str, str]:
        return {"trace_id": f"{story.trace_id:032x}"} if story.trace_id else {}

    def flush(self) -> None:
        """What waits to leave leaves now, if somebody takes it."""
        self._provider.force_flush(TAKEN_WITHIN * 1000)

    def end(self) -> None:
        self._provider.shutdown()

    def seen(self, ledger: type[Ledger], board: type[Board]) -> tuple[type[Ledger], type[Board]]:
        """The same stores, whose transactions and moves are spans of whatever goes on."""
        return _seen_ledger(ledger, self), _seen_board(board, self)


class _Failing:
    """Around a span: an error is told by the name of its class, because its words may hold anything."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def __enter__(self) -> None:
        """Nothing has failed yet."""

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._span.set_status(trace.StatusCode.ERROR, kind.__name__)


def _seen_ledger(of: type[Ledger], traces: OtelTraces) -> type[Ledger]:
    class Seen(of):  # type: ignore[valid-type,misc] # whichever ledger it is
        @contextmanager
        def write(self) -> Iterator[Connection]:
            with traces.within("ledger write"), super().write() as connection:
                yield connection

        @contextmanager
        def read(self) -> Iterator[Connection]:
            with traces.within("ledger read"), super().read() as connection:
                yield connection

    return Seen


def _seen_board(of: type[Board], traces: OtelTraces) -> type[Board]:
    class Seen(of):  # type: ignore[valid-type,misc] # whichever board it is
        def _run(self, move: str, *args: str | int) -> object:
            with traces.within(f"board {move}"):
                return super()._run(move, *args)

    return Seen
