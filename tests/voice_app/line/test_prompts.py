"""The line's own wording: read, refused where callers would hate it, heard."""

import pytest

from flows.phrases import LANGUAGES
from flows.wording import OWN, worded
from tests.journeys.lines import line_of
from tests.journeys.world import World
from voice_app.line import Line
from voice_app.line.closed_days import of_closed_days
from voice_app.line.content import content_of
from voice_app.line.prompts import Prompts, placeholders
from voice_app.mistakes import Mistakes
from voice_app.terms import Terms

OURS = {"welcome": {"nl": "Goedendag, dit is {name}."}, "soon": {"en": "Nearly there."}}


@pytest.mark.parametrize("key", OWN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_sentences_would_be_taken(key: str, language: str) -> None:
    line = line_of(prompts={key: {language: LANGUAGES[language][key]}})
    assert line.prompts.by_key[key] == {language: LANGUAGES[language][key]}
    assert Line.from_dict(content_of(line)) == line


def test_the_section_has_the_sentences_that_the_flows_ask_for() -> None:
    assert tuple(Prompts.model_fields) == OWN


def test_what_is_worded_is_said_and_what_is_not_is_ours() -> None:
    spoken = Terms.of(line_of(prompts=OURS)).spoken(None)
    assert worded(spoken, "nl-BE", "welcome", name="Voorbeeld") == "Goedendag, dit is Voorbeeld."
    assert worded(spoken, "en", "welcome", name="Voorbeeld") == "Welcome to Voorbeeld."
    assert worded(spoken, "en", "soon") == "Nearly there."


@pytest.mark.parametrize(
    ("key", "text", "because"),
    [
        ("welcome", "Goedendag.", "its placeholders are not those"),
        ("welcome", "Dit is {name}, {number}.", "what stands in braces is not filled"),
        ("welcome", "Dit is {name.upper}.", "its placeholders are not those"),
        ("welcome", "Dit is {name!r:>9999}.", "what stands in braces is not filled"),
        ("welcome", "Dit is {name", "what stands in braces is not filled"),
        ("welcome", "Dit is {}.", "what stands in braces is not filled"),
        ("soon", "Nog {range}.", "what stands in braces is not filled"),
        ("closed", " ", "a sentence or two are expected"),
        ("closed", "x" * 161, "a sentence or two are expected"),
        ("soon", "Eén moment, alstublieft.", "asks for a moment's patience: 'een moment alstublieft'"),
        ("soon", "Een ogenblik geduld a.u.b.", "asks for a moment's patience"),
        ("soon", "One moment, please!", "asks for a moment's patience"),
        ("soon", "PLEASE HOLD.", "asks for a moment's patience"),
        ("soon", "Un instant, s’il vous plaît.", "asks for a moment's patience"),
        ("soon", "Veuillez patienter.", "asks for a moment's patience"),
        ("soon", "Einen kleinen Augenblick, bitte.", "asks for a moment's patience"),
        ("soon", "Bitte warten Sie.", "asks for a moment's patience"),
        ("still_looking", "Uw gesprek is voor ons heel belangrijk.", "says how important the call is"),
        ("still_looking", "Your call is very important to us.", "says how important the call is"),
        ("still_looking", "Votre appel est très important.", "says how important the call is"),
        ("still_looking", "Ihr Anruf ist uns wichtig.", "says how important the call is"),
    ],
)
def test_what_cannot_be_filled_or_is_hated_is_refused_by_name(key: str, text: str, because: str) -> None:
    with pytest.raises(Mistakes, match=because) as refused:
        line_of(prompts={key: {"nl": text}})
    assert [mistake.where for mistake in refused.value.all] == [f"prompts.{key}.nl"]


def test_a_sentence_that_is_not_ours_to_give_away_is_unknown() -> None:
    with pytest.raises(Mistakes, match=r"prompts\.closed_offer: nothing of this name is known"):
        line_of(prompts={"closed_offer": {"nl": "Toets 1."}})


def test_words_that_nobody_hears_are_warned_of(world: World) -> None:
    found = of_closed_days(line_of(prompts={"soon": {"fr": "Bientôt."}}), world.now)
    assert [one.where for one in found] == ["prompts.soon.fr"]


def test_placeholders_are_read_as_they_are_filled() -> None:
    assert placeholders("{name} and {{no}}") == {"name"}


def test_who_calls_hears_the_lines_own_words(world: World) -> None:
    world.edits(prompts=OURS | {"nobody": {"nl": "We zijn allemaal buiten."}})
    caller = world.caller().dials(world.carrier.line).hears("Goedendag, dit is Voorbeeld. Voor een rekening, toets 1")
    caller.presses("1").hears("We zijn allemaal buiten. Toets 1, dan bellen we u terug")
