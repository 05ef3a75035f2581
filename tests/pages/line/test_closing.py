"""Closing at short notice: what is refused, what is said before, what stands written, and who is told."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.journeys.world import World
from tests.pages.line.conftest import LinePages, read
from tests.pages.visitors import signed_in
from voice_app import versions
from voice_app.line import Line
from voice_app.pages.line.closing import REASONS
from voice_app.runtime import Runtime
from voice_app.versions import Version

TONIGHT = "2026-03-02T18:00"


def closes(pages: LinePages, **otherwise: str | None) -> TestResponse:
    """The form, sent as it is but for this; and sent again with what it asks to confirm, where it asks."""
    filled = {"until": TONIGHT, "reason": "because_fault"} | otherwise
    form = pages.form("/line/close")
    told = form.send_as(filled)
    if 'name="confirmed"' not in told.text:
        return told
    confirmed = told.text.partition('name="confirmed" value="')[2].partition('"')[0]
    insist = told.text.partition('name="insist" value="')[2].partition('"')[0]
    return form.send_as(filled | {"confirmed": confirmed, "insist": insist or None})


def test_a_line_without_an_end_is_proposed_to_be_closed_for_an_hour_or_so(pages: LinePages) -> None:
    """Two days are no proposal to somebody in haste."""
    always = {key: ["00:00-24:00"] for key in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    edited = Line.from_dict(pages.line.as_dict() | {"hours": always})
    now, base = pages.house.now(), pages.newest
    assert isinstance(versions.change(pages.house, edited, base=base, by="chloe", source="api", now=now), Version)
    until = datetime.fromisoformat(pages.form("/line/close").filled["until"])
    here = now.astimezone(pages.line.timezone).replace(tzinfo=None)
    assert timedelta(hours=1) <= until - here < timedelta(hours=1, minutes=15)
    assert until.minute % 15 == 0


def test_nothing_is_closed_before_it_is_confirmed(pages: LinePages) -> None:
    before = pages.newest
    told = read(pages.form("/line/close").send_as({"until": TONIGHT, "reason": "because_fault"}))
    assert "From now until 18:00 nobody is put through." in told
    assert "Nobody waits now." in told
    assert "No promised callback falls due before the line opens again." in told
    assert "Wij zijn nu gesloten door een storing bij ons." in told
    assert pages.newest == before


def test_a_shipped_reason_is_spoken_in_every_language(pages: LinePages) -> None:
    assert closes(pages).status_code == 303
    closure = pages.line.closure
    assert closure is not None
    assert dict(closure.reason) == {
        "nl": "Wij zijn nu gesloten door een storing bij ons.",
        "en": "We are closed now because of a fault on our side.",
    }
    assert "Wij zijn nu gesloten door een storing bij ons. Toets 1" in pages.opens("/line")
    assert pages.house.newest().terms.hours(pages.house.now()).is_open(pages.house.now()) is False


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_offered_in_the_visitors_language(pages: LinePages, reason: str) -> None:
    assert f'value="{reason}"' in pages.opens("/line/close")


def test_it_is_confirmed_for_the_very_instant_that_was_shown(pages: LinePages) -> None:
    form = pages.form("/line/close")
    told = form.send_as({"until": TONIGHT, "reason": ""})
    confirmed = told.text.partition('name="confirmed" value="')[2].partition('"')[0]
    later = form.send_as({"until": "2026-03-02T20:00", "reason": "", "confirmed": confirmed})
    assert later.status_code == 200
    assert "From now until 20:00" in read(later)
    assert pages.line.closure is None


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, "Fill in a day and a time."),
        ("", "Fill in a day and a time."),
        ("soon", "Fill in a day and a time."),
        ("2026-03-02T11:00", "It is over before it begins."),
        ("2026-03-20T11:00", "That is longer than 14 days."),
        ("9999-12-31T23:59", "That is longer than 14 days."),
    ],
)
def test_a_closure_needs_an_end_that_is_still_to_come_and_soon(pages: LinePages, until: str | None, said: str) -> None:
    answer = closes(pages, until=until)
    assert answer.status_code == 422
    assert said in read(answer)
    assert pages.line.closure is None


def test_own_words_are_text_wherever_they_are_shown_and_not_too_long(pages: LinePages) -> None:
    words = {"reason": "own", "reason-nl": "<script>alert(1)</script>", "reason-en": "A & B"}
    assert closes(pages, **words).status_code == 303
    page = pages.visitor.get("/line").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    overlong = closes(pages, **{"reason": "own", "reason-nl": "x" * 201, "reason-en": "y"})
    assert overlong.status_code == 422
    assert "A sentence or two are needed here" in read(overlong)
    assert "x" * 201 in read(overlong)


def test_own_words_are_heard_whether_or_not_their_button_was_pressed(pages: LinePages) -> None:
    """Who closes a line is in haste; and another reason that was chosen counts."""
    words = {"reason-nl": "Er is brand", "reason-en": "There is a fire"}
    assert closes(pages, reason="", **words).status_code == 303
    assert pages.line.closure is not None
    assert dict(pages.line.closure.reason) == {"nl": "Er is brand", "en": "There is a fire"}
    closes(pages, reason="because_ill", **words)
    assert dict(pages.line.closure.reason)["en"] == "We are closed now because of illness."


def test_every_page_of_the_office_shows_it_and_no_other(pages: LinePages, house: Runtime, app: Flask) -> None:
    assert "closed-now" not in pages.visitor.get("/floor").text
    closes(pages)
    assert "The line is closed until 18:00." in pages.opens("/line/hours").replace("</strong>", "").replace(
        "<strong>", ""
    )
    anna = signed_in(house, app, "anna")
    assert "closed-now" not in anna.get("/desk").text


def test_it_is_opened_again_whoever_saved_what_meanwhile(pages: LinePages) -> None:
    closes(pages)
    stale = pages.form("/line", to="/line/open")
    pages.form("/line/settings/waiting").send_as({"waiting.wrap_up": "45"})
    assert stale.send().status_code == 303
    assert pages.line.closure is None
    assert pages.line.waiting.wrap_up.total_seconds() == 45
    assert stale.send().status_code == 303  # twice is once


def test_a_closure_ends_by_itself(world: World, pages: LinePages, house: Runtime, app: Flask) -> None:
    closes(pages)
    assert "Closed at short notice" in pages.opens("/line")
    world.passes("6h")
    pages.visitor = signed_in(house, app, "chloe")
    assert "Open now" in pages.opens("/line")
    assert "closed-now" not in pages.visitor.get("/line/hours").text


def test_promises_that_fall_due_meanwhile_are_counted(world: World, pages: LinePages) -> None:
    caller = world.caller().dials(world.carrier.line).waits("4s").presses("1").hears("toets 1").presses("1")
    caller.hears("Afgesproken").hangs_up()
    told = read(pages.form("/line/close").send_as({"until": "2026-03-03T20:00", "reason": ""}))
    assert "One promised callback falls due before the line opens again." in told
