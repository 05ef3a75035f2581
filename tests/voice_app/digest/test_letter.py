"""The letter: always twelve lines, whole in every language, and with nobody's words unless the line file says so."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from string import Formatter

import pytest

from routing.skills import PromiseId
from tests.journeys.lines import line_of
from voice_app.digest import Digest
from voice_app.digest.figures import Figures
from voice_app.digest.letter import letter_of
from voice_app.digest.lines import twelve
from voice_app.digest.words import SENTENCES
from voice_app.ledger.complaints import Complaint
from voice_app.ledger.yesterdays import DueOfDay, Endangered
from voice_app.line import Line

LANGUAGES = ("nl", "en", "fr", "de")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOTHING = Figures(0, 0, 0, None, None, None, None, 0, DueOfDay(0, 0, 0, 0, 0, 0, 0), None, 0, 0, 0, 0, 0)
MUCH = Figures(
    calls=1212,
    answered=1000,
    gave_up=101,
    half_waited=timedelta(seconds=48),
    longest_wait=timedelta(minutes=12, seconds=5),
    fullest_hour=(10, 141),
    about=("billing", 700),
    made=90,
    due=DueOfDay(due=80, in_time=70, late=4, owed=2, open=0, unreached=3, withdrawn=1),
    half_called_back=timedelta(hours=2, minutes=20),
    settled=600,
    said_of=900,
    answers=31,
    helped=22,
    returning=9,
)
WORDS = "<b>Niemand</b> belt terug"
COMPLAINT = Complaint("not_helped", "+31622222222", NOON, "billing", 1, WORDS)
ENDANGERED = Endangered(PromiseId("P1"), "technical", "nl", NOON, NOON, needs_approval=False, is_broken=True)
DIGEST = Digest(date(2026, 3, 1), MUCH, (ENDANGERED,), 1, (COMPLAINT,))


def line(**digest: object) -> Line:
    return line_of(digest={"to": ["boss@example.org"], **digest})


def test_every_sentence_is_there_in_every_language_with_the_same_figures() -> None:
    def figures(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text)} - {None}

    for key, texts in SENTENCES.items():
        assert set(texts) == set(LANGUAGES), key
        assert len({frozenset(figures(text)) for text in texts.values()}) == 1, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("figures", [NOTHING, MUCH, replace(NOTHING, calls=3, about=(None, 3), fullest_hour=(23, 3))])
def test_there_are_always_twelve_and_nothing_is_left_open_in_them(figures: Figures, language: str) -> None:
    lines = twelve(line(), figures, language)
    assert len(lines) == 12
    assert all(one and "{" not in one and "None" not in one for one in lines)


def test_the_figures_stand_in_it() -> None:
    text = letter_of(line(language="en"), DIGEST, "https://desk.example").text
    for said in (
        "Asked for somebody: 1,212. Talked with an agent: 1,000 (83%).",
        "less than 0:48, the longest 12:05",
        "10:00 to 11:00: 141 calls",
        "a bill (700)",
        "due that day: 80. Made in time: 70 (88%).",
        "not made yet: 6. Of these still owed: 2.",
        "600 of 900",
        "within seven days: 9.",
        "a fault, was due",
        "https://desk.example/today/digest/2026-03-01",
    ):
        assert said in text, said


def test_peoples_own_words_stay_in_the_house_unless_the_line_file_says_otherwise() -> None:
    usual = letter_of(line(), DIGEST, "https://desk.example")
    assert "Niemand" not in usual.text + usual.html
    assert "Wat bellers en medewerkers zelf zeiden (1) staat alleen op de pagina" in usual.text
    told = letter_of(line(own_words=True), DIGEST, "https://desk.example")
    assert WORDS in told.text
    assert "&lt;b&gt;Niemand&lt;/b&gt; belt terug" in told.html
    assert "<b>" not in told.html
    for letter in (usual, told):
        assert "22222222" not in letter.text + letter.html + letter.subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_asks_nothing_of_anywhere_else(language: str) -> None:
    html = letter_of(line(language=language, own_words=True), DIGEST, "https://desk.example").html
    assert f'<html lang="{language}">' in html
    assert set(re.findall(r"(?:src|href)=['\"]([^'\"]*)", html)) == {"https://desk.example/today/digest/2026-03-01"}
    assert "<script" not in html
    assert "<img" not in html


def test_the_languages_menu_label_or_the_lines_own() -> None:
    assert "une facture" in letter_of(line(language="fr"), DIGEST, "https://x").text
    assert "een rekening" in letter_of(line(), DIGEST, "https://x").text
