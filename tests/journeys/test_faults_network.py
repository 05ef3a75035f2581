"""The network breaks in the middle of the carrier's answer: the call was made, and we do not know it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests.cutting import Proxy, proxy_to
from tests.journeys.askings import asks_for_a_callback, is_called_back, rings_at
from tests.journeys.world import World
from voice_app.carrier_errors import TelephonyError
from voice_app.rebased import RebasedHttpClient

SOON = 0.5
"""Seconds that a request may take here; ten in the house."""
MOST_OF_IT = 900
"""Bytes: behind the head of the answer, before the end of its body."""


@contextmanager
def over_a_network(world: World) -> Iterator[Proxy]:
    """The house speaks to the carrier over sockets, with Twilio's own client, through a proxy."""
    server = make_server("127.0.0.1", 0, world.carrier.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with proxy_to(server.server_port) as proxy:
        http = RebasedHttpClient(f"http://127.0.0.1:{proxy.port}")
        http.timeout = SOON
        watched: Any = world.shop.carrier
        watched._carrier._twilio.http_client = http
        try:
            yield proxy
        finally:
            server.shutdown()
            server.server_close()


@pytest.mark.fault("F17")
@pytest.mark.parametrize("then", ["cut", "reset", "hold"])
@pytest.mark.parametrize("after", [0, MOST_OF_IT])
def test_a_call_whose_answer_broke_off_is_made_once(world: World, after: int, then: str) -> None:
    caller = asks_for_a_callback(world)
    with over_a_network(world) as proxy:
        proxy.breaks(after=after, then=then)
        (anna,) = world.signs_on("anna")
        anna.rings(within="30s")
        (attempt,) = world.attempts(world.promise().id)
        assert attempt.state in ("unknown", "sent"), "in doubt, until a hook that carries its id tells"
        is_called_back(world, anna, caller)
        caller.hangs_up()
        anna.hears("Gesproken").presses("1")
        world.passes("6m")
        assert world.promise().state == "kept"
        assert len(world.attempts(world.promise().id)) == len(anna.legs) == 1
        assert rings_at(world, caller) == 1


@pytest.mark.fault("F17")
def test_an_answer_that_breaks_off_is_never_taken_for_no_call(world: World) -> None:
    """Cut after each byte of its first line, and at places behind it: it is never said that it is safe to ask again."""
    world.carrier.phones.caller("+31687654321", "the agent").lets_it_ring()
    with over_a_network(world) as proxy:
        for made, after in enumerate((*range(0, 20, 5), 100, 300, MOST_OF_IT), start=1):
            proxy.breaks(after=after)
            with pytest.raises(TelephonyError) as error:
                world.shop.carrier.ring(
                    "tel:+31687654321",
                    url="https://line.example/voice/whisper",
                    fallback_url="https://line.example/voice/fallback",
                    status_url="https://line.example/agent/status",
                    rings_for=world.house.line.waiting.ring_agent,
                )
            assert (error.value.permanent, error.value.safe_to_repeat) == (False, False)
            assert len(world.carrier.exchange.calls) == made, "and each was made"
            world.passes("2s")
        for call in world.carrier.exchange.calls:
            world.carrier.exchange.lines.end(call, "canceled")
