"""Messages are deleted at the carrier once they were kept long enough; the promise of their call stays."""

from datetime import timedelta

import pytest

from routing.alarms import Rule
from tests.journeys.conftest import WorldOf
from tests.journeys.test_closed import SUNDAY_EVENING
from tests.journeys.test_voicemail import MESSAGE, hears_the_notice, messages_of
from tests.journeys.world import World
from voice_app.ledger import alarms, messages
from workers.forgetting import forget_recordings


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(start=SUNDAY_EVENING, callback={"voicemail": True}, privacy={"keep_recordings": "10m"})


def leaves_a_message(world: World) -> None:
    hears_the_notice(world).speaks(MESSAGE, for_="5s").presses("#").hears("Genoteerd").hears("Dag").was_hung_up()
    world.passes("9m")
    assert len(messages_of(world)) == 1


def test_a_message_is_kept_so_long_and_no_longer(world: World) -> None:
    leaves_a_message(world)
    assert len(world.carrier.exchange.recordings.by_sid) == 1
    world.passes("5m")
    assert (messages_of(world), world.carrier.exchange.recordings.by_sid) == ((), {})
    assert world.events(world.promise().id)[-1] == "message_deleted"
    assert world.promise().state == "open"


def test_it_is_tried_again_until_the_carrier_s_list_proves_it(world: World) -> None:
    leaves_a_message(world)
    world.carrier.exchange.faults.rest("DELETE", "Recordings/*", answer=503, times=2)
    world.carrier.exchange.faults.rest("GET", "Recordings", answer=503, times=1)
    world.passes("5m")
    assert len(messages_of(world)) == 1
    world.passes("9m")
    assert (messages_of(world), world.carrier.exchange.recordings.by_sid) == ((), {})
    assert world.events(world.promise().id).count("message_deleted") == 1


def test_what_somebody_deleted_at_the_carrier_is_noted_too(world: World) -> None:
    leaves_a_message(world)
    world.carrier.exchange.recordings.by_sid.clear()
    world.passes("5m")
    assert messages_of(world) == ()


def undeleted(world: World) -> list[str]:
    with world.house.ledger.read() as ledger:
        return [one.subject for one in alarms.standing(ledger) if one.rule == Rule.RECORDING_UNDELETED]


def test_what_is_still_there_after_a_day_is_shouted_of_until_it_is_gone(world: World) -> None:
    """The carrier refuses three times; the day counts from when a supervisor discarded it."""
    leaves_a_message(world)
    (left,) = messages_of(world)
    world.carrier.exchange.faults.rest("DELETE", "Recordings/*", answer=403, code=20403, times=3)
    with world.house.ledger.write() as ledger:
        messages.discard(ledger, left, "chloe", world.now)
    tomorrow = world.now + timedelta(days=1)
    forget_recordings(world.shop, tomorrow - timedelta(minutes=1))
    assert undeleted(world) == []
    forget_recordings(world.shop, tomorrow + timedelta(minutes=1))
    forget_recordings(world.shop, tomorrow + timedelta(minutes=3))
    assert undeleted(world) == [left.sid]
    forget_recordings(world.shop, tomorrow + timedelta(minutes=5))
    assert undeleted(world) == []
