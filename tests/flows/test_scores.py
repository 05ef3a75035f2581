"""What people text who were asked whether we helped: a table of bodies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.scores import Score, is_yes_or_no, read_score, read_wish

SCORES = {
    "4": Score(4),
    " 5 !": Score(5),
    "4/5": Score(4),
    "vier": Score(4),
    "Fünf": Score(5),
    "5⭐": Score(5, "⭐"),
    "1 nog steeds kapot": Score(1, "nog steeds kapot"),
    "4, want ik moest 2 keer bellen": Score(4, "want ik moest 2 keer bellen"),
    "3: het ging\nwel": Score(3, "het ging\nwel"),
}
NONE = [
    "",
    "0",
    "6",
    "10",
    "4-5",
    "4 of 5",
    "4 oder 5",
    "4.5",
    "4,5",
    "2:30",
    "1/2 januari",
    "3%",
    "3u",
    "prima",
    "ja 5",
    "🙂",
]


@pytest.mark.parametrize("body", SCORES)
def test_a_score_is_read_with_the_words_after_it(body: str) -> None:
    assert read_score(body) == SCORES[body]


@pytest.mark.parametrize("body", NONE)
def test_what_may_be_something_else_is_no_score(body: str) -> None:
    assert read_score(body) is None


@pytest.mark.parametrize(
    "body",
    ["STOP", "stop!", "Stopp", "ARRÊT", "arret", "unsubscribe", "END", "Afmelden", "STOP aub", "Abmelden", "cancel"],
)
def test_a_word_alone_stops_it(body: str) -> None:
    assert read_wish(body) == "stop"


@pytest.mark.parametrize("body", ["niet stoppen", "stop de storing", "nee", "5 stop", "einde", "laat maar", ""])
def test_no_other_text_stops_it(body: str) -> None:
    assert read_wish(body) is None


def test_start_brings_it_back_and_yes_does_not() -> None:
    assert [read_wish(body) for body in ("START", "unstop", "ja", "yes")] == ["start", "start", None, None]
    assert is_yes_or_no("Nee.")
    assert not is_yes_or_no("nee hoor")


@given(st.text(max_size=200))
def test_whatever_is_texted_it_is_read_without_an_error(body: str) -> None:
    read_score(body), read_wish(body), is_yes_or_no(body)
