"""A caller speaks of somebody in danger: the emergency number first, then a person, never only a callback."""

from datetime import UTC, datetime

import pytest

from carrier.phone import Phone
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app.ledger import alarms

NIGHT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
"""Two in the morning in Amsterdam."""
NUMBER = "Hang op en bel 1, 1, 2"
NO_FALLBACK = {"fallback_number": None}


def cries(world: World, words: str = "Een ambulance, snel!") -> Phone:
    return world.caller().dials(world.carrier.line).hears("U mag het ook zeggen").says(words)


def raised(world: World) -> list[tuple[str, str | None]]:
    with world.house.ledger.read() as ledger:
        return [(alarm.rule, alarm.because) for alarm in alarms.page(ledger).items]


def test_the_number_comes_first_and_then_somebody_who_knows_what_it_is_about(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = cries(world).hears(NUMBER).hears("dan krijgt u iemand van ons")
    anna.hears("Noodgeval, Nederlands. Toets 1.").is_talking_to(caller)
    history = world.api("GET", f"/api/calls/{caller.legs[-1].sid}/why").get_json()["history"]
    (first,) = [entry for entry in history if entry["event"] == "emergency"]
    assert (
        first["sentence"] == "The caller spoke of somebody in danger, was told whom to call, and goes before all others"
    )


def test_who_answers_in_a_browser_hears_no_whisper_and_sees_it(world: World) -> None:
    (chloe,) = world.signs_on("chloe")
    chloe.lets_it_ring()
    caller = cries(world).hears(NUMBER)
    chloe.rings().sees_header("emergency", "yes").answers().is_talking_to(caller)
    assert world.api("GET", "/api/agents/chloe").get_json()["call"]["emergency"] is True
    other = world.caller("+31622222223").dials(world.carrier.line).hears("toets 1").presses("1").hears_music()
    assert [call["emergency"] for call in world.api("GET", "/api/queue").get_json()] == [False]
    other.hangs_up()


def test_somebody_in_danger_goes_before_everybody_who_waits(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    busy = world.caller("+31622222221").dials(world.carrier.line).hears("toets 1").presses("1")
    anna.is_talking_to(busy)
    waiting = world.caller("+31622222223").dials(world.carrier.line).hears("toets 1").presses("1").hears_music()
    world.passes("50s")
    caller = cries(world, "Feuerwehr").hears(NUMBER).hears("U bent de eerstvolgende")
    busy.hangs_up()
    anna.is_talking_to(caller, within="60s")
    assert waiting.is_in_call


def test_anybody_is_good_enough_and_a_refusal_or_a_lost_board_costs_no_place(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.refuses()
    bram.refuses()
    caller = cries(world).hears(NUMBER)
    caller.hears_music(within="90s")
    world.house.board._client.flushall()
    world.passes("25s")
    waiting = world.house.board.call(caller.legs[-1].sid)  # type: ignore[arg-type]  # the leg's own
    assert waiting is not None
    assert waiting.call.is_emergency


def test_who_still_waits_when_the_last_agent_signs_out_is_put_through_all_the_same(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    porter = world.carrier.phones.caller("+31207654321", "the porter").accepts()
    caller = cries(world).hears(NUMBER).hears_music(within="60s")
    world.signs_off("anna")
    porter.is_talking_to(caller, within="60s")


@pytest.mark.parametrize("mode", ["cold", "consult"])
def test_who_is_sent_on_is_still_in_danger_and_put_through_when_the_last_agent_signs_out(
    world: World, mode: str
) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    bram.lets_it_ring()
    porter = world.carrier.phones.caller("+31207654321", "the porter").accepts()
    caller = cries(world)
    anna.is_talking_to(caller)
    sent = world.api("POST", "/api/agents/anna/transfer", to={"agent": "bram"}, mode=mode)
    assert sent.status_code == 202
    caller.hears("Anna")
    bram.rings()
    if anna.is_in_call:
        anna.hangs_up()
    world.passes("40s")
    world.signs_off("anna", "bram")
    porter.is_talking_to(caller, within="60s")


def test_at_night_the_fallback_number_is_rung(world_of: WorldOf) -> None:
    world = world_of(NIGHT)
    porter = world.carrier.phones.caller("+31207654321", "the porter").accepts()
    caller = cries(world).hears(NUMBER).hears("dan bellen we iemand voor u")
    porter.is_talking_to(caller)
    assert raised(world) == []
    assert world.promises() == ()


def test_then_whoever_is_on_call_then_the_supervisors_and_a_voicemail_gets_nobody(world_of: WorldOf) -> None:
    world = world_of(NIGHT, line=NO_FALLBACK, on_call={"bram": ["tue 00:00-06:00"]}, supervisors=("anna",))
    world.agent("bram").voicemail_answers("Dit is Bram, spreek na de toon.")
    anna = world.agent("anna").accepts()
    caller = cries(world).hears(NUMBER)
    world.agent("bram").hears("een beller in nood", within="60s")
    anna.hears("Voorbeeld: een beller in nood, en er is niemand anders. Toets 1.", within="60s").is_talking_to(caller)
    caller.never_heard("Dit is Bram")
    anna.hangs_up()
    caller.hangs_up()
    world.passes("1s")
    history = world.api("GET", f"/api/calls/{caller.legs[-1].sid}/why").get_json()["history"]
    assert history[-1]["code"] == "answered"
    assert raised(world) == []


def test_only_when_nobody_can_be_reached_is_a_callback_offered_beside_the_number(world_of: WorldOf) -> None:
    world = world_of(line=NO_FALLBACK, supervisors=("anna",))
    world.agent("anna").lets_it_ring()
    caller = cries(world, "112").hears(NUMBER).hears("dan bellen we iemand voor u")
    caller.hears(NUMBER, within="60s").hears("Toets 1, dan bellen we u terug").presses("1").hears("We bellen u terug")
    assert raised(world) == [("emergency", "call")]
    assert world.promise().need is None


def test_where_nobody_can_be_rung_at_all_it_is_said_at_once(world_of: WorldOf) -> None:
    world = world_of(NIGHT, line=NO_FALLBACK)
    cries(world).hears(NUMBER).hears("We zijn nu gesloten").hears("Toets 1, dan bellen we u terug")
    assert raised(world) == [("emergency", "call")]


@pytest.mark.parametrize("owed", [True, False])
def test_a_text_that_cries_for_help_is_answered_with_the_number_and_put_before_a_supervisor(
    world: World, owed: bool
) -> None:
    caller = world.caller()
    if owed:
        world.api("POST", "/api/promises", phone="+31622222222", need="billing", language="nl", note=None, window=None)
    caller.sends_text("Ambulance nodig!!", to="+3197010200000").waits("5s")
    caller.received_text("Voorbeeld: is er iemand in levensgevaar? Bel 112. Wij bellen u ook, uiterlijk")
    assert raised(world) == [("emergency", "text")]
    assert [matter.note for matter in world.matters(world.promise().id)][-1] == "Ambulance nodig!!"
