"""Is it alive, can it answer a call, is everything well: three questions that differ, and the figures.

`/readyz` says yes also while it limps: a proxy that drained us because Redis is down would turn an apology with a
promise into silence. `/status` and `/metrics` wait for each store a second at most: whoever hangs counts as gone.

The gauges are read from the stores when they are asked for, so every process tells the same. The counts and durations
of hooks are each process's own, from its start: where several processes serve one address (`WEB_CONCURRENCY` above 1),
a scrape meets one of them at random, and only scrapes of each by itself add up.
"""

import queue
import threading
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Final, TypeVar, get_args

from flask import Blueprint, Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from routing.agents import Activity, Presence
from routing.board import BoardGone
from routing.ghosts import Ghost
from voice_app.ledger import LedgerGone, duties, heartbeats, ids, restores
from voice_app.runtime import Runtime
from voice_app.watchdog import Watchdog

EXPECTED = (heartbeats.TICKER, heartbeats.WORKER)
NOTED = (*EXPECTED, heartbeats.SLOW, restores.MADE)
"""Also who does long work, and the last backup: told, and nothing is unwell without it."""
PATIENCE = timedelta(seconds=1)
MOST_COUNTED = 1000
"""Waiting calls: counting more would hold up those who match them."""
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0, 15.0)
"""Seconds: after 3 a caller hears silence, after 15 Twilio hangs up on us."""

T = TypeVar("T")
K = TypeVar("K", bound=tuple[str, ...])


def make_health(house: Runtime, watchdog: Watchdog) -> Blueprint:
    """The blueprint for one runtime; it also measures the hooks of the application that it is registered on."""
    health, figures = Blueprint("health", __name__), CollectorRegistry()
    figures.register(Stores(house, watchdog))
    _measure_hooks(health, figures)

    @health.get("/healthz")
    def lives() -> Response:
        return jsonify(status="alive")

    @health.get("/readyz")
    def can_answer() -> Response:
        return jsonify(status="ready")

    @health.get("/status")
    def is_well() -> tuple[Response, int]:
        report = _report(house, watchdog)
        return jsonify(report), 200 if report["well"] else 503

    @health.get("/metrics")
    def tell_figures() -> Response:
        return Response(generate_latest(figures), content_type=CONTENT_TYPE_LATEST)

    return health


def _measure_hooks(health: Blueprint, figures: CollectorRegistry) -> None:
    """Count and time what the carrier asks. By the rule of the path: whatever a stranger makes up is no new series."""
    answered = Counter("gehoor_hooks", "Hooks answered.", ("path", "status"), registry=figures)
    took = Histogram(
        "gehoor_hook_duration_seconds", "How long hooks took.", ("path",), registry=figures, buckets=BUCKETS
    )

    @health.before_app_request
    def start() -> None:
        if request.blueprint == "hooks":
            g.hook_is_timed = ExitStack()
            g.hook_is_timed.enter_context(took.labels(str(request.url_rule)).time())

    @health.after_app_request
    def finish(response: Response) -> Response:
        if "hook_is_timed" in g:
            g.hook_is_timed.close()
            answered.labels(str(request.url_rule), str(response.status_code)).inc()
        return response


# ── what the stores say ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class LedgerSeen:
    """The ledger at one instant. `state`: `well`, `other_schema` or `gone`; the rest is empty where it is not well."""

    state: str = "gone"
    ages: Mapping[str, float] = field(default_factory=dict)
    promises: Mapping[str, int] = field(default_factory=dict)
    broken: int = 0


@dataclass(frozen=True, slots=True)
class BoardSeen:
    """The board at one instant. `state`: `well`, `blank` (wiped, and not yet restored) or `gone`."""

    state: str = "gone"
    waiting: int = 0
    agents: Mapping[tuple[Presence, Activity], int] = field(default_factory=dict)
    ghosts: Mapping[Ghost, int] = field(default_factory=dict)


def _see_ledger(house: Runtime, watchdog: Watchdog) -> LedgerSeen:
    now = house.now()
    try:
        if not house.ledger.is_current():
            return LedgerSeen("other_schema")
        with house.ledger.read() as ledger:
            beats = (beat for beat in heartbeats.all(ledger) if beat.process in NOTED)
            ages = {beat.process: (now - beat.at).total_seconds() for beat in beats}
            counts, broken = duties.by_state(ledger), duties.broken(ledger)
    except LedgerGone:
        return LedgerSeen()
    watchdog.look()
    return LedgerSeen("well", ages, counts, broken)


def _see_board(house: Runtime) -> BoardSeen:
    try:
        state = "blank" if house.board.is_blank() else "well"
        waiting = len(house.board.waiting(MOST_COUNTED))
        agents = [one.agent for one in house.board.agents(house.roster).values()]
        ghosts = house.board.counted()
    except BoardGone:
        return BoardSeen()
    return BoardSeen(state, waiting, Tally((agent.presence, agent.activity) for agent in agents), ghosts)


def _see_both(house: Runtime, watchdog: Watchdog) -> tuple[LedgerSeen, BoardSeen]:
    ledger = _ask(lambda: _see_ledger(house, watchdog), LedgerSeen())
    board = _ask(lambda: _see_board(house), BoardSeen())
    return ledger(), board()


def _ask(question: Callable[[], T], otherwise: T) -> Callable[[], T]:
    """Ask in a thread of its own, which may hang as long as it likes; gives what waits for the answer, PATIENCE long.

    Stores bound their own waiting, but not where a machine behind an open connection is gone without a word.
    """
    answers: queue.SimpleQueue[T] = queue.SimpleQueue()
    threading.Thread(target=lambda: answers.put(question()), daemon=True).start()

    def answer() -> T:
        try:
            return answers.get(timeout=PATIENCE.total_seconds())
        except queue.Empty:
            return otherwise

    return answer


# ── what is told of them ────────────────────────────────────────────────────────────────────────────────────────────


def _report(house: Runtime, watchdog: Watchdog) -> dict[str, object]:
    """Stores and heartbeats; `well` only if all of them are."""
    ledger, board = _see_both(house, watchdog)
    ages = {name: ledger.ages.get(name) for name in EXPECTED}
    beat = all(age is not None and age <= heartbeats.SILENT_AFTER.total_seconds() for age in ages.values())
    return {
        "well": ledger.state == board.state == "well" and beat,
        "stores": {"ledger": ledger.state, "board": board.state},
        "seconds_since_heartbeat": ages,
        "long_work": {"seconds_since_heartbeat": ledger.ages.get(heartbeats.SLOW)},
        "backup": {"seconds_since": ledger.ages.get(restores.MADE)},
    }


class Stores(Collector):
    """The gauges. Of a store that is gone nothing is told but that: an old figure would look like a fresh one."""

    def __init__(self, house: Runtime, watchdog: Watchdog) -> None:
        self._house = house
        self._watchdog = watchdog

    def collect(self) -> Iterator[Metric]:
        ledger, board = _see_both(self._house, self._watchdog)
        well = {("ledger",): int(ledger.state == "well"), ("board",): int(board.state == "well")}
        yield _gauge("gehoor_store_up", "1 while the store is well.", ("store",), well)
        if board.state != "gone":
            counted = {pair: board.agents.get(pair, 0) for pair in product(Presence, Activity)}
            yield _gauge("gehoor_agents", "Agents.", ("presence", "activity"), counted)
            yield _gauge("gehoor_waiting_calls", "Calls that wait, up to 1,000.", (), {(): board.waiting})
            yield _laid(board.ghosts)
        if ledger.state == "well":
            ages = {(process,): age for process, age in ledger.ages.items()}
            yield _gauge("gehoor_heartbeat_age_seconds", "Since a process last beat.", ("process",), ages)
            owed = {(state,): ledger.promises.get(state, 0) for state in STATES}
            yield _gauge("gehoor_promises", "Promises by state.", ("state",), owed)
            yield _gauge("gehoor_promises_broken", "Promises still owed past their deadline.", (), {(): ledger.broken})


def _laid(ghosts: Mapping[Ghost, int]) -> CounterMetricFamily:
    """Counted on the board, by whichever ticker laid them."""
    family = CounterMetricFamily("gehoor_ghosts", "What board, ledger or carrier held wrongly.", labels=("kind",))
    for ghost, laid in ghosts.items():
        family.add_metric((ghost.value,), laid)
    return family


STATES: Final[tuple[str, ...]] = get_args(ids.PromiseState)


def _gauge(name: str, means: str, labels: tuple[str, ...], values: Mapping[K, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, means, labels=labels)
    for labelled, value in values.items():
        family.add_metric(labelled, value)
    return family
