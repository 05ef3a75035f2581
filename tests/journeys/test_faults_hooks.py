"""Hooks come twice, late, in the wrong order or not at all: the state in the end is the same. And what was recorded
once is worth nothing when somebody sends it again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product
from random import Random
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import MultiDict

from carrier.events import Requested
from carrier.faults import Faults
from carrier.phone import Phone
from carrier.record import requests
from carrier.testing import ACCOUNT_SID, AUTH_TOKEN
from routing.skills import CallSid
from tests.journeys.askings import asks_for_a_callback, rings_at
from tests.journeys.world import World
from tests.voice_app.test_hooks import rows
from tools.stage import BASE_URL
from voice_app.ledger import calls
from voice_app.signature import sign

Disorder = Callable[[Faults], None]

A_WHILE = timedelta(seconds=20)
AN_HOUR = timedelta(hours=1)


def twice(faults: Faults) -> None:
    faults.status_hooks(duplicate=True)


def shuffled(faults: Faults) -> None:
    faults.status_hooks(shuffle_within=A_WHILE, seed=7)


def an_hour_late(faults: Faults) -> None:
    faults.status_hooks(delay=AN_HOUR)


def never(faults: Faults) -> None:
    faults.status_hooks(drop=True)


def before_the_document(faults: Faults) -> None:
    faults.answered_hook_first()


STATUSES = ("initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled")
DISORDERS = (twice, shuffled, an_hour_late, never, before_the_document)


@pytest.mark.fault("F19")
@pytest.mark.parametrize("disorder", DISORDERS)
def test_a_call_ends_the_same_whatever_becomes_of_its_hooks(world: World, disorder: Disorder) -> None:
    anna, chloe = world.signs_on("anna", "chloe")
    disorder(world.carrier.exchange.faults)
    anna.accepts()
    chloe.accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(caller)
    other = world.caller("+31633333333").dials(world.carrier.line).hears("Welkom").presses("2")
    chloe.is_talking_to(other)
    world.passes("2m")
    assert other.talks_to(chloe), "the talk was cut"

    caller.hangs_up()
    other.hangs_up()
    world.passes("70m")

    assert (world.activity("anna"), world.activity("chloe")) == ("idle", "idle")
    assert {outcome_of(world, phone) for phone in (caller, other)} == {"answered"}


@pytest.mark.fault("F19")
@pytest.mark.parametrize("disorder", DISORDERS)
def test_who_leaves_the_queue_is_out_of_it_whatever_becomes_of_the_hooks(world: World, disorder: Disorder) -> None:
    (anna,) = world.signs_on("anna")
    disorder(world.carrier.exchange.faults)
    anna.lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears_music(within="60s")
    caller.hangs_up()
    world.passes("70m")
    assert world.house.board.waiting(10) == []
    assert outcome_of(world, caller) == "abandoned"
    assert world.promises() == ()


@pytest.mark.fault("F19")
@pytest.mark.parametrize("disorder", DISORDERS)
def test_a_promise_is_kept_once_whatever_becomes_of_the_hooks(world: World, disorder: Disorder) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("Liever niet wachten")
    caller.presses("1").hears("We bellen u terug").hangs_up()
    disorder(world.carrier.exchange.faults)
    anna.accepts()
    caller.answers_and_says_nothing()
    anna.is_talking_to(caller, within="10m").waits("30s")
    caller.hangs_up()
    anna.hears("Gesproken, toets 1").presses("1")
    world.passes("70m")
    assert world.promise().state == "kept"
    assert [attempt.outcome for attempt in world.attempts(world.promise().id) if attempt.outcome] == ["spoke"]


def late_into_the_next_attempt(faults: Faults) -> None:
    faults.status_hooks(delay=timedelta(minutes=5), duplicate=True)


@pytest.mark.fault("F19")
@pytest.mark.parametrize("disorder", [*DISORDERS, late_into_the_next_attempt])
def test_each_attempt_counts_once_whatever_becomes_of_the_hooks(world: World, disorder: Disorder) -> None:
    caller = asks_for_a_callback(world)
    disorder(world.carrier.exchange.faults)
    caller.is_busy()
    (anna,) = world.signs_on("anna")
    anna.accepts().hears("Het nummer was in gesprek", within="5m")
    caller.answers_and_says_nothing()
    anna.is_talking_to(caller, within="10m").waits("70s")
    caller.hangs_up()
    anna.hears("Gesproken, toets 1").presses("1")
    world.passes("70m")
    assert world.promise().state == "kept"
    assert [attempt.outcome for attempt in world.attempts(world.promise().id)] == ["busy", "spoke"]
    assert rings_at(world, caller) == 2


@pytest.mark.fault("F19")
@pytest.mark.parametrize("path", ["/agent/status", "/customer/status", "/voice/status"])
def test_a_hook_of_a_leg_that_nobody_knows_changes_nothing(world: World, path: str) -> None:
    """Another environment's, or one of an attempt that is long over, while Anna's phone rings for a promise."""
    asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring().rings()
    before = rows(world.house.ledger)
    stray = {"AccountSid": ACCOUNT_SID, "CallSid": "CA" + "0" * 32, "Direction": "outbound-api"}
    told = next(hook for hook in requests(world.carrier.exchange.record) if "/agent/status?" in hook.url)
    for status, subject in product(STATUSES, ("", "?i=nobody", "?l=nl&i=id9999")):
        params = stray | {"CallStatus": status}
        send_again(world, [replace(told, url=f"{BASE_URL}{path}{subject}", params=params)])
    assert rows(world.house.ledger) == before
    assert anna.is_ringing
    assert world.activity("anna") == "reserved"


def outcome_of(world: World, caller: Phone) -> str | None:
    with world.house.ledger.read() as ledger:
        kept = calls.get(ledger, CallSid(caller.legs[-1].sid))
    return kept.outcome if kept else None


# ── replays ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def send_again(world: World, recorded: Sequence[Requested]) -> list[str]:
    """As somebody would who had listened in: word for word, under the signature that the carrier gave it."""
    client, answers = world.app.test_client(), []
    for hook in recorded:
        path = hook.url.removeprefix(BASE_URL)
        answer = client.post(
            path,
            data=urlencode(hook.params),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": sign(hook.url, MultiDict(hook.params), AUTH_TOKEN)},
        )
        assert answer.status_code in (200, 204)
        answers.append(answer.get_data(as_text=True))
    return answers


def a_call_with_a_promise(world: World) -> None:
    world.agent("anna").lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("Liever niet wachten")
    caller.presses("1").hears("We bellen u terug").presses("3").hears("Wanneer").presses("1").hears("Afgesproken")
    caller.hangs_up()


def a_call_with_a_promise_undone(world: World) -> None:
    world.agent("anna").lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("Liever niet wachten")
    caller.presses("1").hears("We bellen u terug").presses("*").hears("niet terug").hangs_up()


def a_call_that_was_answered(world: World) -> None:
    world.agent("anna").accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    world.agent("anna").is_talking_to(caller)
    caller.hangs_up()


def a_call_that_was_given_up(world: World) -> None:
    world.agent("anna").lets_it_ring()
    world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears_music(within="60s").hangs_up()


def a_call_that_was_sent_on(world: World) -> None:
    world.signs_on("bram")
    world.agent("anna").accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").is_talking_to(world.agent("anna"))
    world.agent("bram").accepts()
    world.api("POST", "/api/agents/anna/transfer", need="technical")
    caller.is_talking_to(world.agent("bram")).hangs_up()
    world.signs_off("bram")


def an_agent_who_signs_off(world: World) -> None:
    world.agent("anna").dials(world.carrier.line).hears("Dag Anna").presses("3").waits("10s")


@pytest.mark.threat("T4")
@pytest.mark.parametrize(
    "recording",
    [
        a_call_with_a_promise,
        a_call_with_a_promise_undone,
        a_call_that_was_answered,
        a_call_that_was_given_up,
        a_call_that_was_sent_on,
        an_agent_who_signs_off,
    ],
)
def test_a_recorded_call_is_worth_nothing(world: World, recording: Callable[[World], None]) -> None:
    world.signs_on("anna")
    recording(world)
    world.passes("20s")
    recorded = [hook for hook in requests(world.carrier.exchange.record) if hook.method == "POST"]
    world.signs_on("anna")
    world.loses("ticker")

    for pause, seed in (("1s", 0), ("1s", 1), ("90s", 2), ("25h", 3)):
        world.passes(pause)
        before = rows(world.house.ledger)
        hooks = list(recorded)
        Random(seed).shuffle(hooks)  # noqa: S311 - a repeatable disorder
        send_again(world, hooks)
        assert rows(world.house.ledger) == before
        assert world.house.board.waiting(10) == []
        assert world.activity("anna") in ("idle", "wrapping_up")
    world.regains("ticker")
    world.passes("1s")


@pytest.mark.fault("F20")
@pytest.mark.threat("T4")
def test_a_key_that_hanging_up_overtook_is_still_a_promise_once(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("Liever niet wachten")
    turn = [hook for hook in requests(world.carrier.exchange.record) if "/voice/waiting?" in hook.url][-1]
    caller.hangs_up()
    world.passes("30s")
    assert world.promises() == ()

    late = replace(turn, params={**turn.params, "Digits": "1"})
    send_again(world, [late])
    assert world.promise().phone == caller.address
    send_again(world, [late, late])
    assert len(world.promises()) == 1


@pytest.mark.threat("T4")
def test_a_key_that_comes_a_minute_late_is_none(world: World) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("Liever niet wachten")
    turn = [hook for hook in requests(world.carrier.exchange.record) if "/voice/waiting?" in hook.url][-1]
    caller.hangs_up()
    world.passes("61s")
    send_again(world, [replace(turn, params={**turn.params, "Digits": "1"})])
    assert world.promises() == ()


@pytest.mark.fault("F19")
@pytest.mark.threat("T4")
def test_a_call_of_which_no_end_was_told_is_over_after_four_hours(world: World) -> None:
    world.carrier.exchange.faults.status_hooks(drop=True)
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1").hears("Toets 1")
    caller.hangs_up()
    asked = next(hook for hook in requests(world.carrier.exchange.record) if "/voice/menu?" in hook.url)
    world.passes("241m")
    answered = replace(
        asked, url=asked.url.replace("/menu?", "/closed_answer?"), params={**asked.params, "Digits": "1"}
    )
    send_again(world, [answered])
    assert world.promises() == ()
    assert outcome_of(world, caller) == "left"
