"""Many at once: one wins."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from routing.agents import Presence
from routing.board import Board
from routing.policy import Choice, choose
from routing.skills import AgentId, ReservationId
from tests.routing.floor import NOON, RULES, after, call, need, skilled

CALLS = [call(f"CA{n}", need("billing")) for n in range(20)]


def at_once(act: Callable[[int], str]) -> Counter[str]:
    """What twenty threads are told that act at the same moment."""
    barrier = Barrier(20)

    def wait_and_act(n: int) -> str:
        barrier.wait()
        return act(n)

    with ThreadPoolExecutor(20) as pool:
        return Counter(pool.map(wait_and_act, range(20)))


@pytest.fixture
def busy(board: Board) -> Board:
    """Twenty calls wait for one agent, who is ready."""
    board.enrol(AgentId("anna"), skilled(billing=3), NOON)
    board.set_presence(AgentId("anna"), Presence.READY, NOON)
    for one in CALLS:
        board.join(one, NOON)
    return board


def best(board: Board, n: int) -> Choice:
    snapshot = board.snapshot(CALLS[n].need)
    choice = choose(CALLS[n], snapshot.idle, snapshot.staffing, RULES, NOON)
    assert isinstance(choice, Choice)
    return choice


def test_twenty_calls_reserve_the_same_agent_and_one_gets_her(busy: Board) -> None:
    choices = [best(busy, n) for n in range(20)]
    told = at_once(lambda n: busy.reserve(choices[n], ReservationId(f"r{n}"), after(30), NOON))
    assert told == {"reserved": 1, "lost": 19}
    assert len(busy.waiting(100)) == 19


def test_twenty_agents_reserve_the_same_call_and_one_gets_it(busy: Board) -> None:
    reason = best(busy, 0).reason
    agents = [AgentId(f"agent{n}") for n in range(20)]
    for agent in agents:
        busy.enrol(agent, skilled(billing=3), NOON)
        busy.set_presence(agent, Presence.READY, NOON)
    told = at_once(
        lambda n: busy.reserve(Choice(agents[n], CALLS[0].work, reason), ReservationId(f"r{n}"), after(30), NOON)
    )
    assert told == {"reserved": 1, "lost": 19}
    assert busy.heads_for(agents[0]).idle == 20


@pytest.mark.fault("F25")
def test_twenty_legs_accept_and_one_wins(busy: Board) -> None:
    busy.reserve(best(busy, 0), ReservationId("r"), after(30), NOON)
    assert at_once(lambda n: busy.accept(ReservationId("r"), f"leg{n}", after(1))) == {"accepted": 1, "gone": 19}


@pytest.mark.fault("F25")
def test_the_key_of_the_agent_and_the_expiry_never_both_win(busy: Board) -> None:
    busy.reserve(best(busy, 0), ReservationId("r"), after(30), NOON)
    told = at_once(
        lambda n: (
            busy.rescind(ReservationId("r"), "expired", after(30))
            if n % 2
            else busy.accept(ReservationId("r"), "leg", after(30))
        )
    )
    assert told in ({"accepted": 10, "gone": 10}, {"freed": 1, "gone": 19})


def test_a_redirect_is_marked_by_one(busy: Board) -> None:
    busy.reserve(best(busy, 0), ReservationId("r"), after(30), NOON)
    assert at_once(lambda _: busy.redirecting(ReservationId("r"), after(1))) == {"marked": 1, "already": 19}
