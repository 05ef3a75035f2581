import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Connection

from routing.board import Board
from routing.ghosts import Ghost
from tests.journeys.world import World
from tests.voice_app.api.acts import rings_for_a_bill, talks_with_anna
from tests.voice_app.api.api import Api
from voice_app.app import create_app
from voice_app.ledger import Ledger, LedgerGone, heartbeats
from voice_app.runtime import Runtime
from voice_app.seeing import families
from voice_app.seeing.counts import Counts

SERIES = tuple[str, frozenset[tuple[str, str]]]


class HangingLedger(Ledger):
    """A ledger behind a connection whose other end is gone without a word, until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        self.let_go.wait(30)
        raise LedgerGone("hung up")
        yield


@pytest.fixture
def boardless(world: World) -> Runtime:
    return replace(world.house, board=Board(redis.Redis(port=1, decode_responses=True, retry=Retry(NoBackoff(), 0))))


@pytest.fixture
def ledgerless(world: World, tmp_path: Path) -> Runtime:
    return replace(world.house, ledger=Ledger(f"sqlite:///{tmp_path}/moved-away.db"))


def test_no_token_is_needed(stranger: FlaskClient) -> None:
    assert stranger.get("/healthz").status_code == 200
    assert stranger.get("/readyz").status_code == 200
    assert stranger.get("/status").status_code in (200, 503)
    assert stranger.get("/metrics").status_code == 200


def test_all_is_well_when_the_stores_answer_and_the_processes_beat(world: World, stranger: FlaskClient) -> None:
    _worker_beats(world)
    world.passes("2s")
    answer = stranger.get("/status")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "well": True,
        "stores": {"ledger": "well", "board": "well"},
        "seconds_since_heartbeat": {"ticker": 2.0, "worker": 2.0},
        "long_work": {"seconds_since_heartbeat": None},
        "backup": {"seconds_since": None},
    }


def test_a_process_that_never_beat_or_beats_no_more_is_missed(world: World, stranger: FlaskClient) -> None:
    never = stranger.get("/status")
    assert (never.status_code, never.get_json()["seconds_since_heartbeat"]["worker"]) == (503, None)
    _worker_beats(world)
    assert stranger.get("/status").status_code == 200
    world.jobs.worker_lives = False
    world.passes("61s")
    assert stranger.get("/status").status_code == 503


def test_a_board_that_was_wiped_is_blank_until_it_is_restored(world: World, stranger: FlaskClient) -> None:
    _worker_beats(world)
    world.house.board._client.flushall()
    blank = stranger.get("/status")
    assert (blank.status_code, blank.get_json()["stores"]) == (503, {"ledger": "well", "board": "blank"})
    world.passes("31s")
    assert stranger.get("/status").get_json()["stores"] == {"ledger": "well", "board": "well"}


def test_while_a_store_is_gone_we_limp_and_say_so(boardless: Runtime, ledgerless: Runtime) -> None:
    for house, stores in (
        (boardless, {"ledger": "well", "board": "gone"}),
        (ledgerless, {"ledger": "gone", "board": "well"}),
    ):
        client = create_app(house).test_client()
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 200
        status = client.get("/status")
        assert (status.status_code, status.get_json()["stores"]) == (503, stores)


def test_a_ledger_of_another_version_is_not_well(world: World, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    house = replace(world.house, ledger=Ledger(f"sqlite:///{tmp_path}/empty.db"))
    assert create_app(house).test_client().get("/status").get_json()["stores"]["ledger"] == "other_schema"


def test_a_ledger_that_hangs_is_not_waited_for(world: World) -> None:
    hanging = HangingLedger()
    client = create_app(replace(world.house, ledger=hanging)).test_client()
    try:
        assert client.get("/status").get_json()["stores"] == {"ledger": "gone", "board": "well"}
        assert _figures(client)["gehoor_store_up", frozenset({("store", "ledger")})] == 0
    finally:
        hanging.let_go.set()


def test_the_gauges_tell_what_the_stores_hold(world: World, api: Api, stranger: FlaskClient) -> None:
    withdrawn = api.post("/api/promises", 201, phone="+33612345678")["id"]
    api.post(f"/api/promises/{withdrawn}/withdraw", reason="x")
    api.post("/api/promises", 201, phone="+33612345679")
    talks_with_anna(world)
    rings_for_a_bill(world, world.caller("+31610000001"))
    world.passes("3s")
    found = _figures(stranger)
    assert found["gehoor_waiting_calls", frozenset()] == 1
    assert _labelled(found, "gehoor_agents", presence="ready", activity="talking") == 1
    assert _labelled(found, "gehoor_agents", presence="signed_out", activity="idle") == 2
    assert _labelled(found, "gehoor_agents", presence="on_break", activity="wrapping_up") == 0
    states = {state: _labelled(found, "gehoor_promises", state=state) for state in ("open", "withdrawn", "kept")}
    assert states == {"open": 1, "withdrawn": 1, "kept": 0}
    assert found["gehoor_promises_broken", frozenset()] == 0
    assert _labelled(found, "gehoor_heartbeat_age_seconds", process="ticker") < 6
    assert _labelled(found, "gehoor_store_up", store="board") == 1


def test_a_promise_past_its_deadline_is_counted_as_broken(world: World, api: Api, stranger: FlaskClient) -> None:
    api.post("/api/promises", 201, phone="+31622222222")
    world.passes("25h")
    assert _figures(stranger)["gehoor_promises_broken", frozenset()] == 1


def test_of_a_store_that_is_gone_no_figure_is_told(boardless: Runtime) -> None:
    found = _figures(create_app(boardless).test_client())
    assert _labelled(found, "gehoor_store_up", store="board") == 0
    assert not [name for name, _ in found if name in ("gehoor_agents", "gehoor_waiting_calls")]
    assert _labelled(found, "gehoor_promises", state="open") == 0


def test_hooks_are_counted_and_timed_by_their_rule(world: World, stranger: FlaskClient) -> None:
    world.caller().dials(world.carrier.line).hears("Welkom").hangs_up()
    for made_up in ("x1", "x2"):
        stranger.post(f"/voice/{made_up}")
    stranger.get("/healthz")
    found = _figures(stranger)
    assert _labelled(found, "gehoor_hooks_total", path="/voice/answer", status="200") == 1
    assert _labelled(found, "gehoor_hooks_total", path="/voice/<node>", status="403") == 2
    assert _labelled(found, "gehoor_hook_duration_seconds_count", path="/voice/answer") == 1
    assert {dict(labels)["path"] for name, labels in found if name == "gehoor_hooks_total"} <= {
        str(rule) for rule in world.app.url_map.iter_rules() if rule.endpoint.startswith("hooks.")
    }


def test_what_is_to_rise_from_zero_is_told_before_it_does(world: World, stranger: FlaskClient) -> None:
    world.house.counts.count(families.GHOSTS, Ghost.TALK_OVER.value)
    found = _figures(stranger)
    ghosts = {ghost: _labelled(found, "gehoor_ghosts_total", kind=ghost.value) for ghost in Ghost}
    assert ghosts == dict.fromkeys(Ghost, 0) | {Ghost.TALK_OVER: 1}
    assert _labelled(found, "gehoor_calls_turned_away_total", why="too_many") == 0


def test_whichever_process_is_asked_tells_what_all_of_them_have_counted(world: World, stranger: FlaskClient) -> None:
    other = create_app(replace(world.house, counts=Counts())).test_client()
    for client in (stranger, other, other):
        client.post("/voice/answer")
        client.get("/metrics")
    for client in (stranger, other):
        found = _figures(client)
        assert _labelled(found, "gehoor_hooks_total", path="/voice/answer", status="403") == 3
        assert _labelled(found, "gehoor_hook_duration_seconds_count", path="/voice/answer") == 3


def test_what_was_counted_while_the_board_was_gone_is_told_when_it_is_back(world: World, boardless: Runtime) -> None:
    limping = create_app(boardless).test_client()
    limping.post("/voice/answer")
    assert not [name for name, _ in _figures(limping) if name.startswith("gehoor_hooks")]
    back = create_app(replace(world.house, counts=boardless.counts)).test_client()
    assert _labelled(_figures(back), "gehoor_hooks_total", path="/voice/answer", status="403") == 1


def _worker_beats(world: World) -> None:
    with world.house.ledger.write() as ledger:
        heartbeats.beat(ledger, "worker", world.now)


def _figures(client: FlaskClient) -> dict[SERIES, float]:
    text = client.get("/metrics").get_data(as_text=True)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _labelled(found: dict[SERIES, float], name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]
