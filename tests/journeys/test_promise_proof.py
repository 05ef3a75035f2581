"""What a caller was told can be shown tomorrow: when, in which call, in which words, with which time."""

from datetime import datetime

from flows import phrases
from tests.journeys.askings import asks_for_a_callback
from tests.journeys.world import World
from voice_app.ledger.timeline import Entry


def said(world: World) -> list[Entry]:
    return [entry for entry in world.timeline(world.promise().id) if entry.event == "said"]


def test_the_time_that_was_spoken_stands_on_the_timeline_with_the_version_of_its_words(world: World) -> None:
    caller = asks_for_a_callback(world)
    (entry,) = said(world)
    assert entry.data["node"] == "promised"
    assert entry.data["language"] == "nl"
    assert entry.data["call"] == caller.legs[-1].sid
    assert datetime.fromisoformat(str(entry.data["call_by"])) == world.promise().effective_due_by
    wording = world.api("GET", f"/api/wordings/{entry.data['words']}").get_json()
    assert wording["sentences"]["nl"]["promised"] == phrases.LANGUAGES["nl"]["promised"]
    text = next(entry for entry in world.timeline(world.promise().id) if entry.event == "text_queued")
    assert text.data["words"] == wording["version"]


def test_what_is_repeated_in_one_call_is_noted_once_and_in_the_next_call_again(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen")
    caller.presses("1").hears("Klopt dat?").presses("7").hears("Klopt dat?").hangs_up()
    assert [entry.data["node"] for entry in said(world)] == ["promised"]
    caller.dials(world.carrier.line).hears("We bellen u nog terug").presses("2").was_hung_up()
    first, second = said(world)
    assert (second.data["node"], second.data["call"]) == ("recognised", caller.legs[-1].sid)
    assert first.data["call"] != second.data["call"]


def test_another_time_is_told_anew(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("Toets 1, dan bellen")
    caller.presses("1").hears("Klopt dat?").presses("3").hears("Wanneer komt het u uit?").presses("2")
    caller.hears("Afgesproken").hangs_up()
    first, second = said(world)
    window = world.promise().window
    assert window is not None
    assert datetime.fromisoformat(str(second.data["call_by"])) == window.to_at
    assert first.data["call_by"] != second.data["call_by"]


def test_words_that_were_never_used_are_not_found(world: World) -> None:
    assert world.api("GET", "/api/wordings/v00000000").status_code == 404
