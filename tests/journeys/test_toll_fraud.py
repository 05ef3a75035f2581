"""Somebody wants us to call, and to pay: what a flood of requests brings about, and how a real caller fares in it."""

from dataclasses import replace
from datetime import timedelta

import phonenumbers
import pytest

from carrier.events import TextSent
from carrier.phone import Phone as Handset
from routing.skills import CallSid, PromiseId
from tests.journeys.askings import asks_for_a_callback, is_called_back, rings_at
from tests.journeys.conftest import WorldOf
from tests.journeys.lines import line_of
from tests.journeys.world import World
from tests.voice_app.test_numbers import DECISIONS, examples
from voice_app import caps, promising
from voice_app.ledger import alarms, promises
from voice_app.ledger.promise import Promise
from voice_app.numbers import ORDINARY, Phone, judge, region_of
from voice_app.promising import Wish
from voice_app.terms import Terms

RANGE = "+3163000"


def in_range(number: int) -> str:
    return f"{RANGE}{number:04}"


def floods(world: World, requests: int) -> list[Promise]:
    """So many callers, whose numbers differ in the last digits only, press `1` and hang up."""
    made = []
    for number in range(requests):
        wish = Wish(
            phone=Phone(in_range(number)),
            need="billing",
            language="nl",
            source="closed",
            call_sid=CallSid(f"CA{number:032}"),
            own_phone=True,
        )
        promise, is_new = promising.make(world.house, wish, world.now + timedelta(seconds=number / 10))
        assert is_new
        made.append(promise)
    return made


def found(world: World, promise: PromiseId) -> Promise:
    with world.house.ledger.read() as ledger:
        owed = promises.get(ledger, promise)
    assert owed is not None
    return owed


def calls_to_the_range(world: World) -> list[str]:
    return [call.to for call in world.carrier.exchange.calls if call.to.startswith(RANGE)]


def texts_to_the_range(world: World) -> int:
    sent = (event for event in world.carrier.exchange.record if isinstance(event, TextSent))
    return sum(event.to.startswith(RANGE) for event in sent)


def alarms_that_stand(world: World) -> list[tuple[str, str, str | None]]:
    with world.house.ledger.read() as ledger:
        return [(one.rule, one.subject, one.because) for one in alarms.page(ledger, "raised").items]


@pytest.mark.threat("T1")
def test_of_two_hundred_requests_from_one_range_five_are_dialled(world: World) -> None:
    flood = floods(world, 200)
    assert [promise.approval_because for promise in flood] == [None] * 5 + ["prefix_cap"] * 195
    (anna,) = world.signs_on("anna")
    for number in range(5):
        caller = world.caller(in_range(number), f"caller {number}")
        is_called_back(world, anna, caller)
        caller.hangs_up()
        anna.hears("Gesproken, toets 1").presses("1").was_hung_up()
        world.passes("40s")
    world.passes("6h")
    assert sorted(calls_to_the_range(world)) == [in_range(number) for number in range(5)]
    assert texts_to_the_range(world) == 5
    assert {found(world, promise.id).state for promise in flood[:5]} == {"kept"}
    assert {found(world, promise.id).state for promise in flood[5:]} == {"open"}


@pytest.mark.threat("T1")
def test_whoever_comes_after_a_flood_is_noted_and_called_once_a_colleague_agrees(world: World) -> None:
    floods(world, 5)
    caller = world.caller(in_range(5)).dials(world.carrier.line).hears("toets 1").presses("1").hears("dan bellen")
    caller.presses("1").hears("Genoteerd. Een collega beslist").never_heard("sms").hangs_up()
    owed = world.promises()[-1]
    shown = world.api("GET", f"/api/promises/{owed.id}").json
    assert (shown["needs_approval"], shown["approval_because"]) == (True, "prefix_cap")
    assert alarms_that_stand(world) == [("promise_unapproved", owed.id, "prefix_cap")]

    assert world.api("POST", f"/api/promises/{owed.id}/approve", by="chloe").status_code == 200
    assert alarms_that_stand(world) == []
    for earlier in world.promises()[:5]:
        promising.withdraw(world.house, earlier.id, "fraud", world.now)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)


def test_an_hour_later_the_range_is_trusted_again(world: World) -> None:
    floods(world, 6)
    world.passes("61m")
    asks_for_a_callback(world, in_range(6))
    assert not world.promises()[-1].needs_approval


@pytest.mark.threat("T1")
def test_a_number_typed_into_a_flooded_range_waits_too(world: World) -> None:
    floods(world, 5)
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("dan bellen")
    caller.presses("1").hears("Afgesproken").presses("2").hears("hekje").presses("0630000009#")
    caller.hears("Klopt dat?").presses("1").hears("Genoteerd. Een collega beslist").hangs_up()
    assert world.promises()[-1].approval_because == "prefix_cap"


def test_a_switchboard_is_many_people_and_never_too_many(world_of: WorldOf) -> None:
    world = world_of(callers={"shared": ["+31201112222"]})
    for _ in range(7):
        asks_for_a_callback(world, "+31201112222")
        world.passes("1m")
    assert not any(promise.needs_approval for promise in world.promises())


@pytest.mark.threat("T2")
def test_a_thousand_requests_over_one_range_bring_five_texts(world: World) -> None:
    """As many callers as there are numbers, and then one who calls again and again."""
    floods(world, 900)
    for call in range(100):
        asked = CallSid(f"CB{call:032}")
        wish = Wish(Phone(in_range(0)), "billing", "nl", "closed", call_sid=asked, own_phone=True)
        promising.make(world.house, wish, world.now)
    world.passes("30m")
    assert texts_to_the_range(world) == 5
    assert world.events(PromiseId(world.promises()[0].id)).count("text_held_back") > 0


@pytest.mark.threat("T2")
def test_no_text_is_announced_that_will_not_come(world: World) -> None:
    floods(world, 5)
    caller = world.caller(in_range(0)).dials(world.carrier.line).hears("Nu iemand spreken, toets 1").presses("1")
    caller.hears("dan bellen").presses("1").hears("Afgesproken").never_heard("sms").hangs_up()


@pytest.mark.threat("T1")
def test_a_kind_of_number_outside_policy_says_which(world: World) -> None:
    answer = world.api("POST", "/api/promises", phone="+31900123456")
    assert (answer.status_code, answer.json["approval_because"]) == (201, "number_type")
    assert alarms_that_stand(world) == [("promise_unapproved", answer.json["id"], "number_type")]
    world.signs_on("anna")
    world.passes("3h")
    assert rings_at(world, world.caller("+31900123456", "premium")) == 0


def is_called_and_talks(world: World, agent: Handset, caller: Handset, talk: str) -> None:
    """One dial, one talk of so long, and the promise kept."""
    is_called_back(world, agent, caller)
    world.passes(talk)
    caller.hangs_up()
    agent.hears("Gesproken, toets 1").presses("1").was_hung_up()


@pytest.mark.threat("T1")
def test_a_number_is_dialled_three_times_a_day_whoever_asks(world: World) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    for _ in range(3):
        is_called_and_talks(world, anna, caller, "1m")
        world.signs_off("anna")
        asks_for_a_callback(world)
        world.signs_on("anna")
    world.passes("4h")
    assert rings_at(world, caller) == 3
    (_, _, _, last) = world.promises()
    assert "put_off" in world.events(last.id)
    assert last.state == "open"
    world.passes("20h", until=lambda: rings_at(world, caller) > 3)
    is_called_back(world, anna, caller)
    assert rings_at(world, caller) == 4


@pytest.mark.threat("T1")
def test_dialling_stops_for_an_hour_once_the_hours_dials_are_used_up(world_of: WorldOf) -> None:
    world = world_of(caps={"dials_an_hour": 2})
    callers = [asks_for_a_callback(world, f"+316222222{number}{number}") for number in range(3)]
    (anna,) = world.signs_on("anna")
    for caller in callers[:2]:
        is_called_and_talks(world, anna, caller, "2m")
        world.passes("40s")
    world.passes("40m")
    assert [rings_at(world, caller) for caller in callers] == [1, 1, 0]
    assert ("caps_reached", "dials_an_hour", "dials_an_hour") in alarms_that_stand(world)
    world.passes("20m", until=lambda: rings_at(world, callers[2]) > 0 or anna.is_ringing)
    is_called_back(world, anna, callers[2])
    world.passes("1m")
    assert [rings_at(world, caller) for caller in callers] == [1, 1, 1]


@pytest.mark.threat("T1")
def test_when_the_days_minutes_are_used_up_nobody_is_dialled_and_a_supervisor_knows_in_time(world_of: WorldOf) -> None:
    world = world_of(caps={"minutes_a_day": 10}, callback={"due_within": "5h"})
    first = asks_for_a_callback(world)
    second = asks_for_a_callback(world, "+31633333333")
    (anna,) = world.signs_on("anna")
    is_called_and_talks(world, anna, first, "11m")
    world.passes("1h")
    assert rings_at(world, second) == 0
    assert ("caps_reached", "minutes_a_day", "minutes_a_day") in alarms_that_stand(world)
    world.signs_off("anna")
    world.passes("3h")
    late = next(promise for promise in world.promises() if promise.phone == second.address)
    assert late.escalated_at is not None
    assert late.escalated_at < late.due_by


@pytest.mark.threat("T1")
def test_a_talk_with_a_customer_ends_after_an_hour(world: World) -> None:
    caller = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    world.passes("61m")
    caller.was_hung_up()
    anna.hears("Gesproken, toets 1")


@pytest.mark.threat("T1")
def test_a_number_that_was_denied_since_is_held_at_the_last_moment(world: World) -> None:
    assert world.api("POST", "/api/promises", phone="+31622222222").status_code == 201
    denying = line_of(callback={"denied_prefixes": ["+3162"]})
    world.house = replace(world.house, terms=Terms.of(denying))
    asked = world.promise()
    with world.house.ledger.write() as ledger:
        against = caps.against_dialling(ledger, world.house, asked, world.now)
    assert against is not None
    assert against.cause == "denied_prefix"
    assert (world.promise().needs_approval, world.promise().approval_because) == (True, "denied_prefix")
    assert alarms_that_stand(world) == [("promise_unapproved", asked.id, "denied_prefix")]


# ── nobody is rung outside policy ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.threat("T1")
def test_of_all_numbers_on_earth_the_gate_lets_only_ordinary_ones_of_our_countries_be_dialled(world: World) -> None:
    """Every kind of number of every region, asked for and, should it have got there, about to be dialled."""
    assert world.api("POST", "/api/promises", phone="+31622222222").status_code == 201
    asked, allowed, let_through = world.promise(), world.house.line.policy.allowed_regions, set()
    phones = {phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) for _, number in examples()}
    assert len(phones) > 1000
    with world.house.ledger.write() as ledger:
        for phone in map(Phone, phones):
            is_asked_about = caps.approval_because(ledger, world.house, phone, world.now) is not None
            about_it = replace(asked, phone=phone, approved_at=None)
            is_held = caps.against_dialling(ledger, world.house, about_it, world.now) is not None
            assert is_asked_about == is_held, phone
            if not is_held:
                let_through.add(phone)
        promises.hold(ledger, asked.id, "number_type", world.now)
    assert {region_of(phone) for phone in let_through} == allowed
    assert {phonenumbers.number_type(phonenumbers.parse(phone)) for phone in let_through} <= ORDINARY


@pytest.mark.threat("T1")
def test_of_a_table_of_numbers_the_carrier_is_asked_for_those_within_policy_and_for_no_other(world: World) -> None:
    """Whatever is asked for by a program, with agents ready who take each call."""
    wanted = sorted({phone for _, phone, _ in DECISIONS})
    assert len(wanted) >= 60
    within = {phone for phone in wanted if judge(Phone(phone), world.house.line.policy).decision == "callable"}
    for phone in wanted:
        world.api("POST", "/api/promises", phone=phone, need="billing", language="nl")
    owed = {promise.phone: promise.needs_approval for promise in world.promises()}
    assert within <= owed.keys()
    assert {phone for phone, waits in owed.items() if not waits} == within
    for agent in world.signs_on("anna", "bram"):
        agent.accepts()
    world.passes("20m")
    agents = {agent.reach.removeprefix("tel:") for agent in world.house.line.agents}
    rung = {call.to for call in world.carrier.exchange.calls} - agents
    assert rung
    assert rung <= within
