"""Records are lost behind the board's back: what is left of them is found, taken away, and everything goes on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from routing.agents import Activity, Presence
from routing.board import Board
from routing.ghosts import Torn, torn
from routing.policy import Choice, choose
from routing.skills import AgentId, CallSid, ReservationId
from tests.routing.floor import NOON, RULES, after, call, need, skilled

ANNA, BERT, CHLOE = AgentId("anna"), AgentId("bert"), AgentId("chloe")
TALKS, RINGS, WAITS = (call(f"CA{n}", need("billing"), arrived_at=after(n)) for n in (1, 2, 3))
R1, R2 = ReservationId("r1"), ReservationId("r2")
NAME = "{gehoor}:"


@pytest.fixture
def floor(board: Board) -> Board:
    """Anna talks, Bert is rung for the second call, the third waits; Chloe rests."""
    for agent in (CHLOE, ANNA, BERT):
        board.enrol(agent, skilled(billing=3), NOON)
        board.set_presence(agent, Presence.READY, NOON)
        board.join(call("CA0", need("billing")), NOON)
    hold(board, "CA0", ReservationId("r0"), CHLOE)
    board.rescind(ReservationId("r0"), "declined", NOON)
    board.leave(CallSid("CA0"), NOON)
    for one, reservation, agent in ((TALKS, R1, ANNA), (RINGS, R2, BERT)):
        board.join(one, NOON)
        hold(board, one.sid, reservation, agent)
    board.accept(R1, "leg", after(5))
    board.join(WAITS, NOON)
    return board


def hold(board: Board, sid: str, reservation: ReservationId, agent: AgentId) -> None:
    waiting = board.call(CallSid(sid))
    assert waiting is not None
    snapshot = board.snapshot(waiting.call.need)
    choice = choose(waiting.call, snapshot.idle, snapshot.staffing, RULES, NOON)
    assert isinstance(choice, Choice)
    chosen = Choice(agent, choice.work, choice.reason)
    assert board.reserve(chosen, reservation, after(30), NOON) == "reserved"


def mend(board: Board) -> list[Torn]:
    """All that a minute's look takes away, until it finds nothing more."""
    taken = list[Torn]()
    while found := [one for one in torn(board.records()) if board.take_away(one, after(60))]:
        taken += found
    return taken


def test_a_whole_board_is_left_as_it_is(floor: Board) -> None:
    before = floor.records()
    assert list(torn(before)) == []
    for kind, id_ in (("agent", "anna"), ("agent", "chloe"), ("reservation", "r1"), ("call", "CA1"), ("call", "CA3")):
        assert floor.mend(kind, id_, after(60)) == "whole"  # type: ignore[arg-type] # one of them
    for index, members in before.indexes.items():
        assert [floor.unlist(index, member) for member in members] == ["stands"] * len(members)
    assert floor.records() == before


Loss = tuple[str, list[str], list[Torn]]


@pytest.mark.parametrize(
    ("lost", "taken"),
    [
        ("reservation:r1", [Torn("agent", "anna"), Torn("call", "CA1"), Torn("talks", "r1")]),
        ("reservation:r2", [Torn("agent", "bert"), Torn("call", "CA2"), Torn("expiries", "r2")]),
        ("agent:anna", [Torn("reservation", "r1"), Torn("call", "CA1")]),
        ("agent:chloe", [Torn("lapses", "chloe")]),
        ("call:CA3", [Torn("waiting", "CA3"), Torn("seen", "CA3")]),
        ("waiting", [Torn("call", "CA3")]),
        ("seen", [Torn("call", "CA3")]),
    ],
)
def test_what_is_left_of_a_lost_record_is_taken_away(
    floor: Board, board_client: redis.Redis, lost: str, taken: list[Torn]
) -> None:
    board_client.delete(NAME + lost)
    assert set(taken) <= set(mend(floor))
    assert list(torn(floor.records())) == []


def test_an_agent_who_was_held_for_nothing_can_be_rung_again(floor: Board, board_client: redis.Redis) -> None:
    board_client.delete(f"{NAME}reservation:r2")
    mend(floor)
    bert = floor.agent(BERT)
    assert bert is not None
    assert (bert.agent.activity, bert.agent.since, bert.reservation) == (Activity.IDLE, after(60), None)
    hold(floor, WAITS.sid, ReservationId("r3"), BERT)


def test_a_call_that_was_held_by_nothing_joins_again_at_its_old_place(floor: Board, board_client: redis.Redis) -> None:
    board_client.delete(f"{NAME}reservation:r2")
    mend(floor)
    assert floor.seen(RINGS.sid, after(61)) is None, "it is to join again"
    assert floor.join(RINGS, after(61)) == "joined"
    assert [waiting.call.sid for waiting in floor.waiting(10)] == [RINGS.sid, WAITS.sid]


def test_a_kind_without_a_call_no_longer_blinds_who_looks_for_work(floor: Board, board_client: redis.Redis) -> None:
    board_client.delete(f"{NAME}kind:billing:nl[]")
    assert [one.kind for one in mend(floor)] == ["kinds"]
    assert floor.heads_for(BERT).heads == ()


def test_what_was_set_right_in_the_meantime_stays(floor: Board, board_client: redis.Redis) -> None:
    """Between the reading and the taking away, somebody else has moved."""
    lost = board_client.dump(f"{NAME}reservation:r2")
    board_client.delete(f"{NAME}reservation:r2")
    found = list(torn(floor.records()))
    assert lost is not None
    board_client.restore(f"{NAME}reservation:r2", 0, lost)
    assert [floor.take_away(one, after(60)) for one in found] == [False] * len(found)


def test_of_two_who_mend_one_does(floor: Board, board_client: redis.Redis) -> None:
    board_client.delete(f"{NAME}reservation:r2")

    def mend_it(_: int) -> str:
        return floor.mend("agent", "bert", after(60))

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(mend_it, range(8))) == ["mended", *["whole"] * 7]


def test_nothing_is_torn_while_many_move(floor: Board) -> None:
    """A reading in the midst of moves may show what never was: none of it is taken away."""
    moves: list[Callable[[], object]] = [
        lambda: floor.leave(WAITS.sid, after(9)),
        lambda: floor.join(WAITS, after(9)),
        lambda: floor.seen(WAITS.sid, after(9)),
    ]

    def move(n: int) -> None:
        moves[n % len(moves)]()

    with ThreadPoolExecutor(4) as pool:
        moving = [pool.submit(move, n) for n in range(300)]
        taken = [one for _ in range(30) for one in torn(floor.records()) if floor.take_away(one, after(60))]
        for one in moving:
            one.result()
    assert taken == []
