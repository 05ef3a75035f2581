"""Agents who are told and asked by text on the own mobile: what a call is about, how it ended, when to call back."""

from datetime import UTC, datetime, timedelta

import pytest

from carrier.phone import Phone
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.pages.visitors import begin_session
from voice_app.ledger import MessageSid, ReservationId
from voice_app.texting import agent_texts, replies

SENDER = "+3197010200000"
BOTH = {"anna": ["context", "outcome"]}


@pytest.fixture
def world(world_of: WorldOf) -> World:
    """Anna works by phone alone, and wants texts."""
    return world_of(agent_texts=BOTH)


def talks_to_anna(world: World, phone: str = "+31622222222", key: str = "1") -> Phone:
    """A caller and Anna have talked for a while, and the caller hangs up."""
    (anna,) = world.signs_on("anna")
    caller = world.caller(phone).dials(world.carrier.line).hears("Welkom").presses(key)
    anna.accepts().is_talking_to(caller)
    return caller.waits("90s").hangs_up().waits("8s")


def texts(phone: Phone) -> list[str]:
    return [text.body for text in phone.texts]


def sends(world: World, phone: Phone, body: str) -> Phone:
    return phone.sends_text(body, to=SENDER).waits("5s")


# ── what a call is about ────────────────────────────────────────────────────────────────────────────────────────────


def test_who_takes_a_call_reads_what_it_is_about_and_what_was_noted_last(world: World) -> None:
    anna = world.agent("anna")
    caller = talks_to_anna(world)
    sends(
        world,
        anna,
        "1 Dubbele rekening \u202evan maart, gecrediteerd. Belt terug als het niet klopt op de afschrijving",
    )
    anna.texts.clear()
    caller.dials(world.carrier.line).hears("Welkom").presses("1")
    anna.accepts().is_talking_to(caller).waits("5s")
    (told,) = texts(anna)
    assert told == (
        "Voorbeeld: een rekening, Nederlands. "
        "Laatste notitie: Dubbele rekening van maart, gecrediteerd. Belt terug als het niet klo…"
    )


def test_the_text_has_no_number_unless_the_line_file_says_so(world_of: WorldOf) -> None:
    world = world_of(agent_texts=BOTH, text={"show_caller": True})
    talks_to_anna(world)
    assert "0622222222" in texts(world.agent("anna"))[0]


def test_a_callback_is_told_as_one(world: World) -> None:
    caller = asks_for_a_callback(world)
    caller.sends_text("het gaat over mei", to=SENDER).waits("5s")
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    anna.waits("5s")
    assert texts(anna)[0].startswith("Voorbeeld: terugbellen, een rekening, Nederlands")
    assert texts(anna)[0].endswith("Laatste notitie: het gaat over mei")


def test_who_does_not_take_it_gets_no_text_and_who_wants_none_neither(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.refuses()
    bram.accepts().is_talking_to(caller).waits("5s")
    assert texts(anna) == texts(bram) == []


def test_it_is_told_once_however_often_the_job_comes(world: World) -> None:
    caller = talks_to_anna(world)
    (held,) = world.why(caller)
    for _ in range(3):
        agent_texts.tell(world.house, ReservationId(held.id), world.now)
    world.passes("10s")
    assert len([text for text in texts(world.agent("anna")) if text.startswith("Voorbeeld:")]) == 1


def test_a_text_that_the_carrier_does_not_take_holds_nobody_up(world: World) -> None:
    world.carrier.exchange.faults.rest("POST", "Messages*", answer=500, times=5)
    (anna,) = world.signs_on("anna")
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.accepts().is_talking_to(caller)


# ── how it ended ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_outcome_and_a_note_by_text_end_the_wrap_up(world: World) -> None:
    anna, caller = world.agent("anna"), talks_to_anna(world)
    anna.received_text("Gesprek 10, een rekening: hoe liep het af? 1 opgelost, 2 nog niet klaar, 3 en een tijd")
    assert world.activity("anna") == "wrapping_up"
    sends(world, anna, "1 dubbele rekening, gecrediteerd")
    anna.received_text("Genoteerd. Gesprek 10, een rekening: opgelost.")
    call = world.call(caller)
    assert (call.disposition, call.note) == ("resolved", "dubbele rekening, gecrediteerd")
    assert world.activity("anna") == "idle"


def test_it_is_asked_once(world: World) -> None:
    talks_to_anna(world)
    world.passes("30m")
    assert len([text for text in texts(world.agent("anna")) if "hoe liep het af" in text]) == 1


def test_what_the_desk_has_noted_meanwhile_is_not_asked(world: World) -> None:
    (anna,) = world.signs_on("anna")
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.accepts().is_talking_to(caller)
    world.loses("worker")
    caller.hangs_up().waits("1s")
    assert world.api("POST", "/api/agents/anna/wrapped", disposition="resolved").status_code == 200
    world.regains("worker")
    world.passes("1m")
    assert not any("hoe liep het af" in text for text in texts(anna))


def test_who_has_the_desk_open_is_asked_there_and_not_by_text(world: World) -> None:
    (anna,) = world.signs_on("anna")
    begin_session(world.house, "anna")
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.accepts().is_talking_to(caller)
    caller.waits("5s").hangs_up().waits("1m")
    assert not any("hoe liep het af" in text for text in texts(anna))
    world.passes("16m")
    begin_session(world.house, "anna")
    caller.dials(world.carrier.line).hears("Welkom").presses("1")
    anna.accepts().is_talking_to(caller)
    caller.waits("20m").hangs_up()
    anna.received_text("Gesprek 10, een rekening: hoe liep het af?")


def test_call_back_later_is_owed_at_that_time_and_confirmed_to_both(world: World) -> None:
    anna, caller = world.agent("anna"), talks_to_anna(world)
    sends(world, anna, "3 morgen 10-12, wil een offerte")
    anna.received_text("Gesprek 10, een rekening: we bellen terug, dinsdag 3 maart tussen 10:00 en 12:00.")
    caller.received_text("we bellen u terug, dinsdag 3 maart tussen 10:00 en 12:00")
    promise = world.promise()
    assert (promise.source, promise.phone, promise.need) == ("agent", caller.address, "billing")
    assert promise.window is not None
    assert promise.window.from_at == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert [matter.note for matter in world.matters(promise.id)] == ["wil een offerte"]
    assert (world.call(caller).disposition, world.call(caller).note) == ("follow_up", "wil een offerte")
    world.passes("22h", until=lambda: anna.is_ringing)
    is_called_back(world, anna, caller)


@pytest.mark.parametrize("body", ["3", "3 ooit", "3 morgen niet"])
def test_a_time_that_cannot_be_read_is_asked_for_and_the_words_are_kept(world: World, body: str) -> None:
    anna, caller = world.agent("anna"), talks_to_anna(world)
    sends(world, anna, body).received_text("Antwoord zoals 3 morgen 10-12, en na een komma een notitie")
    assert (world.promises(), world.call(caller).wrapped_at) == ((), None)
    sends(world, anna, "2 later")
    assert world.call(caller).note == "\n".join(filter(None, (body[1:].strip(), "later")))


def test_a_time_at_which_nobody_calls_is_not_promised(world: World) -> None:
    anna, caller = world.agent("anna"), talks_to_anna(world)
    sends(world, anna, "3 zaterdag om 20 uur, offerte").received_text("dan bellen we niemand. Antwoord 3 en een andere")
    assert world.promises() == ()
    sends(world, anna, "3 morgen 10-11")
    assert [matter.note for matter in world.matters(world.promise().id)] == ["offerte"]
    assert world.call(caller).disposition == "follow_up"


def test_an_agents_own_promise_may_be_days_ahead_and_is_kept_for_the_agent(world: World) -> None:
    anna, _ = world.agent("anna"), talks_to_anna(world)
    sends(world, anna, "3 vrijdag om 10 uur").received_text("vrijdag 6 maart tussen 10:00 en 11:00")
    promise = world.promise()
    assert (promise.source, promise.preferred_agent) == ("agent", "anna")


def test_who_shows_no_number_cannot_be_called_back(world: World) -> None:
    (anna,) = world.signs_on("anna")
    caller = world.caller().dials(world.carrier.line, shows="anonymous").hears("Welkom").presses("1")
    anna.accepts().is_talking_to(caller)
    caller.hangs_up().waits("8s")
    sends(world, anna, "3 morgen 10-12").received_text("deze beller kunnen we niet terugbellen")
    assert world.promises() == ()


@pytest.mark.parametrize("body", ["tja, dat weet ik nog niet", "opgelost", "🙂", "<script>alert(1)</script>" * 60])
def test_what_cannot_be_read_is_kept_and_answered_with_how_it_is_written(world: World, body: str) -> None:
    anna, caller = world.agent("anna"), talks_to_anna(world)
    sends(world, anna, body).received_text("dat konden we niet lezen, en bewaren we bij de notitie")
    assert world.call(caller).wrapped_at is None
    sends(world, anna, "1")
    assert world.call(caller).note == body.strip()[:1600]
    assert world.promises() == ()


def test_of_two_calls_the_code_says_which_and_without_one_it_is_the_last(world: World) -> None:
    anna = world.agent("anna")
    first = talks_to_anna(world)
    world.passes("1m")
    second = talks_to_anna(world, "+31633333333", key="2")
    anna.received_text("Gesprek 11, een storing")
    sends(world, anna, "10 1 de eerste").received_text("Genoteerd. Gesprek 10, een rekening: opgelost.")
    sends(world, anna, "2 de tweede").received_text("Genoteerd. Gesprek 11, een storing: nog niet klaar.")
    assert (world.call(first).note, world.call(second).note) == ("de eerste", "de tweede")
    sends(world, anna, "1 nog een").received_text("Van alle gesprekken is al genoteerd hoe ze afliepen.")
    assert world.promises() == ()


def test_a_code_of_no_call_of_theirs_is_not_guessed(world: World) -> None:
    anna, caller = world.agent("anna"), talks_to_anna(world)
    sends(world, anna, "77 1 klaar").received_text("dat konden we niet lezen")
    assert world.call(caller).wrapped_at is None


def test_a_word_about_a_call_that_is_noted_goes_into_no_other_calls_note(world: World) -> None:
    anna, first = world.agent("anna"), talks_to_anna(world)
    sends(world, anna, "10 1 de eerste")
    second = talks_to_anna(world, "+31633333333", key="2")
    sends(world, anna, "10 2 toch niet").received_text("Gesprek 10, een rekening: hoe dat afliep, is al genoteerd.")
    sends(world, anna, "1")
    assert (world.call(first).note, world.call(second).note) == ("de eerste", None)


def test_nobody_notes_another_agents_call(world: World) -> None:
    caller = talks_to_anna(world)
    sends(world, world.agent("bram"), "1 gekaapt")
    assert world.call(caller).wrapped_at is None


def test_a_text_that_comes_again_counts_once(world: World) -> None:
    anna, caller = world.agent("anna"), talks_to_anna(world)
    sends(world, anna, "1 eerste woord")
    sid = next(sid for sid, text in world.carrier.exchange.texts.messages.items() if text.direction == "inbound")
    replies.take_in(world.house, {"MessageSid": sid, "From": anna.address, "Body": "2 tweede"}, world.now)
    replies.answer(world.house, MessageSid(sid), world.now)
    world.passes("10s")
    assert world.call(caller).note == "eerste woord"
    assert len([text for text in texts(anna) if text.startswith("Genoteerd")]) == 1


def test_who_noted_it_first_has_the_word(world: World) -> None:
    anna, caller = world.agent("anna"), talks_to_anna(world)
    world.api("POST", "/api/agents/anna/wrapped", disposition="follow_up", note="op de pagina")
    sends(world, anna, "1 per sms").received_text("is al genoteerd")
    assert (world.call(caller).disposition, world.call(caller).note) == ("follow_up", "op de pagina")


def test_two_machines_that_answer_each_other_stop(world: World) -> None:
    anna = world.agent("anna")
    talks_to_anna(world)
    before = len(anna.texts)
    for number in range(20):
        sends(world, anna, f"Ik rijd nu. Automatisch bericht {number}")
    assert len(anna.texts) - before == 6


def test_a_day_later_it_is_no_answer_any_more(world: World) -> None:
    anna, caller = world.agent("anna"), talks_to_anna(world)
    world.passes("25h")
    sends(world, anna, "1 alsnog").received_text("is al genoteerd")
    assert world.call(caller).wrapped_at is None


def test_an_agent_who_says_stop_gets_no_more_until_start(world: World) -> None:
    anna = world.agent("anna")
    talks_to_anna(world)
    sends(world, anna, "STOP")
    anna.texts.clear()
    talks_to_anna(world, "+31633333333")
    assert texts(anna) == []
    sends(world, anna, "START")
    talks_to_anna(world, "+31644444444")
    assert len(texts(anna)) == 2


def test_an_english_agent_is_asked_in_english_and_may_answer_in_any_language(world_of: WorldOf) -> None:
    world = world_of(agent_texts=BOTH, agent_languages={"anna": ["en", "nl"]})
    anna, caller = world.agent("anna"), talks_to_anna(world)
    anna.received_text("Call 10, a bill: how did it end?")
    sends(world, anna, "3 demain après 10h, devis").received_text("Call 10, a bill: we will call back, Tuesday March 3")
    assert world.call(caller).disposition == "follow_up"


# ── an agent who is a caller too ────────────────────────────────────────────────────────────────────────────────────


def anna_is_owed_a_callback(world: World) -> Phone:
    """Anna rings as a customer, and is promised a callback."""
    anna = world.agent("anna").dials(world.carrier.line).hears("Bellen als klant, 9").presses("9").hears("Welkom")
    anna.presses("2").hears("dan bellen we u terug").presses("1").hears("Afgesproken").hangs_up().waits("8s")
    return anna


def test_an_agent_who_is_owed_a_callback_takes_it_back_as_anybody(world: World) -> None:
    world.signs_off("anna")
    anna = anna_is_owed_a_callback(world)
    sends(world, anna, "NEE").received_text("zoals u vroeg bellen we u niet terug")
    assert world.promise().state == "withdrawn"


def test_the_last_text_decides_what_an_agent_answers_to(world: World) -> None:
    caller = talks_to_anna(world)
    world.signs_off("anna")
    anna = anna_is_owed_a_callback(world)

    sends(world, anna, "morgen 10 uur").received_text("goed, we bellen u terug, dinsdag 3 maart tussen 10:00 en 11:00")
    assert world.call(caller).wrapped_at is None

    sends(world, anna, "1 rekening klopt nu").received_text("Genoteerd. Gesprek 10")
    assert world.call(caller).note == "rekening klopt nu"
    assert world.promise().state == "open"
    assert len(world.matters(world.promise().id)) == 1

    sends(world, anna, "afzeggen").received_text("zoals u vroeg bellen we u niet terug")
    assert world.promise().state == "withdrawn"


def test_an_agent_in_danger_is_a_caller(world: World) -> None:
    talks_to_anna(world)
    sends(world, world.agent("anna"), "help, ambulance").received_text("is er iemand in levensgevaar")


# ── by ringing in ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_last_call_is_noted_by_ringing_in(world: World) -> None:
    anna, caller = world.agent("anna"), talks_to_anna(world)
    anna.dials(world.carrier.line).hears("Uw laatste gesprek, 4").presses("4").hears("een rekening").presses("1")
    anna.hears("Genoteerd").hears("Beschikbaar, toets 1").presses("1").hears("U bent beschikbaar").was_hung_up()
    assert world.call(caller).disposition == "resolved"
    anna.dials(world.carrier.line).hears("Bellen als klant, 9").waits("3s").hangs_up()
    assert "gesprek" not in anna.transcript.lines[-2].text


def test_call_back_later_by_key_is_owed_in_the_window_that_was_read_out(world: World) -> None:
    anna, caller = world.agent("anna"), talks_to_anna(world)
    anna.dials(world.carrier.line).hears("Uw laatste gesprek, 4").presses("4").hears("Later terugbellen, 3").presses(
        "3"
    )
    anna.hears("Wanneer bellen we terug").hears("toets 1").presses("1").hears("Genoteerd").hangs_up()
    promise = world.promise()
    assert (promise.source, promise.state) == ("agent", "open")
    assert promise.window is not None
    assert promise.not_before == promise.window.from_at > world.now
    assert world.call(caller).disposition == "follow_up"
    caller.received_text("we bellen u terug")


def test_who_hangs_up_in_the_middle_leaves_it_open(world: World) -> None:
    anna, caller = world.agent("anna"), talks_to_anna(world)
    anna.dials(world.carrier.line).hears("laatste gesprek, 4").presses("4").hears("een rekening").presses("3")
    anna.hears("Wanneer").hangs_up()
    assert (world.call(caller).wrapped_at, world.promises()) == (None, ())
    sends(world, anna, "1")
    assert world.call(caller).disposition == "resolved"


def test_a_pin_guards_it(world_of: WorldOf) -> None:
    world = world_of(agent_texts=BOTH, agent_pins={"anna": "4711"})
    caller = talks_to_anna(world)
    anna = world.agent("anna").dials(world.carrier.line).hears("laatste gesprek, 4").presses("4").hears("pincode")
    anna.presses("0000#").hears("Die klopt niet").presses("4711#").hears("een rekening").presses("2").hears("Genoteerd")
    anna.hangs_up()
    assert world.call(caller).disposition == "follow_up"


def test_a_call_that_was_sent_on_is_not_asked_of_its_first_agent(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.accepts().is_talking_to(caller)
    world.api("POST", "/api/agents/anna/transfer", to={"need": "technical"})
    bram.accepts().is_talking_to(caller, within="60s")
    caller.hangs_up().waits("30s")
    assert not any("hoe liep het af" in text for text in texts(anna))


def test_the_timeline_of_the_promise_has_its_source(world: World) -> None:
    anna = world.agent("anna")
    talks_to_anna(world)
    sends(world, anna, "3 morgen 10-12")
    assert world.events(world.promise().id)[:2] == ["made", "text_queued"]
    assert world.promise().made_at - world.now < timedelta(minutes=1)
