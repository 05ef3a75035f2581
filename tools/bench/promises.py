"""What open promises cost the ticker: its pass over them each second, and the plan that it makes every few seconds.

Few of them are due, as it is at night or when all have been tried once. Each size is a ledger of its own; the growth is
shown beside that of n log n. Deliberately rings no phone (`due` does).
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2
from pathlib import Path
from time import perf_counter

from sqlalchemy import text

from routing.capacity import Owed, Pool, Team, replan
from routing.forecast import Arrivals, Pace
from routing.promises import AT_RISK, milestone
from routing.skills import Language
from routing.spans import Span
from routing.supply import Outlook, Shift
from tools.bench.hooks import environment_of
from tools.embedded_redis import EmbeddedRedis
from voice_app import presence
from voice_app.choices import due_promises
from voice_app.ledger import Ledger, escalations
from voice_app.ledger.instants import write_instant
from voice_app.planning import plan_callbacks
from voice_app.runtime import Runtime, open_runtime
from voice_app.start import read

SIZES = (100, 1_000, 10_000, 100_000)
AGENTS, TURNS = 8, 7
DUTCH = Language("nl")
FILL = """
INSERT INTO promises (id, phone, need, language, state, source, made_at, due_by, effective_due_by, promised_late,
    counts_from, not_before, shared, may_text, needs_approval)
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count),
    dated AS (SELECT n, strftime('%Y-%m-%dT%H:%M:%f000Z', :first_due, (n * 7919 % 72000) || ' seconds') AS due
        FROM numbers)
SELECT 'P' || n, '+316' || (20000000 + n), 'billing', 'nl', 'open', 'api', :now, due, due, 0, :now,
    CASE WHEN n % 1000 = 0 THEN :now ELSE :later END, 0, 0, 0
FROM dated
"""
"""So many promises, due within 20 hours from `first_due`; one in a thousand may be dialled now."""


@dataclass(frozen=True, slots=True)
class Row:
    """The best of a few turns, in ms: the pass of a tick, with the plan, and of that the arithmetic alone."""

    promises: int
    tick: float
    planned: float
    replanned: float


def main() -> None:
    rows = [_measure(size) for size in SIZES]
    print(f"{'open promises':>14}{'pass ms':>10}{'with plan ms':>14}{'replan ms':>11}{'growth':>9}{'n log n':>9}")
    for before, row in zip([None, *rows], rows, strict=False):
        grown = f"{row.planned / before.planned:>9.1f}{_n_log_n(row, before):>9.1f}" if before else ""
        print(f"{row.promises:>14,}{row.tick:>10.1f}{row.planned:>14.1f}{row.replanned:>11.2f}{grown}")
    print(
        "aim: a pass with its plan over 100,000 within 1 s, growing no faster than n log n; replan of 1,000 within 5 ms"
    )


def _n_log_n(row: Row, before: Row) -> float:
    return row.promises * log2(row.promises) / (before.promises * log2(before.promises))


def _measure(size: int) -> Row:
    with house_owing(size) as house:
        now, arrivals = house.now(), Arrivals(house.line.timezone)
        tick = _timed(lambda: a_pass(house, now))
        plan = _timed(lambda: plan_callbacks(house, arrivals, Pace(), now))
    return Row(size, tick, tick + plan, _replanned(size, now, arrivals))


def a_pass(house: Runtime, now: datetime) -> None:
    """What every tick does about promises."""
    due_promises(house, now)
    with house.ledger.write() as ledger:
        escalations.unescalated(ledger, now + AT_RISK)
        escalations.mark_broken(ledger, now)


def _replanned(size: int, now: datetime, arrivals: Arrivals) -> float:
    """The plan of so many promises, no two of them alike."""
    due = (now + AT_RISK + n * timedelta(hours=20) / size for n in range(size))
    promises = [Owed(milestone(by, 0, 3), by, n % 10 == 0, DUTCH) for n, by in enumerate(due)]
    mornings = (now + day * timedelta(days=1) for day in range(3))
    shifts = [Shift(Span(opens_at, opens_at + timedelta(hours=12)), AGENTS) for opens_at in mornings]
    pool = Pool(frozenset({DUTCH}), Outlook(shifts, arrivals, Pace()), Team(AGENTS, AGENTS // 2))
    return _timed(lambda: replan(promises, [pool], None, now))


def _timed(act: Callable[[], object]) -> float:
    took = []
    for _ in range(TURNS):
        begun = perf_counter()
        act()
        took.append((perf_counter() - begun) * 1000)
    return min(took)


@contextmanager
def house_owing(size: int) -> Iterator[Runtime]:
    """A house of 8 agents that owes so many callbacks."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder) / "redis") as server:
        environment = environment_of(Path(folder) / "house", server.url, AGENTS)
        Ledger(environment["DATABASE_URL"]).migrate()
        house = open_runtime(*read(environment, "ticker"))
        presence.restore_board(house, house.now())
        fill(house, size)
        yield house
        house.ledger.close()


def fill(house: Runtime, count: int) -> None:
    """Owe so many callbacks."""
    now = house.now()
    times = {"now": now, "first_due": now + AT_RISK + timedelta(minutes=10), "later": now + timedelta(days=1)}
    with house.ledger.write() as ledger:
        ledger.execute(text(FILL), {"count": count} | {name: write_instant(at) for name, at in times.items()})


if __name__ == "__main__":
    main()
