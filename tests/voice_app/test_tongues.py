"""Belgians are spoken to as Belgians; and nobody else is."""

import pytest

from flows.phrases import TONGUES
from flows.tongues import language_of
from tests.journeys.lines import line_of
from voice_app.numbers import Phone
from voice_app.terms import Terms
from voice_app.tongues import by_tongue, tongue_for, tongues_of

DUTCHMAN, BELGIAN, FRENCHMAN, GERMAN = map(Phone, ("+31612345678", "+32470123456", "+33612345678", "+4915123456789"))
BELGIAN_LINE = {"number": "+3225551234", "languages": ["nl", "fr", "en", "de"], "timezone": "Europe/Brussels"}


@pytest.mark.parametrize(
    ("language", "phone", "region", "tongue"),
    [
        ("nl", BELGIAN, "NL", "nl-BE"),
        ("fr", BELGIAN, "NL", "fr-BE"),
        ("en", BELGIAN, "NL", "en"),
        ("de", BELGIAN, "BE", "de"),
        ("nl", None, "BE", "nl-BE"),
        ("fr", None, "BE", "fr-BE"),
        ("nl", None, "NL", "nl"),
        ("nl", DUTCHMAN, "BE", "nl"),
        ("fr", FRENCHMAN, "BE", "fr"),
        ("fr", DUTCHMAN, "BE", "fr-BE"),
        ("nl", FRENCHMAN, "BE", "nl-BE"),
        ("nl", GERMAN, "NL", "nl"),
        ("fr", Phone("+352621123456"), "BE", "fr"),
        ("nl", Phone("+8816123456789"), "BE", "nl-BE"),
        ("nl", None, "", "nl"),
    ],
)
def test_as_in_the_caller_s_own_country_else_as_in_the_line_s(
    language: str, phone: Phone | None, region: str, tongue: str
) -> None:
    assert tongue_for(language, phone, region) == tongue


def test_a_belgian_line_speaks_to_each_as_they_speak() -> None:
    terms = Terms.of(line_of(line=BELGIAN_LINE))
    assert terms.spoken(BELGIAN).languages == ("nl-BE", "fr-BE", "en", "de")
    assert terms.spoken(DUTCHMAN).languages == ("nl", "fr-BE", "en", "de")
    assert terms.spoken(None).languages == ("nl-BE", "fr-BE", "en", "de")
    assert [terms.greeted(phone) for phone in (BELGIAN, DUTCHMAN, FRENCHMAN, GERMAN, None)] == [
        "nl-BE",
        "nl",
        "fr",
        "de",
        "nl-BE",
    ]


def test_its_agents_are_spoken_to_as_colleagues_there() -> None:
    terms = Terms.of(line_of(line=BELGIAN_LINE))
    assert terms.spoken_to(["fr", "nl"]) == "fr-BE"
    assert terms.spoken_to(["en"]) == "en"
    assert Terms.of(line_of()).spoken_to(["nl"]) == "nl"


def test_every_tongue_that_a_line_may_speak_is_read_from_its_urls_and_its_default_is_first() -> None:
    assert Terms.of(line_of(line=BELGIAN_LINE)).tongues == ("nl-BE", "nl", "fr", "en", "de", "fr-BE")
    assert Terms.of(line_of()).tongues == ("nl", "en", "nl-BE")
    assert set(tongues_of(tuple(map(language_of, TONGUES)))) == set(TONGUES)


def test_a_label_is_the_same_in_every_tongue_of_its_language() -> None:
    assert by_tongue({"nl": "een rekening", "en": "a bill"}) == {
        "nl": "een rekening",
        "nl-BE": "een rekening",
        "en": "a bill",
    }
