"""Redis is lost, the ledger is lost, or both: whoever is on the phone is answered within three seconds, with something
that leads somewhere; and nothing is promised that is not written."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from carrier.phone import Phone
from tests.journeys.failing import A_LOOK_AT_REDIS, LEDGER_IS_GONE, REDIS_IS_GONE, Failing, Fault, failing_on
from tests.journeys.test_faults_hooks import send_again
from tests.journeys.test_in_danger import NUMBER, cries
from tests.journeys.test_transfer_cold import talking
from tests.journeys.test_transfer_consult import asked
from tests.journeys.test_transfer_faults import state_of, steps
from tests.journeys.world import World
from voice_app import vitals
from voice_app.ledger import TransferId, transfers

FALLBACK = "+31207654321"


@pytest.fixture
def failing(tmp_path: Path, empty_ledger: Path) -> Iterator[Failing]:
    yield from failing_on(tmp_path, empty_ledger)


@pytest.fixture
def world(failing: Failing) -> Iterator[World]:
    world = failing.world()
    yield world
    world.examine()
    failing.demand_short_waits()


def waits_in_the_queue(world: World, phone: str = "+31622222222") -> Phone:
    """A caller for whom nobody is free."""
    return world.caller(phone).dials(world.carrier.line).hears("Welkom").presses("1").hears_music(within="60s")


def in_line(world: World) -> list[str]:
    """Who waits, oldest first."""
    return [waiting.call.sid for waiting in world.house.board.waiting(10)]


# ── Redis ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.fault("F6", "F7", "F10")
@pytest.mark.parametrize("gone", REDIS_IS_GONE)
def test_who_calls_while_redis_is_gone_is_owed_a_callback_about_what_was_chosen(
    failing: Failing, world: World, gone: Fault
) -> None:
    world.signs_on("anna")
    with gone(failing):
        caller = world.caller().dials(world.carrier.line).hears("Welkom bij Voorbeeld").presses("1")
        caller.hears("Er gaat bij ons iets mis. We bellen u terug, uiterlijk").was_hung_up()
    promise = world.promise()
    assert (promise.need, promise.phone, promise.state) == ("billing", caller.address, "open")


@pytest.mark.fault("F6", "F7", "F10")
@pytest.mark.parametrize("gone", REDIS_IS_GONE)
def test_who_asks_for_an_agent_by_name_while_redis_is_gone_is_owed_a_callback(
    failing: Failing, world: World, gone: Fault
) -> None:
    world.signs_on("anna")
    with gone(failing):
        caller = world.caller().dials(world.carrier.line).hears("Welkom bij Voorbeeld").says("Anna")
        caller.hears("Er gaat bij ons iets mis. We bellen u terug, uiterlijk").was_hung_up()
    assert world.promise().phone == caller.address


@pytest.mark.fault("F6", "F7", "F10")
@pytest.mark.parametrize("gone", REDIS_IS_GONE)
def test_a_waiting_caller_survives_and_keeps_the_place(failing: Failing, world: World, gone: Fault) -> None:
    anna, bram = world.signs_on("anna", "bram")
    world.signs_off("bram")
    anna.accepts()
    busy = world.caller("+31622222221").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(busy)
    first = waits_in_the_queue(world, "+31622222223")
    second = waits_in_the_queue(world, "+31622222224")
    with gone(failing):
        world.passes("40s")
        assert first.is_in_call
        assert second.is_in_call
        assert anna.talks_to(busy)
    world.passes("30s")
    assert in_line(world) == [first.legs[-1].sid, second.legs[-1].sid]

    world.signs_on("bram")
    bram.accepts().is_talking_to(first)
    assert anna.talks_to(busy)
    assert world.activity("anna") == "talking"


@pytest.mark.fault("F6", "F7", "F10")
@pytest.mark.parametrize("gone", REDIS_IS_GONE)
def test_a_caller_can_be_called_back_from_the_wait_without_redis(failing: Failing, world: World, gone: Fault) -> None:
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    caller = waits_in_the_queue(world)
    other = waits_in_the_queue(world, "+31622222224")
    with gone(failing):
        world.passes("5s")
        caller.presses("1").hears("Afgesproken. We bellen u terug").hangs_up()
        world.passes("3s")
    world.passes("2m")
    assert world.promise().need == "billing"
    assert in_line(world) == [other.legs[-1].sid]


@pytest.mark.fault("F6", "F7", "F10")
@pytest.mark.parametrize("gone", REDIS_IS_GONE)
def test_redis_goes_while_the_agent_rings(failing: Failing, world: World, gone: Fault) -> None:
    anna, _ = world.signs_on("anna", "bram")
    world.signs_off("bram")
    anna.lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.rings()
    with gone(failing):
        caller.hears_music(within="60s")
    world.passes("30s")
    (bram,) = world.signs_on("bram")
    bram.accepts().is_talking_to(caller)


@pytest.mark.fault("F6", "F7", "F10")
@pytest.mark.parametrize("gone", REDIS_IS_GONE)
def test_a_talk_goes_on_and_its_end_is_known(failing: Failing, world: World, gone: Fault) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(caller)
    other = world.caller("+31622222224", "another")
    other.dials(world.carrier.line).hears("Welkom").presses("1").hears_music(within="60s")
    with gone(failing):
        world.passes("10s")
        caller.hangs_up()
        world.passes("5s")
        anna.lets_it_ring()
    caller.never_heard("Er gaat bij ons iets mis")
    anna.accepts().is_talking_to(other, within="5m")
    assert world.promises() == ()


@pytest.mark.fault("F7")
def test_a_redis_that_pauses_costs_an_answer_one_patience(failing: Failing, world: World) -> None:
    world.signs_on("anna")
    world.loses("ticker")  # which would find out for everybody
    with failing.paused():
        caller = world.caller().dials(world.carrier.line).hears("Welkom bij Voorbeeld").presses("1")
        caller.hears("Er gaat bij ons iets mis. We bellen u terug, uiterlijk").was_hung_up()
    world.regains("ticker")
    assert failing.account.looks.redis >= 1  # whoever it was that found out, for everybody
    assert failing.account.longest_at_redis <= A_LOOK_AT_REDIS


@pytest.mark.fault("F13")
def test_a_redis_that_takes_nothing_more_is_seen_by_whoever_looks(failing: Failing, world: World) -> None:
    """As where there is no room for its file: it answers, and refuses each write."""
    world.signs_on("anna")
    with failing.refusing():
        caller = world.caller().dials(world.carrier.line).hears("Welkom bij Voorbeeld").presses("1")
        caller.hears("Er gaat bij ons iets mis. We bellen u terug, uiterlijk").was_hung_up()
        assert vitals.look(world.house, world.now, world.now).troubles[0].what == "board_gone"
        assert world.api("GET", "/status").json["stores"]["board"] == "refuses"
    assert vitals.look(world.house, world.now, world.now).troubles == ()


@pytest.mark.fault("F6")
def test_no_worker_is_blamed_for_a_bell_that_is_gone_with_redis(failing: Failing, world: World) -> None:
    """Whoever was told to start another would look in the wrong place."""
    begun = world.now
    with failing.killed():
        world.loses("worker")
        world.passes("2m")
        seen = vitals.look(world.house, begun, world.now)
        assert [trouble.what for trouble in seen.troubles] == ["board_gone"]
        assert seen.alarms == ()
    world.passes("90s")
    assert [trouble.what for trouble in vitals.look(world.house, begun, world.now).troubles] == ["worker_silent"]
    world.regains("worker")


@pytest.mark.fault("F7", "F11")
@pytest.mark.parametrize("rests", ["redis_rests", "ledger_rests"])
def test_a_house_that_asked_again_and_again_would_be_found_out(failing: Failing, rests: str) -> None:
    """Without the rest that a store is given, one answer waits for it as often as it asks."""
    world = failing.world(**{rests: timedelta()})
    gone = failing.hung() if rests == "redis_rests" else failing.locked()
    world.loses("ticker")
    with gone:
        world.caller().dials(world.carrier.line).hears("Welkom").presses("1").waits("30s")
    with pytest.raises(AssertionError):
        failing.demand_short_waits()


def test_an_agent_who_hangs_up_first_leaves_no_apology_behind(failing: Failing, world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(caller)
    with failing.hung():
        anna.hangs_up()
        caller.was_hung_up()
    caller.never_heard("Er gaat")
    assert world.promises() == ()


@pytest.mark.fault("F9")
def test_a_wiped_board_grows_back_within_a_turn(failing: Failing, world: World) -> None:
    anna, _ = world.signs_on("anna", "bram")
    world.signs_off("bram")
    anna.accepts()
    busy = world.caller("+31622222221").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(busy)
    first = waits_in_the_queue(world, "+31622222223")
    second = waits_in_the_queue(world, "+31622222224")

    failing.wipe()
    world.passes("2s")
    assert (world.activity("anna"), world.presence("anna"), world.presence("bram")) == (
        "talking",
        "ready",
        "signed_out",
    )
    world.passes("25s")
    assert in_line(world) == [first.legs[-1].sid, second.legs[-1].sid]

    anna.stays_silent("30s")
    busy.hangs_up()
    anna.is_talking_to(first, within="2m")


@pytest.mark.fault("F9")
def test_an_agent_in_a_callback_is_not_rung_after_the_board_was_wiped(failing: Failing, world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    customer = waits_in_the_queue(world).presses("1").hears("Afgesproken").hangs_up()
    anna.accepts()
    customer.answers_and_says_nothing()
    anna.is_talking_to(customer, within="10m")

    failing.wipe()
    world.passes("2s")
    assert world.activity("anna") == "talking"
    waits_in_the_queue(world, "+31622222224")
    assert anna.talks_to(customer)
    customer.hangs_up()
    anna.hears("Gesproken, toets 1").presses("1")


@pytest.mark.fault("F9")
def test_a_ring_that_was_wiped_is_a_ring_that_nobody_took(failing: Failing, world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.answers_and_says_nothing()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.hears("Een rekening")
    failing.wipe()
    anna.presses("1").was_hung_up()
    assert caller.is_in_call
    anna.accepts().is_talking_to(caller, within="2m")


# ── the ledger ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.fault("F11", "F12")
@pytest.mark.parametrize("gone", LEDGER_IS_GONE)
def test_who_calls_while_the_ledger_is_gone_reaches_an_agent(failing: Failing, world: World, gone: Fault) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.loses("ticker")
    with gone(failing):
        caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
        anna.hears("Een rekening, Nederlands").is_talking_to(caller)
        assert world.activity("anna") == "talking"
        caller.hangs_up()
        world.passes("1s")
        assert world.activity("anna") == "wrapping_up"
    world.regains("ticker")


@pytest.mark.fault("F12")
def test_who_came_while_the_ledger_was_gone_and_was_answered_after_it_is_not_called_back(
    failing: Failing, world: World
) -> None:
    """The call itself could not be written down, so it looks like one that met nothing."""
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    world.passes("3m")
    world.loses("ticker")
    with failing.moved_away():
        caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    world.regains("ticker")
    anna.accepts()
    caller.is_talking_to(anna, within="3m").waits("10s").hangs_up()
    world.passes("6m")
    assert world.promises() == ()


@pytest.mark.fault("F11", "F12")
@pytest.mark.parametrize("gone", LEDGER_IS_GONE)
def test_a_waiting_caller_is_told_the_truth_and_keeps_the_place(failing: Failing, world: World, gone: Fault) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = waits_in_the_queue(world)
    world.loses("ticker")
    with gone(failing):
        caller.presses("1").hears("Er gaat bij ons iets mis. U houdt uw plaats").hears_music()
        caller.never_heard("bellen u terug, uiterlijk")
    world.regains("ticker")
    world.passes("1s")  # until the ledger is asked again
    assert world.promises() == ()
    anna.accepts().is_talking_to(caller, within="3m")


@pytest.mark.fault("F11", "F12")
@pytest.mark.parametrize("gone", LEDGER_IS_GONE)
def test_nothing_is_promised_that_is_not_written(failing: Failing, gone: Fault) -> None:
    world = failing.world(hours={"mon": ["14:00-15:00"]})
    colleague = world.caller(FALLBACK, "the colleague").answers_and_says_nothing()
    world.loses("ticker")
    with gone(failing):
        caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("gesloten")
        caller.hears("Toets 1").presses("1").hears("We verbinden u door met een collega")
        colleague.is_talking_to(caller)
        caller.never_heard("bellen u terug, uiterlijk")
    world.passes("2s")
    assert world.promises() == ()
    failing.demand_short_waits()


@pytest.mark.fault("F11", "F12")
@pytest.mark.parametrize("gone", LEDGER_IS_GONE)
def test_without_a_fallback_number_the_truth_is_left(failing: Failing, gone: Fault) -> None:
    world = failing.world(hours={"mon": ["14:00-15:00"]}, line={"fallback_number": None})
    world.loses("ticker")
    with gone(failing):
        caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("gesloten")
        caller.presses("1").hears("Er gaat bij ons iets mis. Belt u over een kwartier nog eens?").was_hung_up()
    failing.demand_short_waits()


# ── both, and the fallback ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("redis_gone", REDIS_IS_GONE)
@pytest.mark.parametrize("ledger_gone", LEDGER_IS_GONE)
def test_with_both_gone_the_firm_is_rung(failing: Failing, redis_gone: Fault, ledger_gone: Fault) -> None:
    world = failing.world()
    world.signs_on("anna")
    world.loses("ticker")
    colleague = world.caller(FALLBACK, "the colleague").answers_and_says_nothing()
    with redis_gone(failing), ledger_gone(failing):
        caller = world.caller().dials(world.carrier.line).hears("Welkom bij Voorbeeld").presses("1")
        caller.hears("We verbinden u door met een collega")
        colleague.is_talking_to(caller)
    failing.demand_short_waits()


def breaks(world: World, path: str) -> None:
    world.loses("web")
    world.carrier.exchange.tolerate(11200)
    world.carrier.exchange.faults.app(path, answer=500)


def test_when_we_do_not_answer_the_fallback_owes_a_callback(failing: Failing, world: World) -> None:
    breaks(world, "/voice/answer")
    caller = world.caller().dials(world.carrier.line).hears("Er gaat bij ons iets mis. We bellen u terug, uiterlijk")
    caller.was_hung_up()
    assert world.promise().phone == caller.address
    world.regains("web")


def test_the_fallback_rings_the_firm_for_who_cannot_be_called_back(failing: Failing, world: World) -> None:
    breaks(world, "/voice/answer")
    colleague = world.caller(FALLBACK, "the colleague").answers_and_says_nothing()
    caller = world.caller().dials(world.carrier.line, shows="anonymous").hears("We verbinden u door met een collega")
    colleague.is_talking_to(caller)
    world.regains("web")


def test_the_fallback_knows_what_was_chosen(failing: Failing, world: World) -> None:
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    caller = waits_in_the_queue(world)
    breaks(world, "/voice/waiting")
    caller.hears("Er gaat bij ons iets mis. We bellen u terug, uiterlijk", within="60s")
    assert world.promise().need == "billing"
    world.regains("web")


# ── a call that is sent on ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("gone", [Failing.killed, Failing.hung, Failing.moved_away])
def test_who_is_being_sent_on_stays_with_the_agent_or_comes_to_the_next(
    failing: Failing, world: World, gone: Fault
) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    assert world.api("POST", "/api/agents/anna/transfer", need="technical").status_code == 202
    with gone(failing):
        world.passes("20s")
        assert caller.is_in_call
    bram.accepts()
    bram.is_talking_to(caller, within="3m")


@pytest.mark.parametrize("gone", [Failing.killed, Failing.hung, Failing.moved_away])
def test_who_was_sent_on_keeps_the_place(failing: Failing, world: World, gone: Fault) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.lets_it_ring()
    caller = talking(world, anna)
    world.api("POST", "/api/agents/anna/transfer", need="technical")
    caller.hears("Anna verbindt u door")
    bram.rings()
    with gone(failing):
        world.passes("40s")
        assert caller.is_in_call
    world.passes("6s")  # until nobody takes the store for gone any more
    world.signs_on("bram")
    bram.accepts()
    bram.is_talking_to(caller, within="3m")


@pytest.mark.parametrize("gone", [Failing.killed, Failing.moved_away])
@pytest.mark.parametrize("who", ["anna", "bram"])
def test_whoever_holds_gets_to_who_is_left(failing: Failing, world: World, gone: Fault, who: str) -> None:
    _, bram, caller, _ = asked(world)
    with gone(failing):
        world.agent(who).hangs_up()
        world.passes("20s")
        assert caller.is_in_call
    (world.agent("anna") if who == "bram" else bram).is_talking_to(caller, within="3m")


def test_an_agent_is_told_of_the_danger_that_only_the_board_knows_of(failing: Failing, world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    with failing.locked():
        anna.is_talking_to(cries(world))
    world.passes("5s")
    assert world.api("GET", "/api/agents/anna").json["call"]["emergency"] is True


def test_no_colleague_is_held_for_a_word_that_could_not_be_written_down(failing: Failing, world: World) -> None:
    anna, _ = world.signs_on("anna", "bram")
    talking(world, anna)
    with failing.locked():
        answer = world.api("POST", "/api/agents/anna/transfer", to={"agent": "bram"}, mode="consult")
    assert answer.status_code == 503
    assert world.activity("bram") == "idle"


def test_a_caller_who_is_sent_on_hears_of_no_trouble_where_only_the_ledger_is_away(
    failing: Failing, world: World
) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.lets_it_ring()
    world.api("POST", "/api/agents/anna/transfer", need="technical")
    caller.hears("Anna verbindt u door")
    with failing.locked():
        (answer,) = send_again(world, steps(world, caller, "sent_on"))
    assert "gaat bij ons iets mis" not in answer


@pytest.mark.parametrize("is_given_up", [False, True])
def test_an_arrival_that_could_not_be_written_is_noted_when_the_next_agent_answers(
    failing: Failing, world: World, is_given_up: bool
) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.lets_it_ring()
    transfer = world.api("POST", "/api/agents/anna/transfer", need="technical").json
    world.passes("5s", until=lambda: is_being_redirected(world, transfer["id"]))
    with failing.locked():
        world.passes("5s", until=lambda: bram.is_ringing)
    world.passes("2s")
    assert world.call(caller).answered_by == "anna"
    if is_given_up:
        with world.house.ledger.write() as ledger:
            transfers.fail(ledger, transfer["id"], "talk_over", world.now)

    bram.answers().hears("Toets 1").presses("1").is_talking_to(caller)

    assert world.call(caller).answered_by == "bram"
    assert state_of(world, transfer) == ("arrived", None)
    caller.hangs_up()
    world.passes("1s")
    assert world.api("POST", "/api/agents/anna/wrapped", disposition="transferred").status_code == 200
    assert world.api("POST", "/api/agents/bram/wrapped", disposition="resolved").status_code == 200
    assert world.call(caller).disposition == "resolved"


def is_being_redirected(world: World, transfer: TransferId) -> bool:
    with world.house.ledger.read() as ledger:
        sent = transfers.get(ledger, transfer)
    return sent is not None and sent.redirected_at is not None


def test_who_is_in_danger_gets_a_person_and_no_callback_while_redis_is_away(failing: Failing, world: World) -> None:
    world.signs_on("anna")
    porter = world.carrier.phones.caller(FALLBACK, "the porter").accepts()
    with failing.killed():
        caller = cries(world).hears(NUMBER)
        porter.is_talking_to(caller, within="30s")
        caller.hangs_up()
    world.passes("10s")
    assert world.promises() == ()


@pytest.mark.fault("F11", "F12")
@pytest.mark.parametrize("gone", LEDGER_IS_GONE)
def test_while_the_ledger_is_gone_the_last_line_that_was_known_is_spoken_and_each_call_keeps_its_own(
    failing: Failing, world: World, gone: Fault
) -> None:
    world.signs_on("bram")
    menu = [{"key": "1", "need": "technical", "label": {"nl": "een defect", "en": "a defect"}}]
    before = world.caller().dials(world.carrier.line).hears("Voor een rekening, toets 1")
    world.edits(menu=menu)
    world.caller("+31622224444").dials(world.carrier.line).hears("Voor een defect, toets 1").hangs_up()
    with gone(failing):
        world.caller("+31622223333").dials(world.carrier.line).hears("Voor een defect, toets 1").hangs_up()
        before.presses("2").hears_music(within="60s")


# ── a call that the ledger did not see begin ────────────────────────────────────────────────────────────────────────


def test_who_came_in_while_the_ledger_was_away_is_written_down_with_the_next_key(
    failing: Failing, world: World
) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    with failing.moved_away():
        caller = world.caller().dials(world.carrier.line).hears("Welkom")
    world.passes("6s")
    anna.is_talking_to(caller.presses("1"))
    assert (world.call(caller).answered_by, world.call(caller).need) == ("anna", "billing")


def test_who_waited_since_then_was_answered_by_whoever_took_the_call(failing: Failing, world: World) -> None:
    """No turn of the wait looks at the ledger: it is found afterwards, by the carrier's list, and was no call that we
    missed; and what was owed to its caller is kept."""
    world.passes("3m")
    anna, _ = world.signs_on("anna", "bram")
    anna.lets_it_ring()
    world.signs_off("bram")
    with failing.moved_away():
        caller = waits_in_the_queue(world)
        world.passes("20s")
    world.passes("6s")
    assert world.api("POST", "/api/promises", phone=caller.address, need="billing").status_code == 201
    world.signs_on("bram")
    world.agent("bram").accepts().is_talking_to(caller, within="3m")
    world.passes("20s")
    caller.hangs_up()
    world.signs_off("anna", "bram")
    world.passes("5m")
    call = world.call(caller)
    assert (call.outcome, call.answered_by) == ("answered", "bram")
    assert world.promise().kept_how == "called_back"
