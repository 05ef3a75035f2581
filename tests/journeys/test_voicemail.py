"""A message for the colleague who calls: left in closed hours, under a promise, and never lost nor doubled."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from carrier.faults import Faults
from carrier.phone import Phone
from carrier.record import requests
from tests.journeys.conftest import WorldOf
from tests.journeys.test_closed import SUNDAY_EVENING
from tests.journeys.world import World
from voice_app.ledger import messages
from voice_app.ledger.messages import Message

MESSAGE = "Mijn rekening van maart is twee keer afgeschreven."


@pytest.fixture
def world(world_of: WorldOf) -> World:
    """A line that takes messages, on a Sunday evening."""
    return world_of(start=SUNDAY_EVENING, callback={"voicemail": True})


def messages_of(world: World) -> tuple[Message, ...]:
    with world.house.ledger.read() as ledger:
        return messages.of_promise(ledger, world.promise().id)


def is_promised_a_call(world: World, caller: Phone | None = None) -> Phone:
    caller = (caller or world.caller()).dials(world.carrier.line).hears("toets 1").presses("1")
    return caller.hears("gesloten").hears("Toets 1").presses("1").hears("Afgesproken").hears("Een bericht inspreken")


def hears_the_notice(world: World, caller: Phone | None = None) -> Phone:
    return is_promised_a_call(world, caller).presses("4").hears("We nemen uw bericht op").hears_beep()


def test_a_message_is_left_and_the_colleague_is_told_of_it(world: World) -> None:
    caller = hears_the_notice(world).speaks(MESSAGE, for_="12s").presses("#")
    caller.hears("Genoteerd").hears("Dag").was_hung_up()
    world.passes("10s")

    promise = world.promise()
    (message,) = messages_of(world)
    assert (message.seconds, message.call_sid) == (12, caller.legs[-1].sid)
    assert [matter.recording_sid for matter in world.matters(promise.id)] == [None, message.sid]
    assert {matter.need for matter in world.matters(promise.id)} == {"billing"}
    told = world.events(promise.id)
    assert told.index("recording_announced") < told.index("message_left")

    world.passes("14h")
    (anna,) = world.signs_on("anna")
    caller.accepts()
    anna.rings().answers().hears("Terugbellen met bericht, een rekening").presses("1")
    anna.is_talking_to(caller)


@pytest.mark.parametrize("leaves", ["by hanging up", "by falling silent", "after two minutes"])
def test_a_message_ends_as_people_end_it(world: World, leaves: str) -> None:
    caller = hears_the_notice(world)
    if leaves == "by hanging up":
        caller.speaks(MESSAGE, for_="9s").hangs_up()
    elif leaves == "by falling silent":
        caller.speaks(MESSAGE, for_="9s").hears("Genoteerd")
    else:
        caller.speaks(MESSAGE, for_="3m").was_hung_up()
    world.passes("10s")
    (message,) = messages_of(world)
    assert message.seconds == (120 if leaves == "after two minutes" else 9)
    assert world.promise().state == "open"


@pytest.mark.parametrize("leaves", ["by hanging up", "by saying nothing"])
def test_who_leaves_nothing_keeps_the_promise(world: World, leaves: str) -> None:
    caller = hears_the_notice(world)
    if leaves == "by hanging up":
        caller.waits("2s").hangs_up()
    else:
        caller.hears("We hebben niets gehoord").hears("We nemen uw bericht op").hears_beep().hears("Dag").was_hung_up()
    world.passes("9m")
    assert messages_of(world) == ()
    assert world.promise().state == "open"
    assert expected(world) == ()


def twice(faults: Faults) -> None:
    faults.status_hooks(duplicate=True)


def an_hour_late(faults: Faults) -> None:
    faults.status_hooks(delay=timedelta(hours=1))


def never(faults: Faults) -> None:
    faults.status_hooks(drop=True)


def only_by_status(faults: Faults) -> None:
    """The action is refused at our door, twice each time it is tried."""
    faults.app("/voice/message_taken", refuse_connection=True, times=10)


def breaks_its_door(world: World) -> None:
    world.carrier.exchange.tolerate(11205)
    world.loses("web")


def not_at_all(faults: Faults) -> None:
    never(faults)
    only_by_status(faults)


@pytest.mark.parametrize("hangs_up", [True, False], ids=["hanging up", "with the hash key"])
@pytest.mark.parametrize("disorder", [twice, an_hour_late, never, only_by_status, not_at_all])
def test_a_message_is_noted_once_whatever_becomes_of_its_hooks(
    world: World, disorder: Callable[[Faults], None], hangs_up: bool
) -> None:
    caller = hears_the_notice(world)
    if disorder in (only_by_status, not_at_all):
        breaks_its_door(world)
    disorder(world.carrier.exchange.faults)
    caller.speaks(MESSAGE, for_="5s")
    _ = caller.hangs_up() if hangs_up else caller.presses("#")
    world.passes("2h")
    (message,) = messages_of(world)
    assert message.seconds == 5
    assert world.events(world.promise().id).count("message_left") == 1
    assert expected(world) == ()


def test_a_lost_message_is_not_given_up_while_the_carrier_is_silent(world: World) -> None:
    caller = hears_the_notice(world)
    breaks_its_door(world)
    not_at_all(world.carrier.exchange.faults)
    world.carrier.exchange.faults.rest("GET", "Recordings", answer=503, times=3)
    caller.speaks(MESSAGE, for_="5s").hangs_up()
    world.passes("9m")
    assert len(messages_of(world)) == 1


def test_who_rings_again_adds_a_second_message_to_the_same_promise(world: World) -> None:
    caller = hears_the_notice(world).speaks(MESSAGE, for_="4s").presses("#").hears("Dag").was_hung_up()
    caller.dials(world.carrier.line).hears("We bellen u nog terug").hears("toets 1").presses("1")
    caller.hears("gesloten").hears("Toets 1").presses("1").hears("Een bericht inspreken").presses("4").hears_beep()
    caller.speaks("En nog iets.", for_="6s").presses("#").hears("Genoteerd")
    assert [message.seconds for message in messages_of(world)] == [4, 6]


def test_who_shows_no_number_leaves_a_message_only_under_a_typed_one(world: World) -> None:
    caller = world.caller().dials(world.carrier.line, shows="anonymous").hears("toets 1").presses("1")
    caller.hears("Toets 1").presses("4").hears("Toets 1").presses("1").hears("Toets het nummer in")
    assert requests(world.carrier.exchange.record, "twiml")[-1].body.find("Record") == -1
    caller.presses("0655555555#").hears("toets 1").presses("1").hears("Een bericht inspreken").presses("4")
    caller.hears_beep().speaks(MESSAGE, for_="7s").presses("#").hears("Genoteerd")
    assert len(messages_of(world)) == 1


def test_a_line_that_takes_no_messages_offers_none(world_of: WorldOf) -> None:
    world = world_of(start=SUNDAY_EVENING)
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1").presses("1")
    caller.hears("sterretje").presses("4").waits("10s").never_heard("bericht")
    assert world.carrier.exchange.recordings.by_sid == {}


def test_nobody_is_recorded_while_the_ledger_cannot_say_that_it_was_told(world: World, tmp_path: Path) -> None:
    caller = is_promised_a_call(world)
    world.loses("ticker")  # it would wait for the lock, each time it comes by
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    caller.presses("4").hears("Er gaat bij ons iets mis").never_heard("We nemen uw bericht op")
    other.close()
    assert world.carrier.exchange.recordings.by_sid == {}


def expected(world: World) -> tuple[Message, ...]:
    with world.house.ledger.read() as ledger:
        return messages.expected(ledger, world.now)
