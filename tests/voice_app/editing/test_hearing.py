"""What a page shows of a line is what a phone says of it."""

from datetime import UTC, datetime

from tests.journeys.conftest import WorldOf
from tests.journeys.lines import line_of
from voice_app.editing.edits import Entry, with_menu
from voice_app.editing.hearing import closed_of, menu_of
from voice_app.line import Line

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)


def test_each_language_hears_the_menu_and_is_offered_the_others() -> None:
    dutch, english = menu_of(line_of(), NOON)
    assert (dutch.tongue, [say.language for say in dutch.said]) == ("nl", ["nl", "en"])
    assert "Voor een rekening, toets 1. Een storing, 2." in dutch.said[0].text
    assert dutch.said[1].text == "For English, press 9."
    assert "For a bill, press 1." in english.said[0].text


def test_an_edited_menu_is_heard_as_edited() -> None:
    entries = [Entry("4", "billing", {"nl": "geld terug", "en": "money back"}, {})]
    dutch, _ = menu_of(Line.from_dict(with_menu(line_of().as_dict(), entries)), NOON)
    assert "Voor geld terug, toets 4." in dutch.said[0].text
    assert "storing" not in dutch.said[0].text


def test_whoever_calls_at_night_is_told_when_the_line_opens() -> None:
    dutch, english = closed_of(line_of(), NIGHT)
    assert "morgen om 9 uur" in dutch.said[0].text
    assert "open again tomorrow at 9 o'clock" in english.said[0].text


def test_a_caller_hears_the_very_same(world_of: WorldOf) -> None:
    world = world_of()
    dutch, _ = menu_of(world.house.line, world.now)
    caller = world.caller().dials(world.carrier.line)
    for say in dutch.said:
        caller.hears(say.text)
    caller.hangs_up()
