"""Numbers of cards are found however they are written; phones, bank accounts and short numbers stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_app.cards import LEFT_OUT, is_card, without_cards

VISA, AMEX = "4111111111111111", "378282246310005"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (VISA, "****"),
        ("kaart 4111 1111 1111 1111, tot 12/27", "kaart ****, tot 12/27"),
        ("4111-1111-1111-1111", "****"),
        ("3782 822463 10005", "****"),
        (f"{VISA} of {AMEX}", "**** of ****"),
        ("4111 1111 1111 1111 123", "****"),
        ("4111 1111 1111 1111 4000 0566 5566 5556", "**** ****"),
        ("mijn kaart is 4111.1111.1111.1111!", "mijn kaart is ****!"),
        ("4222222222222", "****"),
        ("6304000000000000000", "****"),
    ],
)
def test_a_card_is_left_out(text: str, kept: str) -> None:
    assert without_cards(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0031612345678",
        "+31 6 12345678",
        "00 31 6 1234 5678",
        "06 12 34 56 78, 020 123 45 67, 010-1234567",
        "NL91 ABNA 0417 1643 00",
        "DE89 3704 0044 0532 0130 00",
        "4111 1111 1111 1112",
        "klantnummer 4711, 12-03-2026 14:10",
        "411111111111",
        "41111111111111111111111",
    ],
)
def test_what_is_no_card_stays_as_it_is(text: str) -> None:
    assert without_cards(text) == text


def card(body: str) -> str:
    """With the digit that makes it one."""
    return next(f"{body}{last}" for last in range(10) if is_card(f"{body}{last}"))


@pytest.mark.threat("T17")
@given(
    st.from_regex(r"[2-6][0-9]{11,17}", fullmatch=True),
    st.text(st.characters(categories=["L"]), max_size=8),
    st.sampled_from(["", " ", "-", "."]),
)
def test_no_card_gets_through_in_whatever_groups(body: str, words: str, between: str) -> None:
    number = card(body)
    written = between.join(number[at : at + 4] for at in range(0, len(number), 4))
    left = without_cards(f"{words} {written} {words}")
    assert number not in left.replace(between, "") if between else number not in left
    assert LEFT_OUT in left


@given(st.text(max_size=200))
def test_it_is_idempotent_and_takes_anything(text: str) -> None:
    assert without_cards(without_cards(text)) == without_cards(text)
