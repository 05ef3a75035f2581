"""The line's own wording: ours beside it, checked as the line file is, and heard by the next caller."""

from routing.skills import CallSid
from tests.journeys.world import World
from tests.pages.line.conftest import LinePages, read
from voice_app.ledger import samples


def test_own_words_are_heard_by_the_next_caller(world: World, pages: LinePages) -> None:
    assert "Welkom bij {name}." in pages.opens("/line/prompts")
    saved = pages.form("/line/prompts").send_as({"welcome-nl": "Fijn dat u {name} belt."})
    assert saved.status_code == 303, read(saved)
    assert "Own wording: The greeting (Dutch): now “Fijn dat u {name} belt.”" in pages.opens(saved.headers["Location"])
    assert "Fijn dat u Voorbeeld belt." in pages.opens("/line/prompts")
    world.caller().dials(world.carrier.line).hears("Fijn dat u Voorbeeld belt. Voor een rekening").hangs_up()
    pages.form("/line/prompts").send_as({"welcome-nl": ""})
    world.caller().dials(world.carrier.line).hears("Welkom bij Voorbeeld.").hangs_up()


def test_what_is_wrong_with_a_wording_is_said_beside_it(pages: LinePages) -> None:
    answer = pages.form("/line/prompts").send_as(
        {"welcome-nl": "Hallo", "welcome-en": "Welcome, one moment please, {name}.", "soon-en": "{oops}"}
    )
    page = read(answer)
    assert answer.status_code == 422
    assert "Use each name in braces of our own sentence, and no other." in page
    assert "It asks for patience (“one moment please”), which callers hate." in page
    assert "What you have put in braces is not known here." in page
    assert 'value="Hallo"' in page


def test_it_is_shown_as_it_would_be_said_and_nothing_is_saved(pages: LinePages) -> None:
    before = pages.newest
    answer = pages.form("/line/prompts").send_as({"welcome-en": "This is {name}, hello.", "act": "hear"})
    assert answer.status_code == 200
    assert "This is Voorbeeld, hello." in read(answer)
    assert pages.newest == before


def test_the_own_phone_says_a_wording_once_for_each_click(world: World, pages: LinePages) -> None:
    chloe = world.agent("chloe").answers_and_says_nothing()
    form = pages.form("/line/prompts")
    words = {"welcome-nl": "Fijn dat u {name} belt.", "say": "welcome-nl"}
    assert "Your phone rings now." in read(form.send_as(words))
    assert "Your phone rings now." in read(form.send_as(words))  # the same click, sent twice
    chloe.hears("Fijn dat u Voorbeeld belt.").was_hung_up()
    rung = [leg for leg in world.carrier.exchange.calls if leg.to == "client:chloe"]
    assert len(rung) == 1
    assert "Your phone rings now." in read(pages.form("/line/prompts").send_as(words))
    chloe.hears("Fijn dat u Voorbeeld belt.")


def test_the_leg_that_says_it_is_known_as_ours_and_over_when_it_is(world: World, pages: LinePages) -> None:
    """So that whoever looks for legs that nobody owns leaves it alone."""
    chloe = world.agent("chloe").answers_and_says_nothing()
    pages.form("/line/prompts").send_as({"say": "welcome-nl"})
    chloe.hears("Welkom bij Voorbeeld.")
    (leg,) = [one for one in world.carrier.exchange.calls if one.to == "client:chloe"]
    world.passes("1s")
    with pages.house.ledger.read() as ledger:
        assert samples.legs(ledger, [CallSid(leg.sid)]) == {leg.sid: False}


def test_a_phone_that_is_busy_is_not_rung(world: World, pages: LinePages) -> None:
    (chloe,) = world.signs_on("chloe")
    chloe.accepts()
    caller = world.caller().dials(world.carrier.line).waits("4s").presses("2").is_talking_to(chloe)
    answer = pages.form("/line/prompts").send_as({"say": "welcome-nl"})
    assert "Your phone is in a call, so it was not rung." in read(answer)
    caller.hangs_up()


def test_a_sentence_that_there_is_not_rings_nobody(world: World, pages: LinePages) -> None:
    answer = pages.form("/line/prompts").send_as({"say": "nonsense-nl"})
    assert answer.status_code == 200
    assert 'id="rung"' not in answer.text
