"""Twilio's signature: the published vector, the official library, and every byte of a request changed."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from voice_app.signature import is_really_twilio, sign

TOKEN = "0123456789abcdef0123456789abcdef"
URL = "https://phone.example.org/voice/menu?l=nl&n=a%20b"
FORM = MultiDict([("CallSid", "CA1"), ("Digits", "1"), ("CallerName", ""), ("SpeechResult", "één rekening + ja")])

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
forms = st.lists(st.tuples(text, text), max_size=6).map(MultiDict)
hosts = st.sampled_from(["phone.example.org", "phone.example.org:8443", "127.0.0.1:8000", "phone.example.org:443"])
schemes = st.sampled_from(["http", "https"])
rests = st.text(st.sampled_from("abc/%20=&+.:é"), max_size=12).map("/".__add__)


@pytest.mark.threat("T3")
def test_the_vector_that_twilio_publishes_is_valid() -> None:
    """Twilio, Webhooks security, "Validating signatures"; also in the test suites of the official libraries."""
    form = MultiDict(
        {
            "CallSid": "CA1234567890ABCDE",
            "Caller": "+14158675309",
            "Digits": "1234",
            "From": "+14158675309",
            "To": "+18005551212",
        }
    )
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert is_really_twilio(url, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", ["12345"])


@pytest.mark.threat("T3")
@given(schemes, hosts, rests, forms, text.filter(bool))
def test_it_agrees_with_the_official_library(
    scheme: str, host: str, rest: str, form: MultiDict[str, str], token: str
) -> None:
    url = f"{scheme}://{host}{rest}"
    official = RequestValidator(token)
    assert sign(url, form, token) == official.compute_signature(url, form)
    for signed_url in (url, f"{scheme}://{host.partition(':')[0]}{rest}", f"{scheme}://{host}:443{rest}"):
        signature = official.compute_signature(signed_url, form)
        assert is_really_twilio(url, form, signature, [token]) == official.validate(url, form, signature)


@pytest.mark.threat("T3")
def test_any_other_byte_anywhere_is_refused() -> None:
    signature = sign(URL, FORM, TOKEN)
    assert is_really_twilio(URL, FORM, signature, [TOKEN])
    for at in range(len("https://"), len(URL)):
        assert not is_really_twilio(URL[:at] + "~" + URL[at + 1 :], FORM, signature, [TOKEN])
    for at in range(len(signature)):
        assert not is_really_twilio(URL, FORM, signature[:at] + "~" + signature[at + 1 :], [TOKEN])
    for key, value in FORM.items():
        for forged in (value + "0", value[:-1] + "0"):
            assert not is_really_twilio(URL, MultiDict({**FORM, key: forged}), signature, [TOKEN])
        assert not is_really_twilio(URL, MultiDict({**FORM, key + "0": value}), signature, [TOKEN])


@pytest.mark.threat("T3")
def test_a_key_that_was_left_out_or_added_is_refused() -> None:
    signature = sign(URL, FORM, TOKEN)
    for key in FORM:
        without = MultiDict({other: FORM[other] for other in FORM if other != key})
        assert not is_really_twilio(URL, without, signature, [TOKEN])
    assert not is_really_twilio(URL, MultiDict({**FORM, "CallStatus": ""}), signature, [TOKEN])
    assert not is_really_twilio(URL, MultiDict([*FORM.items(), ("Digits", "2")]), signature, [TOKEN])


@pytest.mark.threat("T3")
def test_an_empty_value_counts() -> None:
    without = MultiDict({key: value for key, value in FORM.items() if key != "CallerName"})
    assert sign(URL, without, TOKEN) != sign(URL, FORM, TOKEN)


def test_several_values_of_a_key_count_once_each_in_any_order() -> None:
    one_way = MultiDict([("a", "2"), ("a", "1"), ("a", "2")])
    assert sign(URL, one_way, TOKEN) == sign(URL, MultiDict([("a", "1"), ("a", "2")]), TOKEN)


def test_a_plus_and_an_encoded_space_are_the_same_value_once_they_are_read() -> None:
    signature = sign(URL, MultiDict(parse_qsl("SpeechResult=a+b")), TOKEN)
    assert is_really_twilio(URL, MultiDict(parse_qsl("SpeechResult=a%20b")), signature, [TOKEN])


@pytest.mark.threat("T3")
def test_both_tokens_count_while_one_is_rotated_and_no_third() -> None:
    for token in ("new-token", "old-token"):
        assert is_really_twilio(URL, FORM, sign(URL, FORM, token), ["new-token", "old-token"])
    assert not is_really_twilio(URL, FORM, sign(URL, FORM, "other"), ["new-token", "old-token"])


@pytest.mark.threat("T3")
@pytest.mark.parametrize("tokens", [[], [""]])
def test_without_a_token_nobody_is_twilio(tokens: list[str]) -> None:
    assert not is_really_twilio(URL, FORM, sign(URL, FORM, ""), tokens)


@pytest.mark.threat("T3")
@given(st.text())
def test_whatever_is_sent_as_a_signature_is_refused_without_a_fuss(signature: str) -> None:
    assume(signature != sign(URL, FORM, TOKEN))
    assert not is_really_twilio(URL, FORM, signature, [TOKEN])


def test_text_that_is_no_text_is_refused_without_a_fuss() -> None:
    assert not is_really_twilio("https://x/\ud800", MultiDict({"a": "\udfff"}), "x", [TOKEN])
