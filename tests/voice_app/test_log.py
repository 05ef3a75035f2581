"""Canaries: a number, a name of a secret, a line break, wherever a record can carry them."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from voice_app.log import QUIET, Mask, about, configure
from voice_app.settings import Settings

CALL = "CA" + "0123456789abcdef" * 2
PROMISE = "01234567890123456789012345678901"
SPELLINGS = [
    "+31612345678",
    "31612345678",
    "0612345678",
    "0031612345678",
    "06 12 34 56 78",
    "06-12345678",
    "+31 6 1234 5678",
    "+31 (0)6 12.34.56.78",
    "0, 6, 1, 2, 3, 4, 5, 6, 7, 8",
    "%2B31612345678",
    "%2b31612345678",
    "%2B31+6+12345678",
    "06%2012%2034%2056%2078",
    "tel:+31612345678",
    "tel%3A%2B31612345678",
    "tel%3A0612345678",
    "From=%2B31612345678&To=%2B31201234567",
    "+31612345678@pbx.example",
    "+31612345678x9",
    "'+31612345678'",
    "[+31612345678]",
]


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """The log of a process as it writes it; the loggers are put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield io.StringIO()
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def start(stream: io.StringIO, log_format: str = "json") -> None:
    env = {"LOG_FORMAT": log_format, "API_TOKEN": "canary-secret", "DATABASE_URL": "postgresql://me:canary-pass@db/x"}
    configure(Settings.from_env(env, "release"), stream)


def records(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def assert_no_canary(text: str) -> None:
    assert "123456" not in "".join(character for character in text if character.isdigit()), text


@pytest.mark.threat("T7")
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_number_is_masked_in_every_spelling_and_every_place(spelling: str) -> None:
    masked = Mask()(
        None,
        "info",
        {
            "event": f"called {spelling}",
            "value": spelling,
            "list": [spelling, {"deep": (spelling,)}],
            spelling: 1,
            "mapping": {spelling: 1},
            "object": ValueError(spelling),
            "bytes": spelling.encode(),
        },
    )
    assert_no_canary(repr(masked))


@pytest.mark.threat("T7")
@pytest.mark.parametrize("log_format", ["json", "console"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_number_in_an_exception_or_of_a_library_is_masked(
    stream: io.StringIO, spelling: str, log_format: str
) -> None:
    start(stream, log_format)
    try:
        raise ValueError(spelling)
    except ValueError:
        structlog.get_logger().exception("call.failed")
        logging.getLogger("some.library").exception("failed for %s", spelling)
    logging.getLogger("werkzeug").warning("%s", {"From": spelling})
    # The console's own time stamp would be digits too.
    assert_no_canary("\n".join(line.partition(" ")[2] for line in stream.getvalue().splitlines()))


@pytest.mark.threat("T7")
def test_a_number_that_is_a_number_is_masked_too() -> None:
    assert Mask()(None, "info", {"phone": 31612345678, "waited": 1234}) == {"phone": "…78", "waited": 1234}


@pytest.mark.parametrize(
    "kept",
    [
        CALL,
        PROMISE,
        "550e8400-e29b-41d4-a716-446655440000",
        "2026-11-21",
        "2026-11-21T22:17:12Z",
        "2026-11-21 22:17:12.123456+00:00",
        "/voice/menu?l=nl&p=12&t=3",
        "error 20429 after 3 of 10",
        "127.0.0.1:6379",
        "Listening at: http://0.0.0.0:8300 (30139)",
    ],
)
def test_ids_times_and_small_numbers_stay_readable(kept: str) -> None:
    assert Mask()(None, "info", {"value": kept})["value"] == kept


@pytest.mark.threat("T22")
def test_a_secret_never_appears_by_value_or_by_name(stream: io.StringIO) -> None:
    start(stream)
    log = structlog.get_logger()
    log.info("asked", header="Bearer canary-secret", url="postgresql://me:canary-pass@db/x")
    log.info("asked", token="canary-other", form={"pin": "canary-4711", "X-Twilio-Signature": "canary-sig"})
    logging.getLogger("library").error("with canary-secret")
    assert "canary" not in stream.getvalue()


@pytest.mark.threat("T24")
def test_every_record_is_one_line(stream: io.StringIO) -> None:
    start(stream)
    breaks = "\r\n \x0b \x0c \x1b[31m \x85 \u2028 \u2029 \u202e \x00"
    structlog.get_logger().info(f"event{breaks}", value=f"a{breaks}b", mapping={f"k{breaks}": breaks})
    logging.getLogger("library").error("forged\n2026-11-21 [info] all is well")
    assert len(stream.getvalue().splitlines()) == 2
    assert records(stream)[1]["event"] == "forged 2026-11-21 [info] all is well"


@pytest.mark.threat("T24")
@given(st.dictionaries(st.text(), st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=5)))
def test_whatever_is_logged_becomes_one_line_of_json(event: dict[str, Any]) -> None:
    line = structlog.processors.JSONRenderer()(None, "info", dict(Mask()(None, "info", event)))
    assert len(str(line).splitlines()) == 1


def test_records_say_what_they_are_about(stream: io.StringIO) -> None:
    start(stream)
    with about(call_sid=CALL, promise=PROMISE, attempt=None):
        structlog.get_logger().info("promise.made")
        logging.getLogger("library").error("of a library")
    structlog.get_logger().info("afterwards")
    made, library, afterwards = records(stream)
    assert made["call_sid"] == library["call_sid"] == CALL
    assert made["promise"] == PROMISE
    assert "attempt" not in made
    assert "call_sid" not in afterwards
    assert {"event", "level", "timestamp"} <= set(library)


@pytest.mark.threat("T7")
@pytest.mark.parametrize("name", QUIET)
def test_libraries_that_tell_too_much_are_heard_from_warnings_on(stream: io.StringIO, name: str) -> None:
    logging.getLogger(name).addHandler(logging.StreamHandler(stream))
    start(stream)
    logging.getLogger(f"{name}.part").info("canary")
    logging.getLogger(name).debug("canary")
    logging.getLogger(name).warning("once")
    assert [record["event"] for record in records(stream)] == ["once"]


def test_a_collector_that_is_away_is_complained_of_once_an_hour(stream: io.StringIO) -> None:
    start(stream)
    for name in ("opentelemetry.exporter.otlp", "opentelemetry.sdk", "opentelemetry.exporter.otlp"):
        logging.getLogger(name).warning("Failed to export")
    logging.getLogger("gunicorn.error").warning("Another matter")
    assert [record["event"] for record in records(stream)] == ["Failed to export", "Another matter"]
    later = logging.makeLogRecord({"name": "opentelemetry.sdk", "msg": "Failed again", "levelno": logging.WARNING})
    later.created += 3601
    logging.getLogger("opentelemetry.sdk").handle(later)
    assert records(stream)[-1]["event"] == "Failed again"
