"""The page of compliance over a million calls and a hundred thousand promises, on SQLite and PostgreSQL: how long the
server takes for it, over a month and over all of two years.

Beside it, from the same run, what a bare count of the calls takes. The past is laid once for each database and its days
are tallied, as the ticker does; that is not counted. `--quick`: a tenth of it.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from sqlalchemy import func, select

from tools.bench.hooks import environment_of
from tools.embedded_redis import EmbeddedRedis
from tools.past import lay_past
from tools.postgres import Postgres, Unavailable
from voice_app.ledger import Ledger, tables, tallies
from voice_app.ledger.compliance import GroupBy, report_on
from voice_app.ledger.misses import misses
from voice_app.runtime import Runtime, open_runtime
from voice_app.start import read

AGENTS, DAYS, CALLS_A_DAY, TURNS = 26, 740, 1480, 7
LOOKS: tuple[tuple[int, GroupBy], ...] = ((30, "day"), (365, "week"), (DAYS, "month"), (DAYS, "hour"), (DAYS, "agent"))


def main() -> None:
    share = 10 if "--quick" in sys.argv else 1
    for name, house in _houses(DAYS // share):
        _measure(name, house)
    print("aim: a page of all there is within 300 ms at the server")


def _measure(name: str, house: Runtime) -> None:
    now, zone = house.now(), house.line.timezone
    with house.ledger.read() as ledger:
        calls = ledger.execute(select(func.count()).select_from(tables.calls)).scalar_one()
        promises = ledger.execute(select(func.count()).select_from(tables.promises)).scalar_one()

    def bare() -> None:
        with house.ledger.read() as ledger:
            ledger.execute(select(func.count()).select_from(tables.calls)).scalar_one()

    print(f"{name}: {calls:,} calls, {promises:,} promises; bare count of the calls {_timed(bare):.1f} ms")
    for days, group_by in LOOKS:

        def page(days: int = days, group_by: GroupBy = group_by) -> None:
            with house.ledger.read() as ledger:
                report_on(ledger, now - timedelta(days=days), now, now, zone, group_by=group_by)
                misses(ledger, now - timedelta(days=days), now, now, limit=20)

        print(f"  {days:>4} days by {group_by:<6}{_timed(page):>8.1f} ms")


def _timed(act: Callable[[], object]) -> float:
    took = []
    for _ in range(TURNS):
        begun = perf_counter()
        act()
        took.append((perf_counter() - begun) * 1000)
    return median(took)


def _houses(days: int) -> Iterator[tuple[str, Runtime]]:
    with ExitStack() as ours:
        folder = Path(ours.enter_context(tempfile.TemporaryDirectory()))
        redis = ours.enter_context(EmbeddedRedis(folder / "redis")).url
        yield "SQLite", ours.enter_context(_house(folder, redis, None, days))
        try:
            cluster = ours.enter_context(Postgres())
        except Unavailable as reason:
            print(f"PostgreSQL: {reason}")
            return
        yield "PostgreSQL", ours.enter_context(_house(folder, redis, cluster.url(), days))


@contextmanager
def _house(folder: Path, redis: str, url: str | None, days: int) -> Iterator[Runtime]:
    """A house with all that behind it, its days tallied."""
    environment = environment_of(folder / ("on-sqlite" if url is None else "on-postgresql"), redis, AGENTS)
    if url is not None:
        environment["DATABASE_URL"] = url
    Ledger(environment["DATABASE_URL"]).migrate()
    house = open_runtime(*read(environment, "ticker"))
    chance = Random(days)  # noqa: S311 - made up, not secret
    lay_past(house.ledger, house.line, until=house.now(), days=days, calls_a_day=CALLS_A_DAY, chance=chance)
    zone = house.line.timezone
    with house.ledger.read() as ledger:
        final = tallies.untallied(ledger, zone, house.now(), days)
    for day in final:
        with house.ledger.write() as ledger:
            tallies.tally(ledger, day, zone, house.now())
    yield house
    house.ledger.close()


if __name__ == "__main__":
    main()
