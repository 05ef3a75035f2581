"""What `/metrics` answers: the sums that lie on the board, and how things stand in both stores.

Every process answers the same. What is looked up is kept for some seconds, so that a scrape more costs the ledger
nothing; the sums are read anew each time, because a sum that goes down would be taken for a new beginning. Of a store
that is gone nothing is told but that: an old figure would look like a fresh one.
"""

import tomllib
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate, product
from pathlib import Path
from typing import Final, TypeVar, get_args

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection

from routing.agents import Activity, Presence
from routing.board import BoardGone
from voice_app import disks, vitals
from voice_app.jobs import PiledUp
from voice_app.kept import Kept
from voice_app.ledger import gauges, ids, migrating
from voice_app.ledger.gauges import Gauges
from voice_app.patience import ask
from voice_app.runtime import Runtime
from voice_app.seeing import families, ledger_seen
from voice_app.seeing.counts import APART, MICROSECONDS, SUM
from voice_app.seeing.families import Family
from voice_app.seeing.from_ledger import ROWS
from voice_app.seeing.ledger_seen import Ages, LedgerSeen, ages
from voice_app.watchdog import Watchdog

LOOKED_UP_EVERY: Final = timedelta(seconds=5)
MOST_COUNTED: Final = 1000
"""Waiting calls: counting more would hold up those who match them."""
STATES: Final[tuple[str, ...]] = get_args(ids.PromiseState)
PROJECT: Final = Path(__file__).parents[2] / "pyproject.toml"

K = TypeVar("K", bound=tuple[str, ...])


Told = tuple[Ages, Gauges]
"""What is read of the ledger: since when nobody has beaten, and how much of what there is."""


@dataclass(frozen=True, slots=True)
class BoardSeen:
    """The board at one instant. `is_there`: it answers; `is_well`: and was not wiped a moment ago."""

    is_there: bool = False
    is_well: bool = False
    waiting: int = 0
    longest: float = 0.0
    agents: Mapping[tuple[Presence, Activity], int] = field(default_factory=dict)
    counted_age: float | None = None
    jobs: Mapping[str, PiledUp] = field(default_factory=dict)


class Figures(Collector):
    """All that there is to be told, whenever it is asked for."""

    def __init__(self, house: Runtime, watchdog: Watchdog) -> None:
        self._house = house
        self._watchdog = watchdog
        self._seen: Kept[tuple[LedgerSeen[Told], BoardSeen]] = Kept(LOOKED_UP_EVERY)

    def collect(self) -> Iterator[Metric]:
        house, now = self._house, self._house.now()
        sums = ask(lambda: _sums(house, now), None)
        ledger, board = self._seen.get(now, lambda: _look(house, self._watchdog, now))
        counted = sums()
        if counted is not None:
            yield from (_told(family, counted) for family in families.COUNTED)
        yield from _whoever(house, ledger, board, now)
        if board.is_there:
            yield from _of_board(board)
        if ledger.found is not None:
            yield from _of_ledger(*ledger.found)


# ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sums(house: Runtime, now: datetime) -> Mapping[str, int] | None:
    """What this process has counted until now among it."""
    try:
        house.counts.tell(house.board, now)
        return house.board.sums()
    except BoardGone:
        return None


def _look(house: Runtime, watchdog: Watchdog, now: datetime) -> tuple[LedgerSeen[Told], BoardSeen]:
    def read(ledger: Connection) -> Told:
        return ages(ledger, now), gauges.read(ledger, now)

    ledger = ledger_seen.see(house, watchdog, read)
    board = ask(lambda: _see_board(house, now), BoardSeen())
    return ledger(), board()


def _see_board(house: Runtime, now: datetime) -> BoardSeen:
    try:
        is_well = not house.board.is_blank() and vitals.lacks_board(house) is None
        waiting = house.board.waiting(MOST_COUNTED)
        agents = Tally((one.agent.presence, one.agent.activity) for one in house.board.agents(house.roster).values())
        counted_to = house.board.counted_to(ROWS)
    except BoardGone:
        return BoardSeen()
    longest = max(((now - one.call.arrived_at).total_seconds() for one in waiting), default=0.0)
    age = (now - counted_to).total_seconds() if counted_to is not None else None
    return BoardSeen(True, is_well, len(waiting), max(longest, 0.0), agents, age, house.jobs.piled_up())


# ── telling ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _told(family: Family, sums: Mapping[str, int]) -> Metric:
    """A counter or histogram, from the sums under its name."""
    split = ((name.split(APART), number) for name, number in sums.items())
    mine = {tuple(parts): number for (name, *parts), number in split if name == family.name}
    width = len(family.labels)
    if family.kind == "counter":
        counter = CounterMetricFamily(family.name, family.means, labels=family.labels)
        from_zero = {(kind,): 0 for kind in family.from_zero}
        for parts, number in sorted((from_zero | mine).items()):
            if len(parts) == width:
                counter.add_metric(parts, number)
        return counter
    histogram = HistogramMetricFamily(family.name, family.means, labels=family.labels)
    by_labels = defaultdict[tuple[str, ...], dict[str, int]](dict)
    for parts, number in mine.items():
        by_labels[parts[:width]][parts[-1]] = number
    for labels, its in sorted(by_labels.items()):
        upto = accumulate(its.get(str(bound), 0) for bound in family.buckets)
        buckets = [(str(bound), float(number)) for bound, number in zip(family.buckets, upto, strict=True)]
        everything = sum(number for part, number in its.items() if part != SUM)
        buckets.append(("+Inf", float(everything)))
        histogram.add_metric(labels, buckets, its.get(SUM, 0) / MICROSECONDS)
    return histogram


def _whoever(house: Runtime, ledger: LedgerSeen[Told], board: BoardSeen, now: datetime) -> Iterator[Metric]:
    """What each process knows by itself."""
    is_well = ledger.state == "well"
    up = {("ledger",): float(is_well), ("board",): float(board.is_well)}
    yield _gauge(families.STORE_UP, up)
    degraded = {("board_gone",): float(not board.is_there), ("ledger_gone",): float(not is_well)}
    if ledger.found is not None:
        _, found = ledger.found
        degraded["carrier_gone",] = float(found.outage is not None)
    yield _gauge(families.DEGRADED, degraded)
    yield _gauge(families.BUILD, {(version(), _schema()): 1.0})
    yield _gauge(families.CLOCK, {(): now.timestamp()})
    yield _gauge(families.LEDGER_FULL, {(): float(disks.ledger_is_full(house))})
    if (disk := disks.of_ledger(house)) is not None:
        yield _gauge(families.LEDGER_FREE, {(): float(disk.free)})
        yield _gauge(families.LEDGER_DISK, {(): float(disk.size)})


def _of_board(board: BoardSeen) -> Iterator[Metric]:
    pairs = product(Presence, Activity)
    yield _gauge(families.AGENTS, {(who, does): float(board.agents.get((who, does), 0)) for who, does in pairs})
    yield _gauge(families.WAITING, {(): float(board.waiting)})
    yield _gauge(families.LONGEST_WAIT, {(): board.longest})
    yield _gauge(families.QUEUED_JOBS, {(name,): float(piled.queued) for name, piled in board.jobs.items()})
    yield _gauge(families.FAILED_JOBS, {(name,): float(piled.failed) for name, piled in board.jobs.items()})
    if board.counted_age is not None:
        yield _gauge(families.COUNTED_AGE, {(): board.counted_age})


def _of_ledger(since: Ages, found: Gauges) -> Iterator[Metric]:
    yield _gauge(families.HEARTBEAT_AGE, {(process,): age for process, age in since.items()})
    yield _gauge(families.PROMISES, {(state,): float(found.promises.get(state, 0)) for state in STATES})
    yield _gauge(families.BROKEN, {(): float(found.broken)})
    yield _gauge(families.OWED, {(slack,): float(number) for slack, number in found.slack.items()})
    yield _gauge(families.ESCALATED, {(step.name.lower(),): float(n) for step, n in found.escalated.items()})
    yield _gauge(families.ALARMS, {(rule,): float(number) for rule, number in found.alarms.items()})
    yield _gauge(families.QUEUED_TEXTS, {(): float(found.texts)})
    yield _gauge(families.LINE_VERSION, {(): float(found.line_version)})


def _gauge(family: Family, values: Mapping[K, float]) -> Metric:
    told = GaugeMetricFamily(family.name, family.means, labels=family.labels)
    for labels, value in values.items():
        told.add_metric(labels, value)
    return told


@cache
def version() -> str:
    """Of this program."""
    return str(tomllib.loads(PROJECT.read_text())["project"]["version"])


def _schema() -> str:
    return "+".join(sorted(migrating.expected()))
