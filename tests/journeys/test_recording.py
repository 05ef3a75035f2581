"""A talk is recorded after the caller's yes, and not a moment longer than the two of them talk."""

from dataclasses import replace
from datetime import timedelta

import pytest

from carrier.phone import Phone
from carrier.record import Taken, recordings
from routing.skills import AgentId, ReservationId
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.conftest import WorldOf
from tests.journeys.test_forgetting import undeleted
from tests.journeys.world import World
from voice_app.ledger import LedgerGone, talk_recordings
from voice_app.ledger.talk_recordings import TalkRecording
from voice_app.sound import recording
from voice_app.sound.recording import Hindrance, Wish
from voice_app.under_way import holding
from workers import recording as taping
from workers.forgetting import forget_recordings

A_MOMENT = timedelta(seconds=3)


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(recording={"mode": "ask"})


def talks_to_anna(world: World) -> tuple[Phone, Phone]:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller().dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(caller)
    return anna, caller


def caller_says_yes(world: World, agent: str = "anna") -> TalkRecording | Hindrance:
    return recording.start(world.house, AgentId(agent), world.reservation(agent), world.now, caller_agreed=True)


def agent_wants(world: World, wish: Wish, talk: ReservationId | None = None) -> TalkRecording | Hindrance:
    return recording.want(world.house, AgentId("anna"), talk or world.reservation("anna"), wish, world.now)


def rows(world: World, talk: ReservationId) -> tuple[TalkRecording, ...]:
    with world.house.ledger.read() as ledger:
        return talk_recordings.of_talk(ledger, talk)


def tale(world: World, row: TalkRecording) -> list[str]:
    with world.house.ledger.read() as ledger:
        return [entry.event for entry in talk_recordings.tale(ledger, row.id)]


def taken(world: World) -> list[Taken]:
    return recordings(world.carrier.exchange.record)


def at_carrier(world: World) -> list[tuple[str, int | None]]:
    return [(one.status, one.seconds) for one in world.carrier.exchange.recordings.by_sid.values()]


def test_asked_and_yes_recorded_paused_resumed_and_over_with_the_talk(world: World) -> None:
    _, caller = talks_to_anna(world)
    caller.waits("20s")
    assert taken(world) == [], "nothing is recorded before the yes"
    started = caller_says_yes(world)
    assert isinstance(started, TalkRecording)
    assert started.words.startswith("Vindt u het goed dat ik dit opneem")
    caller.waits("10s")
    agent_wants(world, "pause")
    caller.waits("7s")
    agent_wants(world, "resume")
    caller.waits("5s").hangs_up().waits("10s")

    (row,) = rows(world, started.talk)
    assert (row.known, row.wanted, row.seconds) == ("ended", "over", 22)
    assert (row.agent_id, row.call_sid, row.agreed_at) == ("anna", caller.legs[-1].sid, started.agreed_at)
    assert tale(world, row) == [
        *("agreed", "asked", "is_on", "paused", "is_paused", "resumed", "is_on", "finished", "is_ended")
    ]
    assert at_carrier(world) == [("completed", 22)]


@pytest.mark.threat("T17")
def test_without_a_yes_nothing_is_anywhere(world: World) -> None:
    _, caller = talks_to_anna(world)
    talk = world.reservation("anna")
    refused = recording.start(world.house, AgentId("anna"), talk, world.now, caller_agreed=False)
    caller.waits("5s").hangs_up().waits("5s")
    assert refused == "not_agreed"
    assert (rows(world, talk), taken(world)) == ((), [])


@pytest.mark.threat("T17")
def test_where_the_line_records_nothing_a_yes_changes_nothing(world_of: WorldOf) -> None:
    world = world_of()
    talks_to_anna(world)
    assert caller_says_yes(world) == "off"
    world.passes("5s")
    assert taken(world) == []


def test_pressed_twice_and_in_two_tabs_it_is_one_recording(world: World) -> None:
    _, caller = talks_to_anna(world)
    first, second = caller_says_yes(world), caller_says_yes(world)
    caller.waits("5s")
    third = caller_says_yes(world)
    assert isinstance(first, TalkRecording)
    assert [one.id for one in (first, second, third) if isinstance(one, TalkRecording)] == [first.id] * 3
    assert len(taken(world)) == 1


def test_a_tab_of_the_talk_before_starts_nothing_in_this_one(world: World) -> None:
    anna, first = talks_to_anna(world)
    old = world.reservation("anna")
    first.hangs_up()
    world.api("POST", "/api/agents/anna/wrapped", disposition="resolved")
    second = world.caller("+31633333333", "the next").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(second)
    assert recording.start(world.house, AgentId("anna"), old, world.now, caller_agreed=True) == "other_talk"
    assert (
        recording.start(world.house, AgentId("bram"), world.reservation("anna"), world.now, caller_agreed=True)
        == "no_talk"
    )
    world.passes("3s")
    assert taken(world) == []


@pytest.mark.parametrize("hooks", ["in time", "lost"])
def test_the_answer_to_the_request_is_lost_and_it_is_found_once(world: World, hooks: str) -> None:
    _, caller = talks_to_anna(world)
    world.carrier.exchange.faults.rest("POST", "Calls/*/Recordings", lose_answer=True)
    if hooks == "lost":
        world.carrier.exchange.faults.status_hooks(drop=True)
    started = caller_says_yes(world)
    assert isinstance(started, TalkRecording)
    caller.waits("5s")
    (row,) = rows(world, started.talk)
    assert (row.known, row.sid) == ("on", taken(world)[0].sid)
    assert len(taken(world)) == 1
    caller.waits("5s").hangs_up().waits("1m")
    (row,) = rows(world, started.talk)
    assert (row.known, row.seconds) == ("ended", 10)


def test_a_request_that_did_nothing_is_made_again_while_it_is_no_surprise(world: World) -> None:
    _, caller = talks_to_anna(world)
    world.carrier.exchange.faults.rest("POST", "Calls/*/Recordings", refuse_connection=True, times=2)
    started = caller_says_yes(world)
    assert isinstance(started, TalkRecording)
    caller.waits("6s")
    assert rows(world, started.talk)[0].known == "on"


@pytest.mark.parametrize(("answer", "code", "cause"), [(400, 21220, "gone"), (403, 20403, "carrier_20403")])
def test_what_the_carrier_refuses_has_failed_and_may_be_asked_again(
    world: World, answer: int, code: int, cause: str
) -> None:
    _, caller = talks_to_anna(world)
    world.carrier.exchange.faults.rest("POST", "Calls/*/Recordings", answer=answer, code=code)
    first = caller_says_yes(world)
    assert isinstance(first, TalkRecording)
    caller.waits("2s")
    assert [(row.known, row.cause) for row in rows(world, first.talk)] == [("failed", cause)]
    caller_says_yes(world)
    caller.waits("2s")
    assert [row.known for row in rows(world, first.talk)] == ["on", "failed"]


def test_what_began_after_it_was_given_up_is_deleted(world: World) -> None:
    """No answer, and a list that shows nothing for a while: the agent was told that there is no recording."""
    _, caller = talks_to_anna(world)
    faults = world.carrier.exchange.faults
    faults.rest("POST", "Calls/*/Recordings", lose_answer=True)
    faults.status_hooks(drop=True)
    faults.rest("GET", "Recordings", answer=503, times=8)
    started = caller_says_yes(world)
    assert isinstance(started, TalkRecording)
    world.loses("ticker")
    caller.waits("15s")
    with world.house.ledger.write() as ledger:
        talk_recordings.fail(ledger, started.id, "unanswered", world.now)
    world.regains("ticker")
    caller.waits("3m")
    (row,) = rows(world, started.talk)
    assert (row.known, row.wanted) == ("gone", "gone")
    assert at_carrier(world) == []
    caller.hangs_up()


def test_the_worker_is_dead_and_the_ticker_does_it(world: World) -> None:
    _, caller = talks_to_anna(world)
    world.loses("worker")
    started = caller_says_yes(world)
    assert isinstance(started, TalkRecording)
    caller.waits("4s")
    assert rows(world, started.talk)[0].known == "on"
    world.regains("worker")


def test_a_worker_that_died_with_a_request_under_way_is_waited_for(world: World) -> None:
    """Row, then request; nobody knows whether the request was made: no second one is."""
    _, caller = talks_to_anna(world)
    world.loses("worker")
    world.loses("ticker")
    started = caller_says_yes(world)
    assert isinstance(started, TalkRecording)
    with world.house.ledger.write() as ledger:
        assert talk_recordings.claim(ledger, started.id, timedelta(seconds=20), world.now)
        assert talk_recordings.asking(ledger, started.id, world.now)
    world.regains("ticker")
    world.regains("worker")
    caller.waits("15s")
    assert rows(world, started.talk)[0].known == "asked"
    caller.waits("10s")
    assert [(row.known, row.cause) for row in rows(world, started.talk)] == [("failed", "unanswered")]
    assert taken(world) == []


def test_nobody_is_recorded_long_after_having_agreed(world: World) -> None:
    _, caller = talks_to_anna(world)
    world.loses("worker")
    world.loses("ticker")
    started = caller_says_yes(world)
    assert isinstance(started, TalkRecording)
    caller.waits("2m")
    world.regains("ticker")
    world.regains("worker")
    caller.waits("5s")
    assert [(row.known, row.cause) for row in rows(world, started.talk)] == [("failed", "too_late")]
    assert taken(world) == []


@pytest.mark.parametrize("delay", ["0s", "1s"])
def test_the_caller_hangs_up_while_it_starts(world: World, delay: str) -> None:
    _, caller = talks_to_anna(world)
    started = caller_says_yes(world)
    assert isinstance(started, TalkRecording)
    if delay != "0s":
        caller.waits(delay)
    caller.hangs_up().waits("20s")
    (row,) = rows(world, started.talk)
    assert row.known in ("ended", "failed")
    assert all(one.ended_at is not None for one in taken(world))


@pytest.mark.parametrize("when", ["at once", "while it is paused", "in wrap-up", "after the talk"])
def test_a_caller_takes_the_yes_back_and_nothing_is_left(world: World, when: str) -> None:
    _, caller = talks_to_anna(world)
    talk = world.reservation("anna")
    caller_says_yes(world)
    if when != "at once":
        caller.waits("9s")
    if when == "while it is paused":
        agent_wants(world, "pause")
        caller.waits("2s")
    if when in ("in wrap-up", "after the talk"):
        caller.hangs_up().waits("3s" if when == "in wrap-up" else "5m")
    agent_wants(world, "withdraw", talk)
    world.passes("10s")
    (row,) = rows(world, talk)
    assert row.known in ("gone", "failed")
    assert (row.wanted, row.gone_because) == ("gone", "withdrawn")
    assert at_carrier(world) == []
    if row.known == "gone":
        assert tale(world, row)[-2:] == [
            "is_ended" if when in ("at once", "while it is paused") else "withdrawn",
            "deleted",
        ]


def test_a_deletion_is_repeated_until_the_carrier_s_own_list_proves_it(world: World) -> None:
    _, caller = talks_to_anna(world)
    talk = world.reservation("anna")
    caller_says_yes(world)
    caller.waits("5s").hangs_up().waits("5s")
    world.carrier.exchange.faults.rest("DELETE", "Recordings/*", answer=503, times=3)
    agent_wants(world, "withdraw", talk)
    world.passes("2s")
    assert rows(world, talk)[0].known == "ended"
    world.passes("9m")
    assert rows(world, talk)[0].known == "gone"
    assert at_carrier(world) == []


def test_what_is_still_there_a_day_after_the_yes_was_taken_back_is_shouted_of(world: World) -> None:
    _, caller = talks_to_anna(world)
    talk = world.reservation("anna")
    caller_says_yes(world)
    caller.waits("5s").hangs_up().waits("5s")
    agent_wants(world, "finish", talk)
    world.carrier.exchange.faults.rest("DELETE", "Recordings/*", answer=403, code=20403, times=2)
    agent_wants(world, "withdraw", talk)
    (row,) = rows(world, talk)
    tomorrow = world.now + timedelta(days=1)
    forget_recordings(world.shop, tomorrow - timedelta(minutes=1))
    assert undeleted(world) == []
    forget_recordings(world.shop, tomorrow + timedelta(minutes=1))
    assert undeleted(world) == [row.sid]
    forget_recordings(world.shop, tomorrow + timedelta(minutes=3))
    assert (at_carrier(world), undeleted(world)) == ([], [])


def test_after_a_withdrawal_the_caller_may_say_yes_again(world: World) -> None:
    _, caller = talks_to_anna(world)
    caller_says_yes(world)
    caller.waits("5s")
    agent_wants(world, "withdraw")
    caller.waits("5s")
    caller_says_yes(world)
    caller.waits("6s").hangs_up().waits("5s")
    assert at_carrier(world) == [("completed", 6)]


def test_who_is_sent_on_is_not_recorded_with_the_next_agent(world: World) -> None:
    _, caller = talks_to_anna(world)
    talk = world.reservation("anna")
    (bram,) = world.signs_on("bram")
    bram.accepts()
    caller_says_yes(world)
    caller.waits("8s")
    world.api("POST", "/api/agents/anna/transfer", need="technical")
    bram.is_talking_to(caller)
    caller.waits("20s")
    assert [row.known for row in rows(world, talk)] == ["ended"]
    assert (taken(world)[0].ended_at or world.now) <= world.call(caller).answered_at + timedelta(seconds=9)  # type: ignore[operator] # it was answered
    second = caller_says_yes(world, "bram")
    assert isinstance(second, TalkRecording)
    caller.waits("5s").hangs_up().waits("5s")
    assert [row.agent_id for row in rows(world, second.talk)] == ["bram"]
    assert [seconds for _, seconds in at_carrier(world)] == [8, 5]


def test_nobody_is_sent_on_while_the_carrier_does_not_end_the_recording(world: World) -> None:
    anna, caller = talks_to_anna(world)
    world.signs_on("bram")[0].accepts()
    caller_says_yes(world)
    caller.waits("3s")
    world.carrier.exchange.faults.rest("POST", "Calls/*/Recordings/*", answer=503, times=3)
    world.api("POST", "/api/agents/anna/transfer", need="technical")
    caller.waits("3s")
    anna.is_talking_to(caller)
    caller.waits("30s")
    world.agent("bram").is_talking_to(caller)


def test_a_word_with_a_colleague_is_not_recorded(world: World) -> None:
    anna, caller = talks_to_anna(world)
    talk = world.reservation("anna")
    (bram,) = world.signs_on("bram")
    bram.accepts()
    caller_says_yes(world)
    caller.waits("10s")
    asked = world.api("POST", "/api/agents/anna/transfer", need="technical", mode="consult").json
    anna.is_talking_to(bram)
    anna.waits("10s")
    assert rows(world, talk)[0].paused_by == "consult"
    assert rows(world, talk)[0].known == "paused"
    world.api("POST", f"/api/transfers/{asked['id']}/cancel")
    anna.is_talking_to(caller)
    caller.waits("10s")
    assert rows(world, talk)[0].known == "on"
    caller.hangs_up().waits("10s")
    (row,) = rows(world, talk)
    assert row.known == "ended"
    assert row.seconds is not None
    assert 18 <= row.seconds <= 26


def test_a_pause_of_the_agent_s_own_outlasts_a_hold(world: World) -> None:
    _, caller = talks_to_anna(world)
    talk = world.reservation("anna")
    caller_says_yes(world)
    caller.waits("3s")
    holding.hold(world.house, AgentId("anna"), world.now)
    caller.waits("5s")
    assert rows(world, talk)[0].known == "paused"
    agent_wants(world, "pause")
    holding.take_back(world.house, AgentId("anna"), world.now)
    caller.waits("20s")
    assert rows(world, talk)[0].known == "paused"
    agent_wants(world, "resume")
    caller.waits("2s")
    assert rows(world, talk)[0].known == "on"


def test_who_holds_is_not_recorded(world: World) -> None:
    _, caller = talks_to_anna(world)
    talk = world.reservation("anna")
    caller_says_yes(world)
    caller.waits("10s")
    assert not isinstance(holding.hold(world.house, AgentId("anna"), world.now), str)
    caller.waits("20s")
    assert (rows(world, talk)[0].known, rows(world, talk)[0].paused_by) == ("paused", "hold")
    assert not isinstance(holding.take_back(world.house, AgentId("anna"), world.now), str)
    caller.waits("10s")
    assert rows(world, talk)[0].known == "on"
    caller.hangs_up().waits("10s")
    (row,) = rows(world, talk)
    assert row.known == "ended"
    assert row.seconds is not None
    assert 17 <= row.seconds <= 26


def test_of_a_callback_it_is_the_customer_s_leg(world: World) -> None:
    customer = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, customer)
    customer.waits("2s")
    started = caller_says_yes(world)
    assert isinstance(started, TalkRecording)
    assert (started.is_callback, started.call_sid) == (True, customer.legs[-1].sid)
    customer.waits("10s").hangs_up()
    anna.hears("1").presses("1").waits("5s")
    assert at_carrier(world) == [("completed", 10)]
    assert rows(world, started.talk)[0].known == "ended"


@pytest.mark.parametrize("disorder", ["twice", "an hour late", "never", "shuffled"])
def test_hooks_come_as_they_like(world: World, disorder: str) -> None:
    faults = world.carrier.exchange.faults
    _, caller = talks_to_anna(world)
    talk = world.reservation("anna")
    if disorder == "twice":
        faults.status_hooks(duplicate=True)
    elif disorder == "an hour late":
        faults.status_hooks(delay=timedelta(hours=1), only={"recording-in-progress", "recording-completed"})
    elif disorder == "never":
        faults.status_hooks(drop=True, only={"recording-in-progress", "recording-completed"})
    else:
        faults.status_hooks(shuffle_within=timedelta(seconds=20))
    caller_says_yes(world)
    caller.waits("4s")
    agent_wants(world, "pause")
    caller.waits("4s")
    assert rows(world, talk)[0].known == "paused"
    agent_wants(world, "resume")
    caller.waits("4s").hangs_up().waits("2h")
    (row,) = rows(world, talk)
    assert (row.known, row.wanted, row.seconds) == ("ended", "over", 12)


def test_no_yes_is_taken_while_the_ledger_cannot_keep_it(world: World) -> None:
    _, caller = talks_to_anna(world)
    talk = world.reservation("anna")
    ledger = world.house.ledger
    world.loses("ledger")

    class Gone:
        def __getattr__(self, _: str) -> object:
            raise LedgerGone("gone")

    gone = replace(world.house, ledger=Gone())  # type: ignore[arg-type] # a ledger that is gone
    with pytest.raises(LedgerGone):
        recording.start(gone, AgentId("anna"), talk, world.now, caller_agreed=True)
    world.regains("ledger")
    assert ledger is world.house.ledger
    caller.waits("3s")
    assert taken(world) == []


def test_the_board_is_lost_and_the_recording_goes_on(world: World) -> None:
    _, caller = talks_to_anna(world)
    talk = world.reservation("anna")
    caller_says_yes(world)
    caller.waits("3s")
    world.house.board._client.flushall()
    caller.waits("10s")
    assert rows(world, talk)[0].known == "on"
    caller.hangs_up().waits("5s")
    assert at_carrier(world) == [("completed", 13)]


def test_a_talk_is_deleted_once_it_was_kept_long_enough(world_of: WorldOf) -> None:
    world = world_of(recording={"mode": "ask"}, privacy={"keep_recordings": "8m"})
    _, caller = talks_to_anna(world)
    talk = world.reservation("anna")
    caller_says_yes(world)
    caller.waits("5s").hangs_up().waits("5m")
    assert len(at_carrier(world)) == 1
    world.passes("9m")
    (row,) = rows(world, talk)
    assert (row.known, row.gone_because) == ("gone", "kept_long_enough")
    assert at_carrier(world) == []


def test_one_that_breaks_down_keeps_no_other_from_being_minded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anna's, each time that it is looked at; Bram's was paused, and the bell for that was lost."""
    talks_to_anna(world)
    caller_says_yes(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    bram.is_talking_to(world.caller("+31633333333").dials(world.carrier.line).hears("Welkom").presses("1"))
    caller_says_yes(world, "bram")
    world.passes("2s")
    poisoned, other = world.reservation("anna"), world.reservation("bram")
    is_talk = taping.is_talk
    monkeypatch.setattr(taping, "is_talk", lambda house, row: 1 / 0 if row.talk == poisoned else is_talk(house, row))
    with world.house.ledger.write() as ledger:
        talk_recordings.pause(ledger, rows(world, other)[0].id, "agent", world.now)
    world.passes("2s")
    assert rows(world, other)[0].known == "paused"
