"""Fifty calls are recorded word for word, and sent again under the signatures of the carrier: nothing comes of it."""

from collections.abc import Callable
from random import Random

import pytest
from structlog.testing import capture_logs

from carrier.record import requests
from tests.journeys.askings import asks_for_a_callback
from tests.journeys.test_faults_hooks import send_again
from tests.journeys.world import World
from tests.voice_app.test_hooks import rows

pytestmark = pytest.mark.threat("T4")

CALLS = 50


def asks(world: World, phone: str) -> None:
    """A callback, while nobody is there."""
    asks_for_a_callback(world, phone)


def undoes(world: World, phone: str) -> None:
    caller = world.caller(phone).dials(world.carrier.line).hears("Welkom").presses("1").hears("dan bellen we u terug")
    caller.presses("1").hears("Afgesproken").presses("*").hears("niet terug").hangs_up()


def talks(world: World, phone: str) -> None:
    anna = world.agent("anna").accepts()
    caller = world.caller(phone).dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(caller)
    caller.hangs_up()
    world.passes("32s")  # wrap-up


def gives_up(world: World, phone: str) -> None:
    world.agent("anna").lets_it_ring()
    world.caller(phone).dials(world.carrier.line).hears("Welkom").presses("1").hangs_up()


def hears_the_menu(world: World, phone: str) -> None:
    world.caller(phone).dials(world.carrier.line).hears("Welkom").hangs_up()


KINDS: tuple[Callable[[World, str], None], ...] = (talks, hears_the_menu, gives_up, undoes, asks)
"""Those who are owed a callback come last: it would be dialled among the others."""


def test_fifty_recorded_calls_sent_again_three_times_in_any_order_change_no_row(world: World) -> None:
    for number in range(CALLS):
        kind = KINDS[number * len(KINDS) // CALLS]
        (world.signs_off if kind in (asks, undoes) else world.signs_on)("anna")
        kind(world, f"+3162{number:02}11111")
    world.passes("70s")
    recorded = [hook for hook in requests(world.carrier.exchange.record) if hook.method == "POST"]
    owed = len(world.promises())
    assert owed >= CALLS // len(KINDS)
    assert len(recorded) > 4 * CALLS
    world.loses("ticker")

    before = rows(world.house.ledger)
    for seed in range(3):
        hooks = list(recorded)
        Random(seed).shuffle(hooks)  # noqa: S311 - a repeatable disorder
        send_again(world, hooks)
        assert rows(world.house.ledger) == before, f"after shuffle {seed}"
    assert world.house.board.waiting(10) == []

    world.passes("24h")
    before = rows(world.house.ledger)
    answers = send_again(world, recorded)
    assert rows(world.house.ledger) == before
    assert len(world.promises()) == owed
    assert not any("<Dial" in answer or "<Gather" in answer for answer in answers)
    world.regains("ticker")
    world.passes("1s")


def test_a_call_of_yesterday_is_hung_up_and_logged(world: World) -> None:
    """One of which no end was told: whoever presses a key in it now is nobody."""
    world.carrier.exchange.faults.status_hooks(drop=True)
    world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("Toets 1").hangs_up()
    turn = [hook for hook in requests(world.carrier.exchange.record) if "/voice/menu?" in hook.url]
    world.passes("25h")
    with capture_logs() as logs:
        (answer,) = send_again(world, turn[-1:])
    assert "<Hangup" in answer
    assert "<Gather" not in answer
    assert world.promises() == ()
    assert "call.is_over" in [entry["event"] for entry in logs]


@pytest.mark.parametrize("shows", ["+31622222222", "anonymous"])
def test_nor_does_a_call_that_is_over_come_in_again(world: World, shows: str) -> None:
    world.caller().dials(world.carrier.line, shows=shows).hears("Welkom").hangs_up()
    came_in = [hook for hook in requests(world.carrier.exchange.record) if hook.url.endswith("/voice/answer")]
    world.passes("5s")
    (answer,) = send_again(world, came_in)
    assert "<Hangup" in answer
    assert "<Say" not in answer
