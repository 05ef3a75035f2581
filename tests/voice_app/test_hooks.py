"""The carrier's door: who is let in, what is read, and that nothing is written for a stranger."""

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData, select
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from carrier.testing import ACCOUNT_SID, AUTH_TOKEN
from tests.journeys.conftest import MONDAY_NOON, empty_ledger
from tests.journeys.lines import line_of
from tests.journeys.world import World
from tools.embedded_redis import EmbeddedRedis
from tools.stage import BASE_URL
from voice_app.hooks import LARGEST_BODY
from voice_app.ledger import Ledger
from voice_app.signature import sign

__all__ = ["empty_ledger"]

CALL = "CA" + "0" * 31 + "1"
MENU = "/voice/menu?l=nl"
HOOKS = ("/voice/answer", "/voice/status", "/voice/fallback", "/voice/menu", "/agent/status", "/customer/status")

RUNG = {"+31612345678", "+31687654321", "+31207654321"}
"""Whom a document may ring in this house: its agents, and its fallback number."""

SPOKEN = {"Response", "Say", "Gather", "Play", "Pause", "Redirect", "Hangup", "Dial", "Number"}


def call(**changes: str) -> dict[str, str]:
    """What Twilio tells of a call."""
    told = {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "CallSid": CALL,
        "CallStatus": "in-progress",
        "Direction": "inbound",
        "From": "+31622222222",
        "To": "+31201234567",
    }
    return told | changes


class Door:
    """The service as the carrier, or somebody who claims to be it, speaks to it."""

    def __init__(self, world: World, ledger: Ledger, board: redis.Redis) -> None:
        self.world, self._ledger, self._board = world, ledger, board
        self._client: FlaskClient = world.app.test_client()

    @property
    def app(self) -> Flask:
        return self.world.app

    def asks(
        self,
        path: str,
        form: Mapping[str, str] | str,
        *,
        signature: str | None = None,
        method: str = "POST",
        **headers: str,
    ) -> TestResponse:
        """One request; signed as the carrier would, unless told otherwise."""
        signed = self.sign(path, form) if signature is None else signature
        body = form if isinstance(form, str) else urlencode(form)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.open(
            path,
            base_url="http://10.0.0.7:8000",  # as a proxy passes it on
            method=method,
            data=body,
            content_type="application/x-www-form-urlencoded; charset=UTF-8",
            headers={"X-Twilio-Signature": signed} | headers,
        )

    def sign(self, path: str, form: Mapping[str, Any] | str, token: str = AUTH_TOKEN, base: str = BASE_URL) -> str:
        params = {} if isinstance(form, str) else dict(form)
        return str(RequestValidator(token).compute_signature(base + path, params))

    def everything(self) -> tuple[object, object]:
        """All that is written anywhere."""
        keys = sorted(self._board.scan_iter("*"))
        board = [(key, self._board.object("encoding", key), _content(self._board, key)) for key in keys]
        return board, rows(self._ledger)


def rows(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with ledger.read() as connection:
        tables = MetaData()
        tables.reflect(connection)
        return {
            table.name: sorted(map(tuple, connection.execute(select(table)).all()), key=repr)
            for table in tables.sorted_tables
        }


def _content(client: redis.Redis, key: str) -> Any:
    match client.type(key):
        case "hash":
            return client.hgetall(key)
        case "zset":
            return client.zrange(key, 0, -1, withscores=True)
        case "set":
            return sorted(client.smembers(key))
        case _:
            return client.get(key)


@pytest.fixture
def door(redis_server: EmbeddedRedis, empty_ledger: Path, tmp_path: Path) -> Iterator[Door]:
    shutil.copy(empty_ledger, tmp_path / "ledger.db")
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    client = redis.Redis.from_url(redis_server.url, decode_responses=True)
    client.flushall()
    world = World.build(line_of(), ledger, client, MONDAY_NOON)
    world.signs_on("anna")
    yield Door(world, ledger, client)
    ledger.close()
    client.close()


# ── strangers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def forgeries() -> Iterable[tuple[str, str, dict[str, str], str, str]]:
    """What is asked in the end, after a signature over something else: name, path, form, signed path, signed token."""
    true = call(Digits="1")
    for name in true:
        yield f"another {name}", MENU, true | {name: true[name] + "0"}, MENU, AUTH_TOKEN
        less = {key: value for key, value in true.items() if key != name}
        yield f"no {name}", MENU, less, MENU, AUTH_TOKEN
    yield "one more parameter", MENU, true | {"SpeechResult": "rekening"}, MENU, AUTH_TOKEN
    yield "one more, and empty", MENU, true | {"SpeechResult": ""}, MENU, AUTH_TOKEN
    yield "another path", "/voice/closed_answer?l=nl", true, MENU, AUTH_TOKEN
    yield "another query", "/voice/menu?l=en", true, MENU, AUTH_TOKEN
    yield "more query", "/voice/menu?l=nl&n=billing", true, MENU, AUTH_TOKEN
    yield "no query", "/voice/menu", true, MENU, AUTH_TOKEN
    yield "the path spelled otherwise", "/voice/%6Denu?l=nl", true, MENU, AUTH_TOKEN
    yield "another token", MENU, true, MENU, AUTH_TOKEN + "x"
    yield "no token", MENU, true, MENU, ""


@pytest.mark.threat("T3")
def test_a_forged_hook_is_refused_and_nothing_is_written(door: Door) -> None:
    before = door.everything()
    for name, path, form, signed_path, token in forgeries():
        signature = door.sign(signed_path, call(Digits="1"), token)
        assert door.asks(path, form, signature=signature).status_code == 403, name
    assert door.everything() == before


@pytest.mark.threat("T3")
@pytest.mark.parametrize("path", HOOKS)
def test_an_unsigned_hook_is_refused_and_nothing_is_written(door: Door, path: str) -> None:
    before = door.everything()
    for signature in ("", "x", "é", "=" * 5000, "\t"):
        assert door.asks(path, call(CallStatus="completed"), signature=signature).status_code == 403
    assert door.everything() == before


@given(place=st.integers(0, 27), letter=st.sampled_from("Aa0+/="))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_signature_with_one_other_letter_is_none(door: Door, place: int, letter: str) -> None:
    true = door.sign("/voice/answer", call())
    forged = true[:place] + letter + true[place + 1 :]
    assert forged == true or door.asks("/voice/answer", call(), signature=forged).status_code == 403


@pytest.mark.threat("T3")
def test_a_header_cannot_choose_how_it_is_checked(door: Door) -> None:
    """The SDK knows a second algorithm, which a request header asks for."""
    path, form = "/voice/answer", call()
    answer = door.asks(
        path,
        form,
        signature=door.sign(path, form, "of-the-stranger"),
        X_Twilio_Webhooks_Signature_Settings="key=of-the-stranger,algorithm=HMAC_SHA256",
    )
    assert answer.status_code == 403


@pytest.mark.threat("T3", "T15")
@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_Host": "line.example", "X_Forwarded_Proto": "https"},
        {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "http", "X_Forwarded_Port": "81"},
        {"X_Forwarded_Prefix": "/elsewhere", "Forwarded": "host=evil.example;proto=http"},
        {"Host": "evil.example"},
        {"X_Original_URL": "/voice/status", "X_Rewrite_URL": "/voice/status", "X_HTTP_Method_Override": "GET"},
    ],
)
def test_no_header_says_where_we_are(door: Door, headers: dict[str, str]) -> None:
    assert door.asks("/voice/answer", call(), **headers).status_code == 200
    elsewhere = door.sign("/voice/answer", call(), base="https://evil.example")
    assert door.asks("/voice/answer", call(), signature=elsewhere, **headers).status_code == 403


@pytest.mark.threat("T3")
def test_what_cannot_be_checked_is_refused_and_nothing_is_written(door: Door) -> None:
    before = door.everything()
    client = door.app.test_client()
    for uri in ("@[/voice/answer", ":x/voice/answer", "http://evil.example/voice/answer"):
        answer = client.post("/voice/answer", data=call(), environ_overrides={"RAW_URI": uri})
        assert answer.status_code == 403, uri
    assert door.everything() == before


def test_a_hook_cannot_be_fetched(door: Door) -> None:
    for path in HOOKS:
        signature = door.sign(path, {})
        assert door.asks(path, "", signature=signature, method="GET").status_code == 405
        assert door.asks(path, call(), method="PUT").status_code == 405


@pytest.mark.threat("T24")
def test_too_large_a_body_is_refused_and_nothing_is_written(door: Door) -> None:
    before = door.everything()
    form = call(SpeechResult="a" * LARGEST_BODY)
    assert door.asks("/voice/menu?l=nl", form).status_code == 413
    assert door.everything() == before


@pytest.mark.threat("T3", "T24")
def test_too_large_a_body_is_refused_also_when_it_does_not_say_so(door: Door) -> None:
    form = call(SpeechResult="a" * LARGEST_BODY)
    answer = door.app.test_client().open(
        "/voice/menu?l=nl",
        method="POST",
        data=urlencode(form),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True},
        headers={"X-Twilio-Signature": door.sign("/voice/menu?l=nl", form)},
    )
    assert answer.status_code == 403  # the rest of it is never read, so what was read is not what was signed


@pytest.mark.threat("T3")
def test_every_door_but_the_api_has_the_guard(door: Door) -> None:
    """A view that is added tomorrow is guarded as well, or stands here."""
    api = re.compile(r"/api/")
    writing = [
        rule
        for rule in door.app.url_map.iter_rules()
        if rule.methods and rule.methods - {"GET", "HEAD", "OPTIONS"} and not api.match(rule.rule)
    ]
    assert {rule.rule for rule in writing} >= {"/voice/answer", "/voice/<node>", "/agent/status", "/sms/answer"}
    for rule in writing:
        path = re.sub(r"<[^>]+>", "menu", rule.rule)
        assert door.asks(path, call(), signature="").status_code == 403, rule.rule


# ── what is let in ──────────────────────────────────────────────────────────────────────────────────────────────────


def says(answer: TestResponse) -> str:
    """What is said, once it has been made sure that the document is one."""
    assert answer.status_code == 200
    root = ElementTree.fromstring(answer.get_data())  # noqa: S314 - our own document
    assert {element.tag for element in root.iter()} <= SPOKEN
    for element in root.iter():
        for url in (element.get("action"), element.text if element.tag == "Redirect" else None):
            assert url is None or url.startswith(f"{BASE_URL}/voice/")
    assert {element.text for element in root.iter("Number")} <= RUNG
    return " ".join(element.text or "" for element in root.iter("Say"))


def test_unknown_parameters_and_empty_ones_are_accepted(door: Door) -> None:
    form = call(CallToken="%7B%7D", StirVerstat="", SpeechResult="", ReferralNumMedia="0", Überraschung="ja")
    assert "Welkom bij Voorbeeld" in says(door.asks("/voice/answer", form))


@pytest.mark.threat("T3")
def test_keys_that_come_twice_are_signed_once_for_each_value(door: Door) -> None:
    form = call() | {"Twice": "b"}
    signature = sign(BASE_URL + "/voice/answer", MultiDict([*form.items(), ("Twice", "a")]), AUTH_TOKEN)
    body = urlencode(form) + "&Twice=a&Twice=a"
    assert door.asks("/voice/answer", body, signature=signature).status_code == 200
    assert door.asks("/voice/answer", body + "&Twice=c", signature=signature).status_code == 403


@pytest.mark.threat("T3")
@pytest.mark.parametrize("written", ["l=nl&x=a+b", "l=nl&x=a%20b", "l=n%6C", "x=%C3%A9&l=nl", "l=nl&&=&x", "l=nl&l=en"])
def test_the_query_is_checked_as_it_was_written(door: Door, written: str) -> None:
    path = f"/voice/entries?{written}"
    assert "een rekening" in says(door.asks(path, call())).lower()
    other = written.replace("+", "%20") if "+" in written else written + "&"
    assert door.asks(f"/voice/entries?{other}", call(), signature=door.sign(path, call())).status_code == 403


def test_another_account_with_our_token_is_served_and_logged(door: Door) -> None:
    with capture_logs() as logs:
        assert "Welkom" in says(door.asks("/voice/answer", call(AccountSid="AC" + "9" * 32)))
    assert [entry["event"] for entry in logs if entry["log_level"] == "warning"] == ["hook.other_account"]


NASTY = {
    "control": "\x00\x01\x08\x0b\x1f\x7f\x85\u2028",
    "lines": "a\r\nSet-Cookie: x=1\n\n",
    "markup": '</Say></Gather><Dial>+8835100012345</Dial><Say x="',
    "entities": "&lt;&#0;&xxe;<!DOCTYPE x [<!ENTITY xxe SYSTEM 'file:///etc/passwd'>]><![CDATA[",
    "long": "a" * 4000,
    "bidi": "\u202e\u2066+31\u2069",
    "emoji": "🦜🏳️‍🌈" * 50,
    "beyond XML": "\ufffe\uffff\U0010ffff",
    "digits": "9" * 4000,
    "arabic digits": "٣١٦",
    "template": "{{7*7}}{name}%s${x}",
    "sql": "'; DROP TABLE calls; --",
    "path": "../../etc/passwd",
}
FIELDS = ("From", "To", "CallSid", "CallStatus", "Direction", "Digits", "SpeechResult", "CallerName", "FromCity",
          "DialCallSid", "DialCallDuration", "DialCallStatus", "DialBridged", "AccountSid", "ErrorCode")  # fmt: skip
THREAD = ("l", "n", "a", "s", "o", "k", "p", "t", "m", "i")
STEPS = ("menu", "waiting", "promised_answer", "rang", "accept", "no_such_node")


@pytest.mark.threat("T9")
@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY.keys())
def test_whatever_is_in_a_field_the_answer_is_twiml(door: Door, nasty: str) -> None:
    forms = [call(CallSid=f"CA{number:032}") | {field: nasty} for number, field in enumerate(FIELDS)]
    for form in forms:
        says(door.asks("/voice/menu?l=nl", form))
    everywhere = call() | dict.fromkeys(FIELDS, nasty)
    for path in ("/voice/answer", "/voice/closed_answer?l=nl", "/voice/rang?i=id0001", "/voice/fallback"):
        says(door.asks(path, everywhere))
    for path in ("/voice/status", "/agent/status?i=id0001", "/customer/status?i=id0001"):
        assert door.asks(path, everywhere | {"CallStatus": "completed"}).status_code == 204


@pytest.mark.threat("T9")
@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY.keys())
def test_whatever_is_in_a_thread_the_answer_is_twiml(door: Door, nasty: str) -> None:
    query = urlencode(dict.fromkeys(THREAD, nasty))
    for number, step in enumerate(STEPS):
        says(door.asks(f"/voice/{step}?{query}", call(CallSid=f"CA{number:032}", Digits="1")))
    for path in ("/agent/status", "/customer/status"):
        assert door.asks(f"{path}?i={quote(nasty)}", call(CallStatus="completed")).status_code == 204


@pytest.mark.threat("T9")
@given(
    step=st.sampled_from(STEPS),
    form=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=60), max_size=4),
    query=st.dictionaries(st.sampled_from(THREAD), st.text(max_size=20), max_size=4),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_anywhere_is_answered(door: Door, step: str, form: dict[str, str], query: dict[str, str]) -> None:
    form = call() | {key: value.encode("utf-8", "replace").decode() for key, value in form.items()}
    written = urlencode({"l": "nl"} | query, errors="replace")
    says(door.asks(f"/voice/{quote(step)}?{written}", form))


@pytest.mark.threat("T9")
@pytest.mark.parametrize("field", ["SpeechResult", "CallerName", "FromCity", "ForwardedFrom", "StirVerstat"])
def test_no_text_makes_a_document_of_other_elements(door: Door, field: str) -> None:
    """Each nasty one has what an ordinary one has, while nobody is there who could be rung for the first of them."""
    door.world.signs_off("anna")
    path, told = "/voice/menu?l=nl", []
    for number, text in enumerate(("zomaar iets", "", *NASTY.values())):
        answer = door.asks(path, call(CallSid=f"CA{number:032}", From=f"+316{number:02}222222") | {field: text})
        says(answer)
        told.append(Counter(element.tag for element in ElementTree.fromstring(answer.get_data()).iter()))  # noqa: S314 - our own document
    words, silence, *nasty = told
    assert all(one in (words, silence) for one in nasty)


def test_a_caller_who_shows_no_number_is_served(door: Door) -> None:
    for number, shown in enumerate(("anonymous", "+266696687", "", "unknown", "client:somebody", "sip:a@b.example")):
        assert "Welkom" in says(door.asks("/voice/answer", call(CallSid=f"CA{number:032}", From=shown)))


def test_a_text_message_is_taken_without_an_answer(door: Door) -> None:
    form = {"AccountSid": ACCOUNT_SID, "MessageSid": "SM1", "From": "+31622222222", "Body": "<Hallo>"}
    assert says(door.asks("/sms/answer", form)) == ""
