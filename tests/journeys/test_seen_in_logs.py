"""One call can be followed by one id: every line about it carries that id, and no line about anything else does."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.world import World
from tools.stage import settings_of_the_stage
from voice_app.log import configure


@pytest.fixture
def log(world: World) -> Iterator[io.StringIO]:
    """What all processes write, as they write it."""
    stream = io.StringIO()
    configure(settings_of_the_stage({"LOG_FORMAT": "json"}), stream)
    yield stream
    structlog.reset_defaults()


def grep(log: io.StringIO, id_: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines() if id_ in line]


def told(lines: list[dict[str, Any]]) -> list[str]:
    """In short: which step, job or act each line is about."""
    return [line.get("node") or line.get("path") or line.get("job") or line.get("act") for line in lines]


def test_a_call_from_dialling_over_the_wait_to_the_talk(world: World, log: io.StringIO) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    other = world.caller("+31622222223").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(other)
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears_music()
    world.passes("25s")
    other.hangs_up()
    anna.is_talking_to(caller)
    caller.hangs_up()
    world.passes("5s")

    story = grep(log, caller.legs[-1].sid)
    for step in ("/voice/answer", "menu", "waiting", "redirect", "whisper", "rang", "/voice/status"):
        assert step in told(story), f"{step}: {told(story)!s}"
    assert {line["call"] for line in story} == {caller.legs[-1].sid}
    agents_leg = anna.legs[-1].sid
    assert {line["call"] for line in grep(log, agents_leg)} == {caller.legs[-1].sid}
    assert "whisper" in told(grep(log, agents_leg))
    assert not {line["call"] for line in story} & {line["call"] for line in grep(log, other.legs[-1].sid)}


def test_a_promise_from_the_call_it_was_made_in_to_the_callback_that_keeps_it(world: World, log: io.StringIO) -> None:
    first = asks_for_a_callback(world, "+31622222225", "somebody else")
    caller = asks_for_a_callback(world)
    made_in = caller.legs[-1].sid
    (_, promise) = sorted(world.promises(), key=lambda one: one.call_sid == made_in)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, first)
    first.hangs_up()
    anna.hears("Gesproken").presses("1").was_hung_up()
    is_called_back(world, anna, caller)
    caller.hangs_up()
    anna.hears("Gesproken").presses("1").was_hung_up()
    world.passes("5s")

    story = grep(log, made_in)
    for step in ("/voice/answer", "keep_promise", "ring", "whisper", "called", "/customer/status"):
        assert step in told(story), f"{step}: {told(story)!s}"
    assert {line["call"] for line in story} == {made_in}
    (attempt,) = world.attempts(promise.id)
    callback = grep(log, attempt.id)
    assert {(line["call"], line["promise"], line["attempt"]) for line in callback} == {
        (made_in, promise.id, attempt.id)
    }
    assert {line.get("leg") for line in callback if "leg" in line} >= {attempt.leg_sid, attempt.customer_sid}


def test_what_fails_in_a_call_is_told_in_its_story_and_what_is_about_nobody_is_not(
    world: World, log: io.StringIO
) -> None:
    asks_for_a_callback(world)
    world.carrier.exchange.faults.rest("POST", "Calls", answer=503, times=1)
    world.signs_on("anna")
    world.passes("10s")
    promise = world.promise()
    (refused,) = [line for line in grep(log, promise.id) if line["event"] == "carrier.asked" and line["act"] == "ring"]
    assert (refused["status"], refused["call"]) == ("5xx", promise.call_sid)
    assert not [line for line in map(json.loads, log.getvalue().splitlines()) if line.get("job") == "beat"]


def test_no_line_holds_what_is_nobody_else_s_business(world: World, log: io.StringIO) -> None:
    caller = asks_for_a_callback(world, "+31623456789")
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    assert not [line for line in log.getvalue().splitlines() if "23456789" in line or "token" in line.lower()]
    assert [line for line in log.getvalue().splitlines() if '"hook.answered"' in line]
