"""The page's URLs without a browser: who is refused, and what is answered."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from carrier.app import make_app
from carrier.page import Agent, add_page
from carrier.testing import LINE, Carrier
from tests.carrier.page.service import make_service

HOST = "http://127.0.0.1:8001"


@pytest.fixture
def client() -> FlaskClient:
    carrier = Carrier.for_app(make_service(), "http://service.example")
    app = make_app(carrier.exchange)
    add_page(app, carrier.phones, [Agent("Anna", "tel:+31612345678")])
    return app.test_client()


@pytest.mark.parametrize("host", ["127.0.0.1:8001", "localhost:8001", "[::1]:8001"])
def test_this_machine_is_answered_by_each_of_its_names(client: FlaskClient, host: str) -> None:
    assert client.get("/", base_url=f"http://{host}").status_code == 200


@pytest.mark.parametrize("path", ["/", "/phones/events", "/page/page.js"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8001", "192.168.1.4:8001"])
def test_another_hosts_name_is_refused(client: FlaskClient, host: str, path: str) -> None:
    assert client.get(path, base_url=f"http://{host}").status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:9999", "https://127.0.0.1:8001", "null"])
def test_another_sites_script_cannot_act(client: FlaskClient, origin: str) -> None:
    answer = client.post("/phones/p2/dial", json={}, base_url=HOST, headers={"Origin": origin})
    assert answer.status_code == 403


def test_a_form_of_another_site_cannot_act(client: FlaskClient) -> None:
    assert client.post("/phones/p2/dial", data={"a": "b"}, base_url=HOST).status_code == 415


def test_nothing_runs_but_the_pages_own_files(client: FlaskClient) -> None:
    policy = client.get("/", base_url=HOST).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "media-src http://service.example;" in policy


def test_acts_that_cannot_be_done_are_refused_with_a_sentence(client: FlaskClient) -> None:
    def act(path: str, given: object) -> tuple[int, str]:
        answer = client.post(path, json=given, base_url=HOST)
        return answer.status_code, answer.get_json()["detail"]

    assert act("/phones/p1/answer", {}) == (409, "It no longer rings.")
    assert act("/phones/p1/hang-up", {}) == (409, "The call is over already.")
    assert act("/phones/p1/press", {"key": "1"}) == (409, "Nobody is on the line.")
    assert act("/phones/p1/press", {"key": "A"}) == (422, "Phones have the keys 0 to 9, * and #.")
    assert act("/phones/p1/say", {"words": " "})[0] == 422
    assert act("/phones/p1/text", {"text": 5})[0] == 422
    assert act("/phones/p1/remove", {}) == (409, "An agent's phone stays.")
    assert act("/phones/p9/dial", {})[0] == 404
    assert act("/phones/p1/explode", {})[0] == 404
    assert act("/phones/p1/dial", [])[0] == 415


def first_told(client: FlaskClient) -> dict[str, Any]:
    stream = iter(client.get("/phones/events", base_url=HOST).response)
    assert next(stream) == b"retry: 1000\n\n"
    told: dict[str, Any] = json.loads(next(stream).removeprefix(b"data: "))
    return told


def test_a_stream_begins_with_everything(client: FlaskClient) -> None:
    told = first_told(client)
    assert told["line"] == {"address": LINE, "number": "+31 20 123 4567"}
    assert [phone["name"] for phone in told["phones"]] == ["Anna", "Caller 1", "Caller 2"]


def test_rest_requests_are_seen_on_the_wire(client: FlaskClient) -> None:
    assert client.get("/2010-04-01/Accounts/AC0/Calls.json", base_url=HOST).status_code == 401
    [entry] = first_told(client)["wire"]
    assert (entry["kind"], entry["what"], entry["status"], entry["is_wrong"]) == ("rest", "GET", 401, True)
    details = client.get(f"/phones/wire/{entry['number']}", base_url=HOST).get_json()
    assert "Authenticate" in details["answer"]
