"""Whatever is written on a promise's timeline is said in a sentence, in every language of the pages."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask, g

from routing.escalation import Cause
from routing.reasons import SENTENCES as WHYS
from tests.house.sources import house
from tests.journeys.world import World
from voice_app.ledger.timeline import Entry
from voice_app.pages.page import Visit
from voice_app.pages.promises import telling, wording
from voice_app.pages.promises.telling import SENTENCES, Tale, sentence
from voice_app.pages.words import LANGUAGES

TELLERS = {"tell", "_tell", "tell_once"}
OF_ITS_OWN = "voice_app/ledger/talk_recordings.py"
"""It tells a record of its own, of recordings."""
AT = "2026-03-02T15:00:00+00:00"
ALL = {
    **dict.fromkeys(("attempt", "need", "source", "by", "agent", "cause", "because", "node", "how", "kind"), "code"),
    **dict.fromkeys(("until", "window_from", "window_to"), AT),
    "talked_seconds": 65,
    "outcome": "spoke",
}
"""Whatever an entry may have beside its event."""


def told_of() -> Iterator[tuple[str, str]]:
    """Every event that our source tells a promise's timeline, and where."""
    for source in house():
        tells = "ledger.timeline import" in source.text or source.path == "voice_app/ledger/timeline.py"
        if source.path == OF_ITS_OWN or not tells:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TELLERS:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value, f"{source.path}:{node.lineno}"


def test_every_event_that_is_ever_told_has_a_sentence() -> None:
    found = dict(told_of())
    assert {"made", "said", "text_sent", "agent_refused", "given", "undone", "broken"} <= set(found)
    assert {event: where for event, where in found.items() if event not in SENTENCES} == {}
    assert set(SENTENCES) - set(found) == set(), "nobody tells these any more"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_stands_whatever_its_codes(world: World, app: Flask, language: str) -> None:
    with app.test_request_context():
        g.visit = Visit(world.house, world.now, language)
        said = {event: sentence(Tale({}), Entry(world.now, event, ALL)) for event in SENTENCES}
        bare = {event: sentence(Tale({}), Entry(world.now, event, {})) for event in ("made", "kept", "withdrawn")}
    assert all(words and "%(" not in words for words in (*said.values(), *bare.values())), said


def test_other_languages_say_it_in_their_own_words(world: World, app: Flask) -> None:
    told = {}
    with app.test_request_context():
        for language in LANGUAGES:
            g.visit = Visit(world.house, world.now, language)
            told[language] = sentence(Tale({}), Entry(world.now, "given", ALL | {"by": "chloe", "agent": "chloe"}))
    assert told["en"] == "Chloë gave it to Chloë; nobody else calls before 16:00."
    assert told["nl"] == "Chloë gaf ze aan Chloë; niemand anders belt vóór 16:00."
    assert len(set(told.values())) == len(LANGUAGES)


def test_an_event_of_another_version_is_shown_by_its_name(world: World, app: Flask) -> None:
    with app.test_request_context():
        g.visit = Visit(world.house, world.now, "en")
        assert sentence(Tale({}), Entry(world.now, "sung_to", {})) == "sung to"
        assert wording.cause("of_old") == wording.approval("of_old") == wording.refusal("of_old") == "of_old"


def test_each_cause_and_each_hindrance_has_words() -> None:
    assert set(wording.CAUSES) == set(Cause)
    assert set(wording.STANDS) == set(WHYS)
    assert set(telling.STEPS) == {1, 2, 3}
