"""A promise is kept: an agent signs on, is rung first, and after `1` the customer's phone rings."""

import pytest

from tests.journeys.askings import LINE_SHOWS, asks_for_a_callback, is_called_back, rings_at
from tests.journeys.world import World


def test_an_agent_signs_on_and_the_customer_hears_a_person(world: World) -> None:
    caller = asks_for_a_callback(world)
    world.passes("40m")
    (anna,) = world.signs_on("anna")

    anna.rings().answers().hears("Terugbellen, een rekening, Nederlands, 40 minuten gewacht. Toets 1")
    assert rings_at(world, caller) == 0
    anna.presses("1").hears_ringing()
    caller.rings()
    assert caller.leg is not None
    assert caller.leg.from_ == LINE_SHOWS
    caller.answers().is_talking_to(anna)
    assert world.activity("anna") == "talking"

    world.passes("2m")
    caller.hangs_up()
    anna.hears("Gesproken, toets 1. Niet bereikt, 2. Verkeerd nummer, 3").presses("1").hears("Genoteerd").was_hung_up()

    promise = world.promise()
    assert (promise.state, promise.kept_how, promise.broken_at) == ("kept", "spoke", None)
    (attempt,) = world.attempts(promise.id)
    assert (attempt.agent_id, attempt.outcome, attempt.presumed) == ("anna", "spoke", False)
    world.passes("1s")
    assert world.activity("anna") == "wrapping_up"
    (why,) = world.why_promise(promise.id)
    assert (why.agent_id, why.result) == ("anna", "accepted")


def test_the_best_agent_for_the_need_is_rung(world: World) -> None:
    world.signs_on("anna", "bram")
    world.agent("anna").accepts()
    busy = world.caller("+31622222221", "the first").dials(world.carrier.line).hears("Welkom").presses("1")
    world.agent("anna").is_talking_to(busy)
    world.signs_off("bram")
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("2").hears_music()
    caller.presses("1").hears("Afgesproken").hangs_up()
    busy.hangs_up()
    world.passes("1s")
    world.signs_on("bram")
    is_called_back(world, world.agent("bram"), caller)
    (why,) = world.why_promise(world.promise().id)
    assert why.reason["level"] == 3


def test_a_browser_phone_accepts_by_answering_and_the_customer_rings_at_once(world: World) -> None:
    caller = asks_for_a_callback(world, key="2")
    (chloe,) = world.signs_on("chloe")
    chloe.rings().answers()
    caller.rings().answers().is_talking_to(chloe)


def test_an_agents_word_by_the_api_keeps_it(world: World) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    world.passes("20s")
    anna.hangs_up()
    caller.was_hung_up()
    world.passes("5s")
    answer = world.api("POST", "/api/agents/anna/wrapped", disposition="resolved", note="betaald")
    assert answer.status_code == 200
    assert (world.promise().state, world.promise().kept_how) == ("kept", "spoke")


@pytest.mark.parametrize(("talk", "state", "how"), [("90s", "kept", "presumed"), ("20s", "open", None)])
def test_when_nobody_says_how_it_went_the_length_of_the_talk_tells(
    world: World, talk: str, state: str, how: str | None
) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    world.signs_off("anna")
    world.passes(talk)
    anna.hangs_up()
    world.passes("14m")
    assert world.promise().state == "attempting"
    world.passes("2m")
    promise = world.promise()
    assert (promise.state, promise.kept_how) == (state, how)
    (attempt,) = world.attempts(promise.id)
    assert attempt.presumed is (state == "kept")


@pytest.mark.fault("F24")
@pytest.mark.parametrize(
    "how",
    [
        "lets_it_ring",
        "refuses",
        "voicemail_answers",
        "hangs_up_in_whisper",
        "is_busy",
        "rejects",
        "is_unreachable",
        "answers_and_says_nothing",
    ],
)
def test_an_agent_who_does_not_accept_costs_no_attempt_and_the_next_one_is_rung(world: World, how: str) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    getattr(anna, how)()
    world.passes("3s")
    assert len(anna.legs) == 1
    (bram,) = world.signs_on("bram")

    is_called_back(world, bram, caller)
    caller.never_heard("leave a message")
    caller.hangs_up()
    bram.hears("Gesproken").presses("1").was_hung_up()

    promise = world.promise()
    assert promise.state == "kept"
    assert [attempt.outcome for attempt in world.attempts(promise.id)] == [None, "spoke"]
    assert rings_at(world, caller) == 1


@pytest.mark.fault("F24")
def test_an_agent_who_never_takes_a_promise_is_on_break_and_the_ledger_knows(world: World) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    world.passes("4m")
    assert (world.presence("anna"), world.declared("anna")) == ("on_break", "on_break")
    assert rings_at(world, caller) == 0


def test_an_agent_who_hangs_up_while_the_customer_rings_is_followed_by_the_next_at_once(world: World) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller.rings()
    anna.hangs_up()
    world.passes("1s")
    assert not caller.is_in_call
    (bram,) = world.signs_on("bram")
    is_called_back(world, bram, caller)


def test_of_many_promises_the_first_to_fall_due_is_kept_first_and_each_once(world: World) -> None:
    people = [asks_for_a_callback(world, f"+3162222220{n}", f"person {n}") for n in range(4)]
    (anna,) = world.signs_on("anna")
    anna.accepts()
    for person in people:
        person.rings(within="120s").answers().is_talking_to(anna)
        world.passes("30s")
        person.hangs_up()
        anna.hears("Gesproken").presses("1").was_hung_up()
    assert {promise.state for promise in world.promises()} == {"kept"}
    assert [rings_at(world, person) for person in people] == [1, 1, 1, 1]


def test_an_agent_who_left_without_a_word_is_asked_at_the_next_contact(world: World) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    world.passes("20s")
    anna.hangs_up()
    caller.was_hung_up()
    assert world.promise().state == "attempting"

    anna.dials(world.carrier.line).hears("U belde iemand terug. Hoe liep dat af?").presses("1")
    anna.hears("Dag Anna").presses("3").hears("U bent afgemeld").was_hung_up()
    assert (world.promise().state, world.promise().kept_how) == ("kept", "spoke")

    anna.dials(world.carrier.line).hears("Dag Anna").hangs_up()
    assert sum("Hoe liep dat af?" in line.text for line in anna.transcript.lines) == 1
