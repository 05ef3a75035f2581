"""What one dispatch costs (snapshot, choose, reserve) beside one bare EVALSHA round trip, measured in turns.

The aim: at most 8 round trips, and at most twice as much with 10,000 agents and calls as with 10. Deliberately measures
neither the carrier nor the ledger.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import redis

from routing.agents import Presence
from routing.board import Board
from routing.policy import Choice, Rules, choose
from routing.queues import Step, WaitingCall, Work
from routing.reasons import NoMatch, Reason
from routing.skills import BEST, GOOD, AgentId, CallSid, Language, Need, NeedName, ReservationId, Skills
from tools.embedded_redis import EmbeddedRedis

SIZES = (10, 100, 1_000, 10_000)
TURNS = 500
MOST_ROUND_TRIPS, MOST_GROWTH = 8, 2
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULES = Rules((timedelta(seconds=20), timedelta(seconds=60)), timedelta(minutes=3))
DUTCH, FRENCH = Language("nl"), Language("fr")
NEEDS = [NeedName(name) for name in ("billing", "technical", "moving", "orders", "other")]
TO_A_PROMISE = Reason(
    ruling="room_to_call_back",
    need=Need(NEEDS[0], DUTCH),
    level=BEST,
    speaks=True,
    step=Step.ANYBODY,
    breadth=2,
    idle_for=timedelta(),
    others_idle=0,
    waited=None,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """How it is on the floor. The first agent alone speaks French; all speak Dutch."""

    name: str
    is_busy: Callable[[int], bool]
    language: Language = DUTCH


SCENES = (
    Scene("many idle", is_busy=lambda agent: False),
    Scene("few idle", is_busy=lambda agent: agent % 100 > 0),
    Scene("none that match", is_busy=lambda agent: agent == 0, language=FRENCH),
    Scene("all busy", is_busy=lambda agent: True),
)


@dataclass(frozen=True, slots=True)
class Row:
    """Medians in µs. `dispatch`: until an agent is held, or it is known that nobody can be; `whole`: and released
    again, as after a ring that was not accepted."""

    scene: str
    agents: int
    evalsha: float
    dispatch: float
    whole: float

    @property
    def ratio(self) -> float:
        return self.dispatch / self.evalsha


def run() -> list[Row]:
    """Every scene in every size."""
    with _server() as client:
        return [_measure(client, scene, agents) for scene in SCENES for agents in SIZES]


def growth(rows: list[Row], scene: str) -> float:
    """How much more a dispatch costs with the most agents than with the fewest, in round trips."""
    ratios = {row.agents: row.ratio for row in rows if row.scene == scene}
    return ratios[max(ratios)] / ratios[min(ratios)]


def main() -> None:
    rows = run()
    print(f"{'scene':16}{'agents = calls':>15}{'EVALSHA µs':>12}{'dispatch µs':>13}{'ratio':>7}{'and release µs':>16}")
    for row in rows:
        print(
            f"{row.scene:16}{row.agents:>15,}{row.evalsha:>12.0f}{row.dispatch:>13.0f}{row.ratio:>7.1f}{row.whole:>16.0f}"
        )
    for scene in SCENES:
        print(f"{scene.name}: {growth(rows, scene.name):.2f} times from {SIZES[0]} to {SIZES[-1]:,}")
    print(f"aim: at most {MOST_ROUND_TRIPS} round trips, growth at most {MOST_GROWTH}")


def _measure(client: redis.Redis, scene: Scene, size: int) -> Row:
    client.flushall()
    board, bare = Board(client), client.register_script("return 1")
    _staff(board, scene, size)
    calls = [call for call in _join(board, scene, size) if call.need.name == NEEDS[0]]
    evalsha, dispatch, whole = [], [], []
    for turn in range(TURNS):
        call, reservation = calls[turn % len(calls)], ReservationId(f"turn{turn}")
        start = perf_counter()
        bare(keys=["{gehoor}:"])
        answered = perf_counter()
        decision = _dispatch(board, call, reservation)
        decided = perf_counter()
        if isinstance(decision, Choice):
            board.rescind(reservation, "expired", NOW)
        evalsha.append(answered - start)
        dispatch.append(decided - answered)
        whole.append(perf_counter() - answered)
    return Row(scene.name, size, *(median(timings) * 1e6 for timings in (evalsha, dispatch, whole)))


def _dispatch(board: Board, call: WaitingCall, reservation: ReservationId) -> Choice | NoMatch:
    snapshot = board.snapshot(call.need, call.barred)
    decision = choose(call, snapshot.idle, snapshot.staffing, RULES, NOW)
    if isinstance(decision, Choice) and board.reserve(decision, reservation, NOW, NOW) == "lost":
        raise RuntimeError("the agent or the call was lost, though nobody else is here")
    return decision


def _staff(board: Board, scene: Scene, size: int) -> None:
    """Agents with two skills each, in a ring; those who are busy are held for promises."""
    for n in range(size):
        agent = AgentId(f"agent{n}")
        levels = {NEEDS[n % len(NEEDS)]: BEST, NEEDS[(n + 1) % len(NEEDS)]: GOOD}
        board.enrol(agent, Skills(levels, (DUTCH,) if n else (DUTCH, FRENCH)), NOW)
        board.set_presence(agent, Presence.READY, NOW - timedelta(seconds=n))
        if scene.is_busy(n):
            board.reserve(Choice(agent, Work("promise", f"p{n}"), TO_A_PROMISE), ReservationId(f"r{n}"), NOW, NOW)


def _join(board: Board, scene: Scene, size: int) -> list[WaitingCall]:
    """As many calls, about all needs in turn, that have just come in."""
    calls = [WaitingCall(CallSid(f"CA{n}"), Need(NEEDS[n % len(NEEDS)], scene.language), NOW, NOW) for n in range(size)]
    for call in calls:
        board.join(call, NOW)
    return calls


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
