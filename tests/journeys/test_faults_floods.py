"""Somebody calls too often, or stays where nothing is chosen, or more people call than we can hear: turned away with a
word, and others are not."""

from datetime import datetime, timedelta

import pytest

from carrier.events import Requested
from carrier.phone import Phone
from carrier.transports import WsgiTransport
from routing.alarms import Rule
from routing.board import Board, BoardGone
from routing.crowds import BUSY_AT, Crowd
from routing.skills import CallSid
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tools.stage import BASE_URL
from voice_app.app import create_app
from voice_app.in_haste import MOST, Hurried, InHaste
from voice_app.ledger import LedgerGone, alarms, calls
from voice_app.ledger.calls import Call

pytestmark = pytest.mark.threat("T5")
PHONE = "+31622222222"


def all_hang_up(world: World, phone: Phone) -> None:
    """On every line of this phone."""
    for leg in phone.legs:
        if leg.is_live:
            world.carrier.exchange.lines.hang_up(leg.sid)


def test_the_third_call_of_one_phone_is_turned_away(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    for _ in range(2):
        world.caller(PHONE).dials(world.carrier.line).hears("Welkom").presses("1").hears_music(within="60s")
    caller = world.caller(PHONE).dials(world.carrier.line).hears("We hebben u al aan de lijn").was_hung_up()
    caller.never_heard("gesloten")
    assert len(world.house.board.waiting(10)) == 2

    world.caller("+31633333333").dials(world.carrier.line).hears("Welkom")
    all_hang_up(world, caller)


def test_a_flood_from_one_phone_leaves_two_calls_at_most(world: World) -> None:
    phone = world.caller(PHONE)
    for _ in range(20):
        phone.dials(world.carrier.line)
        world.passes("1s")
    world.passes("10s")
    assert sum(leg.is_live for leg in phone.legs) == 2
    all_hang_up(world, phone)


def test_who_has_hung_up_may_call_again(world: World) -> None:
    for _ in range(4):
        world.caller(PHONE).dials(world.carrier.line).hears("Welkom").hangs_up()
        world.passes("1s")


def test_calls_of_which_no_end_was_told_do_not_keep_anybody_out_for_long(world: World) -> None:
    world.carrier.exchange.faults.status_hooks(drop=True)
    for _ in range(3):
        world.caller(PHONE).dials(world.carrier.line).waits("2s").hangs_up()
    world.passes("6m")
    world.caller(PHONE).dials(world.carrier.line).hears("Welkom")


@pytest.mark.parametrize("shown", ["anonymous", "+31201112222"])
def test_many_people_may_stand_behind_no_number_or_a_shared_one(world_of: WorldOf, shown: str) -> None:
    world = world_of(callers={"shared": ["+31201112222"]})
    for number in range(4):
        world.caller(f"+3162222222{number}").dials(world.carrier.line, shows=shown).hears("Welkom")


def test_who_chooses_nothing_for_five_minutes_is_let_go(world: World) -> None:
    world.signs_on("anna")
    caller = world.caller().dials(world.carrier.line).hears("Welkom")
    for _ in range(40):
        if caller.is_in_call:
            caller.presses("#").waits("8s")
    caller.was_hung_up()
    assert any("U hebt nog niets gekozen" in line.text for line in caller.transcript.lines)


def test_the_wait_is_as_long_as_it_is(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears_music(within="60s")
    world.passes("9m")
    caller.presses("1").hears("Afgesproken")


# ── more people call than we can hear ───────────────────────────────────────────────────────────────────────────────


def told_that_it_is_too_busy(world: World) -> list[str | None]:
    with world.house.ledger.read() as ledger:
        return [alarm.because for alarm in alarms.standing(ledger) if alarm.rule == Rule.TOO_BUSY]


def waits(world: World, phone: str) -> Phone:
    return world.caller(phone).dials(world.carrier.line).hears("Welkom").presses("1").hears_music(within="60s")


def test_who_is_one_too_many_is_offered_a_callback_without_a_wait_or_a_word_to_be_recognised(world_of: WorldOf) -> None:
    world = world_of(callers={"most_live": 2})
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    others = [waits(world, f"+3163333333{n}") for n in range(2)]
    world.passes("2s")

    caller = world.caller(PHONE).dials(world.carrier.line).hears("Het is nu zo druk")
    caller.hears("Toets 1, dan bellen we u terug").presses("1").hears("Afgesproken").hangs_up()
    caller.never_heard("Welkom")
    assert world.promise().phone == PHONE
    assert len(world.house.board.waiting(10)) == 2
    assert all("speech" not in body for body in documents(world, caller)), "what is recognised is paid for"

    for other in others:
        other.hangs_up()
    world.passes("2s")
    world.caller("+31644444444").dials(world.carrier.line).hears("Welkom")


def documents(world: World, phone: Phone) -> list[str]:
    """What this phone's last call was answered with."""
    return [
        event.body
        for event in world.carrier.exchange.record
        if isinstance(event, Requested) and event.call_sid == phone.legs[-1].sid
    ]


@pytest.mark.parametrize("keys", ["", "5", "#"])
def test_who_is_one_too_many_and_wants_no_callback_is_asked_to_call_again(world_of: WorldOf, keys: str) -> None:
    world = world_of(callers={"most_live": 1})
    world.signs_on("anna")
    world.caller("+31633333333").dials(world.carrier.line).hears("Welkom")
    world.passes("2s")
    caller = world.caller(PHONE).dials(world.carrier.line).hears("dan bellen we u terug")
    if keys:
        caller.presses(keys)
    caller.hears("Belt u over een paar minuten nog eens").was_hung_up()
    assert not world.promises()


def test_who_waits_for_long_counts_too_and_a_lost_word_of_an_end_does_not_for_long(world_of: WorldOf) -> None:
    world = world_of(callers={"most_live": 2})
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    waits(world, "+31633333331")
    world.passes("11m")
    world.carrier.exchange.faults.status_hooks(drop=True)
    world.caller("+31633333332").dials(world.carrier.line).hears("Welkom").hangs_up()
    world.passes("2s")
    world.caller(PHONE).dials(world.carrier.line).hears("Het is nu zo druk").hangs_up()

    world.passes("11m")
    world.caller("+31633333334").dials(world.carrier.line).hears("Welkom")


def test_an_agent_who_phones_in_is_never_one_too_many(world_of: WorldOf) -> None:
    world = world_of(callers={"most_live": 1})
    world.signs_on("anna")
    world.caller("+31633333333").dials(world.carrier.line).hears("Welkom")
    world.passes("2s")
    world.agent("bram").dials(world.carrier.line).hears("Dag Bram")


def is_gone(_: Board, __: datetime) -> int:
    raise BoardGone


def test_without_a_board_nobody_is_one_too_many(world_of: WorldOf, monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_of(callers={"most_live": 1})
    world.signs_on("anna")
    world.caller("+31633333333").dials(world.carrier.line).hears("Welkom")
    world.passes("2s")
    monkeypatch.setattr(Board, "waiting_since_before", is_gone)
    world.caller(PHONE).dials(world.carrier.line).hears("Welkom").never_heard("zo druk")


def test_supervisors_are_told_within_a_minute_and_until_nobody_is_turned_away_any_more(world_of: WorldOf) -> None:
    world = world_of(callers={"most_live": 1})
    world.signs_on("anna")
    first = world.caller("+31633333333").dials(world.carrier.line).hears("Welkom")
    world.passes("2s")
    world.caller(PHONE).dials(world.carrier.line).hears("Het is nu zo druk").hangs_up()
    world.passes("50s", until=lambda: bool(told_that_it_is_too_busy(world)))
    assert told_that_it_is_too_busy(world) == ["too_many"]

    first.hangs_up()
    world.passes("2m")
    assert told_that_it_is_too_busy(world) == []


def test_a_number_that_is_refused_is_not_answered_and_not_billed(world_of: WorldOf) -> None:
    world = world_of(callers={"refused": ["+3162222", "+44"]})
    world.signs_on("anna")
    for phone in (PHONE, "+442071234567"):
        caller = world.caller(phone).dials(world.carrier.line).was_hung_up()
        assert caller.legs[-1].answered_at is None
        with world.house.ledger.read() as ledger:
            assert calls.get(ledger, CallSid(caller.legs[-1].sid)) is None
    world.caller("+31633333333").dials(world.carrier.line).hears("Welkom")


def rushes(world: World) -> Crowd:
    """From now on the process has not a free moment."""

    def seconds() -> float:
        return world.now.timestamp()

    crowd = Crowd(seconds)
    world.carrier.exchange.transport = WsgiTransport(create_app(world.house, crowd), BASE_URL)
    for _ in range(BUSY_AT):
        crowd.enter()
    world.passes("3s")
    return crowd


def test_a_process_without_a_free_moment_hears_out_who_is_on_the_line_and_nobody_else(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    waiting = world.caller("+31633333333").dials(world.carrier.line).hears("Welkom")
    crowd = rushes(world)

    late = world.caller(PHONE).dials(world.carrier.line).hears("Het is nu zo druk")
    late.hears("Belt u over een paar minuten nog eens").was_hung_up()
    late.never_heard("bellen we u terug")
    assert not world.promises(), "nothing is said that is not written"
    assert "Gather" not in "".join(documents(world, late))
    anna.is_talking_to(waiting.presses("1"), within="60s")

    for _ in range(BUSY_AT):
        crowd.leave()
    world.passes("2s")
    world.caller("+31644444444").dials(world.carrier.line).hears("Welkom")


def has_time_again(world: World, crowd: Crowd) -> None:
    for _ in range(BUSY_AT):
        crowd.leave()
    world.passes("2s")


def turned_away(world: World, phone: str = PHONE) -> Phone:
    return world.caller(phone).dials(world.carrier.line).hears("Het is nu zo druk").was_hung_up()


def on_the_ledger(world: World, caller: Phone) -> Call | None:
    with world.house.ledger.read() as ledger:
        return calls.get(ledger, CallSid(caller.legs[-1].sid))


def test_who_was_turned_away_in_haste_is_on_the_ledger_as_soon_as_there_is_time(world: World) -> None:
    world.signs_on("anna")
    crowd, came_at = rushes(world), world.now
    late, nobody = turned_away(world), world.caller("+31688888888")
    nobody.dials(world.carrier.line, shows="anonymous").hears("Het is nu zo druk").was_hung_up()
    assert on_the_ledger(world, late) is None, "there was no time for it"

    has_time_again(world, crowd)
    world.caller("+31644444444").dials(world.carrier.line).hears("Welkom")
    row, other = on_the_ledger(world, late), on_the_ledger(world, nobody)
    assert row is not None
    assert other is not None
    assert (row.phone, row.outcome, row.ended_at) == (PHONE, "left", row.arrived_at)
    assert timedelta() <= row.arrived_at - came_at < timedelta(seconds=30)
    assert (other.phone, other.outcome) == (None, "left")
    assert not world.house.in_haste
    assert not world.promises(), "nothing was promised, and the line file wants none for calls that are missed"


def test_who_was_turned_away_in_haste_is_owed_a_callback_where_missed_calls_are(world_of: WorldOf) -> None:
    world = world_of(callback={"missed_calls": True})
    world.signs_on("anna")
    crowd = rushes(world)
    late = turned_away(world)
    abroad = world.caller("+12025550123").dials(world.carrier.line).hears("It is so busy now").was_hung_up()
    has_time_again(world, crowd)
    world.caller("+31644444444").dials(world.carrier.line).hears("Welkom")
    promise, row = world.promise(), on_the_ledger(world, late)
    assert row is not None
    assert (promise.phone, promise.source, promise.call_sid) == (PHONE, "missed_call", row.sid)
    assert promise.counts_from == row.arrived_at
    assert on_the_ledger(world, abroad) is not None


def test_the_word_of_an_end_is_time_enough(world: World) -> None:
    """Nobody else has to call before it is written."""
    crowd = rushes(world)
    late = world.caller(PHONE).dials(world.carrier.line).hears("Het is nu zo druk")
    for _ in range(BUSY_AT):
        crowd.leave()
    late.was_hung_up()
    world.passes("2s")
    assert on_the_ledger(world, late) is not None


def test_what_could_not_be_written_is_kept_until_it_can(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.signs_on("anna")
    crowd = rushes(world)
    late = turned_away(world)
    with monkeypatch.context() as patch:
        patch.setattr(calls, "begin", ledger_is_gone)
        has_time_again(world, crowd)
        world.caller("+31644444444").dials(world.carrier.line)
        world.passes("2s")
    assert on_the_ledger(world, late) is None

    world.caller("+31655555555").dials(world.carrier.line).hears("Welkom")
    assert on_the_ledger(world, late) is not None


def ledger_is_gone(*_: object) -> bool:
    raise LedgerGone


def test_of_a_flood_without_an_end_the_first_are_kept(world: World) -> None:
    kept, at = InHaste(), world.now
    kept.keep(*(Hurried(CallSid(f"CA{n}"), None, "nl", 1, at) for n in range(MOST + 5)))
    assert [one.sid for one in kept.take(2)] == ["CA0", "CA1"]
    assert len(kept.take(2 * MOST)) == MOST - 2
    assert not kept


def test_in_haste_an_agent_is_let_in_and_a_refused_number_is_not_answered(world_of: WorldOf) -> None:
    world = world_of(callers={"refused": ["+44"]})
    world.signs_on("anna")
    rushes(world)
    world.agent("bram").dials(world.carrier.line).hears("Dag Bram")
    caller = world.caller("+442071234567").dials(world.carrier.line).was_hung_up()
    assert caller.legs[-1].answered_at is None


def test_in_haste_too_supervisors_are_told(world: World) -> None:
    rushes(world)
    world.caller(PHONE).dials(world.carrier.line).hears("Het is nu zo druk").was_hung_up()
    world.passes("50s", until=lambda: bool(told_that_it_is_too_busy(world)))
    assert told_that_it_is_too_busy(world) == ["too_fast"]
