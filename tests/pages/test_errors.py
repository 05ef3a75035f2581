"""What is said when something is refused, missing or broken: friendly, in four languages, nothing of what is inside."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.pages.visitors import Visitor, nobody, signed_in
from voice_app.ledger import Ledger
from voice_app.pages import app as pages
from voice_app.pages import create_pages
from voice_app.pages.page import Page, Visit, Who
from voice_app.runtime import Runtime

SAID = {
    "nl": {404: "Hier is niets, of niets voor u.", 403: "te oud", 503: "niet bij onze gegevens", 500: "ligt aan ons"},
    "en": {404: "nothing here, or nothing for you", 403: "too old", 503: "get at our records", 500: "is our fault"},
    "fr": {404: "rien ici, ou rien pour vous", 403: "trop ancienne", 503: "accès à nos données", 500: "notre faute"},
    "de": {404: "nichts, oder nichts für Sie", 403: "zu alt", 503: "nicht an unsere Daten", 500: "liegt an uns"},
}


def page_of(client: Visitor, path: str, **named: object) -> tuple[int, str]:
    answer = client.open(path, **named)
    return answer.status_code, answer.get_data(as_text=True).replace("&#39;", "'")


@pytest.mark.parametrize("language", SAID)
def test_each_is_told_in_each_language(house: Runtime, app: Flask, tmp_path: Path, language: str) -> None:
    anna = signed_in(house, app, "anna")
    anna.post("/account/language", data={"language": language})
    stranger = nobody(house, app)
    stranger.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    gone = nobody(house, create_pages(replace(house, ledger=Ledger(f"sqlite:///{tmp_path}/moved-away.db"))))
    gone.set_cookie("gehoor", "whatever it was", domain="127.0.0.1")
    gone.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    for client, path, method, status in (
        (anna, "/no-such-page", "GET", 404),
        (stranger, "/no-such-page", "GET", 404),
        (anna, "/sign-out", "POST", 403),
        (gone, "/desk", "GET", 503),
    ):
        found, page = page_of(client, path, method=method, headers={"X-CSRF-Token": None})
        assert found == status
        assert SAID[language][status] in page
        assert f'<html lang="{language}">' in page


def test_whoever_was_signed_out_meanwhile_is_led_back_and_told_what_became_of_it(house: Runtime, app: Flask) -> None:
    stranger = nobody(house, app)
    stranger.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    status, page = page_of(stranger, "/line/menu", method="POST", data={"base": "1"})
    assert status == 401
    assert "What you were writing is kept: sign in, and go on." in page
    assert '<a href="/sign-in?next=%2Fline%2Fmenu">' in page
    status, page = page_of(stranger, "/promises/act", method="POST", data={"kind": "approve"})
    assert status == 401
    assert "so this was not done. Sign in, and do it again." in page
    assert '<a href="/sign-in">' in page


def test_a_mistake_of_ours_is_told_as_ours_without_a_word_of_it(
    house: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: Visit) -> str:
        raise ZeroDivisionError("the canary")

    monkeypatch.setattr(pages, "PAGES", (Page("GET", "/breaks", breaks, Who.AGENT),))
    app = create_pages(house)
    status, page = page_of(signed_in(house, app, "anna"), "/breaks")
    assert status == 500
    assert SAID["nl"][500] in page
    assert "canary" not in page
    assert "Traceback" not in page


def test_what_is_too_long_is_refused_before_it_is_read(house: Runtime, app: Flask) -> None:
    anna = signed_in(house, app, "anna")
    assert anna.post("/account/language", data={"language": "x" * 70_000}).status_code == 413


def test_a_report_says_the_rule_alone_and_never_fails(
    house: Runtime, app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = nobody(house, app)
    told = {
        "csp-report": {"effective-directive": "script-src-elem", "script-sample": "canary", "blocked-uri": "canary"}
    }
    for body in (told, {}, {"csp-report": "canary"}, [], "canary", {"csp-report": {"violated-directive": "<b>canary"}}):
        assert browser.post("/csp", json=body).status_code == 204
    for body in (b"\xff\x00", b"[" * 60_000):
        assert browser.post("/csp", data=body).status_code == 204
    assert "canary" not in capsys.readouterr().out


def test_who_comes_by_another_name_is_told_ours(house: Runtime, app: Flask) -> None:
    """`localhost` is this machine, too; a cookie of one name is none of the other."""
    status, page = page_of(nobody(house, app), "/sign-in", base_url="http://localhost:8001", headers={"Host": None})
    assert status == 400
    assert f'<a href="{house.settings.pages_base_url}">' in page
    assert "localhost" not in page
