"""A store that is gone is a problem with a time to ask again, never a traceback."""

from dataclasses import replace
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from routing.board import Board
from tests.journeys.world import World
from tests.voice_app.api.api import Api
from voice_app.ledger import Ledger

NEEDS_BOARD = [
    ("GET", "/api/agents", None),
    ("GET", "/api/agents/anna", None),
    ("PUT", "/api/agents/anna/presence", {"presence": "ready"}),
    ("POST", "/api/agents/anna/wrapped", {"disposition": "resolved"}),
    ("GET", "/api/queue", None),
]
NEEDS_LEDGER = [
    ("PUT", "/api/agents/anna/presence", {"presence": "ready"}),
    ("POST", "/api/agents/anna/wrapped", {"disposition": "resolved"}),
    ("POST", "/api/promises", {"phone": "+31622222222"}),
    ("GET", "/api/promises", None),
    ("GET", "/api/promises/x", None),
    ("POST", "/api/promises/x/withdraw", {"reason": "x"}),
    ("POST", "/api/promises/x/approve", {"by": "x"}),
    ("GET", "/api/promises/x/why", None),
    ("GET", "/api/calls/x/why", None),
    ("GET", "/api/compliance", None),
]
Body = dict[str, str] | None


@pytest.fixture
def boardless(world: World) -> Api:
    """The API of a house whose Redis does not answer."""
    nobody = redis.Redis(port=1, decode_responses=True, retry=Retry(NoBackoff(), 0))
    return Api(replace(world.house, board=Board(nobody)))


@pytest.fixture
def ledgerless(world: World, tmp_path: Path) -> Api:
    """The API of a house whose ledger is not where it was."""
    return Api(replace(world.house, ledger=Ledger(f"sqlite:///{tmp_path}/moved-away.db")))


@pytest.mark.parametrize(("method", "path", "body"), NEEDS_BOARD)
def test_without_the_board_the_api_says_when_to_ask_again(boardless: Api, method: str, path: str, body: Body) -> None:
    _says_when_to_ask_again(boardless, method, path, body)


@pytest.mark.parametrize(("method", "path", "body"), NEEDS_LEDGER)
def test_without_the_ledger_the_api_says_when_to_ask_again(ledgerless: Api, method: str, path: str, body: Body) -> None:
    _says_when_to_ask_again(ledgerless, method, path, body)


def test_what_needs_one_store_goes_on_without_the_other(boardless: Api, ledgerless: Api) -> None:
    owed = boardless.post("/api/promises", 201, phone="+31622222222")
    assert boardless.get("/api/promises")["items"] == [owed]
    assert [agent["id"] for agent in ledgerless.get("/api/agents")] == ["anna", "bram", "chloe"]
    assert ledgerless.get("/api/queue") == []


def test_what_breaks_is_told_without_a_word_of_how(world: World, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    api = Api(replace(world.house, ledger=Ledger(f"sqlite:///{tmp_path}/empty.db")))
    problem = api.get("/api/promises", 500)
    assert problem["detail"] == "Something broke; it is in the log."
    assert "sqlite" not in str(problem).lower()


def _says_when_to_ask_again(api: Api, method: str, path: str, body: Body) -> None:
    answer = api.client.open(path, method=method, json=body, headers=api.bearer)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.get_json()["code"] == "store_gone"
    api.check(method, path, answer)
