"""One conversation is one trace, through hooks, jobs and requests; and nothing in it is anybody's business."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from carrier.transports import WsgiTransport
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.voice_app.seeing.collector import Collector, collecting
from tools.ports import free_port
from tools.stage import BASE_URL
from voice_app.app import create_app
from voice_app.seeing.otel import OtelTraces
from voice_app.seeing.story import Story

CANARY = "+31623456789"


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as here:
        yield here


def traced(world: World, monkeypatch: pytest.MonkeyPatch, endpoint: str) -> OtelTraces:
    """The same world, whose processes send their spans there."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
    traces = OtelTraces()
    world.house = world.jobs.house = replace(world.house, traces=traces)
    world.shop.carrier._house = world.house  # type: ignore[attr-defined] # the watched carrier, as the shop has it
    world.carrier.exchange.transport = WsgiTransport(create_app(world.house), BASE_URL)
    return traces


def names(collector: Collector, story: Story) -> list[str]:
    assert story.trace_id is not None
    return [span.name for span in collector.of(story.trace_id)]


def test_a_call_and_its_callback_are_a_trace_each_and_say_what_joins_them(
    world: World, monkeypatch: pytest.MonkeyPatch, collector: Collector
) -> None:
    traces = traced(world, monkeypatch, collector.url)
    caller = asks_for_a_callback(world, CANARY, "Canary Vogel")
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    caller.hangs_up()
    anna.hears("Gesproken").presses("1").was_hung_up()
    world.passes("2s")
    traces.flush()

    promise = world.promise()
    (attempt,) = world.attempts(promise.id)
    call = names(collector, Story(promise.call_sid))
    assert {"POST /voice/answer", "POST /voice/<node>", "POST /voice/status"} <= set(call)
    callback = names(collector, Story(promise.call_sid, promise=promise.id, attempt=attempt.id))
    assert {"job keep_promise", "carrier ring", "POST /voice/<node>", "POST /customer/status"} <= set(callback)
    said = [
        {one.key: one.value.string_value for one in span.attributes}
        for span in collector.of(Story(attempt=attempt.id).trace_id or 0)
    ]
    assert {one["gehoor.call"] for one in said if "gehoor.call" in one} == {promise.call_sid}
    assert {one["gehoor.promise"] for one in said if "gehoor.promise" in one} == {promise.id}
    ring = next(span for span in collector.spans if span.name == "carrier ring")
    job = next(span for span in collector.spans if span.name == "job keep_promise")
    assert ring.parent_span_id == job.span_id


def test_a_wait_that_ends_at_an_agent_is_one_trace_with_the_redirect_in_it(
    world: World, monkeypatch: pytest.MonkeyPatch, collector: Collector
) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    busy = world.caller("+31622222223").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(busy)
    traces = traced(world, monkeypatch, collector.url)
    caller = world.caller(CANARY).dials(world.carrier.line).hears("Welkom").presses("1").hears_music()
    busy.hangs_up()
    anna.is_talking_to(caller)
    traces.flush()
    found = names(collector, Story(caller.legs[-1].sid))
    assert {"POST /voice/answer", "job redirect", "carrier redirect"} <= set(found)


def test_no_number_name_digit_or_token_is_in_any_span(
    world: World, monkeypatch: pytest.MonkeyPatch, collector: Collector
) -> None:
    traces = traced(world, monkeypatch, collector.url)
    caller = asks_for_a_callback(world, CANARY, "Canary Vogel")
    world.carrier.exchange.faults.rest("POST", "Calls", answer=500, times=1)
    (anna,) = world.signs_on("anna")
    world.passes("3m")
    traces.flush()
    sent = b"".join(collector.bodies)
    assert len(collector.spans) > 5
    for secret in (CANARY, CANARY[1:], "23456789", "Canary", "Voorbeeld", anna.address.lstrip("+"), "signature"):
        assert secret.encode() not in sent
    for secret in world.house.settings.secrets:
        assert secret.encode() not in sent
    assert caller.address.encode() not in sent


def test_a_collector_that_is_away_breaks_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    traces = traced(world, monkeypatch, f"http://127.0.0.1:{free_port()}")
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    traces.flush()
    assert world.promise().state == "attempting"


def test_where_nobody_wants_traces_nothing_of_ours_imports_them() -> None:
    """What the client of Redis imports by itself, wherever OpenTelemetry is installed, is all there is."""
    ours = "voice_app.app, voice_app.pages, workers.__main__, workers.bell, voice_app.seeing.traces"
    assert loaded(f"import {ours}; voice_app.seeing.traces.traces(None)") == loaded("import redis")
    assert "opentelemetry.sdk.trace" in loaded("import voice_app.seeing.traces as t; t.traces('http://127.0.0.1:1')")


def loaded(program: str) -> set[str]:
    tell = "import sys; print(*(name for name in sys.modules if name.startswith('opentelemetry')))"
    said = subprocess.run([sys.executable, "-c", f"{program}; {tell}"], capture_output=True, text=True, check=True)
    return set(said.stdout.split())


def test_the_trace_of_a_conversation_follows_from_its_ids_alone(world_of: WorldOf) -> None:
    assert Story("CA1").trace_id == Story("CA1", leg="CA2", promise="p").trace_id
    assert Story("CA1", promise="p", attempt="a").trace_id == Story(attempt="a").trace_id != Story("CA1").trace_id
    assert Story().trace_id is None
