"""Who is let in where: each route of the pages, for each kind of visitor, and every way in which a form is not ours."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.routing import Rule

from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages import who_may
from tests.pages.test_sessions import types
from tests.pages.visitors import Visitor, nobody, over_https, screen, signed_in
from voice_app.accounts.digests import digest
from voice_app.ledger import accounts, agents, sessions
from voice_app.ledger.agents import Enrolment
from voice_app.pages import app as pages
from voice_app.pages import create_pages
from voice_app.pages.door import FORM, HEADER, cookie_name
from voice_app.runtime import Runtime

PROBE = "the page has answered"

MEANS: dict[who_may.Cell, Callable[[int, str], bool]] = {
    "in": lambda status, body: (status, body) == (200, PROBE),
    "way in": lambda status, body: status == 302,
    "out": lambda status, body: status == 401,
    "hidden": lambda status, body: status == 404,
}


@pytest.fixture
def probed(house: Runtime, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The pages with the door of each, and behind it nothing but an answer."""
    probes = tuple(replace(page, view=_probe(page.view)) for page in pages.PAGES)
    monkeypatch.setattr(pages, "PAGES", probes)
    return create_pages(house)


def _probe(view: Callable[..., object]) -> Callable[..., str]:
    def answer(*_: object, **__: object) -> str:
        return PROBE

    answer.__module__, answer.__name__ = view.__module__, view.__name__
    return answer


def come_in(house: Runtime, app: Flask) -> dict[who_may.Visitor, Visitor]:
    """One browser of each kind."""
    dora = Enrolment(AgentId("dora"), "Dora", "tel:+31633333333", ("nl",), {"billing": 1})
    with house.ledger.write() as ledger:
        agents.enrol(ledger, [dora], house.now())
    visitors: dict[who_may.Visitor, Visitor] = {
        "nobody": nobody(house, app),
        "halfway": signed_in(house, app, "chloe", halfway=True),
        "anna": signed_in(house, app, "anna"),
        "bram": signed_in(house, app, "bram"),
        "chloe": signed_in(house, app, "chloe"),
        "disabled": signed_in(house, app, "dora"),
        "screen": screen(house, app),
    }
    with house.ledger.write() as ledger:
        accounts.disable(ledger, dora.id, house.now())
    for outside in ("nobody", "disabled", "screen"):
        visitors[outside].csrf = _with_a_form(house, visitors[outside])
    return visitors


def _with_a_form(house: Runtime, client: Visitor) -> str:
    """What a form carries that was shown to somebody before there was a session."""
    token = house.new_token()
    client.set_cookie(cookie_name(house.settings, FORM), token, domain="127.0.0.1")
    return digest(house.settings, "form", token)


def routes_of(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield f"{method} {rule.rule}", rule


def path_of(route: str) -> str:
    """An address that the route answers: each part that may be anything is an id that there is not."""
    path = route.partition(" ")[2]
    while "<" in path:
        before, _, rest = path.partition("<")
        named, _, after = rest.partition(">")
        path = f"{before}{'1' if named.startswith('int:') else 'none-such'}{after}"
    return path


def opens(client: Visitor, route: str, **named: object) -> tuple[int, str]:
    method, path = route.partition(" ")[0], path_of(route)
    answer = client.open(path, method=method, **named)
    never_ends = route in who_may.NEVER_ENDS and answer.mimetype == "text/event-stream"
    status, body = answer.status_code, "" if never_ends else answer.get_data(as_text=True)
    answer.close()
    return status, body


# ── the table ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.threat("T14")
def test_each_route_stands_in_the_table_and_no_other(app: Flask) -> None:
    there = {route for route, _ in routes_of(app)} - who_may.NO_PAGE
    missing, left = sorted(there - who_may.ROUTES.keys()), sorted(who_may.ROUTES.keys() - there)
    assert not missing, f"say in tests/pages/who_may.py who may open: {missing}"
    assert not left, f"no page answers these any more, take them out of tests/pages/who_may.py: {left}"


@pytest.mark.threat("T14")
def test_no_cell_of_the_table_is_missing() -> None:
    every = set(who_may.ANYBODY)
    holes = [route for route, row in who_may.ROUTES.items() if set(row) != every]
    assert not holes, f"a cell for each of {sorted(every)}: {holes}"


@pytest.mark.threat("T14")
def test_each_visitor_is_let_in_where_the_table_says_so_and_nowhere_else(house: Runtime, probed: Flask) -> None:
    visitors = come_in(house, probed)
    wrong = []
    for route, row in who_may.ROUTES.items():
        for who, cell in row.items():
            status, body = opens(visitors[who], route)
            if not MEANS[cell](status, body):
                wrong.append(f"{who} · {route}: meant {cell!r}, but {status}")
    assert not wrong, "\n  ".join(wrong)


# ── forms that are not ours ─────────────────────────────────────────────────────────────────────────────────────────

NOT_OURS = {
    "no token": {HEADER: None},
    "a wrong token": {HEADER: "0" * 64},
    "another site": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "another site of ours": {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
    "a sandbox": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "only the header of an old browser": {"Origin": "https://evil.example", "Sec-Fetch-Site": None},
    "no word of where from": {"Origin": None, "Sec-Fetch-Site": None},
}


@pytest.mark.threat("T11")
def test_a_form_that_is_not_ours_changes_nothing_anywhere(house: Runtime, app: Flask) -> None:
    """Whoever fills it in."""
    visitors = come_in(house, app)
    before = digest_of(house)
    posts = [route for route in who_may.ROUTES if not route.startswith("GET ")]
    wrong = []
    for what, headers in NOT_OURS.items():
        for route in posts:
            for who, client in visitors.items():
                status, _ = opens(client, route, headers=headers)
                if status != _refusal(who_may.ROUTES[route][who], headers):
                    wrong.append(f"{who} · {route} · {what}: {status}")
    assert posts
    assert not wrong, "\n  ".join(wrong)
    assert digest_of(house) == before


def _refusal(cell: who_may.Cell, headers: dict[str, str | None]) -> int:
    """Another site is told nothing else; who brings no token and may not come in anyway, the same as with one."""
    return 403 if cell == "in" or "Origin" in headers else {"out": 401, "hidden": 404}[cell]


@pytest.mark.threat("T11")
def test_the_token_of_one_session_opens_nothing_for_another(house: Runtime, app: Flask) -> None:
    anna, bram = signed_in(house, app, "anna"), signed_in(house, app, "bram")
    answer = anna.post("/account/language", data={"language": "fr"}, headers={HEADER: bram.csrf})
    assert answer.status_code == 403
    again = signed_in(house, app, "anna")
    assert again.csrf != anna.csrf


def test_a_token_may_come_as_a_field_too(house: Runtime, app: Flask) -> None:
    anna = signed_in(house, app, "anna")
    form = {"language": "fr", "csrf": anna.csrf}
    assert anna.post("/account/language", data=form, headers={HEADER: None}).status_code == 302


# ── looking changes nothing ─────────────────────────────────────────────────────────────────────────────────────────


def digest_of(house: Runtime) -> str:
    """Of every row of the ledger, but for the record of who looked: that is what looking writes."""
    with house.ledger.read() as ledger:
        raw = ledger.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        return hashlib.sha256("\n".join(filter(_is_no_look, raw.iterdump())).encode()).hexdigest()


def _is_no_look(row: str) -> bool:
    return not row.startswith('INSERT INTO "looks"')


@pytest.mark.threat("T11")
def test_looking_changes_nothing(world: World, app: Flask) -> None:
    """Whoever looks, while a call rings and another waits."""
    house = world.house
    visitors = come_in(house, app)
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    for phone in ("+31622222222", "+31622222223"):
        world.caller(phone).dials(world.carrier.line).hears("Welkom").presses("1")
    world.passes("3s")
    before = digest_of(house)
    changed = []
    for route in (route for route in who_may.ROUTES if route.startswith("GET ")):
        for who, client in visitors.items():
            status, _ = opens(client, route)
            assert status < 500, (who, route, status)
            if digest_of(house) != before:
                changed.append(f"{who} · {route}")
                before = digest_of(house)
    assert not changed, f"a GET writes: {changed}"
    world.signs_off("anna")


# ── what ends a session, ends it with the next request ──────────────────────────────────────────────────────────────


@pytest.mark.threat("T12")
@pytest.mark.parametrize("how", ["disabled", "signed out by command", "off the roster", "another role"])
def test_a_session_ends_with_the_next_request(house: Runtime, app: Flask, how: str) -> None:
    anna = signed_in(house, app, "anna")
    assert anna.get("/account").status_code == 200
    with house.ledger.write() as ledger:
        id_ = AgentId("anna")
        if how == "disabled":
            accounts.disable(ledger, id_, house.now())
        elif how == "signed out by command":
            sessions.end_all(ledger, id_, "signed_out_by_command", house.now())
        elif how == "off the roster":
            agents.leave(ledger, id_, "phone_reassigned", house.now())
        else:
            found = agents.get(ledger, id_)
            assert found is not None
            promoted = Enrolment(id_, found.name, found.reach, found.languages, found.skills, role="supervisor")
            agents.enrol(ledger, [promoted], house.now())
    assert anna.get("/account").location == "/sign-in?next=%2Faccount"
    assert anna.post("/account/language", data={"language": "fr"}).status_code == 401


# ── cookies ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def shape(cookie: str) -> list[str]:
    """Name and attributes, without what is random."""
    name, *attributes = cookie.split("; ")
    return [name.partition("=")[0], *attributes]


@pytest.mark.threat("T12")
def test_over_https_the_cookies_are_for_this_host_and_tls_alone(house: Runtime) -> None:
    public = over_https(house)
    app = create_pages(public)
    (form,) = nobody(public, app).get("/sign-in").headers.getlist("Set-Cookie")
    assert shape(form) == ["__Host-gehoor-form", "Secure", "HttpOnly", "Path=/", "SameSite=Lax"]


def test_on_this_machine_they_travel_without_tls(house: Runtime, app: Flask) -> None:
    (form,) = nobody(house, app).get("/sign-in").headers.getlist("Set-Cookie")
    assert shape(form) == ["gehoor-form", "HttpOnly", "Path=/", "SameSite=Lax"]


def test_a_form_cookie_is_set_once_and_for_forms_alone(house: Runtime, app: Flask) -> None:
    client = nobody(house, app)
    assert client.get("/desk").headers.getlist("Set-Cookie") == []
    assert len(client.get("/sign-in").headers.getlist("Set-Cookie")) == 1
    assert client.get("/sign-in").headers.getlist("Set-Cookie") == []


# ── where somebody is sent ──────────────────────────────────────────────────────────────────────────────────────────

ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/desk",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "/desk%0d%0aSet-Cookie:x=1",
    "/desk\r\nLocation: https://evil.example",
    "/desk\tx",
    " /desk",
    "/desk//evil",
    "/./desk",
    "/../desk",
    "desk",
    "?next=/desk",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//desk",
    "data:text/html,x",
    "http:/evil.example",
    "http:evil.example",
    "/desk@evil.example",
    "/desk#https://evil.example",
    "/desk;https://evil.example",
    "/no-such-page",
    "/sign-out",
    "/\u2044evil.example",
    "/\u202eevil",
    "/" + "a" * 4000,
    "",
]


@pytest.mark.threat("T15")
def test_nobody_is_sent_elsewhere(house: Runtime, app: Flask) -> None:
    anna = signed_in(house, app, "anna")
    sent = {wanted: anna.get("/sign-in", query_string={"next": wanted}).location for wanted in ELSEWHERE}
    assert len(ELSEWHERE) > 25
    assert {wanted: location for wanted, location in sent.items() if location != "/"} == {}


@pytest.mark.threat("T15")
def test_a_page_of_ours_is_come_back_to(house: Runtime, app: Flask) -> None:
    anna = signed_in(house, app, "anna")
    for wanted in ("/desk", "/account", "/account?said=language", "/second-factor"):
        assert anna.get("/sign-in", query_string={"next": wanted}).location == wanted


@pytest.mark.threat("T15")
def test_a_header_does_not_say_where_we_are(house: Runtime, app: Flask) -> None:
    client = nobody(house, app)
    for headers in ({"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}):
        answer = client.get("/desk", headers=headers)
        assert answer.location == "/sign-in?next=%2Fdesk"
    assert client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


# ── what scripts are told ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_no_database_takes_gets_no_further_than_the_door(house: Runtime, app: Flask) -> None:
    """PostgreSQL takes no NUL in a text: an id or a name with one would be an error of ours."""
    anna = signed_in(house, app, "anna")
    assert types(nobody(house, app), "an\0na", "geraden") == 400
    assert anna.post("/desk/wrap-up", data={"reservation": "R\0", "disposition": "resolved"}).status_code == 400
    assert anna.get("/recordings/RE%00").status_code == 404


def test_a_script_is_told_that_the_session_is_gone_and_nothing_else(house: Runtime, app: Flask) -> None:
    """It stays where it is, with what somebody was writing."""
    client = nobody(house, app)
    for method, path in (("GET", "/desk"), ("POST", "/desk/presence")):
        answer = client.open(path, method=method, headers={"HX-Request": "true"})
        body = answer.get_data(as_text=True)
        assert answer.status_code == 401
        assert "<html" not in body
        assert 'href="/sign-in"' in body
        assert not {"HX-Redirect", "HX-Location", "Location"} & set(answer.headers.keys())
