"""What a dispatch costs, from either side (a call looks for an agent, a free agent for work), beside one bare EVALSHA
round trip, measured in turns; and of it the decision alone.

The aim: at most 8 round trips, and at most twice as much with 10,000 agents and calls as with 10. Deliberately measures
neither the carrier nor the ledger.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import redis

from routing.board import Board
from routing.policy import Choice, choose, next_work
from routing.queues import WaitingCall
from routing.reasons import NoMatch
from routing.skills import AgentId, ReservationId
from tools.crowd import FIRST, NOW, RULES, SCENES, Scene, crowd
from tools.embedded_redis import EmbeddedRedis

SIZES = (10, 100, 1_000, 10_000)
TURNS = 500
MOST_ROUND_TRIPS, MOST_GROWTH = 8, 2

Dispatch = Callable[[ReservationId], tuple[Choice | NoMatch, float]]
"""A whole one, and the seconds that the decision took of it."""


@dataclass(frozen=True, slots=True)
class Row:
    """Medians in µs. `decision`: `choose` or `next_work`; `dispatch`: with what it looks at and until an agent is held,
    or it is known that nobody can be; `whole`: and released again, as after a ring that was not accepted."""

    scene: str
    size: int
    evalsha: float
    decision: float
    dispatch: float
    whole: float

    @property
    def ratio(self) -> float:
        return self.dispatch / self.evalsha


def run(sizes: tuple[int, ...] = SIZES, turns: int = TURNS) -> list[Row]:
    """Every scene in every size."""
    with _server() as client:
        return [_measure(client, scene, size, turns) for scene in SCENES for size in sizes]


def growth(rows: list[Row], scene: str) -> float:
    """How much more a dispatch costs with the most agents and calls than with the fewest, in round trips."""
    ratios = {row.size: row.ratio for row in rows if row.scene == scene}
    return ratios[max(ratios)] / ratios[min(ratios)]


def main() -> None:
    sizes, turns = ((10, 100), 20) if "--quick" in sys.argv else (SIZES, TURNS)
    rows = run(sizes, turns)
    print(f"{'scene':38}{'agents = calls':>15}{'EVALSHA µs':>12}{'decision µs':>13}{'dispatch µs':>13}{'ratio':>7}")
    for row in rows:
        print(
            f"{row.scene:38}{row.size:>15,}{row.evalsha:>12.0f}{row.decision:>13.0f}"
            f"{row.dispatch:>13.0f}{row.ratio:>7.1f}"
        )
    for scene in SCENES:
        print(f"{scene.name}: {growth(rows, scene.name):.2f} times from {sizes[0]} to {sizes[-1]:,}")
    print(f"aim: at most {MOST_ROUND_TRIPS} round trips, growth at most {MOST_GROWTH}")


def _measure(client: redis.Redis, scene: Scene, size: int, turns: int) -> Row:
    client.flushall()
    board, bare = Board(client), client.register_script("return 1")
    calls = [call for call in crowd(board, scene, size) if call.need.name == FIRST]
    evalsha, decision, dispatch, whole = [], [], [], []
    for turn in range(turns):
        act: Dispatch = (
            partial(_for_agent, board, scene.freed)
            if scene.freed
            else partial(_for_call, board, calls[turn % len(calls)])
        )
        reservation = ReservationId(f"turn{turn}")
        start = perf_counter()
        bare(keys=["{gehoor}:"])
        answered = perf_counter()
        match, took = act(reservation)
        decided = perf_counter()
        if isinstance(match, Choice):
            board.rescind(reservation, "expired", NOW)
        evalsha.append(answered - start)
        decision.append(took)
        dispatch.append(decided - answered)
        whole.append(perf_counter() - answered)
    return Row(scene.name, size, *(median(timings) * 1e6 for timings in (evalsha, decision, dispatch, whole)))


def _for_call(board: Board, call: WaitingCall, reservation: ReservationId) -> tuple[Choice | NoMatch, float]:
    snapshot = board.snapshot(call.need, call.barred, call.wish.agent if call.wish else None)
    begun = perf_counter()
    match = choose(call, snapshot.idle, snapshot.staffing, RULES, NOW, wished=snapshot.wished)
    took = perf_counter() - begun
    return _hold(board, match, reservation), took


def _for_agent(board: Board, agent: AgentId, reservation: ReservationId) -> tuple[Choice | NoMatch, float]:
    seen = board.heads_for(agent)
    begun = perf_counter()
    match = (
        next_work(seen.agent, seen.heads, [], idle=seen.idle, plan=seen.plan, rules=RULES, now=NOW)
        if seen.agent
        else NoMatch("not_free")
    )
    took = perf_counter() - begun
    return _hold(board, match, reservation), took


def _hold(board: Board, match: Choice | NoMatch, reservation: ReservationId) -> Choice | NoMatch:
    if isinstance(match, Choice) and board.reserve(match, reservation, NOW, NOW) == "lost":
        raise RuntimeError("the agent or the call was lost, though nobody else is here")
    return match


@contextmanager
def _server() -> Iterator[redis.Redis]:
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedRedis(Path(folder)) as server,
        redis.Redis.from_url(server.url, decode_responses=True) as client,
    ):
        yield client


if __name__ == "__main__":
    main()
