"""The exact figures are those that others have published, or that another way of reckoning finds."""

from collections.abc import Iterator

import numpy as np
import pytest

from tools.theory.shared_places import equal_pools
from tools.theory.single_pool import SinglePool
from tools.theory.skill_graph import Group, SkillGraph

MINUTE = 60.0
A, B, AB = frozenset("a"), frozenset("b"), frozenset("ab")


@pytest.mark.parametrize(("load", "agents", "blocked"), [(4.461, 10, 0.01), (84.06, 100, 0.01), (1.657, 5, 0.02)])
def test_without_a_place_to_wait_it_is_erlang_b_s_table(load: float, agents: int, blocked: float) -> None:
    assert SinglePool(load, 1, agents, places=0).blocked == pytest.approx(blocked, rel=2e-3)


def test_with_patient_callers_it_is_erlang_c() -> None:
    pool = SinglePool(10 / MINUTE, MINUTE, agents=12)

    assert pool.waits == pytest.approx(0.4494, abs=1e-4)
    assert pool.mean_wait == pytest.approx(0.4494 * MINUTE / 2, rel=1e-3)
    assert pool.answered_within(20) == pytest.approx(1 - 0.44939 * 2.718281828 ** (-2 * 20 / MINUTE), abs=1e-5)


def test_impatient_callers_make_the_difference_that_garnett_mandelbaum_and_reiman_show() -> None:
    """Their table 1: 50 agents, 48 calls a minute, a minute each, two minutes of patience."""
    impatient, patient = SinglePool(48 / MINUTE, MINUTE, 50, 2 * MINUTE), SinglePool(48 / MINUTE, MINUTE, 50)

    assert impatient.abandons == pytest.approx(0.031, abs=5e-4)
    assert (impatient.mean_wait, patient.mean_wait) == (pytest.approx(3.7, abs=0.05), pytest.approx(20.8, abs=0.05))
    assert (impatient.occupancy, patient.occupancy) == (pytest.approx(0.93, abs=5e-3), pytest.approx(0.96, abs=1e-9))
    assert patient.answered_within(58.1) == pytest.approx(0.9, abs=1e-3)


def test_with_thirty_places_it_is_the_pool_of_wallace_and_whitt() -> None:
    pool = SinglePool(8.4 / MINUTE, 10 * MINUTE, agents=90, places=30)

    assert pool.mean_wait / MINUTE == pytest.approx(0.4500, abs=5e-5)
    assert pool.blocked == pytest.approx(0.00364, abs=5e-6)


def test_pools_that_share_places_are_one_pool_if_there_is_one() -> None:
    pool = SinglePool(8.4 / MINUTE, 10 * MINUTE, agents=90, places=30)

    assert equal_pools(1, 8.4 / MINUTE, 10 * MINUTE, 90, 30) == pytest.approx((pool.mean_wait, pool.blocked))


def test_pools_with_places_for_all_do_not_notice_each_other() -> None:
    pool = SinglePool(0.1, 20, agents=3)

    assert equal_pools(4, 0.1, 20, 3, 200) == pytest.approx((pool.mean_wait, 0))


@pytest.mark.parametrize("patience", [None, 90.0])
def test_whoever_is_let_in_ends_with_an_agent_or_by_giving_up(patience: float | None) -> None:
    pool = SinglePool(0.4, 300, agents=140, patience=patience)

    assert pool.answered_within(5000) + pool.abandoned_within(5000) == pytest.approx(1)
    assert pool.abandoned_within(5000) == pytest.approx(pool.abandons)
    assert pool.abandons * (patience or 0) == pytest.approx(pool.mean_wait if patience else 0)


def test_a_wait_that_ends_with_an_agent_is_the_whole_of_its_service_level() -> None:
    pool = SinglePool(30 / 3600, 300, agents=3, patience=120)
    seconds = [4 * n + 2 for n in range(500)]
    later = 4 * sum(1 - pool.abandons - pool.answered_within(at) for at in seconds)

    assert pool.mean_wait_of_answered == pytest.approx(later / (1 - pool.abandons), rel=1e-3)


def test_more_calls_than_agents_can_take_have_no_steady_state() -> None:
    with pytest.raises(ValueError, match="ever more"):
        _ = SinglePool(1, 10, agents=10).waits
    with pytest.raises(ValueError, match="ever more"):
        SkillGraph({"a": 0.1, "b": 0.02}, 10, [Group(1, A), Group(1, B)]).mean_wait("a")


def test_agents_who_can_take_everything_are_one_pool_however_they_are_grouped() -> None:
    graph, pool = SkillGraph({"a": 0.02, "b": 0.03}, 60, [Group(2, AB), Group(3, AB)]), SinglePool(0.05, 60, 5)

    assert graph.mean_wait("a") == pytest.approx(graph.mean_wait("b")) == pytest.approx(pool.mean_wait)
    assert graph.waits("a") == pytest.approx(pool.waits)


def test_a_chain_of_two_skills_is_nearly_as_good_as_all_skills() -> None:
    """8 agents, 4 needs, load 0.825: dedicated 575.4 s, a chain 136.4 s, all skills 99.0 s."""
    rate, needs = 0.825 * 8 / 270 / 4, "abcd"
    chain = [Group(2, frozenset({needs[n], needs[(n + 1) % 4]})) for n in range(4)]

    assert SinglePool(rate, 270, 2).mean_wait == pytest.approx(575.4, abs=0.05)
    assert SkillGraph(dict.fromkeys(needs, rate), 270, chain).mean_wait_of_all == pytest.approx(136.4, abs=0.05)
    assert SinglePool(4 * rate, 270, 8).mean_wait == pytest.approx(99.0, abs=0.05)


@pytest.mark.parametrize(
    "graph",
    [
        SkillGraph({"a": 0.4, "b": 0.15}, 1, [Group(1, A), Group(1, AB)]),
        SkillGraph({"a": 0.7, "b": 0.3}, 1, [Group(1, A), Group(1, AB), Group(1, B)]),
        SkillGraph({"a": 0.7, "b": 0.2}, 1, [Group(2, A), Group(1, AB)]),
    ],
    ids=["N", "W", "N of three"],
)
def test_the_product_form_is_the_stationary_state_of_the_chain_itself(graph: SkillGraph) -> None:
    for need in graph.calls:
        mean_wait, waits = _of_the_chain(graph, need)
        assert graph.mean_wait(need) == pytest.approx(mean_wait, rel=2e-3)
        assert graph.waits(need) == pytest.approx(waits, rel=2e-3)


# the chain itself: who waits, in order; which agents are idle, the longest first


State = tuple[str, tuple[int, ...]]
MOST_WAITING = 9


def _of_the_chain(graph: SkillGraph, need: str) -> tuple[float, float]:
    """The mean wait and the share that waits, from the balance of all states with few enough calls waiting."""
    agents = [group.needs for group in graph.groups for _ in range(group.agents)]
    states: dict[State, int] = {("", tuple(range(len(agents)))): 0}
    moves: list[tuple[int, int, float]] = []
    for state in (todo := list(states)):
        for then, rate in _moves(graph, agents, *state):
            if then not in states:
                states[then] = len(states)
                todo.append(then)
            moves.append((states[state], states[then], rate))
    balance = np.zeros((len(states), len(states)))
    for at, to, rate in moves:
        balance[to, at] += rate
        balance[at, at] -= rate
    balance[0] = 1.0  # instead of one that follows from the others: all shares together are one
    shares = np.linalg.solve(balance, np.eye(len(states))[0])
    queue = sum(share * state[0].count(need) for state, share in zip(states, shares, strict=True))
    waits = sum(
        share for (_, idle), share in zip(states, shares, strict=True) if not any(need in agents[n] for n in idle)
    )
    return queue / graph.calls[need], waits


def _moves(
    graph: SkillGraph, agents: list[frozenset[str]], waiting: str, idle: tuple[int, ...]
) -> Iterator[tuple[State, float]]:
    for need, rate in graph.calls.items():
        taker = next((agent for agent in idle if need in agents[agent]), None)
        if taker is not None:
            yield (waiting, tuple(agent for agent in idle if agent != taker)), rate
        elif len(waiting) < MOST_WAITING:
            yield (waiting + need, idle), rate
    for agent in set(range(len(agents))) - set(idle):
        first = next((n for n, need in enumerate(waiting) if need in agents[agent]), None)
        left = (waiting, (*idle, agent)) if first is None else (waiting[:first] + waiting[first + 1 :], idle)
        yield left, 1 / graph.handling
