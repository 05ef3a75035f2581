"""A whole shift of an agent who has a phone and nothing else: no desk, no page, no program."""

from datetime import UTC, datetime

from carrier.phone import Phone
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World

SENDER = "+3197010200000"
NINE = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
"""Half past nine in Amsterdam."""


def texts(world: World, agent: Phone, body: str) -> Phone:
    return agent.sends_text(body, to=SENDER).waits("5s")


def test_a_whole_shift_by_phone_alone(world_of: WorldOf) -> None:
    world = world_of(start=NINE, agent_texts={"anna": ["context", "outcome"]}, follow_up={"mode": "ask"})
    anna, line = world.agent("anna"), world.carrier.line
    jan, marie, kees = (world.caller(f"+3162222222{n}", name) for n, name in enumerate(("Jan", "Marie", "Kees")))

    # signs on, takes a break before anybody has called, and is back
    anna.dials(line).hears("Dag Anna. U bent afgemeld.").presses("1").hears("U bent beschikbaar").was_hung_up()
    anna.waits("1m").dials(line).hears("U bent beschikbaar").presses("2").hears("U hebt pauze").was_hung_up()
    assert world.declared("anna") == "on_break"
    anna.waits("10m").dials(line).hears("U hebt pauze").presses("1").hears("U bent beschikbaar").was_hung_up()
    world.passes("1s")
    assert (world.declared("anna"), world.presence("anna")) == ("ready", "ready")

    # Jan calls: the phone whispers, a text says the rest; afterwards the outcome and a note go by text
    jan.dials(line).hears("Welkom").presses("1")
    anna.accepts().hears("Een rekening, Nederlands. Toets 1.").is_talking_to(jan)
    anna.received_text("Voorbeeld: een rekening, Nederlands.")
    jan.waits("2m").hangs_up()
    anna.received_text("Gesprek 10, een rekening: hoe liep het af? 1 opgelost")
    texts(world, anna, "1+ stond dubbel, gecrediteerd").received_text("Genoteerd. Gesprek 10, een rekening: opgelost.")
    assert (world.call(jan).disposition, world.call(jan).note) == ("resolved", "stond dubbel, gecrediteerd")
    assert world.activity("anna") == "idle"

    # Marie calls: she wants to be called back this afternoon, and both have it in writing
    marie.dials(line).hears("Welkom").presses("2")
    anna.accepts().hears("Een storing").is_talking_to(marie)
    marie.waits("1m").hangs_up()
    anna.received_text("Gesprek 11, een storing")
    texts(world, anna, "3 vandaag 14-15, meet eerst de lijn door")
    anna.received_text("Gesprek 11, een storing: we bellen terug, maandag 2 maart tussen 14:00 en 15:00.")
    marie.received_text("we bellen u terug, maandag 2 maart tussen 14:00 en 15:00")
    promise = world.promise()
    assert (promise.need, promise.phone) == ("technical", marie.address)

    # an hour after his call Jan is asked whether it helped
    world.passes("1h")
    jan.received_text("hebben we u geholpen?")
    jan.sends_text("5 heel vriendelijk", to=SENDER).received_text("dank u wel")

    # the callback comes at its time, with the note, and is kept by a key
    world.passes("4h", until=lambda: anna.is_ringing)
    assert promise.window is not None
    assert promise.window.from_at <= world.now < promise.window.to_at
    anna.accepts().hears("Terugbellen, een storing").is_talking_to(marie.rings().answers())
    anna.received_text("Laatste notitie: meet eerst de lijn door")
    marie.waits("3m").hangs_up()
    anna.hears("Gesproken, toets 1").presses("1").hears("Genoteerd").was_hung_up()
    assert world.promise().state == "kept"

    # Kees calls; this time the outcome is told by ringing in, and the shift is over
    anna.waits("1m")
    kees.dials(line).hears("Welkom").presses("1")
    anna.accepts().hears("Een rekening").is_talking_to(kees)
    kees.waits("1m").hangs_up()
    anna.waits("5s").dials(line).hears("Uw laatste gesprek, 4").presses("4").hears("een rekening").presses("2")
    anna.hears("Genoteerd").hears("Afmelden, 3").presses("3").hears("U bent afgemeld").was_hung_up()
    world.passes("1s")
    assert world.call(kees).disposition == "follow_up"
    assert (world.declared("anna"), world.presence("anna")) == ("signed_out", "signed_out")
    kees.received_no_text()
