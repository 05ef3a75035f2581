"""Whoever texts the line is understood, or read by the agent who calls; and is answered, but never without end."""

from datetime import UTC, datetime, timedelta

import pytest

from carrier.events import TextSent
from carrier.phone import Phone
from tests.journeys.askings import asks_for_a_callback, is_called_back, rings_at
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app.ledger import MessageSid
from voice_app.texting import replies

SENDER = "+3197010200000"
CALLER = "+31622222222"


def texts_in(world: World, phone: Phone, body: str) -> Phone:
    """The person answers our text; a few seconds later it has been met."""
    return phone.sends_text(body, to=SENDER).waits("5s")


def texts_sent(world: World) -> list[str]:
    """All that left the line by text."""
    record = world.carrier.exchange.record
    return [event.body for event in record if isinstance(event, TextSent) and event.from_ == SENDER]


@pytest.mark.parametrize("body", ["STOP", "Nee, dank u", "niet meer nodig", "plus besoin", "abbrechen"])
def test_a_word_takes_the_callback_back(world: World, body: str) -> None:
    caller = asks_for_a_callback(world)
    caller.received_text("Antwoord NEE, NU of een andere tijd")
    texts_in(world, caller, body).received_text("zoals u vroeg bellen we u niet terug")
    promise = world.promise()
    assert (promise.state, promise.reason) == ("withdrawn", "text")
    world.signs_on("anna")
    caller.stays_silent("10m")


def test_who_texts_stop_while_an_agent_is_rung_is_not_called(world: World) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.rings()
    texts_in(world, caller, "afzeggen")
    assert not anna.is_ringing
    caller.stays_silent("5m")


def test_another_time_is_kept_and_told_as_it_is_stored(world: World) -> None:
    caller = asks_for_a_callback(world)
    texts_in(world, caller, "Liever vanavond na 7 aub")
    caller.received_text("goed, we bellen u terug, maandag 2 maart tussen 19:00 en 21:00")
    promise, due_by = world.promise(), world.promise().due_by
    assert promise.window is not None
    assert promise.window.from_at == datetime(2026, 3, 2, 18, tzinfo=UTC)
    assert promise.window.to_at == datetime(2026, 3, 2, 20, tzinfo=UTC)
    assert promise.not_before == promise.window.from_at
    (anna,) = world.signs_on("anna")
    world.passes("6h")
    assert rings_at(world, caller) == 0
    world.passes("1h", until=lambda: anna.is_ringing)
    is_called_back(world, anna, caller)
    assert world.promise().due_by == due_by


def test_now_gives_the_window_up_and_the_place_in_the_line_back(world: World) -> None:
    caller = asks_for_a_callback(world)
    texts_in(world, caller, "morgen 10 uur")
    assert world.promise().window is not None
    texts_in(world, caller, "Bel me nu").received_text("we bellen u zodra er iemand vrij is, uiterlijk dinsdag 3 maart")
    promise = world.promise()
    assert promise.window is None
    assert promise.not_before <= world.now
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)


def test_a_time_after_the_deadline_moves_nothing_and_is_read_by_the_agent(world: World) -> None:
    caller = asks_for_a_callback(world)
    before = world.promise()
    texts_in(world, caller, "woensdag om 10 uur")
    caller.received_text("dan kunnen we niet bellen. We bellen u uiterlijk dinsdag 3 maart 12:00")
    after = world.promise()
    assert (after.due_by, after.effective_due_by, after.window) == (before.due_by, before.effective_due_by, None)
    assert [matter.note for matter in world.matters(after.id)] == [None, "woensdag om 10 uur"]


@pytest.mark.parametrize("body", ["Mijn modem knippert rood", "niet morgen", "hallo?", "🙂"])
def test_anything_else_reaches_the_agent(world: World, body: str) -> None:
    caller = asks_for_a_callback(world)
    texts_in(world, caller, body).received_text("genoteerd, wie u belt leest het")
    promise = world.promise()
    assert [(matter.need, matter.note) for matter in world.matters(promise.id)] == [
        ("billing", None),
        ("billing", body),
    ]
    shown = world.api("GET", f"/api/promises/{promise.id}").get_json()
    assert shown["matters"][-1]["note"] == body
    came_in = next(entry for entry in shown["timeline"] if entry["event"] == "text_came_in")
    assert came_in["meaning"] == "other"
    assert body not in str(shown["timeline"])


def test_thanks_are_not_answered_and_ask_for_nothing(world: World) -> None:
    caller = asks_for_a_callback(world)
    texts_in(world, caller, "Dank u wel!")
    assert len(caller.texts) == 1
    assert len(world.matters(world.promise().id)) == 1
    assert world.events(world.promise().id)[-1] == "text_came_in"


def test_a_text_out_of_nothing_makes_a_promise(world: World) -> None:
    stranger = world.caller("+31644444444")
    texts_in(world, stranger, "Kunt u mij bellen over mijn rekening?")
    stranger.received_text("Voorbeeld: we bellen u terug, uiterlijk dinsdag 3 maart 12:00")
    promise = world.promise()
    assert (promise.source, promise.phone, promise.need, promise.may_text) == ("text", stranger.address, None, True)
    assert [matter.note for matter in world.matters(promise.id)] == ["Kunt u mij bellen over mijn rekening?"]
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, stranger)


def test_a_text_out_of_nothing_may_say_when(world: World) -> None:
    stranger = world.caller("+31644444444")
    texts_in(world, stranger, "Bel me morgen tussen 10 en 11 uur terug")
    stranger.received_text("we bellen u terug, dinsdag 3 maart tussen 10:00 en 11:00")


def test_who_texts_stop_and_is_owed_nothing_is_told_so(world: World) -> None:
    stranger = world.caller("+31644444444")
    texts_in(world, stranger, "STOP").received_text("u stond niet op onze lijst")
    texts_in(world, stranger, "bedankt")
    assert world.promises() == ()


def test_texts_are_answered_in_the_promise_s_language_and_read_in_every_one(world: World) -> None:
    caller = world.caller("+32470123456", "somebody in Belgium")
    caller.dials(world.carrier.line).hears("Welkom").presses("9").hears("Welcome").presses("1")
    caller.hears("call you back").presses("1").hears("Agreed").hangs_up()
    caller.received_text("Reply NO, NOW or another time")
    texts_in(world, caller, "demain après 10h")
    caller.received_text("good, we will call you back, Tuesday March 3 between 10:00 AM and 12:00 noon")


def test_a_text_that_the_carrier_brings_again_counts_once(world: World) -> None:
    caller = asks_for_a_callback(world)
    texts_in(world, caller, "Graag over mijn rekening van maart")
    sid = next(sid for sid, text in world.carrier.exchange.texts.messages.items() if text.direction == "inbound")
    replies.take_in(world.house, {"MessageSid": sid, "From": caller.address, "Body": "STOP"}, world.now)
    replies.answer(world.house, MessageSid(sid), world.now)
    world.passes("1m")
    assert world.promise().state == "open"
    assert len(world.matters(world.promise().id)) == 2
    assert len(caller.texts) == 2


def test_a_text_whose_bell_was_not_heard_is_met_by_the_ticker(world: World) -> None:
    caller = asks_for_a_callback(world)
    world.jobs.worker_lives = False
    texts_in(world, caller, "STOP")
    assert world.promise().state == "open"
    world.jobs.worker_lives = True
    world.passes("1m")
    assert world.promise().state == "withdrawn"
    caller.received_text("zoals u vroeg")


def test_at_most_three_answers_an_hour_but_everything_is_read(world: World) -> None:
    """Two machines that answer each other would never stop."""
    caller = asks_for_a_callback(world)
    for number in range(10):
        texts_in(world, caller, f"Ik ben er niet. Automatisch bericht {number}.")
    assert len(caller.texts) == 1 + 3
    assert len(world.matters(world.promise().id)) == 1 + 10
    world.passes("1h")
    texts_in(world, caller, "afzeggen").received_text("zoals u vroeg")


@pytest.mark.parametrize("requests", [30, pytest.param(1000, marks=pytest.mark.long)])
def test_a_range_of_numbers_gets_five_texts_whatever_it_sends(world: World, requests: int) -> None:
    for number in range(requests):
        world.carrier.exchange.texts.receive(f"+3164444{number:04}", SENDER, "bel mij")
    world.passes("30s")
    assert len(texts_sent(world)) == 5


def test_one_phone_of_a_range_gets_no_more_than_the_range(world: World) -> None:
    strangers = [world.caller(f"+3164444{number:04}") for number in range(20)]
    for body in ("bel mij", "en het is dringend", "hallo", "STOP"):
        for stranger in strangers:
            stranger.sends_text(body, to=SENDER)
        world.passes("5s")
    assert len(texts_sent(world)) <= 5


@pytest.mark.parametrize("sent_from", ["KPN", "3669", "+31201234567"])
def test_who_cannot_be_called_gets_nothing_and_makes_nothing(world: World, sent_from: str) -> None:
    world.carrier.exchange.texts.receive(sent_from, SENDER, "bel mij terug")
    world.passes("1m")
    assert world.promises() == ()
    assert texts_sent(world) == []


def test_a_number_outside_policy_waits_for_a_colleague_and_gets_no_text(world: World) -> None:
    texts_in(world, world.caller("+88213333333"), "call me back")
    assert world.promise().needs_approval
    assert texts_sent(world) == []


def test_a_switchboard_gets_no_text(world_of: WorldOf) -> None:
    world = world_of(callers={"shared": ["+31201112222"]})
    texts_in(world, world.caller("+31201112222"), "bel ons terug")
    assert world.promise().shared
    assert texts_sent(world) == []


def test_a_line_that_cannot_text_reads_what_comes_in_all_the_same(world_of: WorldOf) -> None:
    world = world_of(text={"sender": None})
    caller = asks_for_a_callback(world)
    caller.sends_text("Het is al opgelost, denk ik", to=world.carrier.line).waits("5s")
    assert [matter.note for matter in world.matters(world.promise().id)] == [None, "Het is al opgelost, denk ik"]
    caller.sends_text("stop", to=world.carrier.line).waits("5s")
    assert world.promise().state == "withdrawn"
    caller.received_no_text()


def test_what_nobody_sees_does_not_reach_the_agent(world: World) -> None:
    caller = asks_for_a_callback(world)
    texts_in(world, caller, "mijn \u202emodem\x00 is <b>stuk</b>" + "x" * 2000)
    note = world.matters(world.promise().id)[-1].note or ""
    assert note.startswith("mijn  modem  is <b>stuk</b>xxx")
    assert len(note) == 1600


def test_a_time_at_which_the_line_is_closed_is_shortened_to_its_hours(world_of: WorldOf) -> None:
    world = world_of(start=datetime(2026, 3, 6, 11, tzinfo=UTC))
    caller = asks_for_a_callback(world)
    texts_in(world, caller, "vandaag na 17 uur").received_text("vrijdag 6 maart tussen 17:00 en 18:00")
    assert (world.promise().window_to or world.now) - world.now < timedelta(hours=6)
