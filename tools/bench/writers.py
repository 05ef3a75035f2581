"""Threads of one process that write to a ledger in SQLite as fast as they may: those in line sharing a commit, beside
each with a commit of its own.

    python -m tools.bench writers [--quick]

In rounds that take turns. What is written is a call that comes in and what it is offered. `TMPDIR` says on which disk.
"""

import secrets
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, event

from routing.skills import CallSid
from tools.quantiles import quantiles
from voice_app.ledger import Ledger, calls, lines
from voice_app.ledger.engines import PATIENCE, WRITE_WITHIN, sqlite_engine
from voice_app.ledger.together import MOST, Together
from voice_app.numbers import Phone

WRITERS, ROUNDS, SECONDS = (1, 4, 16), 3, 3.0
WAYS = {"alone": 1, "together": MOST}
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def main() -> None:
    quick = "--quick" in sys.argv
    rounds, seconds = (1, 0.1) if quick else (ROUNDS, SECONDS)
    print(f"{'writers':>7}  {'commits':9}{'writes/s':>9}{'a commit':>9}   each")
    with tempfile.TemporaryDirectory() as folder:
        for writers in WRITERS:
            _compare(Path(folder), writers, rounds, seconds)


def _compare(folder: Path, writers: int, rounds: int, seconds: float) -> None:
    rates, shares, took = (defaultdict[str, list[float]](list) for _ in range(3))
    for n in range(rounds):
        for way, most in WAYS.items():
            durations, commits = _round(folder / f"{writers}{way}{n}.db", writers, most, seconds)
            rates[way].append(len(durations) / seconds)
            shares[way].append(len(durations) / commits)
            took[way] += durations
    for way in WAYS:
        print(f"{writers:>7}  {way:9}{median(rates[way]):>9.0f}{median(shares[way]):>9.1f}   {quantiles(took[way])}")


def _round(file: Path, writers: int, most: int, seconds: float) -> tuple[list[float], int]:
    """How long each write took, and how many commits they all were."""
    books = Ledger(f"sqlite:///{file}")
    books.migrate()
    with books.write() as ledger:
        lines.keep(ledger, {}, base=None, source="file", now=NOW)
        version = lines.newest_id(ledger) or 0
    books.close()
    engine = sqlite_engine(file).execution_options(**{WRITE_WITHIN: PATIENCE})
    line, commits = Together(engine, engine, most), _commits(engine)
    ends = time.perf_counter() + seconds

    def write(_: int) -> list[float]:
        took = []
        while (begun := time.perf_counter()) < ends:
            with line.write() as ledger:
                sid = CallSid(f"CA{secrets.token_hex(16)}")
                calls.begin(ledger, sid, Phone("+31612345678"), version, NOW)
                calls.note_offer(ledger, sid, NOW)
            took.append((time.perf_counter() - begun) * 1000)
        return took

    with ThreadPoolExecutor(writers) as pool:
        took = [one for theirs in pool.map(write, range(writers)) for one in theirs]
    engine.dispose()
    return took, len(commits)


def _commits(engine: Engine) -> list[object]:
    """Every commit from now on."""
    seen: list[object] = []
    event.listen(engine, "commit", seen.append)
    return seen


if __name__ == "__main__":
    main()
