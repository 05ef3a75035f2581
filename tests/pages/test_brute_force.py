"""Somebody tries passwords: few are looked at, nobody learns which names exist, and calls are not slowed by it."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from flask import Flask

from routing.skills import AgentId
from tests.counting import counted
from tests.pages.test_sessions import PASSWORD, has_password, types
from tests.pages.visitors import Visitor, nobody, over_https
from voice_app.accounts import hashing
from voice_app.accounts.signing_in import In, Tried, Wrong, sign_in
from voice_app.accounts.throttle import Barred
from voice_app.ledger import account_events, accounts
from voice_app.pages.signing_in import browser
from voice_app.runtime import Runtime


def tried(name: str, password: str, address: str = "192.0.2.1") -> Tried:
    return Tried(name, password, address, "a test")


def posts(client: Visitor, name: str, password: str) -> tuple[int, str, str]:
    """Status, body without what is random, and Retry-After."""
    page = client.get("/sign-in").get_data(as_text=True)
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    answer = client.post("/sign-in", data={"csrf": token, "name": name, "password": password})
    body = answer.get_data(as_text=True).replace(token, "").replace(f'value="{name}"', "")
    return answer.status_code, body, answer.headers.get("Retry-After", "")


@pytest.mark.threat("T13")
@pytest.mark.parametrize("name", ["anna", "nemo"])
def test_of_two_hundred_passwords_at_most_a_hundred_are_looked_at(
    house: Runtime, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """However patient somebody is, and from wherever: addresses change here with each try."""
    has_password(house, "anna")
    looked_at: list[str] = []
    is_right = hashing.is_right
    monkeypatch.setattr(hashing, "is_right", lambda kept, given: looked_at.append(given) or is_right(kept, given))
    now, barred_for_good = house.now(), 0
    for guess in range(200):
        result = sign_in(house, tried(name, f"guess {guess}", f"192.0.2.{guess}"), now)
        while isinstance(result, Barred) and result.until is not None:
            now = result.until
            result = sign_in(house, tried(name, f"guess {guess}", f"192.0.2.{guess}"), now)
        barred_for_good += result == Barred(None)
    assert len(looked_at) == 100
    assert barred_for_good == 100
    assert now - house.now() > timedelta(hours=20), "and that has taken most of a day"
    assert sign_in(house, tried("anna", PASSWORD), now) == Barred(None) or name != "anna"


def test_who_gets_in_begins_anew(house: Runtime) -> None:
    has_password(house, "anna")
    for _ in range(3):
        for _ in range(4):
            assert isinstance(sign_in(house, tried("anna", "wrong"), house.now()), Wrong)
        assert isinstance(sign_in(house, tried("anna", PASSWORD), house.now()), In)


@pytest.mark.threat("T13")
def test_one_address_tries_few_names_in_ten_minutes(house: Runtime) -> None:
    now = house.now()
    results = [sign_in(house, tried(f"name{number}", PASSWORD), now) for number in range(40)]
    assert sum(isinstance(result, Wrong) for result in results) == 30
    assert results[-1] == Barred(now + timedelta(minutes=10))
    assert isinstance(sign_in(house, tried("another", PASSWORD, "192.0.2.2"), now), Wrong)
    assert isinstance(sign_in(house, tried("another", PASSWORD), now + timedelta(minutes=10)), Wrong)


def test_an_office_behind_one_address_signs_in_together(house: Runtime) -> None:
    """Who was right is no witness against the others."""
    has_password(house, "anna")
    assert all(isinstance(sign_in(house, tried("anna", PASSWORD), house.now()), In) for _ in range(60))


@pytest.mark.threat("T13")
def test_names_that_exist_look_like_those_that_do_not(house: Runtime, app: Flask) -> None:
    """Without a password, disabled, unknown, with a password: one body each time, one status, one wait."""
    has_password(house, "anna")
    has_password(house, "chloe")
    with house.ledger.write() as ledger:
        accounts.disable(ledger, AgentId("chloe"), house.now())
    told = {
        name: [posts(nobody(house, app), name, "this is not it, I fear") for _ in range(6)]
        for name in ("anna", "bram", "chloe", "nemo")
    }
    first = told["anna"]
    assert [status for status, _, _ in first] == [401] * 5 + [429]
    assert all(answers == first for answers in told.values())


@pytest.mark.threat("T13")
def test_a_name_that_does_not_exist_is_worked_for_as_one_that_does(
    house: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not held against a clock, which a busy machine upsets: the same statements in the same order, and one hash of the
    same cost, whether the name is an agent's, one whose account is disabled, one without a password, or nobody's."""
    has_password(house, "anna")
    has_password(house, "chloe")
    with house.ledger.write() as ledger:
        accounts.disable(ledger, AgentId("chloe"), house.now())
    hashing.nobodys.cache_clear()
    hashing.nobodys()
    hashed_with: list[Parameters] = []
    verify = PasswordHasher.verify

    def watched(self: PasswordHasher, kept: str, given: str) -> bool:
        hashed_with.append(extract_parameters(kept))
        return bool(verify(self, kept, given))

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    work: dict[str, tuple[list[str], list[Parameters]]] = {}
    for name in ("anna", "bram", "chloe", "nemo"):
        hashed_with.clear()
        with counted(monkeypatch) as looks:
            assert isinstance(sign_in(house, tried(name, "this is not it, I fear", name), house.now()), Wrong)
        work[name] = list(looks.ledger), list(hashed_with)
    statements, hashes = work["anna"]
    assert len(statements) > 3
    assert len(hashes) == 1
    assert all(done == work["anna"] for done in work.values()), work
    hashing.nobodys.cache_clear()


@pytest.mark.threat("T13")
def test_while_one_password_is_looked_at_the_next_is_asked_to_come_again(house: Runtime, app: Flask) -> None:
    has_password(house, "anna")
    client = nobody(house, app)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with hashing.a_turn():
        for _ in range(8):
            status, body, again = posts(client, "anna", PASSWORD)
            assert (status, again) == (429, "2")
            assert "nothing was wrong with it" in body
    assert posts(client, "anna", PASSWORD)[0] == 302, "none of that was held against anybody"


@pytest.mark.threat("T13")
def test_fifty_at_once_are_all_answered(house: Runtime, app: Flask) -> None:
    has_password(house, "anna")
    clients = [nobody(house, app) for _ in range(50)]
    with ThreadPoolExecutor(50) as crowd:
        answers = list(crowd.map(lambda client: types(client, "anna"), clients))
    assert set(answers) <= {302, 429}
    assert 302 in answers


@pytest.mark.threat("T13")
def test_a_ledger_that_cannot_be_written_lets_nobody_try(
    house: Runtime, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_password(house, "anna")

    def never(*_: object) -> bool:
        raise AssertionError("looked at a password that nobody has counted")

    monkeypatch.setattr(hashing, "is_right", never)
    somebody_else = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    somebody_else.execute("BEGIN IMMEDIATE")
    assert posts(nobody(house, app), "anna", PASSWORD)[0] == 503
    somebody_else.close()


def test_tries_are_on_record_by_name_and_nothing_else(house: Runtime, app: Flask) -> None:
    has_password(house, "anna")
    client = nobody(house, app)
    posts(client, "anna", "this is not it, I fear")
    posts(client, PASSWORD, "anna")  # as happens: the password in the field of the name
    posts(client, "anna", PASSWORD)
    with house.ledger.read() as ledger:
        of_anna = [event.event for event in account_events.of(ledger, AgentId("anna"))]
        of_nobody = account_events.of(ledger, None)
    assert of_anna == ["sign_in_tried", "sign_in_tried", "signed_in"]
    assert [(event.event, event.by) for event in of_nobody] == [("sign_in_tried", "nobody")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "counts"),
    [
        ("10.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("10.0.0.1", "203.0.113.9, 192.0.2.7", "192.0.2.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "<b>", "unreadable"),
        ("10.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_over_https_the_address_is_the_one_that_our_proxy_saw(
    house: Runtime, app: Flask, peer: str, forwarded: str, counts: str
) -> None:
    public = over_https(house)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with app.test_request_context("/sign-in", headers=headers, environ_base={"REMOTE_ADDR": peer}) as context:
        assert browser.address(context.request, public.settings) == counts
        assert browser.address(context.request, house.settings) == peer, "on this machine nobody is believed"


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("<script>alert(1)</script>" * 200, ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_two_words(app: Flask, told: str, named: str) -> None:
    with app.test_request_context("/", headers={"User-Agent": told}) as context:
        assert browser.device(context.request) == named


def test_a_password_that_was_hashed_with_less_is_hashed_anew(house: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    """When what is usual has changed, whoever signs in brings the own hash up to it, and notices nothing."""
    has_password(house, "anna")
    before = _kept(house)
    assert isinstance(sign_in(house, tried("anna", PASSWORD), house.now()), In)
    assert _kept(house) == before
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(memory_cost=16, time_cost=2, parallelism=1))
    assert isinstance(sign_in(house, tried("anna", "this is not it, I fear"), house.now()), Wrong)
    assert _kept(house) == before
    for _ in range(2):
        assert isinstance(sign_in(house, tried("anna", PASSWORD), house.now()), In)
    assert extract_parameters(_kept(house)).memory_cost == 16


def _kept(house: Runtime) -> str:
    with house.ledger.read() as ledger:
        account = accounts.get(ledger, AgentId("anna"))
    assert account is not None
    assert account.password_hash is not None
    return account.password_hash
