"""Board, ledger and carrier do not agree: within a minute or two they do, and nobody is left alone on the line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import redis
from sqlalchemy import text

from carrier.phone import Phone
from carrier.record import requests
from routing.alarms import Rule
from routing.skills import AgentId, CallSid
from tests.journeys.askings import asks_for_a_callback
from tests.journeys.test_faults_hooks import outcome_of, send_again
from tests.journeys.world import World
from tools.embedded_redis import EmbeddedRedis
from tools.stage import BASE_URL
from voice_app.ledger import alarms

NO_ANSWER = "<Response><Pause length='600'/></Response>"


@pytest.fixture
def keys(redis_server: EmbeddedRedis) -> Iterator[redis.Redis]:
    """A hand that reaches behind the board's back."""
    with redis.Redis.from_url(redis_server.url) as client:
        yield client


def waits(world: World, phone: str = "+31622222222") -> Phone:
    """A caller for whom nobody is free."""
    return world.caller(phone).dials(world.carrier.line).hears("Welkom").presses("1").hears_music(within="60s")


def in_line(world: World) -> list[str]:
    return [waiting.call.sid for waiting in world.house.board.waiting(10)]


def is_taken_for_gone(world: World, caller: Phone) -> None:
    """A word that the call has ended reaches us, and it is not true."""
    told = next(iter(requests(world.carrier.exchange.record, "twiml")))
    ended = {**told.params, "CallSid": caller.legs[-1].sid, "CallStatus": "completed"}
    send_again(world, [replace(told, url=f"{BASE_URL}/voice/status", params=ended)])
    assert outcome_of(world, caller) == "abandoned"


def test_a_caller_who_is_taken_for_gone_is_back_at_the_old_place(world: World) -> None:
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    first, second = waits(world), waits(world, "+31622222223")
    is_taken_for_gone(world, first)
    assert in_line(world) == [second.legs[-1].sid]

    world.passes("150s")
    assert in_line(world) == [first.legs[-1].sid, second.legs[-1].sid]
    assert outcome_of(world, first) is None
    (bram,) = world.signs_on("bram")
    bram.accepts().is_talking_to(first)


def test_a_caller_in_danger_who_is_brought_back_is_in_danger_still(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    anna.is_talking_to(world.caller("+31633333333").dials(world.carrier.line).hears("Welkom").presses("1"))
    porter = world.carrier.phones.caller("+31207654321", "the porter").accepts()
    other = waits(world, "+31622222223")
    caller = world.caller().dials(world.carrier.line).hears("U mag het ook zeggen").says("Een ambulance, snel!")
    caller.hears_music(within="60s")
    is_taken_for_gone(world, caller)
    world.passes("150s")
    waiting = {on_board.call.sid: on_board.call.is_emergency for on_board in world.house.board.waiting(10)}
    assert waiting == {CallSid(other.legs[-1].sid): False, CallSid(caller.legs[-1].sid): True}
    world.signs_off("anna")
    porter.is_talking_to(caller, within="60s")


def test_somebody_in_a_menu_is_left_in_peace(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("Toets 1").presses("1")
    caller.hears("Afgesproken").presses("2").hears("nummer")
    world.passes("150s")
    assert "/voice/waiting" not in "".join(hook.url for hook in requests(world.carrier.exchange.record))


def test_who_hangs_up_in_a_menu_unheard_is_known_to_have_gone_within_minutes(world: World) -> None:
    world.carrier.exchange.faults.status_hooks(drop=True)
    caller = world.caller().dials(world.carrier.line).hears("Welkom").hangs_up()
    world.passes("4m")
    assert outcome_of(world, caller) == "left"


def test_when_many_ends_go_untold_a_supervisor_hears_of_it_until_a_minute_is_quiet(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    anna.is_talking_to(world.caller("+31633333333").dials(world.carrier.line).hears("Welkom").presses("1"))
    callers = [waits(world, f"+316222222{number}") for number in range(10, 22)]
    world.carrier.exchange.faults.status_hooks(drop=True)
    for caller in callers[1:]:
        caller.hangs_up()
    world.passes("3m", until=lambda: bool(told_of_ghosts(world)))
    assert told_of_ghosts(world) == ["caller_gone"]
    world.passes("3m")
    assert told_of_ghosts(world) == []


def told_of_ghosts(world: World) -> list[str | None]:
    with world.house.ledger.read() as ledger:
        return [alarm.because for alarm in alarms.standing(ledger) if alarm.rule == Rule.GHOSTS_LAID]


@pytest.mark.parametrize("answer", [401, 503, 429])
def test_an_agent_is_not_rung_for_nobody_while_the_carrier_cannot_tell(world: World, answer: int) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    world.carrier.exchange.faults.status_hooks(drop=True)
    caller = waits(world)
    world.signs_off("anna")
    caller.hangs_up()
    world.carrier.exchange.faults.rest("GET", "*", answer=answer, times=1000)
    world.passes("70s")
    assert in_line(world) == []
    world.signs_on("anna")
    anna.stays_silent("20s")
    assert outcome_of(world, caller) is None, "nobody could tell"
    world.carrier.exchange.faults.mend_rest()
    world.passes("3m")
    assert outcome_of(world, caller) == "left"


@pytest.mark.parametrize("answer", [401, 503])
def test_the_living_are_not_buried_while_the_carrier_cannot_tell(world: World, answer: int) -> None:
    """The board was away for two minutes: every caller seems to have been silent for as long."""
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    first, second = waits(world), waits(world, "+31622222223")
    world.signs_off("anna")
    world.carrier.exchange.faults.rest("GET", "*", answer=answer, times=1000)
    for caller in (first, second):
        world.house.board.seen(CallSid(caller.legs[-1].sid), world.now - timedelta(minutes=2))
    world.passes("25s")
    assert in_line(world) == [first.legs[-1].sid, second.legs[-1].sid]
    world.carrier.exchange.faults.mend_rest()
    world.signs_on("anna")
    anna.accepts().is_talking_to(first, within="5m")


def test_a_browser_that_rings_for_a_caller_who_has_left_is_free_again(world: World) -> None:
    """Every word of the end is lost; and a ring that goes on for so long would else count as answered."""
    (chloe,) = world.signs_on("chloe")
    chloe.lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("2")
    chloe.rings()
    world.loses("web")
    world.carrier.exchange.tolerate(11200)
    world.carrier.exchange.faults.status_hooks(drop=True)
    world.carrier.exchange.faults.app("/voice/rang", refuse_connection=True)
    world.carrier.exchange.faults.app("/voice/fallback", refuse_connection=True)
    caller.hangs_up()
    world.passes("45s")
    world.regains("web")
    assert (world.activity("chloe"), world.presence("chloe")) == ("idle", "ready")
    assert world.why(caller)[-1].result == "caller_left"


@pytest.mark.fault("F19")
def test_a_talk_that_is_over_frees_its_agent_within_two_minutes_whatever_is_lost(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(caller)
    world.passes("3m")
    world.loses("web")
    world.carrier.exchange.tolerate(11200)
    world.carrier.exchange.faults.status_hooks(drop=True)
    world.carrier.exchange.faults.app("/voice/rang", refuse_connection=True)
    world.carrier.exchange.faults.app("/voice/fallback", refuse_connection=True)
    caller.hangs_up()
    world.passes("65s")
    world.regains("web")
    assert world.activity("anna") != "talking"
    assert outcome_of(world, caller) == "answered"
    world.passes("35s")
    assert world.activity("anna") == "idle"


def test_an_end_that_only_the_ledger_heard_of_frees_the_agent(world: World) -> None:
    """The board was away when the caller hung up, and has forgotten nothing."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(caller)
    world.carrier.exchange.faults.rest("GET", "*", answer=503, times=1000)
    with world.house.ledger.write() as ledger:
        ledger.execute(text("UPDATE calls SET ended_at = :now, outcome = 'answered'"), {"now": world.now.isoformat()})
    world.passes("61s")
    assert world.activity("anna") == "wrapping_up"
    world.carrier.exchange.faults.mend_rest()


def test_an_agent_whose_reservation_was_lost_is_free_when_the_talk_is_over_and_not_before(
    world: World, keys: redis.Redis
) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(caller)
    held = world.house.board.agent(AgentId("anna"))
    assert held is not None
    keys.delete(f"{{gehoor}}:reservation:{held.reservation}")
    other = world.caller("+31633333333").dials(world.carrier.line).hears("Welkom").presses("1")
    world.passes("3m")
    assert world.activity("anna") == "talking"
    assert anna.talks_to(caller)
    caller.hangs_up()
    anna.is_talking_to(other)
    assert outcome_of(world, caller) == "answered"


def test_a_caller_whose_ring_was_lost_is_back_in_the_queue(world: World, keys: redis.Redis) -> None:
    """The call is held by a reservation that is not there: no turn of the loop would ever find a ring."""
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = waits(world)
    keys.hset(f"{{gehoor}}:call:{caller.legs[-1].sid}", mapping={"state": "reserved", "reservation": "lost"})
    world.passes("85s")
    assert in_line(world) == [caller.legs[-1].sid]
    world.signs_on("anna")
    anna.accepts().is_talking_to(caller)


def test_a_phone_of_ours_that_is_on_the_line_for_nobody_is_hung_up(world: World) -> None:
    """The attempt is over on the ledger, and its leg is not."""
    asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.refuses().rings().was_hung_up()
    world.signs_off("anna")
    leg = rings_with_nothing_to_say(world, anna)
    (over,) = world.attempts(world.promise().id)
    with world.house.ledger.write() as ledger:
        ledger.execute(text("UPDATE attempts SET leg_sid = :leg"), {"leg": leg})
    assert over.state == "ended"
    world.passes("150s")
    assert not anna.is_in_call


def test_a_leg_that_is_not_ours_is_left_alone(world: World) -> None:
    """Another program of the same account calls Anna from our number."""
    anna = world.agent("anna")
    rings_with_nothing_to_say(world, anna)
    world.passes("5m")
    assert anna.is_in_call


def rings_with_nothing_to_say(world: World, agent: Phone) -> str:
    agent.answers_and_says_nothing()
    made = world.carrier.sdk().calls.create(to=agent.address, from_=world.carrier.line, twiml=NO_ANSWER)
    world.passes("10s")
    assert agent.is_in_call
    return str(made.sid)
