"""The headers of every answer, word for word: what a browser may do with our pages."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr

from tests.pages.visitors import nobody, over_https, signed_in
from voice_app.ledger import Ledger
from voice_app.pages import create_pages
from voice_app.pages import headers as headers_of_pages
from voice_app.runtime import Runtime

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "media-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "report-uri /csp"
)
SWITCHED_OFF = "camera=(), display-capture=(), geolocation=(), payment=(), usb=(), serial=(), hid=()"
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": f"microphone=(), autoplay=(self), {SWITCHED_OFF}",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OF_ITS_OWN = {
    *("Content-Type", "Content-Length", "Content-Encoding", "Location", "Set-Cookie", "Vary", "Date", "Allow"),
    *("Retry-After", "Last-Modified", "ETag", "X-Accel-Buffering"),
}
"""What an answer may have beside, because of what it is."""

PATHS = {
    "a page": ("GET", "/sign-in", 200),
    "the desk": ("GET", "/desk", 200),
    "the stream": ("GET", "/desk/live", 200),
    "a picture": ("GET", "/second-factor/picture.svg", 404),
    "a redirect": ("GET", "/", 302),
    "nothing": ("GET", "/no-such-page", 404),
    "a refused form": ("POST", "/account/language", 403),
    "a wrong method": ("DELETE", "/desk", 405),
    "a report": ("POST", "/csp", 204),
}


@pytest.fixture
def without_a_phone(house: Runtime) -> Runtime:
    phoneless = {"twilio_api_key": None, "twilio_api_secret": None, "twilio_app_sid": None}
    return replace(house, settings=house.settings.model_copy(update=phoneless))


def test_every_answer_has_exactly_these(without_a_phone: Runtime) -> None:
    house, app = without_a_phone, create_pages(without_a_phone)
    for what, (method, path, status) in PATHS.items():
        client = nobody(house, app) if path == "/sign-in" else signed_in(house, app, "anna")
        answer = client.open(path, method=method, headers={"X-CSRF-Token": None})
        assert answer.status_code == status, what
        for name in ALWAYS:
            assert len(answer.headers.getlist(name)) == 1, (what, name)
        found = {name: value for name, value in answer.headers.items() if name not in OF_ITS_OWN}
        assert found == ALWAYS | {"Cache-Control": "no-store"}, what
        answer.close()


def test_files_have_them_too_and_may_be_kept(without_a_phone: Runtime) -> None:
    app = create_pages(without_a_phone)
    for name in ("gehoor.css", "sign-in.css", "desk.js"):
        answer = nobody(without_a_phone, app).get(app.jinja_env.globals["static"](name))  # type: ignore[operator]  # ours
        assert answer.status_code == 200
        found = {name: value for name, value in answer.headers.items() if name not in OF_ITS_OWN}
        assert found == ALWAYS | {"Cache-Control": "max-age=315360000, public, immutable"}
        answer.close()


def test_over_https_a_browser_comes_back_by_nothing_else(without_a_phone: Runtime) -> None:
    public = over_https(without_a_phone)
    answer = nobody(public, create_pages(public)).get("/sign-in")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in nobody(without_a_phone, create_pages(without_a_phone)).get("/").headers


def test_only_a_phone_in_the_browser_opens_more(house: Runtime) -> None:
    with_phone = house.settings.model_copy(
        update={"twilio_api_key": "SK1", "twilio_api_secret": SecretStr("secret-of-it"), "twilio_app_sid": "AP1"}
    )
    twilio = headers_of_pages.headers_of(with_phone, headers_of_pages.browser_phone_of(with_phone))
    assert "microphone=(self)" in twilio["Permissions-Policy"]
    assert "script-src 'self'; style-src 'self'; img-src 'self'" in twilio["Content-Security-Policy"]
    assert "unsafe" not in twilio["Content-Security-Policy"]
    assert "*" not in twilio["Content-Security-Policy"]


def test_a_page_that_broke_has_them(house: Runtime, tmp_path: Path, app: Flask) -> None:
    anna = signed_in(house, app, "anna")
    gone = create_pages(replace(house, ledger=Ledger(f"sqlite:///{tmp_path}/moved-away.db")))
    there = nobody(house, gone)
    cookie = anna.get_cookie("gehoor", domain="127.0.0.1")
    assert cookie is not None
    there.set_cookie("gehoor", cookie.value, domain="127.0.0.1")
    answer = there.get("/desk")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
