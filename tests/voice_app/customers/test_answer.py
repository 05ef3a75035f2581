"""What the firm's program may say, and everything else, which is no answer."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_app.customers.answer import LARGEST, NoAnswer, read_answer
from voice_app.ledger.customers import Customer

ANNA = {"id": "K1", "name": "Anna de Vries", "details": {"Contract": "Goud"}, "language": "nl-BE"}
SHE = Customer("K1", "Anna de Vries", {"Contract": "Goud"}, "nl")


def said(answer: object, status: int = 200) -> tuple[Customer, ...]:
    return read_answer(status, json.dumps(answer).encode())


def refused(body: bytes, status: int = 200) -> str:
    with pytest.raises(NoAnswer) as caught:
        read_answer(status, body)
    return caught.value.cause


def test_one_customer_is_named() -> None:
    assert said(ANNA) == (SHE,)
    assert said({"id": "K1", "name": "Anna"}) == (Customer("K1", "Anna"),)


def test_several_are_named_each_once() -> None:
    assert said([ANNA, {"id": "K2", "name": "Bram"}, ANNA]) == (SHE, Customer("K2", "Bram"))


@pytest.mark.parametrize("body", [b"null", b"[]", b" [ ] "])
def test_nobody_has_this_phone(body: bytes) -> None:
    assert read_answer(200, body) == ()


@pytest.mark.parametrize("status", [204, 404])
def test_nobody_may_be_told_by_the_status_alone(status: int) -> None:
    assert read_answer(status, b"<html>not here</html>") == ()


def test_what_we_do_not_know_is_passed_over() -> None:
    assert said({**ANNA, "birthday": "1970-01-01", "score": {"a": [1]}}) == (SHE,)


def test_what_nobody_sees_is_taken_out() -> None:
    (found,) = said(
        {"id": " K1\u0000", "name": "\u202eAnna\n de\tVries ", "details": {"Contract": " Goud\u0007", "x": ""}}
    )
    assert found == Customer("K1", "Anna de Vries", {"Contract": "Goud"})


def test_a_language_that_is_none_of_ours_is_none() -> None:
    assert said({**ANNA, "language": "pl"})[0].language is None


@pytest.mark.parametrize("name", ["<b>Anna</b>", "=cmd|' /C calc'!A0", "</Say><Dial>+9055500</Dial>", "{{7*7}}"])
def test_markup_in_a_name_is_a_name(name: str) -> None:
    assert said({"id": "K1", "name": name})[0].name == name


@pytest.mark.parametrize(
    "answer",
    [
        "Anna",
        12,
        True,
        {},
        {"id": "K1"},
        {"name": "Anna"},
        {"id": 1, "name": "Anna"},
        {"id": None, "name": "Anna"},
        {"id": "K1", "name": ["Anna"]},
        {"id": "K1", "name": {"first": "Anna"}},
        {"id": "", "name": "Anna"},
        {"id": "K1", "name": " \u0000\u202e "},
        {"id": "K" * 65, "name": "Anna"},
        {"id": "K1", "name": "A" * 81},
        {"id": "K1", "name": "Anna", "details": ["Goud"]},
        {"id": "K1", "name": "Anna", "details": {"Contract": 1}},
        {"id": "K1", "name": "Anna", "details": {"Contract": "x" * 201}},
        {"id": "K1", "name": "Anna", "details": {"x" * 41: "Goud"}},
        {"id": "K1", "name": "Anna", "details": {str(count): "x" for count in range(9)}},
        {"id": "K1", "name": "Anna", "language": 1},
        [ANNA, {"id": "K2"}],
        [ANNA] * 21,
        [[ANNA]],
    ],
)
def test_another_shape_is_no_answer(answer: object) -> None:
    assert refused(json.dumps(answer).encode()) == "another_shape"


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"{", b"\xff\xfe", b"NaN,", b"[" * LARGEST])
def test_what_is_no_json_is_no_answer(body: bytes) -> None:
    assert refused(body) == "no_json"


def test_a_long_answer_is_not_even_read() -> None:
    assert refused(json.dumps({**ANNA, "more": "x" * LARGEST}).encode()) == "too_large"


@pytest.mark.parametrize("status", [201, 301, 302, 307, 400, 401, 403, 429, 500, 503])
def test_any_other_status_is_no_answer(status: int) -> None:
    assert refused(json.dumps(ANNA).encode(), status) == f"http_{status}"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=90),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "details", "language", "x"]), inner, max_size=5)
    ),
    max_leaves=8,
)


@given(ANY_JSON)
def test_whatever_comes_is_customers_within_bounds_or_no_answer(answer: object) -> None:
    try:
        found = said(answer)
    except NoAnswer:
        return
    for customer in found:
        assert 0 < len(customer.id) <= 64
        assert 0 < len(customer.name) <= 80
        kinds = [unicodedata.category(sign) for sign in customer.name]
        assert not {"Cc", "Cs", "Zl", "Zp"} & set(kinds)
        assert set(kinds) - {"Cf", "Zs"}, "something of it is to be seen"


def test_a_name_of_which_nothing_is_to_be_seen_is_none() -> None:
    assert refused(json.dumps({**ANNA, "name": "\u200b \u00ad\ufeff"}).encode()) == "another_shape"


def test_a_name_keeps_what_joins_its_letters() -> None:
    name = "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"
    (customer,) = said({**ANNA, "name": name})
    assert customer.name == name
