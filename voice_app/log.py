"""How the house logs: one line per event, with no phone number, no secret and no line break in it.

Every value of every record goes through the same mask, and so do the records of the libraries. Code should log
ids only; this is the second net. Deliberately decides nothing by what it logs, and its time stamps are the
machine's, not the use case's.
"""

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any, TextIO, cast

import structlog
from structlog.types import EventDict, Processor

from voice_app.numbers import mask
from voice_app.settings import Settings

QUIET = ("rq", "werkzeug", "twilio", "urllib3", "gunicorn.access", "alembic")
"""Libraries whose INFO tells what we know better, or what nobody may know: RQ's job arguments, Twilio's parameters."""
REPEATS = "opentelemetry"
"""Complains with each batch of spans for as long as a collector is away, which nobody on the phone notices."""
ANEW_AFTER = timedelta(hours=1)

HIDDEN = "***"
SECRET_NAMES = re.compile(r"token|secret|password|authorization|cookie|signature|\bpin\b", re.IGNORECASE)

_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_DIGITS = r"\d(?:(?:[ \u00a0\u202f.,()/+\-]|%20|%2[bBdD]|%28|%29){0,3}\d){7,18}"
_PERSONAL = re.compile(
    r"(?P<id>\b(?:[A-Z]{2}[0-9a-f]{32}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b"
    r"|://\d{1,3}(?:\.\d{1,3}){3}:\d{1,5}\b"
    r"|\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?)"
    rf"|(?:\+|%2[bB]){_DIGITS}(?!\d)"
    rf"|(?:%3[aA]|%20|(?<![0-9A-Za-z])){_DIGITS}(?![0-9A-Za-z])"
)
"""A phone number in any spelling, or a card's, 8 to 19 digits: E.164, national, spaced, URL-encoded, without its +.
What is known to be an id, a date or a machine's address is kept, and without a + the digits inside a longer word are no
phone number."""


def configure(settings: Settings, stream: TextIO = sys.stderr) -> None:
    """Set up structlog and the libraries' loggers, once per process. Its secrets never appear, whoever logs them."""
    stream = cast("TextIO", Lenient(stream))  # it writes and flushes, and nobody asks for more
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        Mask(settings.secrets),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    show = structlog.processors.JSONRenderer(ensure_ascii=False) if settings.log_format == "json" else _for_a_terminal()
    structlog.configure(
        processors=[*before, show],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, show]
        )
    )
    handler.addFilter(_NowAndThen())
    _take_over(handler)


class Lenient:
    """The stream of the log. A full disk, or a reader that has gone, costs the line and nobody else: a caller is not
    hung up on because of it. What was lost is said with the next line that can be written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lost = 0

    def write(self, text: str) -> int:
        try:
            if self._lost:
                self._stream.write(f'{{"event": "log.lines_lost", "level": "error", "lines": {self._lost}}}\n')
                self._stream.flush()
                self._lost = 0
            return self._stream.write(text)
        except (OSError, ValueError):  # ValueError: it was closed
            self._lost += text.count("\n")
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except (OSError, ValueError):
            self._lost += 1


def about(**ids: str | None) -> AbstractContextManager[None]:
    """Name what the following records are about (`call_sid`, `promise`, `attempt`, `agent`): opaque ids only."""
    return structlog.contextvars.bound_contextvars(**{name: value for name, value in ids.items() if value is not None})


class Mask:
    """A processor that makes every value fit to be read by anybody."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        longest_first = sorted(filter(None, secrets), key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def __call__(self, logger: object, method: str, event: EventDict) -> EventDict:
        return self._mapping(event)

    def _mapping(self, mapping: Mapping[Any, Any]) -> dict[str, Any]:
        return {
            self._text(str(name)): HIDDEN if SECRET_NAMES.search(str(name)) else self._value(value)
            for name, value in mapping.items()
        }

    def _value(self, value: Any) -> Any:
        match value:
            case None | bool() | float():
                return value
            case int():
                text = self._text(str(value))
                return value if text == str(value) else text
            case Mapping():
                return self._mapping(value)
            case list() | tuple() | set() | frozenset():
                return [self._value(inner) for inner in value]
            case _:
                readable = isinstance(value, str | date | timedelta)
                return self._text(str(value) if readable else repr(value))

    def _text(self, text: str) -> str:
        hidden = self._secrets.sub(HIDDEN, text) if self._secrets else text
        return _PERSONAL.sub(_mask, _BREAKS.sub(" ", hidden))


class _NowAndThen(logging.Filter):
    """Of whoever repeats itself one complaint an hour: enough to know why there are no traces."""

    def __init__(self) -> None:
        super().__init__()
        self._told_at: float | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.partition(".")[0] != REPEATS:
            return True
        is_new = self._told_at is None or record.created - self._told_at >= ANEW_AFTER.total_seconds()
        if is_new:
            self._told_at = record.created
        return is_new


def _mask(found: re.Match[str]) -> str:
    if found["id"]:
        return found[0]
    digits = re.sub(r"%[0-9A-Fa-f]{2}|\D", "", found[0])
    return mask(digits)


def _for_a_terminal() -> Processor:
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def _take_over(handler: logging.Handler) -> None:
    """Every library writes through `handler`, whatever it had set up for itself."""
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in (*logging.root.manager.loggerDict, *QUIET):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
