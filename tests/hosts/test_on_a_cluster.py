"""The board on a cluster: every move touches one slot only, and follows it to whichever node has it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from redis.crc import key_slot
from rq import Queue

from routing.agents import Presence
from routing.board import LUA, NAME, Board, BoardGone, Told
from routing.board.store import Store
from routing.expectation import View
from routing.policy import Choice, choose
from routing.queues import Work
from tests.hosts.redis_servers import Cluster, cluster
from tests.routing.floor import NOON, RULES, after, skilled
from tests.routing.test_board import ANNA, BERT, BILLING, R1, R2
from tests.routing.test_board_model import Floor
from tools.ports import free_port
from voice_app.redis_forms import NotHere
from voice_app.runtime import board_client, jobs_client, one_patience


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture
def client(nodes: Cluster) -> Iterator[redis.Redis]:
    with board_client(nodes.url, one_patience()) as connected:
        yield connected


def test_all_moves_do_on_a_cluster_what_they_do_on_one_server(
    client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, run, run_each = set[str](), Store._run, Store._run_each

    def noted(store: Store, move: str, *args: str | int) -> Any:
        made.add(move)
        return run(store, move, *args)

    def noted_each(store: Store, move: str, *args: Any) -> Any:
        made.add(move)
        return run_each(store, move, *args)

    monkeypatch.setattr(Store, "_run", noted)
    monkeypatch.setattr(Store, "_run_each", noted_each)
    on_a_cluster = type("OnACluster", (Floor,), {"client": client})
    run_state_machine_as_test(
        on_a_cluster, settings=settings(max_examples=12, stateful_step_count=40, derandomize=True)
    )
    client.flushall()
    what_the_model_leaves_out(Board(client))
    assert made == {path.stem for path in LUA.glob("[!_]*.lua")}


def what_the_model_leaves_out(board: Board) -> None:
    """A call that is rung by a redirect, refused, sent on and taken over; plans, mends, slots."""
    for agent in (ANNA, BERT):
        board.enrol(agent, skilled(billing=3), NOON)
        board.set_presence(agent, Presence.READY, NOON)
    board.join(BILLING, NOON)
    board.put_views({BILLING.need: View()}, [], NOON)
    assert board.note_told(BILLING.sid, Told(after(60), None)) == "noted"
    assert board.standing(BILLING.sid, timedelta(), NOON)[1] is not None
    assert [one.call.sid for one in board.waiting(9)] == [BILLING.sid]
    assert board.queues([BILLING.need])[BILLING.need].count == 1
    assert board.unbar(BILLING.sid, frozenset()) == "changed"
    snapshot = board.snapshot(BILLING.need)
    choice = choose(BILLING, snapshot.idle, snapshot.staffing, RULES, NOON)
    assert isinstance(choice, Choice)
    assert board.reserve(choice, R1, after(30), NOON) == "reserved"
    assert board.redirecting(R1, NOON) == "marked"
    assert board.redirect_failed(R1) == "noted"
    assert board.rescind(R1, "expired", after(1)) == "freed"
    assert board.leave(BILLING.sid, after(2)) == "left"
    assert (
        board.reserve(Choice(choice.agent, Work("consult", "T1"), choice.reason), R2, after(60), after(2)) == "reserved"
    )
    assert board.accept(R2, "leg", after(3)) == "accepted"
    assert board.take_over(R2, BILLING, after(4)) == "taken"
    assert list(board.records().calls) == [BILLING.sid]
    assert board.mend("call", BILLING.sid, after(5)) == "whole"
    assert board.unlist("waiting", BILLING.sid) == "stands"
    assert board.settle(BILLING.sid, after(9), after(39)) == "settled"
    assert board.wrapped(choice.agent, after(10)) == "freed"
    assert board.dismiss(next(agent for agent in (ANNA, BERT) if agent != choice.agent)) == "dismissed"
    assert board.ring_slot(NOON) == "taken"
    assert board.count_on("rows", NOON, after(1), {}) == "begun"


def test_the_board_goes_along_when_its_slot_is_another_node_s(nodes: Cluster, client: redis.Redis) -> None:
    board = Board(client)
    board.restored("before")
    slot = key_slot(NAME.encode())
    before = nodes.owner(slot)
    nodes.hands_over()
    assert nodes.owner(slot) is not before
    assert not board.is_blank()
    board.restored("after")
    assert not board.is_blank()


def test_rq_cannot_live_there(nodes: Cluster) -> None:
    """Why jobs need a server of their own: what belongs to one job lies in several slots."""
    with jobs_client(nodes.url, one_patience()) as client, pytest.raises(NotHere):
        Queue("gehoor", connection=client).enqueue("no.such.job")


def test_where_no_node_is_there_the_board_is_gone() -> None:
    board = Board(board_client(f"redis+cluster://127.0.0.1:{free_port()}", one_patience()))
    with pytest.raises(BoardGone):
        board.is_blank()
