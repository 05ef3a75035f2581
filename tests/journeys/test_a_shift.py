"""A shift at the desk, without its page: breaks, talks, notes, and an agent's own promises, kept as they were given."""

from datetime import datetime, timedelta

import pytest

from carrier.phone import Phone
from routing.agents import Presence
from routing.spans import Span
from tests.journeys.askings import asks_for_a_callback, is_called_back, rings_at
from tests.journeys.world import World
from tests.voice_app.desk.acts import ANNA, BRAM, CALLER, OTHER, card, desk, has_talked, last, rings_in, talks, wraps
from voice_app.desk import CallBack, Promised, UnknownReason, WrapUp, Written, call_back, declare, save_draft, wrap_up
from voice_app.ledger.promise import Promise

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def today(world: World, from_: str, to: str, days: int = 0) -> Span:
    """A stretch of this day, or a later one, by the clock of the line."""
    zone = world.house.line.timezone
    day = (world.now.astimezone(zone) + timedelta(days=days)).date()
    from_at, to_at = (datetime.fromisoformat(f"{day} {at}").replace(tzinfo=zone) for at in (from_, to))
    return Span(from_at, to_at)


def promised_after_a_talk(world: World, back: CallBack, phone: str = CALLER) -> Promise:
    """Anna has talked, promises to call back, and is free again."""
    noted = wraps(world, has_talked(world, phone), "follow_up", note="over mei", back=back)
    assert noted.promised is not None
    return noted.promised.promise


def is_called_by(world: World, agent: Phone, customer: Phone, within: str) -> None:
    customer.accepts()
    agent.accepts().is_talking_to(customer, within=within)


def test_a_whole_shift_is_worked_on_the_desk(world: World) -> None:
    began_at = world.now
    declare(world.house, ANNA, Presence.READY, None, world.now)
    world.passes("10m")
    declare(world.house, ANNA, Presence.ON_BREAK, "coffee", world.now)
    assert (desk(world).presence, desk(world).reason) == (Presence.ON_BREAK, "coffee")
    world.passes("15m")

    _, caller, talk = talks(world)
    save_draft(world.house, ANNA, talk, Written("zoekt factuur van mei"), world.now)
    world.passes("3m")
    caller.hangs_up()
    world.passes("1s")
    draft = desk(world).draft
    assert draft is not None
    back = CallBack(today(world, "14:00", "17:00"))
    noted = wraps(world, talk, "follow_up", note=draft.note, is_resolved=False, back=back)
    assert noted.promised is not None
    assert (noted.promised.is_new, noted.promised.is_then) == (True, True)
    (mine,) = desk(world).promises
    assert (mine.need, mine.note, mine.prefers_me, mine.is_mine) == ("billing", "zoekt factuur van mei", True, True)
    assert mine.slack == mine.call_by - world.now > timedelta(hours=4)

    world.signs_on("bram")
    bram = world.agent("bram").accepts()
    world.passes("85m")
    is_called_by(world, world.agent("anna"), caller, within="30m")
    assert not bram.legs
    caller.hangs_up()
    world.agent("anna").hears("Gesproken").presses("1").was_hung_up()
    world.passes("1s")
    callback = last(world) if desk(world).card is None else card(world)
    assert callback.kind == "callback"
    assert callback.why_you is not None
    assert callback.why_you.ruling == "promised"
    wraps(world, callback.reservation, "resolved", note="gevonden", is_resolved=True)

    day = desk(world).day
    assert (day.calls, day.callbacks, day.wrapped_up, day.resolved_share) == (1, 1, 2, 0.5)
    assert (day.promised, day.kept, day.due) == (1, 1, 0)
    assert day.breaks == {"coffee": 15 * MINUTE}
    assert day.average is not None
    assert day.talked >= 3 * MINUTE
    assert day.since <= began_at
    assert world.promise().state == "kept"
    made = world.timeline(mine.id)[0]
    assert (made.event, made.data["by"], made.data["preferred"]) == ("made", "anna", "anna")


def test_a_reason_is_one_of_the_line_file_and_of_a_break(world: World) -> None:
    for presence, reason in ((Presence.ON_BREAK, "nonsense"), (Presence.READY, "lunch")):
        with pytest.raises(UnknownReason):
            declare(world.house, ANNA, presence, reason, world.now)
    assert desk(world).presence is Presence.SIGNED_OUT


def test_where_its_agent_is_not_there_a_colleague_calls_in_time(world: World) -> None:
    owed = promised_after_a_talk(world, CallBack(today(world, "14:00", "16:00")))
    world.signs_off("anna")
    (bram,) = world.signs_on("bram")
    caller = world.caller(CALLER)
    world.passes("170m")
    assert world.now < owed.made_at + 3 * HOUR
    assert not bram.legs, "it is kept for anna, though bram is free"
    why = world.api("GET", f"/api/promises/{owed.id}/why").json["now"]
    assert (why["code"], why["agent"]) == ("kept_for_its_agent", "anna")
    is_called_by(world, bram, caller, within="30m")
    assert owed.window is not None
    assert world.now < owed.window.to_at - 50 * MINUTE
    caller.hangs_up()
    bram.hears("Gesproken").presses("1")


def test_its_agent_goes_on_being_asked_after_a_ring_in_vain(world: World) -> None:
    promised_after_a_talk(world, CallBack(today(world, "14:00", "18:00")))
    world.signs_on("bram")
    anna, bram, caller = world.agent("anna").lets_it_ring(), world.agent("bram"), world.caller(CALLER)
    world.passes("119m")
    anna.rings(within="5m")
    world.passes("40s")
    assert not bram.legs
    is_called_by(world, anna, caller, within="5m")
    caller.hangs_up()
    anna.hears("Gesproken").presses("1")


def test_anybody_calls_where_it_is_nobodys_own(world: World) -> None:
    owed = promised_after_a_talk(world, CallBack(today(world, "14:00", "16:00"), by_me=False))
    assert (owed.preferred_agent, owed.preferred_until) == (None, None)
    world.signs_off("anna")
    (bram,) = world.signs_on("bram")
    world.passes("118m")
    is_called_by(world, bram, world.caller(CALLER), within="5m")
    bram.hangs_up()


def test_a_time_beyond_the_usual_deadline_is_when_it_is_due(world: World) -> None:
    window = today(world, "10:00", "12:00", days=2)
    owed = promised_after_a_talk(world, CallBack(window))
    assert (owed.due_by, owed.effective_due_by, owed.promised_late) == (window.end_at, window.end_at, False)
    assert owed.window is not None
    assert (owed.window.from_at, owed.window.to_at) == (window.start_at, window.end_at)
    promised_to = world.carrier.phones.caller(CALLER, "the caller")
    world.passes("45h")
    assert rings_at(world, promised_to) == 0
    is_called_by(world, world.agent("anna"), promised_to, within="2h")
    assert window.start_at <= world.now < window.start_at + 5 * MINUTE
    promised_to.hangs_up()
    world.agent("anna").hears("Gesproken").presses("1")


def test_two_tabs_promise_once(world: World) -> None:
    talk = has_talked(world)
    back = CallBack(today(world, "14:00", "16:00"))
    said = WrapUp("follow_up", "over mei", call_back=back)
    wraps(world, talk, "follow_up", note="over mei", back=back)
    assert wrap_up(world.house, ANNA, talk, said, world.now) == "wrapped_already"
    again = call_back(world.house, ANNA, talk, back, world.now)
    assert isinstance(again, Promised)
    assert (again.is_new, again.promise.id) == (False, world.promise().id)
    assert [(one.note, one.made_by) for one in world.matters(again.promise.id)] == [("over mei", "anna")]


def test_what_runs_out_is_noted_late_with_a_promise(world: World) -> None:
    talk = has_talked(world)
    save_draft(world.house, ANNA, talk, Written("belt terug"), world.now)
    world.passes("5m")
    assert (desk(world).stage, last(world).reservation) == ("idle", talk)
    wraps(world, talk, "follow_up", note="belt terug", back=CallBack(today(world, "14:00", "16:00")))
    assert (desk(world).last, len(desk(world).promises)) == (None, 1)
    assert world.promise().source == "agent"


def test_what_was_promised_in_the_talk_is_not_kept_by_sending_the_caller_on(world: World) -> None:
    _, caller, talk = talks(world)
    promised = call_back(world.house, ANNA, talk, CallBack(today(world, "15:00", "17:00")), world.now)
    assert isinstance(promised, Promised)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    world.api("POST", "/api/agents/anna/transfer", need="technical")
    bram.is_talking_to(caller)
    caller.hangs_up()
    world.passes("1s")
    assert world.promise().state == "open"


def test_whoever_rings_back_about_it_has_been_helped(world: World) -> None:
    promised_after_a_talk(world, CallBack(today(world, "15:00", "17:00")))
    world.signs_off("anna")
    world.signs_on("bram")
    caller = world.caller(CALLER).dials(world.carrier.line).hears("1").presses("1")
    world.agent("bram").accepts().is_talking_to(caller)
    assert (world.promise().state, world.promise().kept_how) == ("kept", "called_back")


def test_a_promise_made_in_a_callback_is_another_one(world: World) -> None:
    """The first is kept: they talk. The second is owed, whatever the agent says of this talk."""
    customer = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, customer)
    world.passes("5s")
    talk = card(world).reservation
    promised = call_back(world.house, ANNA, talk, CallBack(today(world, "16:00", "18:00")), world.now)
    assert isinstance(promised, Promised)
    customer.hangs_up()
    anna.hears("Gesproken").presses("1").was_hung_up()
    world.passes("1s")
    assert call_back(world.house, ANNA, talk, CallBack(), world.now) != "unknown"
    first, second = sorted(world.promises(), key=lambda one: one.made_at)
    assert (first.state, second.id, second.state) == ("kept", promised.promise.id, "open")


def test_a_callback_that_is_over_is_promised_again_together_with_its_outcome(world: World) -> None:
    customer = asks_for_a_callback(world)
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, customer)
    world.passes("5s")
    talk = card(world).reservation
    customer.hangs_up()
    anna.hangs_up()
    world.passes("1s")
    back = CallBack(today(world, "16:00", "18:00"))
    assert call_back(world.house, ANNA, talk, back, world.now) == "outcome_first"
    wraps(world, talk, "follow_up", back=back)
    assert [one.state for one in sorted(world.promises(), key=lambda one: one.made_at)] == ["kept", "open"]


def test_who_is_owed_a_call_already_is_owed_one_still_by_the_earlier_deadline(world: World) -> None:
    world.api("POST", "/api/promises", phone=OTHER, need="technical")
    earlier = world.promise()
    world.signs_on("bram")
    world.signs_off("bram")
    noted = wraps(world, _talks_about_a_bill(world), "follow_up", back=CallBack(today(world, "10:00", "12:00", days=2)))
    assert noted.promised is not None
    assert (noted.promised.is_new, noted.promised.is_then) == (False, False)
    owed = world.promise()
    assert (owed.id, owed.due_by, owed.window) == (earlier.id, earlier.due_by, None)
    assert owed.preferred_agent == "anna"
    assert [matter.made_by for matter in world.matters(owed.id)] == [None, "anna"]


def _talks_about_a_bill(world: World) -> str:
    """With somebody who is owed a call about something else."""
    world.agent("anna").accepts()
    caller = world.caller(OTHER)
    caller.dials(world.carrier.line).hears("Iets anders, hekje").presses("#").hears("een rekening").presses("1")
    world.signs_on("anna")
    world.agent("anna").is_talking_to(caller)
    talk = card(world).reservation
    caller.hangs_up()
    world.passes("1s")
    return talk


def test_a_number_outside_policy_waits_for_a_colleague(world: World) -> None:
    abroad = "+442079460958"
    (anna,) = world.signs_on("anna")
    caller = world.caller(abroad).dials(world.carrier.line).hears("press 1").presses("1")
    anna.accepts().is_talking_to(caller)
    caller.hangs_up()
    world.passes("1s")
    noted = wraps(world, card(world).reservation, "follow_up", back=CallBack())
    assert noted.promised is not None
    owed = noted.promised.promise
    assert (owed.needs_approval, owed.approval_because) == (True, "country")
    world.passes("3h")
    assert rings_at(world, caller) == 0
    assert desk(world).promises[0].needs_approval


def test_nobody_is_promised_what_cannot_be(world: World) -> None:
    talk = has_talked(world)
    for window, why in (
        (today(world, "22:00", "23:00"), "nobody_calls_then"),
        (today(world, "08:00", "09:00"), "nobody_calls_then"),
        (today(world, "10:00", "12:00", days=40), "too_far"),
    ):
        said = WrapUp("follow_up", call_back=CallBack(window))
        assert wrap_up(world.house, ANNA, talk, said, world.now) == why
    assert call_back(world.house, BRAM, talk, CallBack(), world.now) == "not_yours"
    assert (world.promises(), desk(world).stage) == ((), "wrapping_up")


def test_who_shows_no_number_cannot_be_called_back(world: World) -> None:
    world.signs_on("anna")
    world.agent("anna").accepts()
    caller = world.caller().dials(world.carrier.line, shows="anonymous").hears("toets 1").presses("1")
    world.agent("anna").is_talking_to(caller)
    assert call_back(world.house, ANNA, card(world).reservation, CallBack(), world.now) == "no_number"


def test_who_asked_while_waiting_and_then_talked_is_promised_anew(world: World) -> None:
    """One promise for each call is the caller's; an agent's own stands beside it."""
    caller = asks_and_stays(world)
    (anna,) = world.signs_on("anna")
    anna.accepts().is_talking_to(caller)
    assert world.promise().state == "kept"
    talk = card(world).reservation
    promised = call_back(world.house, ANNA, talk, CallBack(today(world, "16:00", "18:00")), world.now)
    assert isinstance(promised, Promised)
    assert promised.is_new
    assert sorted(one.state for one in world.promises()) == ["kept", "open"]


def asks_and_stays(world: World) -> Phone:
    world.signs_on("bram")
    world.agent("bram").accepts()
    busy = rings_in(world, OTHER)
    world.agent("bram").is_talking_to(busy)
    caller = rings_in(world)
    caller.hears("Toets 1 en we bellen u terug", within="60s").presses("1").hears("Afgesproken")
    return caller


def test_who_promises_without_a_time_is_not_rung_at_once(world: World) -> None:
    """There is something to find out first; an hour later it is the agent's own, and within a day anybody's."""
    owed = promised_after_a_talk(world, CallBack())
    assert owed.preferred_until is not None
    assert owed.preferred_until < owed.effective_due_by - 3 * HOUR
    caller = world.caller(CALLER)
    world.passes("55m")
    assert rings_at(world, caller) == 0
    is_called_by(world, world.agent("anna"), caller, within="10m")
    caller.hangs_up()
    world.agent("anna").hears("Gesproken").presses("1")


def test_a_supervisor_is_not_alarmed_by_what_goes_as_agreed(world: World) -> None:
    owed = promised_after_a_talk(world, CallBack(today(world, "14:00", "15:00")))
    assert owed.due_by - owed.made_at == 24 * HOUR, "the window is within it, and moves nothing"
    is_called_by(world, world.agent("anna"), world.caller(CALLER), within="3h")
    assert world.promise().escalated_at is None
    world.caller(CALLER).hangs_up()
    world.agent("anna").hears("Gesproken").presses("1")
