"""A supervisor shows two things: a password, and a code that only the own phone can make."""

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.test_sessions import PASSWORD, has_password, types
from tests.pages.test_welcome import invited, opens
from tests.pages.visitors import Visitor, nobody, signed_in
from voice_app.accounts.digests import digest
from voice_app.accounts.second_factor import SPARE, secret_of
from voice_app.accounts.throttle import HARD_STOP
from voice_app.ledger import account_events, accounts, sign_in_failures
from voice_app.runtime import Runtime

CHLOE = AgentId("chloe")
SECRET = re.compile(r'<p class="secret"><code>([A-Z2-7 ]+)</code>')
CODE = re.compile(r"<li><code>([a-z2-7-]{14})</code>")


def at_the_door(house: Runtime, app: Flask, agent: str = "chloe") -> Visitor:
    """The password was right, and the code is still owed."""
    return signed_in(house, app, agent, halfway=True)


def secret_on(client: Visitor) -> str:
    (secret,) = SECRET.findall(client.get("/second-factor").get_data(as_text=True))
    return str(secret).replace(" ", "")


def code_of(secret: str, house: Runtime, later: timedelta = timedelta()) -> str:
    return pyotp.TOTP(secret).at(house.now() + later)


@pytest.fixture
def spare(house: Runtime, app: Flask) -> list[str]:
    """Chloë's second factor is set up; her spare codes."""
    chloe = at_the_door(house, app)
    answer = chloe.post("/second-factor", data={"code": code_of(secret_on(chloe), house)})
    assert answer.status_code == 200
    return CODE.findall(answer.get_data(as_text=True))


@pytest.mark.threat("T13")
def test_a_supervisor_comes_no_further_than_setting_it_up(house: Runtime, app: Flask) -> None:
    has_password(house, "chloe")
    chloe = nobody(house, app)
    assert types(chloe, "chloe") == 302
    assert chloe.get("/account").location == "/second-factor?next=%2Faccount"
    assert chloe.get("/desk").location == "/second-factor?next=%2Fdesk"
    assert "otpauth" not in chloe.get("/second-factor").get_data(as_text=True)
    picture = chloe.get("/second-factor/picture.svg")
    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    assert b"style=" not in picture.get_data()
    assert b"<script" not in picture.get_data()


@pytest.mark.threat("T12")
def test_the_session_goes_on_under_another_token_when_it_is_proven(house: Runtime, app: Flask) -> None:
    chloe = at_the_door(house, app)
    before = chloe.get_cookie("gehoor", domain="127.0.0.1")
    assert before is not None
    secret = secret_on(chloe)
    page = chloe.post("/second-factor", data={"code": code_of(secret, house)}).get_data(as_text=True)
    assert len(CODE.findall(page)) == SPARE
    assert chloe.get("/account").status_code == 200
    thief = nobody(house, app)
    thief.set_cookie("gehoor", before.value, domain="127.0.0.1")
    assert thief.get("/account").status_code == 302


def test_nobody_is_shown_the_key_again(house: Runtime, app: Flask, spare: list[str]) -> None:
    chloe = at_the_door(house, app)
    assert chloe.get("/second-factor").location == "/sign-in/code"
    assert chloe.get("/second-factor/picture.svg").status_code == 404
    inside = signed_in(house, app, "chloe")
    assert inside.get("/second-factor").location == "/account"
    assert inside.post("/second-factor/begin").status_code == 302
    assert inside.get("/second-factor/picture.svg").status_code == 404


def test_a_code_is_good_once_and_never_after_a_newer_one(world: World, app: Flask, spare: list[str]) -> None:
    house, secret = world.house, _secret(world.house)
    world.passes("2m")
    older, newer = code_of(secret, house), code_of(secret, house, timedelta(seconds=30))
    assert at_the_door(house, app).post("/sign-in/code", data={"code": newer}).status_code == 302
    for code in (newer, older):
        assert at_the_door(house, app).post("/sign-in/code", data={"code": code}).status_code == 401


def test_the_code_that_set_it_up_does_not_open_the_door_as_well(house: Runtime, app: Flask, spare: list[str]) -> None:
    code = code_of(_secret(house), house)
    assert at_the_door(house, app).post("/sign-in/code", data={"code": code}).status_code == 401


def test_a_phone_may_be_half_a_minute_off_and_no_more(world: World, app: Flask, spare: list[str]) -> None:
    house, secret = world.house, _secret(world.house)
    world.passes("5m")
    for off, status in ((-90, 401), (90, 401), (-30, 302), (30, 302)):
        code = code_of(secret, house, timedelta(seconds=off))
        assert at_the_door(house, app).post("/sign-in/code", data={"code": code}).status_code == status


def test_a_spare_code_works_once_however_it_is_typed(house: Runtime, app: Flask, spare: list[str]) -> None:
    typed = f" {spare[0].upper().replace('-', ' ')} "
    assert at_the_door(house, app).post("/sign-in/code", data={"code": typed}).status_code == 302
    assert at_the_door(house, app).post("/sign-in/code", data={"code": spare[0]}).status_code == 401
    with house.ledger.read() as ledger:
        assert accounts.recovery_codes_left(ledger, CHLOE) == SPARE - 1


def test_a_spare_code_of_somebody_else_opens_nothing(house: Runtime, app: Flask, spare: list[str]) -> None:
    anna = signed_in(house, app, "anna")
    anna.post("/second-factor/begin")
    anna.post("/second-factor", data={"code": code_of(secret_on(anna), house)})
    assert at_the_door(house, app, "anna").post("/sign-in/code", data={"code": spare[1]}).status_code == 401


def test_codes_are_not_guessed(world: World, app: Flask, spare: list[str]) -> None:
    """Nor by signing in anew each time: the right password forgives no wrong code."""
    house = world.house
    has_password(house, "chloe", PASSWORD)
    answers = []
    for guess in range(8):
        client = nobody(house, app)
        assert types(client, "chloe") == 302
        page = client.get("/sign-in/code").get_data(as_text=True)
        client.csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
        answers.append(client.post("/sign-in/code", data={"code": f"{guess:06}"}).status_code)
    assert answers == [401] * 5 + [429] * 3
    world.passes("31s")
    right = code_of(_secret(house), house)
    assert at_the_door(house, app).post("/sign-in/code", data={"code": right}).status_code == 302


def test_a_hundred_wrong_codes_are_the_last_until_an_invitation(house: Runtime, app: Flask, spare: list[str]) -> None:
    with house.ledger.write() as ledger:
        for _ in range(HARD_STOP):
            sign_in_failures.add(ledger, digest(house.settings, "codes tried", CHLOE), house.now())
    answer = at_the_door(house, app).post("/sign-in/code", data={"code": spare[0]})
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, None)
    opens(nobody(house, app), invited(house, "chloe"))
    assert at_the_door(house, app).post("/sign-in/code", data={"code": spare[0]}).status_code == 302


def test_what_the_ledger_holds_makes_no_code(house: Runtime, app: Flask, spare: list[str]) -> None:
    with house.ledger.read() as ledger:
        account = accounts.get(ledger, CHLOE)
    assert account is not None
    assert account.totp_seed is not None
    other = house.settings.model_copy(update={"secret_key": type(house.settings.secret_key)("another key of ours")})  # type: ignore[misc]  # a SecretStr
    assert secret_of(other, CHLOE, account.totp_seed) != _secret(house)


def test_an_agent_may_have_one_too(house: Runtime, app: Flask) -> None:
    anna = signed_in(house, app, "anna")
    assert anna.post("/second-factor/begin").location == "/second-factor"
    assert anna.post("/second-factor", data={"code": code_of(secret_on(anna), house)}).status_code == 200
    has_password(house, "anna")
    again = nobody(house, app)
    types(again, "anna")
    assert again.get("/account").location == "/sign-in/code?next=%2Faccount"


def test_each_step_is_on_record(house: Runtime, app: Flask, spare: list[str]) -> None:
    at_the_door(house, app).post("/sign-in/code", data={"code": spare[0]})
    with house.ledger.read() as ledger:
        events = [event.event for event in account_events.of(ledger, CHLOE)]
    assert events == ["second_factor_set", "second_factor_tried", "recovery_code_used", "second_factor_shown"]


def _secret(house: Runtime) -> str:
    with house.ledger.read() as ledger:
        account = accounts.get(ledger, CHLOE)
    assert account is not None
    assert account.totp_seed is not None
    return secret_of(house.settings, CHLOE, account.totp_seed)


def test_whoever_has_the_phone_makes_spare_codes_anew(house: Runtime, app: Flask, spare: list[str]) -> None:
    secret = secret_of(house.settings, CHLOE, _seed(house))
    chloe = signed_in(house, app, "chloe")
    assert chloe.post("/account/spare-codes", data={"code": "000000"}).status_code == 422
    assert chloe.post("/account/spare-codes", data={"code": spare[0]}).status_code == 422, "a spare code is no phone"
    later = timedelta(seconds=30)
    answer = chloe.post("/account/spare-codes", data={"code": code_of(secret, house, later)})
    fresh = CODE.findall(answer.get_data(as_text=True))
    assert (answer.status_code, len(set(fresh)), set(fresh) & set(spare)) == (200, SPARE, set())
    door = at_the_door(house, app)
    assert door.post("/sign-in/code", data={"code": spare[1]}).status_code == 401
    assert door.post("/sign-in/code", data={"code": fresh[0]}).status_code == 302
    with house.ledger.read() as ledger:
        assert "spare_codes_made" in [event.event for event in account_events.of(ledger, CHLOE)]


def test_who_has_no_second_factor_makes_no_spare_codes(house: Runtime, app: Flask) -> None:
    anna = signed_in(house, app, "anna")
    assert anna.post("/account/spare-codes", data={"code": "123456"}).status_code == 422


def test_spare_codes_are_not_guessed_for(house: Runtime, app: Flask, spare: list[str]) -> None:
    chloe = signed_in(house, app, "chloe")
    answers = [chloe.post("/account/spare-codes", data={"code": f"00000{n}"}).status_code for n in range(7)]
    assert answers[-1] == 429


def _seed(house: Runtime) -> str:
    with house.ledger.read() as ledger:
        account = accounts.get(ledger, CHLOE)
    assert account is not None
    assert account.totp_seed is not None
    return account.totp_seed
