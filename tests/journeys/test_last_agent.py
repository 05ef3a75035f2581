"""Who talked with a caller last time: rung at once, kept for a few seconds, waited for where the caller wants it."""

import pytest

from carrier.phone import Phone
from routing.skills import CallSid
from tests.journeys.conftest import WorldOf
from tests.journeys.test_faults_hooks import requests, send_again
from tests.journeys.world import World


def talked_with(world: World, id_: str, key: str = "1", phone: str = "+31622222222") -> Phone:
    """The caller has talked with this agent a while ago; nobody is signed on now."""
    (agent,) = world.signs_on(id_)
    agent.accepts()
    caller = world.caller(phone).dials(world.carrier.line).hears("Welkom").presses(key)
    agent.is_talking_to(caller)
    caller.hangs_up()
    world.passes("40s")
    world.signs_off(id_)
    return caller


def is_busy(world: World, id_: str) -> Phone:
    """This agent signs on, and talks with somebody else."""
    (agent,) = world.signs_on(id_)
    agent.accepts()
    other = world.caller("+31633333333", "another caller").dials(world.carrier.line).hears("Welkom").presses("0")
    agent.is_talking_to(other)
    return other


def test_the_agent_of_last_time_is_rung_at_once_though_another_is_better(world: World) -> None:
    caller = talked_with(world, "bram")
    anna, bram = world.signs_on("anna", "bram")
    bram.accepts()

    caller.dials(world.carrier.line).hears("Welkom").presses("1")

    bram.is_talking_to(caller)
    anna.stays_silent("5s")
    assert world.why(caller)[-1].reason["ruling"] == "last_time"


def test_who_is_busy_is_waited_for_a_few_seconds_and_then_another_is_rung(world: World) -> None:
    caller = talked_with(world, "bram")
    is_busy(world, "bram")
    (anna,) = world.signs_on("anna")
    anna.accepts()

    caller.dials(world.carrier.line).hears("Welkom").presses("1")

    anna.stays_silent("7s")
    world.passes("3s")
    anna.is_talking_to(caller)
    assert world.why(caller)[-1].reason["ruling"] == "best_match"


def test_who_is_not_signed_on_is_not_waited_for(world: World) -> None:
    caller = talked_with(world, "bram")
    (anna,) = world.signs_on("anna")
    anna.accepts()

    caller.dials(world.carrier.line).hears("Welkom").presses("1")

    anna.rings(within="2s").is_talking_to(caller)


def test_who_cannot_take_the_call_is_not_preferred_for_it(world: World) -> None:
    (chloe,) = world.signs_on("chloe")
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("0")
    chloe.rings().answers().is_talking_to(caller)
    caller.hangs_up()
    world.passes("40s")
    (anna,) = world.signs_on("anna")
    anna.accepts()

    caller.dials(world.carrier.line).hears("Welkom").presses("1")

    anna.is_talking_to(caller)
    chloe.stays_silent("2s")


def is_busy_too(world: World) -> Phone:
    """Bram signs on and talks, too."""
    (bram,) = world.signs_on("bram")
    bram.accepts()
    caller = world.caller("+31655555555", "a third caller").dials(world.carrier.line).hears("Welkom").presses("2")
    bram.is_talking_to(caller)
    return caller


@pytest.mark.parametrize("section", [{"routing": {"last_agent": False}}, {"callers": {"shared": ["+31622222222"]}}])
def test_nobody_is_preferred_where_it_is_switched_off_or_many_share_the_phone(
    world_of: WorldOf, section: dict[str, dict[str, object]]
) -> None:
    world = world_of(**section)
    caller = talked_with(world, "bram")
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()

    caller.dials(world.carrier.line).hears("Welkom").presses("1")

    anna.is_talking_to(caller)
    bram.stays_silent("5s")


def test_a_caller_chooses_to_wait_for_the_agent_of_last_time_and_gets_her(world: World) -> None:
    caller = talked_with(world, "anna")
    other = is_busy(world, "anna")
    other_too = is_busy_too(world)

    caller.dials(world.carrier.line).hears("Welkom").presses("1")
    caller.hears("Vorige keer sprak u Anna", within="90s").hears("Toets 2").presses("2").hears("U wacht op Anna")
    other_too.hangs_up()
    bram = world.agent("bram")
    bram.stays_silent("60s")
    caller.hears("Toets 1 en we bellen u terug", within="90s")

    anna = world.agent("anna")
    other.hangs_up()
    world.passes("40s")
    anna.is_talking_to(caller)
    assert world.why(caller)[-1].reason["ruling"] == "asked_for"


def test_a_caller_who_gives_up_waiting_for_one_agent_gets_whoever_is_free_at_the_old_place(world: World) -> None:
    caller = talked_with(world, "anna")
    is_busy(world, "anna")
    other = is_busy_too(world)
    caller.dials(world.carrier.line).hears("Welkom").presses("1")
    caller.hears("Vorige keer sprak u Anna", within="90s").presses("2").hears("U wacht op Anna")
    other.hangs_up()
    world.passes("60s")
    bram = world.agent("bram")

    caller.presses("2")

    world.passes("3s")
    bram.is_talking_to(caller)
    assert world.why(caller)[-1].reason["waited_seconds"] > 60


def test_the_agent_who_is_waited_for_signs_off_and_the_caller_is_told_and_anybodys(world: World) -> None:
    caller = talked_with(world, "anna")
    is_busy(world, "anna")
    is_busy_too(world)
    caller.dials(world.carrier.line).hears("Welkom").presses("1")
    caller.hears("Vorige keer sprak u Anna", within="90s").presses("2").hears("U wacht op Anna")

    world.signs_off("anna")
    caller.hears("Anna kan nu niet", within="30s").hears("U houdt uw plaats")
    (chloe,) = world.signs_on("chloe")
    world.passes("90s", until=lambda: chloe.is_ringing)
    chloe.answers()
    chloe.is_talking_to(caller)


def test_free_others_take_the_call_at_once_when_the_agent_who_is_waited_for_signs_off(world: World) -> None:
    caller = talked_with(world, "anna")
    is_busy(world, "anna")
    other = is_busy_too(world)
    caller.dials(world.carrier.line).hears("Welkom").presses("1")
    caller.hears("Vorige keer sprak u Anna", within="90s").presses("2").hears("U wacht op Anna")
    other.hangs_up()
    world.passes("60s")
    bram = world.agent("bram")
    bram.stays_silent("5s")

    world.signs_off("anna")

    world.passes("5s")
    bram.is_talking_to(caller)


def test_a_ring_in_vain_takes_nobodys_offer_away(world: World) -> None:
    caller = talked_with(world, "anna", "2")
    is_busy(world, "anna")
    caller.dials(world.carrier.line).hears("Welkom").presses("2").hears_music()
    (bram,) = world.signs_on("bram")
    bram.lets_it_ring().rings()

    caller.hears("Vorige keer sprak u Anna", within="90s").hears("Toets 2").presses("2").hears("U wacht op Anna")


def test_who_was_offered_before_a_ring_in_vain_is_not_offered_again_and_the_key_still_counts(world: World) -> None:
    caller = talked_with(world, "anna", "2")
    is_busy(world, "anna")
    caller.dials(world.carrier.line).hears("Welkom").presses("2").hears("Toets 2", within="90s").hears_music()
    (bram,) = world.signs_on("bram")
    bram.lets_it_ring().rings()
    caller.waits("60s")

    assert caller.transcript.show().count("Vorige keer sprak u Anna") == 1
    caller.presses("2").hears("U wacht op Anna")


def test_the_hook_of_that_key_comes_twice_and_changes_nothing(world: World) -> None:
    caller = talked_with(world, "anna")
    is_busy(world, "anna")
    is_busy_too(world)
    caller.dials(world.carrier.line).hears("Welkom").presses("1")
    caller.hears("Vorige keer sprak u Anna", within="90s").presses("2").hears("U wacht op Anna")
    before = world.house.board.call(CallSid(caller.legs[-1].sid))

    pressed = [hook for hook in requests(world.carrier.exchange.record) if hook.params.get("Digits") == "2"]
    (_, of_the_wait) = send_again(world, pressed)

    assert "U wacht op Anna" in of_the_wait
    assert world.house.board.call(CallSid(caller.legs[-1].sid)) == before
