"""What agents text about a call that is over: a table of bodies, and that no word is read past."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.agent_replies import Ended, code_of, read_ending
from flows.facts import Window
from tests.flows.sample import AMSTERDAM, NOW

TOMORROW_10_TO_12 = Window(datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2026, 11, 24, 11, tzinfo=UTC))

ENDINGS = {
    "1": Ended(None, "resolved"),
    " 1. ": Ended(None, "resolved"),
    "1 rekening klopte niet, gecrediteerd": Ended(None, "resolved", "rekening klopte niet, gecrediteerd"),
    "1: 2 keer gebeld": Ended(None, "resolved", "2 keer gebeld"),
    "1\nregel een\nregel twee": Ended(None, "resolved", "regel een\nregel twee"),
    "1+": Ended(None, "resolved", may_ask=True),
    "1+ blij": Ended(None, "resolved", "blij", may_ask=True),
    "1 + blij": Ended(None, "resolved", "blij", may_ask=True),
    "2) monteur komt nog": Ended(None, "follow_up", "monteur komt nog"),
    "2+ komt nog": Ended(None, "follow_up", "komt nog"),
    "12 1 opgelost": Ended(12, "resolved", "opgelost"),
    "#12: 2": Ended(12, "follow_up"),
    "3 morgen 10-12": Ended(None, "call_back", window=TOMORROW_10_TO_12),
    "3 morgen 10-12, wil een offerte": Ended(None, "call_back", "wil een offerte", TOMORROW_10_TO_12),
    "12 3 tomorrow 10-12. Wants a quote": Ended(12, "call_back", "Wants a quote", TOMORROW_10_TO_12),
    "3 dinsdag 24 november, 10-12; offerte, met korting": Ended(
        None, "call_back", "offerte, met korting", TOMORROW_10_TO_12
    ),
    "3": Ended(None, "call_back"),
    "3 morgen niet": Ended(None, "call_back", "morgen niet"),
    "3 morgen 10-12 wil een offerte": Ended(None, "call_back", "morgen 10-12 wil een offerte"),
}
NO_ENDINGS = [
    "",
    "4",
    "0",
    "10-12",
    "1-2",
    "1500 euro",
    "1.5 uur",
    "1,2 en 3",
    "12",
    "nee",
    "morgen 10-12",
    "opgelost",
    "🙂",
]


@pytest.mark.parametrize("body", ENDINGS)
def test_a_text_says_how_it_ended(body: str) -> None:
    assert read_ending(body, "nl", NOW, AMSTERDAM) == ENDINGS[body]


@pytest.mark.parametrize("body", NO_ENDINGS)
def test_other_texts_do_not_say_how_it_ended(body: str) -> None:
    assert read_ending(body, "nl", NOW, AMSTERDAM) is None


def test_the_code_that_a_text_begins_with_is_known_whatever_follows() -> None:
    assert [code_of(body) for body in ("12 tja", "#12", "123", "tja 12", "1 12")] == [12, 12, None, None, None]


@given(st.text("abc dé🙂\n123,.;:-", max_size=40), st.sampled_from("12"))
def test_no_word_of_a_note_is_lost(words: str, key: str) -> None:
    ended = read_ending(f"{key} {words}", "nl", NOW, AMSTERDAM)
    if ended is not None and ended.code is None:
        assert (ended.note or "") == words.strip().lstrip("+ .,:;)!-\n").strip()


@given(st.text(max_size=200))
def test_whatever_is_texted_it_is_read_without_an_error(body: str) -> None:
    read_ending(body, "nl", NOW, AMSTERDAM)
    code_of(body)
