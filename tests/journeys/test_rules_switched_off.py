"""Every rule beyond the plain ones off: the oldest call that an agent can take, the agent who has been idle longest."""

import pytest

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World

PLAIN = dict.fromkeys(
    ("levels", "widening", "fewest_skills_first", "head_start", "last_agent", "by_name", "old_place"), False
)


@pytest.fixture
def plain(world_of: WorldOf) -> World:
    return world_of(routing=PLAIN)


def test_who_has_been_idle_longest_is_rung_though_another_is_better_or_knows_the_caller(plain: World) -> None:
    (anna,) = plain.signs_on("anna")
    anna.accepts()
    caller = plain.caller().dials(plain.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(caller)
    caller.hangs_up()
    plain.signs_off("anna")
    (bram,) = plain.signs_on("bram")
    plain.passes("40s")
    plain.signs_on("anna")
    bram.accepts()

    caller.dials(plain.carrier.line).hears("Welkom").presses("1")

    bram.is_talking_to(caller)
    (why,) = plain.why(caller)
    assert (why.reason["ruling"], why.reason["level"], why.reason["breadth"]) == ("best_match", 2, 2)


def test_of_two_calls_the_older_is_taken_and_waiting_widens_nothing(plain: World) -> None:
    anna, chloe = plain.signs_on("anna", "chloe")
    anna.accepts()
    busy = plain.caller("+31633333333", "who talks").dials(plain.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(busy)
    older = plain.caller("+31644444444", "who came first").dials(plain.carrier.line).hears("Welkom").presses("1")
    plain.passes("5s")
    younger = plain.caller("+31655555555", "who came after").dials(plain.carrier.line).hears("Welkom").presses("1")

    chloe.stays_silent("90s")
    busy.hangs_up()

    anna.is_talking_to(older)
    younger.hears_music()


def test_with_widening_on_whoever_is_free_takes_it_in_the_end(world_of: WorldOf) -> None:
    world = world_of(routing=PLAIN | {"widening": True})
    anna, chloe = world.signs_on("anna", "chloe")
    anna.accepts()
    busy = world.caller("+31633333333", "who talks").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(busy)
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")

    chloe.stays_silent("55s")
    chloe.rings(within="10s").answers().is_talking_to(caller)


@pytest.mark.parametrize(("head_start", "first"), [(False, "promise"), (True, "caller")])
def test_a_promise_has_its_place_in_one_line_with_the_callers(world_of: WorldOf, head_start: bool, first: str) -> None:
    """A callback that was asked for while waiting, and a call that came a minute later."""
    world = world_of(routing=PLAIN | {"head_start": head_start}, callback={"keep_free": 0})
    (anna,) = world.signs_on("anna")
    anna.accepts()
    busy = world.caller("+31633333333", "who talks").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(busy)
    owed = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    owed.hears("Toets 1 en we bellen u terug", within="60s").presses("1").hears("Afgesproken").hangs_up()
    world.passes("60s")
    later = world.caller("+31644444444", "who came after").dials(world.carrier.line).hears("Welkom").presses("1")
    world.passes("5s")

    busy.hangs_up()
    world.passes("60s", until=lambda: anna.is_ringing)
    world.passes("20s")

    assert ("caller" if anna.talks_to(later) else "promise") == first


def test_a_board_that_lives_on_learns_of_another_line_file(world: World, world_of: WorldOf) -> None:
    """Anna's place among the idle is by the number of her skills, until the line says that it is not."""
    world.signs_on("anna")
    before = _order(world)
    changed = world_of(routing=PLAIN)
    changed.passes("20s")
    assert (before, _order(changed)) == ("0002", "0000")


def _order(world: World) -> str:
    shown = world.house.board.agent(AgentId("anna"))
    assert shown
    return shown.order
