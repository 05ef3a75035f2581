"""What a caller is told of the wait: an honest range, that goes down with the time or is said to be longer."""

import re
from datetime import datetime, timedelta

from sqlalchemy import Engine, event

from carrier.phone import Phone
from routing.skills import CallSid
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app.numbers import Phone as Number
from voice_app.promising import Wish, make

RANGE = re.compile(r"(?:(?P<low>\d+) tot|minder dan) (?P<high>\d+) minu")
LONGER = "Het duurt langer dan we dachten"
SOON = "U krijgt zo iemand aan de lijn"
STEP = timedelta(minutes=5)
"""None of the steps up to a quarter of an hour is longer."""


def asks(world: World, n: int, key: str = "1") -> Phone:
    phone = world.caller(f"+3162222{n:04}", f"caller {n}").dials(world.carrier.line)
    return phone.hears("Welkom").presses(key)


def talk(world: World, *agents: str) -> list[Phone]:
    """Each of these agents talks to somebody about a bill."""
    world.signs_on(*agents)
    for id_ in agents:
        world.agent(id_).accepts()
    callers = [asks(world, n) for n in range(len(agents))]
    world.passes("90s", until=lambda: all(world.activity(id_) == "talking" for id_ in agents))
    return callers


def said(phone: Phone) -> list[tuple[datetime, str]]:
    return [(line.at, line.text) for line in phone.transcript.lines if line.kind == "hears"]


def told(phone: Phone) -> list[tuple[datetime, datetime, str]]:
    """When the caller was told of the wait, until when it was to last, and in which words."""
    ends = []
    for at, text in said(phone):
        found = RANGE.search(text)
        if found or SOON in text:
            ends.append((at, at + timedelta(minutes=int(found["high"]) if found else 1), text))
    return ends


def test_behind_three_callers_and_two_agents_who_talk_a_caller_hears_an_honest_range_and_the_offer_at_once(
    world: World,
) -> None:
    talk(world, "anna", "bram")
    world.passes("20s")
    for n in range(3):
        asks(world, 10 + n)
    caller = asks(world, 20)
    at = world.now
    caller.hears("Er zijn 3 wachtenden voor u. De wachttijd is 5 tot 10 minuten. Liever niet wachten? Toets 1")

    assert said(caller)[-1][0] - at < timedelta(seconds=2), "in the first words"


def test_the_offer_comes_later_where_the_wait_is_short(world_of: WorldOf) -> None:
    world = world_of(waiting={"wrap_up": "60s"})
    (first,) = talk(world, "anna")
    first.hangs_up()
    world.passes("15s")
    caller = asks(world, 20)
    caller.hears("U bent de eerstvolgende. De wachttijd is minder dan 2 minuten")
    assert "Toets 1 en we bellen" not in said(caller)[-1][1]


def test_an_agent_who_is_about_to_be_free_makes_it_soon(world_of: WorldOf) -> None:
    world = world_of(waiting={"wrap_up": "20s"})
    (first,) = talk(world, "anna")
    first.hangs_up()
    world.passes("1s")
    asks(world, 20).hears(SOON).is_talking_to(world.agent("anna"), within="40s")


def test_what_is_told_never_grows_by_more_than_a_step_without_a_word(world: World) -> None:
    """One agent goes home, an older promise and callers who ring back go ahead: the wait is longer than it seemed."""
    talk(world, "anna", "bram")
    asks(world, 10)
    caller = asks(world, 20)
    world.passes("100s")
    world.signs_off("bram")
    world.passes("9m")

    all_told = told(caller)
    assert len(all_told) > 5
    assert any(LONGER in text for _, _, text in all_told)
    until = all_told[0][1]
    for at, ends, text in all_told[1:]:
        if LONGER in text:
            until = ends
        assert ends <= until + STEP, text
        assert ends > at
        until = min(until, ends)


def test_what_was_told_is_known_after_a_ring_that_nobody_took(world: World) -> None:
    (busy,) = talk(world, "anna")
    caller = asks(world, 20).hears("De wachttijd is 3 tot 15 minuten")
    ((_, until, _),) = told(caller)
    world.agent("anna").lets_it_ring()
    busy.hangs_up()
    caller.hears_ringing(within="60s").waits("100s")

    assert caller.leg is not None
    *_, (_, ends, _) = told(caller)
    assert ends < until
    kept = world.house.board.told(CallSid(caller.leg.sid)).until_at
    assert kept is not None
    assert abs(kept - ends) < timedelta(seconds=30), "as it was told at the end of the last words"


def test_a_promise_ahead_counts_in_the_position(world: World) -> None:
    (first,) = talk(world, "anna")
    make(world.house, Wish(Number("+31622223333"), "billing", "nl", "api"), world.now)
    world.passes("4m")
    caller = asks(world, 20).hears("Er is 1 wachtende voor u")

    (waiting,) = world.api("GET", "/api/queue").json
    assert waiting["position"] == 2
    alone = asks(world, 21).hears("Er zijn 2 wachtenden voor u")

    first.hangs_up()
    world.agent("anna").rings(within="60s")
    world.caller("+31622223333").rings(within="60s")
    assert caller.is_in_call
    assert alone.is_in_call


def test_a_turn_of_music_asks_the_ledger_nothing(world: World) -> None:
    talk(world, "anna")
    caller = asks(world, 20).hears_music()
    world.loses("ticker")
    asked: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    world.passes("25s")
    event.remove(Engine, "before_cursor_execute", note)

    assert [line.text[-5] for line in caller.transcript.lines if line.kind == "music"] == ["0", "1"]
    assert [statement for statement in asked if statement != "BEGIN" and not is_of_the_process(statement)] == []


def is_of_the_process(statement: str) -> bool:
    """Whether the line was edited, asked each second, and whether anybody has come or gone, every five seconds: once by
    each process, whoever comes by first."""
    return "max(line_versions.id)" in statement


def test_who_waits_when_the_line_closes_is_told_so_and_offered_a_callback(world_of: WorldOf) -> None:
    world = world_of(hours={"mon": ["09:00-12:05"]})
    talk(world, "anna")
    caller = asks(world, 20).hears("U bent de eerstvolgende")
    caller.waits("4m").hears("We sluiten nu. Toets 1 en we bellen u terug", within="2m")
    caller.presses("1").hears("We bellen u terug, uiterlijk")


def test_where_everybody_has_a_break_no_time_is_told_and_a_callback_is_offered_at_once(world_of: WorldOf) -> None:
    world = world_of(waiting={"longest_wait": "2m"})
    world.signs_on("anna")
    world.api("PUT", "/api/agents/anna/presence", presence="on_break")
    caller = asks(world, 20).hears("U bent de eerstvolgende. Liever niet wachten? Toets 1")

    (waiting,) = world.api("GET", "/api/queue").json
    assert (waiting["position"], waiting["expected_wait_seconds"]) == (1, 2 * 60)
    assert caller.is_in_call
