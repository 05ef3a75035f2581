"""What an agent says of a conversation: once, with its draft, in time or late."""

from dataclasses import replace

import pytest

from routing.skills import CallSid, ReservationId
from tests.journeys.world import World
from tests.voice_app.desk.acts import ANNA, BRAM, CALLER, OTHER, card, desk, has_talked, last, rings_in, talks, wraps
from voice_app.desk import Elsewhere, Saved, Wrapped, WrapUp, Written, save_draft, wrap_up
from voice_app.ledger import calls
from voice_app.ledger.calls import Call

NOTE = Written("Factuur van mei\nkomt opnieuw", "follow_up")


def last_call(world: World, phone: str = CALLER) -> Call:
    with world.house.ledger.read() as ledger:
        call = calls.get(ledger, CallSid(world.caller(phone).legs[-1].sid))
    assert call is not None
    return call


def test_it_is_noted_with_the_call_and_the_agent_is_free(world: World) -> None:
    talk = has_talked(world)
    wraps(world, talk, "resolved", note="De factuur is vereffend.", is_resolved=True)
    call = last_call(world)
    assert (call.disposition, call.note, call.is_resolved) == ("resolved", "De factuur is vereffend.", True)
    shown = desk(world)
    assert (shown.stage, shown.card, shown.last) == ("idle", None, None)
    assert (shown.day.wrapped_up, shown.day.resolved_share) == (1, 1.0)


def test_of_two_tabs_one_is_told(world: World) -> None:
    talk = has_talked(world)
    wraps(world, talk, "resolved", note="eerste")
    assert wrap_up(world.house, ANNA, talk, WrapUp("follow_up", "tweede"), world.now) == "wrapped_already"
    assert (last_call(world).disposition, last_call(world).note) == ("resolved", "eerste")


def test_nobody_says_how_another_agents_talk_went_or_one_that_goes_on(world: World) -> None:
    _, caller, talk = talks(world)
    said = WrapUp("resolved")
    assert wrap_up(world.house, ANNA, talk, said, world.now) == "not_over"
    assert wrap_up(world.house, BRAM, talk, said, world.now) == "not_yours"
    assert wrap_up(world.house, ANNA, ReservationId("nonsense"), said, world.now) == "unknown"
    assert caller.is_in_call


def test_what_is_noted_late_does_not_end_the_wrap_up_of_another_talk(world: World) -> None:
    first = has_talked(world)
    world.passes("31s")
    second = has_talked(world, OTHER)
    wraps(world, first, "resolved", note="van de eerste")
    shown = desk(world)
    assert shown.card is not None
    assert (shown.stage, shown.card.reservation) == ("wrapping_up", second)
    assert last_call(world, CALLER).note == "van de eerste"
    assert last_call(world, OTHER).note is None


def test_a_draft_outlives_page_session_and_crash_and_goes_with_the_wrap_up(world: World) -> None:
    _, caller, talk = talks(world)
    saved = save_draft(world.house, ANNA, talk, NOTE, world.now)
    assert isinstance(saved, Saved)
    assert desk(world).draft == saved.draft
    caller.hangs_up()
    world.passes("1s")
    draft = desk(world).draft
    assert draft is not None
    assert (draft.note, draft.disposition, draft.is_resolved) == (NOTE.note, "follow_up", None)
    wraps(world, talk, "follow_up", note=NOTE.note)
    assert desk(world).draft is None


def test_when_the_time_for_it_runs_out_the_conversation_and_its_draft_stay(world: World) -> None:
    talk = has_talked(world)
    save_draft(world.house, ANNA, talk, NOTE, world.now)
    world.passes("31s")
    shown = desk(world)
    assert (shown.stage, last(world).reservation) == ("idle", talk)
    assert shown.draft is not None
    assert last(world).context.phone == CALLER
    other = has_talked(world, OTHER)
    wraps(world, other)
    assert last(world).reservation == talk, "what was begun is not lost behind another talk"
    wraps(world, talk, "follow_up", note=NOTE.note)
    assert desk(world).last is None
    assert last_call(world, CALLER).note == NOTE.note


def test_who_noted_the_last_talk_is_not_asked_about_those_before(world: World) -> None:
    has_talked(world)
    world.passes("31s")
    wraps(world, has_talked(world, OTHER))
    assert desk(world).last is None


def test_of_two_tabs_that_write_one_is_shown_what_the_other_wrote(world: World) -> None:
    _, _, talk = talks(world)
    first = save_draft(world.house, ANNA, talk, NOTE, world.now)
    assert isinstance(first, Saved)
    assert first.draft is not None
    world.passes("1s")
    blind = save_draft(world.house, ANNA, talk, Written("iets anders"), world.now)
    assert blind == Elsewhere(first.draft)
    insists = save_draft(world.house, ANNA, talk, Written("iets anders"), world.now, seen_at=first.draft.saved_at)
    assert insists == Saved(replace(first.draft, note="iets anders", disposition=None, saved_at=world.now))
    assert save_draft(world.house, ANNA, talk, Written(" "), world.now, seen_at=world.now) == Saved(None)
    assert desk(world).draft is None


def test_nobody_writes_about_another_agents_talk_or_one_that_is_noted(world: World) -> None:
    talk = has_talked(world)
    assert save_draft(world.house, BRAM, talk, NOTE, world.now) == "not_yours"
    wraps(world, talk)
    assert save_draft(world.house, ANNA, talk, NOTE, world.now) == "wrapped_already"


def test_nothing_is_written_of_a_phone_that_still_rings(world: World) -> None:
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    rings_in(world)
    world.agent("anna").rings()
    assert save_draft(world.house, ANNA, card(world).reservation, NOTE, world.now) == "unknown"


@pytest.mark.parametrize("note", ["<script>alert(1)</script>", "\u202etxet", "🧾" * 4000, "a\x00b"])
def test_whatever_is_written_comes_back_as_text(world: World, note: str) -> None:
    _, _, talk = talks(world)
    saved = save_draft(world.house, ANNA, talk, Written(note), world.now)
    assert isinstance(saved, Saved)
    assert desk(world).draft == saved.draft
    assert saved.draft is not None
    assert saved.draft.note is not None
    assert not {"\x00", "\u202e"} & set(saved.draft.note)


def test_a_call_that_was_sent_on_is_noted_with_its_transfer(world: World) -> None:
    _, caller, talk = talks(world)
    world.signs_on("bram")
    assert world.api("POST", "/api/agents/anna/transfer", need="technical").status_code == 202
    world.agent("bram").accepts().is_talking_to(caller)
    wraps(world, talk, "transferred", note="stuurt modem", is_resolved=False)
    caller.hangs_up()
    world.passes("1s")
    wraps(world, card(world, BRAM).reservation, "resolved", agent=BRAM, note="modem besteld", is_resolved=True)
    assert (last_call(world).note, last_call(world).is_resolved) == ("modem besteld", True)
    assert (desk(world).day.transferred, desk(world).day.calls, desk(world, BRAM).day.calls) == (1, 1, 1)
    assert (desk(world).day.resolved_share, desk(world, BRAM).day.resolved_share) == (0.0, 1.0)


def test_what_it_was_about_after_all_is_noted_and_kept_in_the_draft(world: World) -> None:
    talk = has_talked(world)
    saved = save_draft(world.house, ANNA, talk, Written(turned_out="technical"), world.now)
    assert isinstance(saved, Saved)
    assert saved.draft is not None
    assert saved.draft.turned_out == "technical"
    said = WrapUp("resolved", turned_out="technical")
    assert isinstance(wrap_up(world.house, ANNA, talk, said, world.now), Wrapped)
    call = last_call(world)
    assert (call.need, call.turned_out) == ("billing", "technical")
