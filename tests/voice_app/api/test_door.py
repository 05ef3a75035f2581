from dataclasses import replace
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from tests.journeys.world import World
from tests.voice_app.api.api import Api, mistaken
from voice_app.api import make_api
from voice_app.app import create_app
from voice_app.runtime import Runtime


@pytest.fixture
def wrong(api: Api) -> list[dict[str, str]]:
    """Ways of not knowing the token."""
    said = ("", "Bearer", "Bearer ", f"Bearer {api.token[:-1]}", f"Bearer {api.token}2", f"Bearer {api.token.upper()}")
    others = ("Bearer tökén", f"Basic {api.token}", api.token)
    return [{}, *({"Authorization": header} for header in (*said, *others))]


@pytest.fixture
def routes(api: Api) -> list[tuple[str, str]]:
    return [
        (method.upper(), path.replace("{id}", "anna"))
        for path, methods in api.document["paths"].items()
        for method in methods
    ]


@pytest.mark.threat("T14")
def test_no_route_answers_without_the_token(
    stranger: FlaskClient, api: Api, routes: list[tuple[str, str]], wrong: list[dict[str, str]], world: World
) -> None:
    for method, path in routes:
        for headers in wrong:
            answer = stranger.open(path, method=method, headers=headers, json={"phone": "+31622222222"})
            assert answer.status_code == 401, (method, path, headers)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            api.check(method, path, answer)
    assert world.promises() == ()


@pytest.mark.threat("T14")
def test_a_stranger_does_not_learn_which_addresses_there_are(stranger: FlaskClient) -> None:
    for path in ("/api/", "/api/nothing", "/api/promises/x/y", "/api/openapi.json/"):
        assert stranger.get(path).status_code == 401
    assert stranger.delete("/api/queue").status_code == 401


def test_bearer_may_be_written_as_one_likes(stranger: FlaskClient, api: Api) -> None:
    assert stranger.get("/api/queue", headers={"Authorization": f"bearer {api.token}"}).status_code == 200


@pytest.mark.threat("T14")
def test_without_an_api_token_no_token_is_right(
    world: World, api: Api, routes: list[tuple[str, str]], wrong: list[dict[str, str]]
) -> None:
    client = create_app(_closed(world)).test_client()
    for headers in (*wrong, api.bearer, {"Authorization": "Bearer None"}):
        for method, path in routes:
            answer = client.open(path, method=method, headers=headers)
            assert answer.status_code == 401
            assert answer.get_json()["code"] == "api_closed"
    assert client.get("/readyz").status_code == 200


def test_what_does_not_exist_is_a_problem_too(stranger: FlaskClient, api: Api) -> None:
    for path in ("/api/", "/api/nothing", "/api/promises/x/y", "/api/agents/"):
        answer = stranger.get(path, headers=api.bearer)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
        assert answer.get_json()["status"] == 404


def test_a_wrong_method_is_told_the_right_ones(stranger: FlaskClient, api: Api) -> None:
    answer = stranger.delete("/api/promises", headers=api.bearer)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_errors_of_other_rooms_are_left_to_them(stranger: FlaskClient) -> None:
    assert stranger.get("/nothing").mimetype == "text/html"
    assert stranger.post("/voice/answer").status_code == 403


@pytest.mark.parametrize("body", ["", "{", '{"phone": ', "{'phone': 1}", '{"phone": "\\ud800"}', "[" * 9999])
def test_what_is_no_json_is_said_to_be_none(api: Api, body: str) -> None:
    problem = api.ask("POST", "/api/promises", 400, data=body, content_type="application/json")
    assert problem["code"] == "no_json"


def test_a_body_in_another_encoding_is_no_json(api: Api) -> None:
    body = '{"phone": "é"}'.encode("latin-1")
    api.ask("POST", "/api/promises", 400, data=body, content_type="application/json")


@pytest.mark.parametrize("body", ["[]", "1", "null", '"+31622222222"', "true"])
def test_json_that_is_no_object_is_a_mistake(api: Api, body: str) -> None:
    problem = api.ask("POST", "/api/promises", 422, data=body, content_type="application/json")
    assert list(mistaken(problem)) == [""]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None])
def test_only_json_is_read(api: Api, kind: str | None) -> None:
    api.ask("POST", "/api/promises", 415, data=b'{"phone": "+31622222222"}', content_type=kind)


def test_the_charset_may_be_named(api: Api) -> None:
    body = b'{"phone": "+31633333333"}'
    api.ask("POST", "/api/promises", 201, data=body, content_type="application/json; charset=utf-8")


def test_a_mebibyte_is_too_much(api: Api, world: World) -> None:
    body = b'{"phone": "+31622222222", "note": "' + b"x" * 2**20 + b'"}'
    api.ask("POST", "/api/promises", 413, data=body, content_type="application/json")
    assert world.promises() == ()


def test_a_body_that_does_not_tell_its_length_is_measured(api: Api) -> None:
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    body = BytesIO(b'{"phone": "+31622222222"}' + b" " * 2**20)
    api.ask("POST", "/api/promises", 413, input_stream=body, content_type="application/json", environ_overrides=chunked)


def test_a_parameter_that_is_not_known_is_named(api: Api) -> None:
    assert mistaken(api.get("/api/queue?limit=10&need=billing", 422)) == {
        "limit": "extra_forbidden",
        "need": "extra_forbidden",
    }


def test_a_parameter_that_is_given_twice_is_a_mistake(api: Api) -> None:
    assert list(mistaken(api.get("/api/promises?state=open&state=kept", 422))) == ["state"]


def test_the_closed_api_says_so_at_the_start(world: World) -> None:
    with capture_logs() as records:
        make_api(_closed(world))
    assert [record["event"] for record in records] == ["api.closed"]


def _closed(world: World) -> Runtime:
    """The house without an API_TOKEN."""
    return replace(world.house, settings=world.house.settings.model_copy(update={"api_token": None}))


def test_what_is_not_known_is_refused_by_name_though_it_says_nothing(api: Api) -> None:
    assert mistaken(api.get("/api/promises?state=&colour=", 422)) == {"colour": "extra_forbidden"}
    assert api.get("/api/promises?state=&cursor=")["items"] == []
