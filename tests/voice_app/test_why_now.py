"""What somebody who asks why is told, and what dispatch does, are one decision."""

from datetime import timedelta

import pytest

from routing.agents import Presence
from routing.policy import Choice
from routing.queues import FLOORS, Step, WaitingCall, Widening, Work
from routing.reasons import SENTENCES, NoMatch
from routing.skills import AgentId, CallSid
from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world, world_of
from tests.journeys.world import World
from tests.routing.floor import NOON, RULES, after, call, need
from voice_app import why_now
from voice_app.choices import due
from voice_app.dispatch import match_call
from voice_app.ledger.match_notes import MatchNote
from voice_app.why import Noted, refusal, widening

__all__ = ["WorldOf", "empty_ledger", "ledger", "world", "world_of"]

NOT_DUE = {"ended", "ringing", "needs_approval", "not_yet", "window_to_come", "on_the_line"}
CALLER: WaitingCall = call("CA1", need("billing"))
WORK = Work("call", "CA1")


@pytest.mark.parametrize(("agent", "key"), [("bram", "1"), ("chloe", "1"), ("chloe", "2")])
def test_whom_a_call_is_said_to_be_given_is_who_is_held_for_it(world: World, agent: str, key: str) -> None:
    """Each second, until waiting has made this agent good enough."""
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses(key).hears_music(within="60s")
    world.loses("ticker")
    house, sid = world.house, CallSid(caller.legs[-1].sid)
    house.board.set_presence(AgentId(agent), Presence.READY, world.now)
    for _ in range(90):
        waiting = house.board.call(sid)
        assert waiting is not None
        told, held = why_now.of_call(house, waiting, world.now), match_call(house, sid, world.now)
        if isinstance(told, Choice):
            reservation = house.board.reservation(held) if held else None
            assert reservation is not None
            assert (reservation.agent, told.agent) == (agent, agent)
            break
        assert (held, told.why) == (None, "widens_later")
        world.passes("1s")
    else:
        pytest.fail("nobody was ever good enough")
    world.regains("ticker")


def test_what_is_said_to_be_against_a_promise_is_what_keeps_it_from_being_due(world_of: WorldOf) -> None:
    world = world_of(callback={"keep_free": 1, "call_between": "08:00-21:00"})
    window = {"from": "2026-03-02T15:00:00Z", "to": "2026-03-02T16:00:00Z"}
    for number, asked in enumerate(({}, {"window": window}, {"phone": "+4915123456789"}, {}, {})):
        wanted = {"phone": f"+3162222222{number}", "need": "billing", "language": "nl", "note": None, "window": None}
        world.api("POST", "/api/promises", **(wanted | asked))
    world.api("POST", f"/api/promises/{world.promises()[0].id}/withdraw", reason="changed_mind")
    world.caller("+31622222224").dials(world.carrier.line).hears("We bellen u nog terug")
    codes: set[str] = set()
    for moment in ("1s", "4h", "9h", "11h"):
        world.passes(moment)
        ready = {promise.id for promise in due(world.house, world.now)}
        for promise in world.promises():
            told = why_now.of_promise(world.house, promise, world.now)
            assert isinstance(told, NoMatch)
            codes.add(told.why)
            assert (promise.id in ready) == (told.why not in NOT_DUE), (promise.id, told)
    assert {"ended", "needs_approval", "window_to_come", "nobody_ready", "not_at_this_hour"} <= codes


def test_a_refusal_is_noted_with_the_agent_it_is_kept_for() -> None:
    circle = Widening(Step.GOOD, keeps_language=True)
    assert refusal(NoMatch("widens_later", after(60), circle), NOON, CALLER) == MatchNote(
        NOON, "not_matched", "widens_later", Step.GOOD, after(60)
    )
    assert refusal(NoMatch("closed"), NOON, CALLER).step is None


@pytest.mark.parametrize(
    ("circle", "at", "why"),
    [
        (Widening(Step.GOOD, True), after(20), "by_time"),
        (Widening(Step.ANYBODY, True), after(60), "by_time"),
        (Widening(Step.ANYBODY, True, skipped=True), after(70), "skipped"),
    ],
)
def test_a_widening_is_noted_at_the_instant_at_which_it_came(circle: Widening, at: object, why: str) -> None:
    note = widening(CALLER, circle, RULES, after(70))
    assert note is not None
    assert (note.at, note.why, note.step) == (at, why, circle.step)


def test_who_counts_from_long_ago_has_widened_on_arrival() -> None:
    owed = call("CA2", need("billing"), arrived_at=NOON, counts_from=after(-3600))
    note = widening(owed, Widening(Step.ANYBODY, True), RULES, after(5))
    assert note is not None
    assert note.at == NOON


@pytest.mark.parametrize("step", [Step.BEST, Step.TRAINED])
def test_the_first_step_is_no_widening(step: Step) -> None:
    assert widening(CALLER, Widening(step, True), RULES, NOON) is None


def test_only_news_is_written_and_what_is_gone_is_forgotten() -> None:
    noted, busy = Noted(), MatchNote(NOON, "not_matched", "nobody_idle")
    later = MatchNote(NOON + timedelta(seconds=5), "not_matched", "nobody_idle")
    assert noted.news([(WORK, busy)]) == [(WORK, busy)]
    assert noted.news([(WORK, busy)]) == [(WORK, busy)], "what was not kept was not written"
    noted.keep([(WORK, busy)])
    assert noted.news([(WORK, later)]) == []
    noted.keep([])
    assert noted.news([(WORK, later)]) == [(WORK, later)]


def test_every_step_has_a_floor_to_compare_it_by() -> None:
    assert set(FLOORS) == set(Step)


def test_every_cause_that_stops_all_dialling_has_its_sentence() -> None:
    assert {"capped", "carrier_down", "carrier_account"} <= set(SENTENCES)
