"""A promise is made: `1` is the promise, then it is spoken, texted, changed or undone."""

from datetime import UTC, datetime, timedelta

from flows import spoken
from tests.journeys.askings import is_called_back, rings_at
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World

SUNDAY_NIGHT = datetime(2026, 3, 1, 21, 0, tzinfo=UTC)


def test_every_agent_is_signed_out_and_the_time_that_is_spoken_is_the_one_on_the_ledger(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    caller.hears("Er is nu niemand die u kan helpen").hears("Toets 1, dan bellen we u terug").presses("1")
    caller.waits("1s")

    promise = world.promise()
    assert promise.due_by == promise.made_at + timedelta(hours=24)
    time = spoken.moment(promise.effective_due_by, world.now, world.house.line.timezone, "nl")
    caller.hears(f"We bellen u terug, uiterlijk {time}, op het nummer waarmee u nu belt").hears("sms ter bevestiging")
    caller.hears("Klopt dat?").presses("1").hears("Tot dan").was_hung_up()

    written = spoken.written(promise.effective_due_by, world.house.line.timezone, "nl")
    caller.received_text(f"Voorbeeld: we bellen u terug, uiterlijk {written}")
    assert (promise.state, promise.phone, promise.need) == ("open", caller.address, "billing")


def test_in_closed_hours_zero_is_a_callback_about_anything(world_of: WorldOf) -> None:
    world = world_of(SUNDAY_NIGHT)
    world.signs_on("anna")
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    caller.hears("We zijn nu gesloten, en morgen om 9 uur").hears("Gaat het over iets anders? Toets 0").presses("0")
    caller.hears("Afgesproken").hangs_up()
    assert world.promise().need is None
    world.passes("10h")
    assert rings_at(world, caller) == 0


def test_silence_promises_nothing(world: World) -> None:
    world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen").was_hung_up()
    assert world.promises() == ()


def test_hanging_up_right_after_the_key_leaves_it_standing(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen")
    caller.presses("1").hangs_up()
    caller.received_text("we bellen u terug, uiterlijk")
    assert world.promise().state == "open"


def test_silence_after_the_promise_is_goodbye_when_nobody_is_there(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen")
    caller.presses("1").hears("Klopt dat?").hears("Dag").was_hung_up()
    assert world.promise().state == "open"


def test_one_while_waiting_keeps_the_place_and_staying_reaches_an_agent_in_the_same_call(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    first = world.caller("+31622222221", "the first").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(first)

    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears_music()
    caller.waits("8s").presses("1").hears("Afgesproken").hears("Of blijf aan de lijn. U houdt uw plaats")
    promise = world.promise()
    assert promise.counts_from < promise.made_at
    caller.hears_music()
    first.hangs_up()

    anna.is_talking_to(caller)
    assert (world.promise().state, world.promise().kept_how) == ("kept", "called_back")
    caller.hangs_up()
    world.passes("2h")
    assert rings_at(world, caller) == 0


def test_nobody_is_rung_for_a_promise_while_its_person_is_still_on_the_line(world: World) -> None:
    """Bram is idle and good enough for a callback, but not yet for the call: the promise must not overtake it."""
    anna, bram = world.signs_on("anna", "bram")
    anna.accepts()
    first = world.caller("+31622222221", "the first").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(first)

    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears_music()
    caller.presses("1").hears("Afgesproken")
    bram.accepts().is_talking_to(caller)
    assert [call.direction for call in world.carrier.exchange.calls].count("outbound-api") == 0
    assert world.promise().state == "kept"


def test_undo_leads_back_to_the_wait_and_another_one_may_be_made(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears_ringing().hears_music()
    caller.presses("1").hears("Afgesproken").presses("*").hears("Goed, we bellen u niet terug").hears_music()
    assert world.promise().state == "withdrawn"
    caller.presses("1").hears("Afgesproken").hangs_up()
    assert [promise.state for promise in world.promises()] == ["withdrawn", "open"]


def test_undo_leads_back_to_the_menu_when_nobody_is_there(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen")
    caller.presses("1").hears("Afgesproken").presses("*").hears("we bellen u niet terug").hears("een storing, 2")
    assert world.promise().state == "withdrawn"


def test_another_time_is_chosen_from_windows_and_the_deadline_does_not_move(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen")
    caller.presses("1").hears("Afgesproken").presses("3").hears("Wanneer komt het u uit?")
    due_by = world.promise().due_by
    caller.hears("toets 1").hears("toets 2").presses("2").waits("1s")

    promise = world.promise()
    assert promise.window is not None
    assert (promise.due_by, promise.not_before) == (due_by, promise.window.from_at)
    local = promise.window.from_at.astimezone(world.house.line.timezone)
    assert (local.hour, local.minute) == (18, 0)
    caller.hears("We bellen u terug, vandaag tussen 6 en 9 uur ’s avonds").presses("1").hears("Tot dan")
    caller.received_text("we bellen u terug, maandag 2 maart tussen 18:00 en 21:00")

    world.passes("5h")
    (anna,) = world.signs_on("anna")
    anna.stays_silent("10s")
    world.passes("1h")
    is_called_back(world, anna, caller)


def test_a_line_without_a_sender_neither_texts_nor_speaks_of_it(world_of: WorldOf) -> None:
    world = world_of(text={"sender": None})
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen")
    caller.presses("1").hears("Afgesproken").hears("Klopt dat?").never_heard("sms")
    caller.presses("1").was_hung_up()
    world.passes("5m")
    caller.received_no_text()


def test_a_second_call_adds_a_matter_and_moves_no_deadline(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen")
    caller.presses("1").hears("Afgesproken").hangs_up()
    before = world.promise()
    world.passes("30m")
    caller.dials(world.carrier.line).hears("We bellen u nog terug, uiterlijk").hears("Iets anders, hekje").presses("#")
    caller.hears("een storing, 2").presses("2").hears("Toets 1, dan bellen").presses("1").hears("Afgesproken")
    caller.hears("U krijgt een sms").hangs_up()
    world.passes("10s")
    assert world.promise() == before
    assert [matter.need for matter in world.matters(before.id)] == ["billing", "technical"]
    assert len(caller.texts) == 2
