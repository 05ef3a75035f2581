"""Somebody forges what the carrier tells us, a byte at a time: refused each time, and nothing is written anywhere."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations, product
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr
from twilio.request_validator import RequestValidator

from carrier.testing import AUTH_TOKEN
from tests.journeys.conftest import empty_ledger
from tests.voice_app.test_hooks import HOOKS, MENU, Door, call, door
from tools.stage import BASE_URL
from voice_app.app import create_app
from voice_app.hooks import LARGEST_BODY
from voice_app.mistakes import Mistakes
from voice_app.settings import Settings

__all__ = ["door", "empty_ledger"]

pytestmark = pytest.mark.threat("T3")

TOLD = call(Digits="1", CallStatus="completed", SpeechResult="één rekening + ja", CallerName="")
EVERY_HOOK = (
    *HOOKS,
    *("/listener/status", "/listener/word", "/sample/word", "/sample/status"),
    *("/recording/status", "/recorded/status", "/sms/answer"),
)
METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")


def other_bytes(text: str) -> Iterator[str]:
    """The text with each of its bytes replaced, left out, and doubled."""
    for at, byte in enumerate(text):
        other = "b" if byte == "a" else "a"
        yield text[:at] + other + text[at + 1 :]
        yield text[:at] + text[at + 1 :]
        yield text[: at + 1] + text[at:]


def refused(door: Door, path: str, body: str, signature: str, method: str = "POST") -> None:
    answer = door.asks(path, body, signature=signature, method=method)
    assert answer.status_code == 403, (method, path, body[:200], signature)


def test_no_byte_of_the_address_may_differ(door: Door) -> None:
    """Of scheme, host and path, as it was signed; of path and query, as it was asked for."""
    before, body = door.everything(), urlencode(TOLD)
    asked = 0
    for url in other_bytes(BASE_URL + MENU):
        if RequestValidator(AUTH_TOKEN).compute_signature(url, TOLD) == door.sign(MENU, TOLD):
            continue
        refused(door, MENU, body, str(RequestValidator(AUTH_TOKEN).compute_signature(url, TOLD)))
        asked += 1
    path, _, query = MENU.partition("?")
    for other in [f"{path}?{one}" for one in other_bytes(query)] + [f"{one}?{query}" for one in other_bytes(path[7:])]:
        at = other if other.startswith("/voice/") else f"/voice/{other}"
        if at != MENU and not at.startswith("/voice/?"):
            refused(door, at, body, door.sign(MENU, TOLD))
            asked += 1
    assert asked > 100
    assert door.everything() == before


def test_no_byte_of_a_parameter_or_of_its_name_may_differ(door: Door) -> None:
    before, signature, asked = door.everything(), door.sign(MENU, TOLD), 0
    for name, value in TOLD.items():
        forms = [TOLD | {name: other} for other in other_bytes(value)]
        forms += [
            {key: said for key, said in TOLD.items() if key != name} | {other: value} for other in other_bytes(name)
        ]
        forms += [TOLD | {name: value + more} for more in ("\0", " ", "\u200b", "\u0301")]
        for form in forms:
            if form != TOLD:
                refused(door, MENU, urlencode(form), signature)
                asked += 1
    assert asked > 500
    assert door.everything() == before


def test_no_byte_of_the_signature_may_differ(door: Door) -> None:
    before, body, signature = door.everything(), urlencode(TOLD), door.sign(MENU, TOLD)
    for other in {*other_bytes(signature), signature.lower(), signature.upper(), signature[::-1], "sha1=" + signature}:
        if other != signature:
            refused(door, MENU, body, other)
    assert door.everything() == before


def test_a_parameter_that_is_smuggled_in_is_seen(door: Door) -> None:
    """Doubled, emptied, taken from the query into the body and back, spelled in other letters or another case."""
    before, body, signature = door.everything(), urlencode(TOLD), door.sign(MENU, TOLD)
    for more in (
        "&Digits=2",
        "&Digits=",
        "&digits=2",
        "&Digits%00=2",
        "&%44igits=2",
        "&Ｄigits=2",
        "&Digits[]=2",
        "&CallStatus=busy",
        "&x",
        "&l=en",
    ):
        refused(door, MENU, body + more, signature)
    for other in (f"Digits=2&{body}", body.replace("Digits=1", "Digits=%D9%A1"), body.replace("Digits=1", "Digits=１")):
        refused(door, MENU, other, signature)
    for path in (f"{MENU}&Digits=1", f"{MENU}&{body}", "/voice/menu", f"{MENU}#x", f"{MENU}%00", f"{MENU}+"):
        if path != f"{MENU}#x":  # what is behind a # no client sends
            refused(door, path, body, signature)
    assert door.everything() == before


def test_another_way_of_writing_the_same_is_the_same_and_no_more(door: Door) -> None:
    """A plus and %20 in a body are one value, and a field without name and value is none, which is what is signed; in
    the address they are two addresses."""
    form = TOLD | {"SpeechResult": "a b"}
    signature = door.sign(MENU, form)
    for body in (urlencode(form), urlencode(form).replace("a+b", "a%20b"), f"{urlencode(form)}&=&&"):
        assert door.asks(MENU, body, signature=signature).status_code == 200
    refused(door, MENU, urlencode(form).replace("a+b", "a%2Bb"), signature)
    asked = f"{MENU}&x=a+b"
    refused(door, f"{MENU}&x=a%20b", urlencode(form), door.sign(asked, form))


def test_a_signature_of_one_hook_opens_no_other_and_by_no_other_method(door: Door) -> None:
    before, body = door.everything(), urlencode(TOLD)
    for path, other in permutations(EVERY_HOOK, 2):
        refused(door, other, body, door.sign(path, TOLD))
    for path, method in product(EVERY_HOOK, METHODS):
        answer = door.asks(path, body, signature=door.sign(path, TOLD), method=method)
        assert answer.status_code in (403, 405) or method == "OPTIONS", (path, method, answer.status_code)
    assert door.everything() == before


def test_every_door_of_the_carrier_was_tried(door: Door) -> None:
    """A hook that is added tomorrow stands in the list of this test, or it fails."""
    posts = {rule.rule for rule in door.app.url_map.iter_rules() if rule.methods and "POST" in rule.methods}
    hooks = {rule for rule in posts if not rule.startswith("/api/")}
    assert hooks == {*EVERY_HOOK, "/voice/<node>"} - {"/voice/menu"}


def test_noise_is_refused(door: Door) -> None:
    """Bodies that mean nothing, under a signature that was good for another."""
    before, chance = door.everything(), random.Random(7)  # noqa: S311 - the same noise each time
    for _ in range(60):
        noise = chance.randbytes(chance.randrange(1, 400))
        answer = door.app.test_client().post(
            MENU,
            data=noise,
            content_type=chance.choice(
                ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/x")
            ),
            headers={"X-Twilio-Signature": door.sign(MENU, TOLD)},
        )
        assert answer.status_code == 403
    assert door.everything() == before


def test_a_body_of_64_kib_is_read_and_one_byte_more_is_not(door: Door) -> None:
    """Refused before anything is made of it, whoever has signed it."""
    room = LARGEST_BODY - len(urlencode(TOLD | {"SpeechResult": ""}))
    assert LARGEST_BODY == 64 * 1024
    before = door.everything()
    assert door.asks(MENU, TOLD | {"SpeechResult": "a" * (room + 1)}).status_code == 413
    assert door.everything() == before
    assert door.asks(MENU, TOLD | {"SpeechResult": "a" * room}).status_code == 200


def test_both_tokens_open_while_one_is_rotated_and_the_old_one_not_after(door: Door) -> None:
    def answers(tokens: str, signed_with: str) -> int:
        settings = Settings.from_env(
            {
                "PUBLIC_BASE_URL": BASE_URL,
                "TWILIO_ACCOUNT_SID": TOLD["AccountSid"],
                "TWILIO_AUTH_TOKEN": tokens,
                "SECRET_KEY": "only-for-this-test",
            }
        )
        app = create_app(replace(door.world.house, settings=settings))
        signature = RequestValidator(signed_with).compute_signature(f"{BASE_URL}/voice/answer", TOLD)
        return app.test_client().post("/voice/answer", data=TOLD, headers={"X-Twilio-Signature": signature}).status_code

    new, old = "f" * 32, AUTH_TOKEN
    assert [answers(f"{new},{old}", token) for token in (new, old, "e" * 32)] == [200, 200, 403]
    assert [answers(new, token) for token in (new, old)] == [200, 403]


@pytest.mark.parametrize("token", [None, "", " ", ",", " , "])
def test_without_a_token_nothing_starts(token: str | None) -> None:
    env = {"PUBLIC_BASE_URL": BASE_URL, "TWILIO_ACCOUNT_SID": TOLD["AccountSid"], "SECRET_KEY": "only-for-this-test"}
    with pytest.raises(Mistakes) as found:
        Settings.from_env(env if token is None else env | {"TWILIO_AUTH_TOKEN": token})
    assert any(re.fullmatch("TWILIO_AUTH_TOKEN", one.where) for one in found.value.all)


def test_a_house_that_was_given_no_token_all_the_same_believes_nobody(door: Door) -> None:
    """Fails closed: should a start ever let it through."""
    app = create_app(
        replace(
            door.world.house, settings=door.world.house.settings.model_copy(update={"twilio_auth_token": SecretStr("")})
        )
    )
    for token in ("", AUTH_TOKEN):
        signature = RequestValidator(token or "x").compute_signature(f"{BASE_URL}/voice/answer", TOLD)
        for signed in (signature, ""):
            assert (
                app.test_client().post("/voice/answer", data=TOLD, headers={"X-Twilio-Signature": signed}).status_code
                == 403
            )
