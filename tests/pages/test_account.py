"""One's own account: password, language, and where else one is signed in."""

import pytest
from flask import Flask

from routing.skills import AgentId
from tests.pages.test_sessions import PASSWORD, has_password, types
from tests.pages.visitors import nobody, signed_in
from voice_app.ledger import accounts
from voice_app.runtime import Runtime

ANOTHER = "een trompet onder het bed"


@pytest.mark.threat("T12")
def test_a_new_password_ends_the_other_sessions_and_not_this_one(house: Runtime, app: Flask) -> None:
    has_password(house, "anna")
    here, elsewhere = signed_in(house, app, "anna"), signed_in(house, app, "anna")
    answer = here.post("/account/password", data={"old": PASSWORD, "password": ANOTHER})
    assert answer.location == "/account?said=password"
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert types(nobody(house, app), "anna", PASSWORD) == 401
    assert types(nobody(house, app), "anna", ANOTHER) == 302


def test_who_does_not_know_the_old_one_changes_nothing_and_is_not_let_guess(house: Runtime, app: Flask) -> None:
    has_password(house, "anna")
    anna = signed_in(house, app, "anna")
    answers = [
        anna.post("/account/password", data={"old": f"geraden {guess}", "password": ANOTHER}).status_code
        for guess in range(6)
    ]
    assert answers == [422] * 5 + [429]
    with house.ledger.read() as ledger:
        account = accounts.get(ledger, AgentId("anna"))
    assert account is not None
    assert account.password_hash is not None


def test_who_knows_the_old_one_may_try_a_new_one_as_often_as_it_takes(house: Runtime, app: Flask) -> None:
    has_password(house, "anna")
    anna = signed_in(house, app, "anna")
    for _ in range(6):
        assert anna.post("/account/password", data={"old": PASSWORD, "password": "te kort"}).status_code == 422
    assert anna.post("/account/password", data={"old": PASSWORD, "password": ANOTHER}).status_code == 302


@pytest.mark.parametrize("bad", ["te kort", "voorbeeldvoorbeeld1", "annaannaannaanna"])
def test_a_bad_new_one_is_refused(house: Runtime, app: Flask, bad: str) -> None:
    has_password(house, "anna")
    anna = signed_in(house, app, "anna")
    assert anna.post("/account/password", data={"old": PASSWORD, "password": bad}).status_code == 422
    assert types(nobody(house, app), "anna", PASSWORD) == 302


def test_the_pages_speak_the_language_that_an_agent_chose(house: Runtime, app: Flask) -> None:
    anna = signed_in(house, app, "anna")
    assert '<html lang="nl">' in anna.get("/account").get_data(as_text=True)
    assert anna.post("/account/language", data={"language": "fr"}).status_code == 302
    page = anna.get("/account").get_data(as_text=True)
    assert '<html lang="fr">' in page
    assert "Langue de ces pages" in page
    assert '<html lang="fr">' in signed_in(house, app, "anna").get("/account").get_data(as_text=True)
    assert anna.post("/account/language", data={"language": "xx"}).status_code == 400


def test_an_agent_sees_the_own_sessions_and_ends_the_others(house: Runtime, app: Flask) -> None:
    here, elsewhere, bram = (signed_in(house, app, id_) for id_ in ("anna", "anna", "bram"))
    page = here.get("/account").get_data(as_text=True)
    assert page.count("a test") == 2
    assert here.post("/account/sign-out-elsewhere").location == "/account?said=elsewhere"
    assert here.get("/account").get_data(as_text=True).count("a test") == 1
    assert elsewhere.get("/account").status_code == 302
    assert bram.get("/account").status_code == 200


def test_no_page_holds_a_secret(house: Runtime, app: Flask) -> None:
    has_password(house, "anna")
    anna = signed_in(house, app, "anna")
    token = anna.get_cookie("gehoor", domain="127.0.0.1")
    assert token is not None
    with house.ledger.read() as ledger:
        account = accounts.get(ledger, AgentId("anna"))
    assert account is not None
    page = anna.get("/account").get_data(as_text=True)
    secrets = (token.value, account.password_hash, house.settings.secret_key, house.settings.api_token)
    texts = [getattr(secret, "get_secret_value", lambda secret=secret: secret)() for secret in secrets]
    assert [text for text in texts if str(text) in page] == []
