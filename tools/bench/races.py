"""How often dispatchers that work at once get in each other's way: four processes on one Redis, as web processes and
workers are, beside one alone.

All of them look at the same heads, so that two may choose the same agent; the second has lost, and looks and chooses
again, as often as the service does. Worse than life: every agent is idle, each comes back at once, and no dispatcher
ever pauses.
"""

import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import redis

from routing.board import Board
from routing.policy import Choice, choose
from routing.queues import WaitingCall
from routing.skills import ReservationId
from tools.crowd import NOW, RULES, SCENES, crowd
from tools.embedded_redis import EmbeddedRedis

DISPATCHERS, DISPATCHES, QUICK = 4, 2_000, 100
SIZES = (10, 100, 1_000)
MANY_IDLE = SCENES[0]
READY = "bench:ready"
RACES = 5
"""As in the service (`voice_app.dispatch`), which is not imported here: each process would wait for it."""


@dataclass(frozen=True, slots=True)
class Race:
    """What one dispatcher met with. `lost`: choices that came too late; `given_up`: dispatches that lost `RACES` times,
    and are left to the next turn of the hold loop."""

    dispatches: int
    lost: int
    given_up: int
    seconds: float


def main() -> None:
    dispatches, sizes = (QUICK, SIZES[:1]) if "--quick" in sys.argv else (DISPATCHES, SIZES)
    print(f"{'agents = calls':>15}{'dispatchers':>13}{'lost per 1,000':>16}{'given up':>10}{'dispatches/s':>14}")
    with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder)) as server:
        for size in sizes:
            for dispatchers in (1, DISPATCHERS):
                races = run(server.url, size, dispatchers, dispatches // dispatchers)
                done, lost = sum(race.dispatches for race in races), sum(race.lost for race in races)
                given_up = 1000 * sum(race.given_up for race in races) / done
                per_second = done / max(race.seconds for race in races)
                print(f"{size:>15,}{dispatchers:>13}{1000 * lost / done:>16.1f}{given_up:>10.1f}{per_second:>14,.0f}")
    print(f"given up: per 1,000 dispatches, after {RACES} lost races in a row")


def run(url: str, size: int, dispatchers: int, dispatches: int) -> list[Race]:
    """All of them at once, each with calls of its own."""
    with redis.Redis.from_url(url, decode_responses=True) as client:
        client.flushall()
        calls = crowd(Board(client), MANY_IDLE, size)
    if dispatchers == 1:
        return [_dispatch(url, 0, 1, calls, dispatches)]
    with ProcessPoolExecutor(dispatchers, get_context("spawn")) as pool:
        racing = [
            pool.submit(_dispatch, url, number, dispatchers, calls[number::dispatchers], dispatches)
            for number in range(dispatchers)
        ]
        return [race.result() for race in racing]


def _dispatch(url: str, number: int, dispatchers: int, calls: list[WaitingCall], dispatches: int) -> Race:
    """One dispatcher, which begins when all are there."""
    lost = given_up = 0
    with redis.Redis.from_url(url, decode_responses=True) as client:
        board = Board(client)
        client.incr(READY)
        while int(client.get(READY) or 0) < dispatchers:
            pass
        begun = perf_counter()
        for turn in range(dispatches):
            reservation = ReservationId(f"turn{number}-{turn}")
            losses = _losses(board, calls[turn % len(calls)], reservation)
            lost += losses
            given_up += losses == RACES
            board.rescind(reservation, "expired", NOW)
        return Race(dispatches, lost, given_up, perf_counter() - begun)


def _losses(board: Board, call: WaitingCall, reservation: ReservationId) -> int:
    """How often the call's choice came too late before an agent was held for it, or nobody was free."""
    for losses in range(RACES):
        snapshot = board.snapshot(call.need, call.barred)
        match = choose(call, snapshot.idle, snapshot.staffing, RULES, NOW)
        if not isinstance(match, Choice) or board.reserve(match, reservation, NOW, NOW) == "reserved":
            return losses
    return RACES


if __name__ == "__main__":
    main()
