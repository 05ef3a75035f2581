"""Browsers as phones: who may register, who is rung, and who has the call; what is unproven stands in the README."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant
from werkzeug.test import TestResponse

from carrier.app import make_app
from carrier.softphones import ApiKey, Register, add_softphones
from carrier.softphones.register import Refused, Softphone
from carrier.softphones.tokens import Token, TokenRefused, read_token
from carrier.testing import ACCOUNT_SID, Carrier
from tests.carrier.service import ANNA, PIET, START, Service, serve

PAGES = "http://127.0.0.1:8001"
KEY = ApiKey(ACCOUNT_SID, "SK" + "1" * 32, "a-secret-of-the-key-that-is-long-enough")
MINUTE = timedelta(minutes=1)
CHLOE = '<Client><Identity>chloe</Identity><Parameter name="need" value="een rekening"/></Client>'
NEXT = f"<Dial><Number>{ANNA}</Number></Dial>"


def line(next_one: str = NEXT) -> tuple[Service, Carrier, Register, FlaskClient]:
    """Chloë's browser is dialled; whoever does not get her gets what comes next."""
    service, carrier = serve(answer=f'<Dial action="/next" timeout="15">{CHLOE}</Dial>', next=next_one)
    app = make_app(carrier.exchange)
    return service, carrier, add_softphones(app, carrier.phones, KEY, [PAGES]), app.test_client()


def browser_of(register: Register, identity: str = "chloe", lasts: timedelta = 20 * MINUTE) -> Softphone:
    return register.enter(Token(identity, register.exchange.now() + lasts))


def rung(register: Register, softphone: Softphone) -> str | None:
    """The sid of the call that it is told of."""
    _, told = register.told(softphone, -1, timedelta(0))
    return told.call.sid if told and told.call else None


def test_a_call_rings_in_the_browser_is_answered_there_and_hung_up() -> None:
    service, carrier, register, _ = line()
    chloe = browser_of(register)
    caller = carrier.phones.caller(PIET).dials(carrier.line).hears_ringing().waits("2s")
    sid = rung(register, chloe)
    assert sid
    register.accept(chloe, sid)
    caller.is_talking_to(carrier.phones.at("client:chloe"))
    register.hang_up(chloe, sid)
    caller.waits("1s")
    assert (service.params("/next")["DialCallStatus"], service.params("/next")["DialBridged"]) == ("completed", "true")
    assert rung(register, chloe) is None


def test_both_tabs_ring_and_the_first_to_answer_has_the_call() -> None:
    """All clients of one identity ring; the others are told that it was answered – twilio-voice.js #435."""
    _, carrier, register, _ = line()
    first, second = browser_of(register), browser_of(register)
    carrier.phones.caller(PIET).dials(carrier.line).waits("2s")
    sid = rung(register, first)
    assert sid
    assert rung(register, second) == sid
    register.accept(second, sid)
    assert rung(register, first) is None
    with pytest.raises(Refused, match="no longer rings"):
        register.accept(first, sid)
    with pytest.raises(Refused):
        register.hang_up(first, sid)
    assert rung(register, second) == sid


def test_somebody_else_s_browser_is_told_nothing() -> None:
    _, carrier, register, _ = line()
    browser_of(register)
    bram = browser_of(register, "bram")
    carrier.phones.caller(PIET).dials(carrier.line).waits("2s")
    assert rung(register, bram) is None


def test_a_client_that_is_registered_nowhere_is_no_answer_at_once() -> None:
    """Status no-answer, ended in the second in which it began – voice-quickstart-server-node #19."""
    service, carrier, register, _ = line()
    browser_of(register, "bram")
    carrier.phones.caller(PIET).dials(carrier.line)
    carrier.phones.agent(ANNA).rings(within="3s")
    assert service.params("/next")["DialCallStatus"] == "no-answer"


def test_a_client_whose_phone_stands_on_the_page_needs_no_browser() -> None:
    _, carrier, register, _ = line()
    handset = carrier.phones.agent("client:chloe", "Chloë")
    caller = carrier.phones.caller(PIET).dials(carrier.line)
    handset.rings()
    chloe = browser_of(register)
    assert rung(register, chloe) is not None
    handset.answers()
    caller.is_talking_to(handset)
    assert rung(register, chloe) is None


def test_one_that_declines_ends_it_for_all() -> None:
    """A rejected client is DialCallStatus=busy – voice-quickstart-ios #238."""
    service, carrier, register, _ = line()
    first, second = browser_of(register), browser_of(register)
    carrier.phones.caller(PIET).dials(carrier.line).waits("2s")
    register.decline(first, rung(register, first) or "")
    assert rung(register, second) is None
    carrier.phones.agent(ANNA).rings()
    assert service.params("/next")["DialCallStatus"] == "busy"


def test_a_page_that_is_closed_while_it_rings_lets_the_next_phone_ring() -> None:
    service, carrier, register, _ = line()
    first, second = browser_of(register), browser_of(register)
    carrier.phones.caller(PIET).dials(carrier.line).waits("2s")
    register.leave(first)
    assert rung(register, second) is not None
    register.leave(second)
    carrier.phones.agent(ANNA).rings(within="3s")
    assert service.params("/next")["DialCallStatus"] == "busy"


def test_a_page_that_is_closed_hangs_up() -> None:
    _, carrier, register, _ = line(next_one="<Say>Goodbye.</Say>")
    chloe = browser_of(register)
    caller = carrier.phones.caller(PIET).dials(carrier.line).waits("2s")
    register.accept(chloe, rung(register, chloe) or "")
    caller.is_talking_to(carrier.phones.at("client:chloe"))
    register.leave(chloe)
    register.leave(chloe)
    caller.hears("goodbye")


@pytest.mark.parametrize(("back_after", "is_there"), [("4s", True), ("6s", False)])
def test_a_browser_that_falls_silent_is_waited_for_five_seconds(back_after: str, is_there: bool) -> None:
    _, carrier, register, _ = line(next_one="<Say>Goodbye.</Say>")
    chloe = browser_of(register)
    caller = carrier.phones.caller(PIET).dials(carrier.line).waits("2s")
    sid = rung(register, chloe) or ""
    register.accept(chloe, sid)
    register.fall_silent(chloe)
    caller.waits(back_after)
    back = register.enter(Token("chloe", register.exchange.now() + MINUTE), known_as=chloe.id)
    assert (back is chloe) == is_there
    assert (rung(register, back) == sid) == is_there
    caller.waits("10s")
    assert carrier.phones.at("client:chloe").is_in_call == is_there


def test_nobody_comes_back_as_somebody_else() -> None:
    _, _, register, _ = line()
    chloe = browser_of(register)
    assert register.enter(Token("bram", START + MINUTE), known_as=chloe.id) is not chloe


def test_a_token_that_expires_ends_the_registration_and_one_that_is_renewed_does_not() -> None:
    _, carrier, register, _ = line()
    old, new = browser_of(register, lasts=MINUTE), browser_of(register, lasts=MINUTE)
    carrier.clock.advance(timedelta(seconds=50))
    register.renew(new, Token("chloe", register.exchange.now() + 20 * MINUTE))
    carrier.clock.advance(timedelta(seconds=11))
    assert register.told(old, -1, timedelta(0))[1] is None
    assert register.told(new, -1, timedelta(0))[1] is not None


def test_a_talk_outlives_its_token() -> None:
    _, carrier, register, _ = line()
    chloe = browser_of(register, lasts=MINUTE)
    caller = carrier.phones.caller(PIET).dials(carrier.line).waits("2s")
    sid = rung(register, chloe) or ""
    register.accept(chloe, sid)
    caller.waits("90s")
    assert rung(register, chloe) == sid
    register.hang_up(chloe, sid)
    caller.waits("10s")
    assert register.told(chloe, -1, timedelta(0))[1] is None


def test_who_is_muted_is_not_heard_and_hears_all_the_same() -> None:
    _, carrier, register, _ = line()
    chloe = browser_of(register)
    caller = carrier.phones.caller(PIET, "Piet").dials(carrier.line).waits("2s")
    sid = rung(register, chloe) or ""
    with pytest.raises(Refused, match="the call is over"):
        register.mute(chloe, sid, is_muted=True)
    register.accept(chloe, sid)
    handset = carrier.phones.at("client:chloe")
    caller.is_talking_to(handset)
    register.mute(chloe, sid, is_muted=True)
    handset.speaks("What a day.")
    caller.speaks("Hello?")
    assert "Hello?" in handset.transcript.show()
    assert "What a day." not in caller.transcript.show()
    register.mute(chloe, sid, is_muted=False)
    handset.speaks("Here I am.")
    assert "Here I am." in caller.transcript.show()


# ── tokens ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def token(secret: str = KEY.secret, **changes: Any) -> str:
    given = {
        "account_sid": ACCOUNT_SID,
        "signing_key_sid": KEY.sid,
        "identity": "chloe",
        "grants": [VoiceGrant(incoming_allow=True)],
        "nbf": None,
        "valid_until": int((START + 20 * MINUTE).timestamp()),
    }
    made: str = AccessToken(secret=secret, **{**given, **changes}).to_jwt()
    return made


def test_a_token_as_the_sdk_makes_it_is_understood() -> None:
    assert read_token(token(), KEY, START) == Token("chloe", START + 20 * MINUTE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", 20107),
        ("a.b.c", 20101),
        (token(secret="another-secret-that-is-long-enough-too"), 20107),
        (token()[:-4] + "AAAA", 20107),
        (token(signing_key_sid="SK" + "2" * 32), 20103),
        (token(account_sid="AC" + "2" * 32), 20103),
        (token(valid_until=int(START.timestamp())), 20104),
        (token(valid_until=int((START + timedelta(hours=25)).timestamp())), 20104),
        (token(nbf=int((START + MINUTE).timestamp())), 20105),
        (token(identity=""), 20106),
        (token(grants=[]), 20106),
        (token(grants=[VoiceGrant(outgoing_application_sid="AP" + "1" * 32)]), 20106),
    ],
)
def test_any_other_is_refused_with_twilio_s_code(text: str, code: int) -> None:
    with pytest.raises(TokenRefused) as refusal:
        read_token(text, KEY, START)
    assert refusal.value.code == code


# ── over HTTP ───────────────────────────────────────────────────────────────────────────────────────────────────────


def asks(client: FlaskClient, path: str, origin: str = PAGES, shown: str | None = None, **given: Any) -> TestResponse:
    bearer = {"Authorization": f"Bearer {token() if shown is None else shown}"}
    return client.post(f"/softphones{path}", json=given, headers={"Origin": origin} | bearer)


def told_by(stream: Iterator[Any]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(next(line for line in stream if line.startswith(b"data: "))[6:])
    return told


def test_a_browser_registers_and_is_told_of_its_call_until_it_leaves() -> None:
    _, carrier, _, client = line()
    answer = asks(client, "")
    assert answer.headers["Access-Control-Allow-Origin"] == PAGES
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    stream = iter(answer.response)
    told = told_by(stream)
    assert (told["others"], told["call"]) == (0, None)
    carrier.phones.caller(PIET).dials(carrier.line).waits("2s")
    call = told_by(stream)["call"]
    assert (call["from"], call["is_answered"], call["parameters"]) == (PIET, False, {"need": "een rekening"})
    path = f"/{told['id']}"
    assert asks(client, f"{path}/accept", call="CA0").status_code == 409
    assert asks(client, f"{path}/accept", call=call["sid"]).status_code == 204
    assert asks(client, f"{path}/mute", call=call["sid"], is_muted=True).status_code == 204
    assert asks(client, f"{path}/press", call=call["sid"], key="x").status_code == 422
    now = told_by(stream)["call"]
    assert (now["is_answered"], now["is_muted"]) == (True, True)
    assert asks(client, f"{path}/hang-up", call=call["sid"]).status_code == 204
    assert told_by(stream)["call"] is None
    closing = client.post(f"/softphones{path}/leave", data=json.dumps({"token": token()}), headers={"Origin": PAGES})
    assert closing.status_code == 204
    assert list(stream)[-1] == b"event: gone\ndata: {}\n\n"


def test_strangers_pages_and_wrong_tokens_are_turned_away() -> None:
    _, _, register, client = line()
    chloe = browser_of(register)
    assert asks(client, "", origin="http://evil.example").status_code == 403
    assert client.post("/softphones", json={}).status_code == 403
    refused = asks(client, "", shown="nonsense")
    assert (refused.status_code, refused.get_json()["code"]) == (401, 20107)
    assert refused.headers["Access-Control-Allow-Origin"] == PAGES
    assert asks(client, f"/{chloe.id}/hang-up", shown=token(identity="bram"), call="CA1").status_code == 404
    assert asks(client, f"/{chloe.id}/explode").status_code == 404
    assert client.options("/softphones", headers={"Origin": PAGES}).status_code == 204
    assert client.options("/softphones", headers={"Origin": "http://evil.example"}).status_code == 403
