"""What was kept long enough goes by itself, with the clock; and whoever asks is erased, as soon as nothing is owed."""

from tests.journeys.conftest import WorldOf
from tests.journeys.test_contacts import calls_about_a_bill
from tests.journeys.world import World
from tests.ledger.canaries import left_of
from voice_app.ledger import Phone, erasures
from voice_app.privacy import erasing

CALLER = Phone("+31622222222")
SAID = "kanarie van caller in note"


def test_a_night_after_it_was_kept_long_enough_it_is_gone(world_of: WorldOf) -> None:
    world = world_of(privacy={"keep_personal_data": "1d", "keep_recordings": "1d"})
    world.signs_on("anna")
    calls_about_a_bill(world, world.caller(CALLER), SAID)
    world.signs_off("anna")
    world.passes("20h")
    assert {"calls.phone", "calls.note"} <= left_of(world.house.ledger, CALLER, "caller")
    world.passes("21h")
    assert left_of(world.house.ledger, CALLER, "caller") == set()


def test_who_asks_in_the_middle_of_a_call_is_erased_when_it_is_over(world: World) -> None:
    house = world.house
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    caller = world.caller(CALLER).dials(world.carrier.line).hears("toets 1").presses("1")
    standing = erasing.erase(house, CALLER, "chloe", world.now)
    assert standing.done_at is None
    assert "calls.phone" in left_of(house.ledger, CALLER, "caller")
    caller.hangs_up()
    world.passes("2m")
    with house.ledger.read() as ledger:
        (done,) = erasures.latest(ledger, 5)
    assert done.done_at is not None
    assert left_of(house.ledger, CALLER, "caller") == set()
