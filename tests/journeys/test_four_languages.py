"""Dutch, English, French and German, from the greeting to the whisper; and Belgians, who hear Belgians."""

from datetime import timedelta

import pytest

from carrier.events import Said
from carrier.phone import Phone
from tests.journeys.conftest import MONDAY_NOON, WorldOf
from tests.journeys.world import World
from tests.voice_app.test_tongues import BELGIAN_LINE
from voice_app.ledger import calls

FOUR = {
    "line": {"languages": ["nl", "en", "fr", "de"]},
    "callback": {"allowed_countries": ["NL", "BE", "DE", "FR"]},
    "agent_languages": {"anna": ["nl", "fr"], "bram": ["de"]},
}


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(**FOUR)


def languages_heard(world: World, phone: Phone) -> set[str]:
    """As the carrier's voices spoke them, in this phone's last call."""
    said = [
        event
        for event in world.carrier.exchange.record
        if isinstance(event, Said) and event.call_sid == phone.legs[-1].sid
    ]
    return {event.language for event in said}


def test_a_french_caller_is_greeted_promised_texted_and_called_back_by_who_speaks_french(world: World) -> None:
    caller = world.caller("+33612345678").dials(world.carrier.line)
    caller.hears("Bienvenue chez Voorbeeld. Pour une facture, tapez 1. Une panne, le 2. Autre chose, le 0.").presses(
        "1"
    )
    caller.hears("Tapez 1, et nous vous rappelons.").presses("1")
    caller.hears("C'est entendu. Nous vous rappelons, au plus tard demain à midi, sur le numéro d'où vous appelez.")
    caller.hears("Vous recevrez un SMS de confirmation.").presses("1").hears("À bientôt.").was_hung_up()
    caller.received_text(
        "nous vous rappelons, au plus tard mardi 3 mars à 12:00. Répondez NON, MAINTENANT ou une autre"
    )

    caller.sends_text("Cet après-midi après 15h", world.carrier.line)
    world.passes("1m")
    caller.received_text("d'accord, nous vous rappelons, lundi 2 mars entre 15:00 et 18:00")
    caller.sends_text("MAINTENANT", world.carrier.line)
    world.passes("1m")
    caller.received_text("dès qu'un collègue est libre")

    world.signs_on("bram")
    world.agent("bram").stays_silent("5s")
    (anna,) = world.signs_on("anna")
    anna.accepts().hears("Terugbellen, een rekening, Frans, 2 minuten gewacht").is_talking_to(caller.rings().answers())
    assert world.promise().language == "fr"


def test_a_french_caller_waits_in_french_and_hears_where_the_wait_stands(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = world.caller("+33612345678").dials(world.carrier.line).hears("Bienvenue").presses("1")
    world.passes("25s")
    caller.hears("Nous cherchons toujours quelqu'un. Vous gardez votre place.")
    world.passes("60s")
    caller.hears("Vous êtes en tête de file.")
    caller.never_heard("Welkom")


def test_a_german_caller_is_greeted_promised_texted_and_takes_it_back(world: World) -> None:
    caller = world.caller("+4915123456789").dials(world.carrier.line)
    caller.hears("Willkommen bei Voorbeeld. Eine Rechnung? Drücken Sie die 1.").presses("2")
    caller.hears("Drücken Sie die 1, dann rufen wir Sie zurück.").presses("1")
    caller.hears("Abgemacht. Wir rufen Sie zurück, spätestens morgen um 12 Uhr, unter der Nummer, von der Sie anrufen.")
    caller.hangs_up()
    caller.received_text(
        "Wir rufen Sie zurück, spätestens Dienstag, 3. März, 12:00. Antworten Sie NEIN, JETZT oder eine"
    )
    caller.sends_text("Nein danke", world.carrier.line)
    world.passes("1m")
    caller.received_text("Wie gewünscht rufen wir Sie nicht zurück.")
    assert world.promise().state == "withdrawn"


def test_an_agent_is_whispered_to_in_the_agent_s_own_language(world: World) -> None:
    (bram,) = world.signs_on("bram")
    bram.accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("7").hears("Willkommen").presses("1")
    bram.hears("Eine Rechnung, Deutsch").hears("Bitte die 1.").is_talking_to(caller)


@pytest.mark.parametrize(
    ("key", "greeting", "language"),
    [("9", "Welcome to", "en-GB"), ("8", "Bienvenue", "fr-FR"), ("7", "Willkommen", "de-DE")],
)
def test_whoever_chooses_a_language_hears_everything_in_it_from_then_on(
    world: World, key: str, greeting: str, language: str
) -> None:
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses(key).hears(greeting)
    begun = len(world.carrier.exchange.record)
    caller.presses("1")
    world.passes("3s")
    caller.presses("1")
    world.passes("20s")
    said = [event for event in world.carrier.exchange.record[begun:] if isinstance(event, Said)]
    assert said
    assert {event.language for event in said} == {language}


def test_whoever_rings_back_about_a_promise_is_greeted_in_the_language_that_it_was_asked_for_in(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("9").hears("Welcome").presses("1")
    caller.hears("Press 1 and we will call you back").presses("1").hears("Agreed").hangs_up()
    caller.dials(world.carrier.line).hears("Welcome to Voorbeeld. We still owe you a call")


def test_six_leads_back_to_the_line_s_first_language(world: World) -> None:
    caller = world.caller("+33612345678").dials(world.carrier.line).hears("Voor Nederlands, toets 6").presses("6")
    caller.hears("Welkom bij Voorbeeld").hears("Pour le français, tapez 8").presses("8").hears("Bienvenue")


def test_a_belgian_hears_belgians_in_dutch_and_in_french_and_both_are_plain_languages_to_the_house(
    world: World,
) -> None:
    caller = world.caller("+32470123456").dials(world.carrier.line).hears("Welkom bij Voorbeeld")
    caller.hears("For English, press 9").hears("Pour le français, tapez 8").hears("Für Deutsch drücken Sie die 7")
    assert languages_heard(world, caller) == {"nl-BE", "en-GB", "fr-BE", "de-DE"}
    caller.presses("8").hears("Bienvenue chez Voorbeeld").presses("1").hears("nous vous rappelons").presses("1")
    caller.hears("C'est entendu").hangs_up()
    assert languages_heard(world, caller) == {"nl-BE", "en-GB", "fr-BE", "de-DE"}
    assert world.promise().language == "fr"
    with world.house.ledger.read() as ledger:
        call = calls.get(ledger, world.promise().call_sid)
    assert call is not None
    assert call.language == "fr"
    (spoken,) = [entry for entry in world.timeline(world.promise().id) if entry.event == "said"]
    assert spoken.data["language"] == "fr-BE"

    (anna,) = world.signs_on("anna")
    anna.accepts().hears("Terugbellen, een rekening, Frans").is_talking_to(caller.rings().answers())


def test_a_belgian_who_waits_is_told_so_by_a_belgian_also_after_a_ring_that_nobody_took(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    first = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(first)
    caller = (
        world.caller("+32470123456", "a Belgian").dials(world.carrier.line).hears("Welkom").presses("1").hears_music()
    )
    assert {call["language"] for call in world.api("GET", "/api/queue").json} == {"nl"}
    first.hangs_up()
    anna.lets_it_ring()
    world.passes("2m")
    caller.hears("U bent de eerstvolgende")
    assert languages_heard(world, caller) == {"nl-BE"}


def test_the_times_that_a_belgian_may_choose_from_are_said_as_belgians_do(world_of: WorldOf) -> None:
    world = world_of(start=MONDAY_NOON + timedelta(hours=2), **FOUR)
    caller = world.caller("+32470123456").dials(world.carrier.line).hears("Welkom").presses("1")
    caller.hears("dan bellen we u terug").presses("1").hears("Afgesproken").presses("3").hears(
        "Wanneer past het voor u?"
    )
    caller.hears("in de namiddag").never_heard("’s middags")


def test_a_belgian_whom_we_did_not_reach_is_told_so_in_belgian_words(world_of: WorldOf) -> None:
    world = world_of(**{**FOUR, "callback": {**FOUR["callback"], "attempts": 1}})
    caller = world.caller("+32470123456").dials(world.carrier.line).hears("Welkom").presses("1")
    caller.hears("dan bellen we u terug").presses("1").hears("Afgesproken").hangs_up().lets_it_ring()
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller.received_text("we belden u 1 keer en troffen u niet. Bel ons op 0201234567 wanneer het u past.")


def test_who_shows_no_number_hears_a_belgian_line_as_belgians_do(world_of: WorldOf) -> None:
    world = world_of(**{**FOUR, "line": BELGIAN_LINE})
    caller = world.caller("anonymous").dials(world.carrier.line).hears("Welkom bij Voorbeeld")
    caller.hears("Pour le français, tapez 9").hears("For English, press 8").hears("Für Deutsch")
    assert languages_heard(world, caller) == {"nl-BE", "fr-BE", "en-GB", "de-DE"}


def test_the_agents_of_a_belgian_line_are_whispered_to_by_belgians(world_of: WorldOf) -> None:
    world = world_of(**{**FOUR, "line": BELGIAN_LINE})
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = (
        world.caller("+31622222222").dials(world.carrier.line).hears("Welkom").hears("Pour le français").presses("1")
    )
    anna.hears("Een rekening, Nederlands").is_talking_to(caller)
    assert languages_heard(world, anna) == {"nl-BE"}
    assert languages_heard(world, caller) == {"nl-NL", "fr-BE"}
