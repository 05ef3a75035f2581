from datetime import timedelta

import pytest

from routing.expectation import Standing
from routing.forecast import Pace, Paces
from routing.policy import Plan
from routing.skills import CAN, UNTRAINED, CallSid, Language, NeedName, PromiseId
from tests.journeys.world import World
from voice_app.foresight import foresee_waits
from voice_app.ledger import promises
from voice_app.ledger.promise import Window
from voice_app.numbers import Phone
from voice_app.promising import Wish, make
from voice_app.terms import need_of

BILLING, TECHNICAL, ANYTHING = need_of("billing", "nl"), need_of("technical", "nl"), need_of(None, "nl")
SLOW = Pace(timedelta(minutes=10), timedelta(minutes=5))
PACES = Paces(Pace(), {NeedName("billing"): (SLOW, 10)})


@pytest.fixture
def busy(world: World) -> World:
    """Anna talks to somebody, and nobody else is there."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    anna.is_talking_to(world.caller("+31622222221").dials(world.carrier.line).hears("Welkom").presses("1"))
    return world


def waits_for_a_bill(world: World) -> World:
    world.caller("+31622222224").dials(world.carrier.line).hears("Welkom").presses("1").hears_music()
    return world


def owe(world: World, phone: str) -> PromiseId:
    promise, _ = make(world.house, Wish(Phone(phone), "billing", "nl", "api"), world.now)
    return promise.id


def choose_tonight(world: World, promise: PromiseId) -> None:
    with world.house.ledger.write() as ledger:
        promises.choose_window(ledger, promise, Window(world.now, world.now + timedelta(hours=5)), world.now)


def standing(world: World) -> Standing:
    foresee_waits(world.house, PACES, world.now)
    (waiting,) = world.house.board.waiting(10)
    _, told = world.house.board.standing(CallSid(waiting.call.sid), timedelta(minutes=3), world.now)
    assert told is not None
    return told


def test_the_view_is_of_those_who_are_ready_and_of_every_need_in_every_language(busy: World) -> None:
    waits_for_a_bill(busy)
    busy.agent("chloe").is_busy()
    busy.signs_on("chloe")

    view = standing(busy).view

    assert view is not None
    assert view.shares[CAN][BILLING] == 1.0
    assert view.shares[CAN][TECHNICAL] == 0.5, "Chloë can take those, and no bills"
    assert view.shares[CAN][need_of("technical", "en")] == 0.5
    assert view.shares[UNTRAINED][ANYTHING] == 1.0
    assert view.pace == SLOW


def test_promises_that_kept_an_earlier_place_are_ahead_unless_a_time_was_chosen(busy: World) -> None:
    owe(busy, "+31622222225")
    with_a_time = owe(busy, "+31622222226")
    choose_tonight(busy, with_a_time)
    busy.passes("4m")

    told = standing(waits_for_a_bill(busy))

    assert (told.owed, told.position) == ({ANYTHING: 1}, 2)


def test_whoever_waits_longer_than_a_promise_less_the_head_start_goes_first(busy: World) -> None:
    owe(busy, "+31622222225")
    busy.passes("2m")

    told = standing(waits_for_a_bill(busy))

    assert (told.owed, told.position) == ({ANYTHING: 0}, 1)


def test_promises_that_would_else_be_broken_are_ahead_of_everybody(busy: World) -> None:
    owe(busy, "+31622222225")
    waits_for_a_bill(busy)
    busy.house.board.put_plan(Plan(zone="red", made_at=busy.now))

    assert standing(busy).position == 2

    busy.house.board.put_plan(Plan(zone="red", first_in=frozenset({Language("en")}), made_at=busy.now))
    assert standing(busy).position == 1
