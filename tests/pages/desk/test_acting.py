"""What an agent does on the desk, by Flask's own client: each act, and who comes second."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from carrier.phone import Phone
from tests.journeys.world import World
from tests.pages.talking import talks
from tests.pages.visitors import Visitor, signed_in
from voice_app.ledger.tables import drafts
from voice_app.runtime import Runtime

BY_SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def anna(house: Runtime, app: Flask, world: World) -> Visitor:
    return signed_in(house, app, "anna")


def over(world: World, caller: Phone) -> str:
    caller.hangs_up()
    world.passes("1s")
    return world.reservation("anna")


def act(desk: Visitor, path: str, **form: str) -> TestResponse:
    return desk.post(f"/desk/{path}", data=form, headers=BY_SCRIPT)


def test_a_break_has_a_reason(world: World, anna: Visitor) -> None:
    shown = act(anna, "presence", presence="on_break:lunch").text

    assert world.declared("anna") == "on_break"
    assert "Lunch" in shown
    assert 'value="on_break:lunch" data-key="2" aria-pressed="true"' in shown


@pytest.mark.parametrize("presence", ["on_break:nonsense", "ready:lunch", "", "lunch"])
def test_a_reason_that_nobody_knows_is_refused(world: World, anna: Visitor, presence: str) -> None:
    assert act(anna, "presence", presence=presence).status_code == 400
    assert world.declared("anna") == "signed_out"


def test_what_is_said_of_a_conversation_is_noted_and_the_next_may_come(world: World, anna: Visitor) -> None:
    caller = talks(world)
    reservation = over(world, caller)

    answer = act(anna, "wrap-up", reservation=reservation, disposition="resolved", note="Paid twice", resolved="yes")

    assert answer.status_code == 200
    assert 'data-stage="idle"' in answer.text
    noted = world.call(caller)
    assert (noted.disposition, noted.note, noted.is_resolved) == ("resolved", "Paid twice", True)
    assert world.activity("anna") == "idle"


def test_a_conversation_is_not_wrapped_up_without_saying_how_it_ended(world: World, anna: Visitor) -> None:
    caller = talks(world)

    answer = act(anna, "wrap-up", reservation=over(world, caller), note="Paid twice")

    assert answer.status_code == 409
    assert "Zeg eerst hoe het afliep." in answer.text
    assert world.activity("anna") == "wrapping_up"


@pytest.mark.fault("F25")
def test_of_two_windows_one_wins_and_the_other_is_told(world: World, anna: Visitor) -> None:
    caller = talks(world)
    reservation = over(world, caller)
    act(anna, "wrap-up", reservation=reservation, disposition="resolved", note="first")

    answer = act(anna, "wrap-up", reservation=reservation, disposition="follow_up", note="second")

    assert answer.status_code == 409
    assert "Het is al genoteerd" in answer.text
    assert world.call(caller).note == "first"


@pytest.mark.threat("T14")
def test_nobody_wraps_up_what_is_a_colleagues(world: World, house: Runtime, app: Flask) -> None:
    caller = talks(world)
    reservation = over(world, caller)

    answer = act(signed_in(house, app, "bram"), "wrap-up", reservation=reservation, disposition="resolved", note="mine")

    assert answer.status_code == 409
    assert "van een collega" in answer.text
    assert world.call(caller).note is None


def test_an_act_of_a_page_that_is_too_old_is_told_at_the_top(world: World, anna: Visitor) -> None:
    first = over(world, talks(world))
    act(anna, "wrap-up", reservation=first, disposition="resolved")
    caller = talks(world, "+31633333333")

    answer = act(anna, "send", reservation=first, cold="need:technical")

    assert answer.status_code == 409
    assert '<p class="told bad">Er is niemand meer met u aan de lijn.</p>' in answer.text.split('id="told-desk"')[1]
    assert world.activity("anna") == "talking"
    caller.hangs_up()


def test_without_a_script_what_went_wrong_is_the_page(world: World, anna: Visitor) -> None:
    caller = talks(world)

    answer = anna.post("/desk/wrap-up", data={"reservation": over(world, caller), "note": "Paid twice"})

    assert answer.status_code == 409
    assert "<!doctype html>" in answer.text
    assert "Zeg eerst hoe het afliep." in answer.text


def test_a_half_written_note_is_kept_and_stands_in_the_next_page(world: World, anna: Visitor) -> None:
    caller = talks(world)

    kept: Any = act(anna, "draft", reservation=world.reservation("anna"), note="Paid tw", seen="").get_json()

    assert kept["seen"] == world.now.isoformat()
    assert "Paid tw</textarea>" in anna.get("/desk").text
    caller.hangs_up()


def test_a_draft_whose_words_were_erased_is_shown_without_them(world: World, anna: Visitor) -> None:
    talks(world)
    assert act(anna, "draft", reservation=world.reservation("anna"), note="Paid tw", seen="").status_code == 200
    with world.house.ledger.write() as ledger:
        ledger.execute(update(drafts).values(note=None))
    assert "Paid tw" not in anna.get("/desk").text
    assert act(anna, "draft", reservation=world.reservation("anna"), note="again", seen="").status_code == 409


def test_what_another_window_has_written_since_is_told_and_not_written_over(world: World, anna: Visitor) -> None:
    caller = talks(world)
    here: Any = act(anna, "draft", reservation=world.reservation("anna"), note="from here", seen="").get_json()
    world.passes("5s")

    there = act(anna, "draft", reservation=world.reservation("anna"), note="from there", seen="")

    assert there.status_code == 409
    assert "from here" in there.get_json()["told"]  # type: ignore[index]  # it is JSON
    assert "from here</textarea>" in anna.get("/desk").text
    insists = act(anna, "draft", reservation=world.reservation("anna"), note="from there", seen=here["seen"])
    assert insists.status_code == 200
    caller.hangs_up()


def test_a_callback_is_promised_while_the_two_still_talk(world: World, anna: Visitor) -> None:
    caller = talks(world)
    world.passes("20s")

    answer = act(anna, "call-back", reservation=world.reservation("anna"), window="usual", by_me="yes")

    assert answer.status_code == 200
    assert '<p class="told good">Beloofd: ' in answer.text
    assert world.promise().preferred_agent == "anna"
    caller.hangs_up()


def test_a_callback_is_promised_with_the_word_that_ends_it(world: World, anna: Visitor) -> None:
    caller = talks(world)
    reservation = over(world, caller)
    window = anna.get("/desk").text.split('<option value="2026-')[1].split('"')[0]

    answer = act(
        anna, "wrap-up", reservation=reservation, disposition="follow_up", note="Ask the bank", window=f"2026-{window}"
    )

    assert answer.status_code == 200
    promise = world.promise()
    assert promise.window is not None
    assert promise.preferred_agent is None
    assert world.call(caller).disposition == "follow_up"


def test_a_wrong_choice_is_one_click(world: World, anna: Visitor) -> None:
    caller = talks(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    shown = anna.get("/desk").text
    assert 'name="cold" value="need:technical"' in shown

    answer = act(anna, "send", reservation=world.reservation("anna"), cold="need:technical")

    assert "Op weg naar een storing" in answer.text
    bram.is_talking_to(caller)
    assert world.activity("anna") == "wrapping_up"
    wrapping_up = anna.get("/desk").text
    assert 'value="transferred"' in wrapping_up
    assert "checked" in wrapping_up.split('value="transferred"')[1].split(">")[0]


def test_a_word_with_the_colleague_first_and_then_the_caller_goes_on(world: World, anna: Visitor) -> None:
    caller = talks(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()

    answer = act(anna, "send", reservation=world.reservation("anna"), consult="agent:bram", note="A credit note")
    assert "Bram wordt gebeld. De beller hoort muziek." in answer.text
    bram.is_talking_to(world.agent("anna"))
    shown = anna.get("/desk").text
    assert "Bram is bij u aan de lijn" in shown
    transfer = shown.split('name="transfer" value="')[1].split('"')[0]

    act(anna, "consult", reservation=world.reservation("anna"), transfer=transfer, do="complete")

    bram.is_talking_to(caller)


@pytest.mark.threat("T14")
def test_a_word_with_a_colleague_is_not_a_strangers_to_end(
    world: World, anna: Visitor, house: Runtime, app: Flask
) -> None:
    caller = talks(world)
    bram, _ = world.signs_on("bram", "chloe")
    bram.accepts()
    act(anna, "send", reservation=world.reservation("anna"), consult="agent:bram")
    bram.is_talking_to(world.agent("anna"))
    transfer = anna.get("/desk").text.split('name="transfer" value="')[1].split('"')[0]

    strangers = act(signed_in(house, app, "chloe"), "consult", reservation="", transfer=transfer, do="complete")

    assert strangers.status_code == 400
    act(anna, "consult", reservation=world.reservation("anna"), transfer=transfer, do="cancel")
    world.agent("anna").is_talking_to(caller)


@pytest.mark.parametrize(
    "form",
    [{"cold": "need:nonsense"}, {"cold": "agent:nobody"}, {"consult": "need:"}, {"cold": ""}, {}, {"cold": "x" * 400}],
)
def test_a_destination_that_does_not_exist_is_refused(world: World, anna: Visitor, form: dict[str, str]) -> None:
    caller = talks(world)

    assert act(anna, "send", reservation=world.reservation("anna"), **form).status_code == 400
    assert world.activity("anna") == "talking"
    caller.hangs_up()


@pytest.mark.parametrize(
    "window", ["nonsense", "2026-03-03T10:00/2026-03-03T12:00", "2026-03-03T12:00Z/2026-03-03T10:00Z", "/"]
)
def test_a_window_that_is_none_is_refused(world: World, anna: Visitor, window: str) -> None:
    caller = talks(world)

    assert act(anna, "call-back", reservation=world.reservation("anna"), window=window).status_code == 400
    assert world.promises() == ()
    caller.hangs_up()
