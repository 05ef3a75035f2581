"""A long soak: ten calls a second with promises, on a clock that runs 48 times faster, so that half an hour is a day
and promises fall due. Are memory, descriptors, threads and the keys of Redis flat?

    python -m tools.bench soak --minutes 30 --samples var/bench/soak.csv [--postgres]

The figures go into the file as they come; SIGTERM ends the trial early and cleanly, with its report. Personal data are
kept for six hours of that day, so that erasure is at work, too; the ledger itself must grow: what it proves stays.
"""

import argparse
import signal
import sys
import tempfile
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from tools.bench.burst import figures, written
from tools.bench.hooks import until
from tools.load.house import house
from tools.load.hurry import HURRY, hurried
from tools.load.orders import Orders, Told
from tools.load.samples import keep_sampling, report

CALLS_A_SECOND, AGENTS, TIMES = 10.0, 8, 48
EVERY = 10.0
BIN = Path(sys.executable).parent
COMMANDS = {
    "web": [str(BIN / "gunicorn"), "tools.load.hurry:create_app()"],
    "worker": [sys.executable, "-m", "tools.load.hurry"],
    "ticker": [sys.executable, "-m", "tools.load.hurry", "tick"],
}
LINE = """
[privacy]
keep_personal_data = "6h"
keep_recordings = "6h"
"""


def main() -> None:
    asked = _arguments()
    ended = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        if threading.current_thread() is threading.main_thread():
            signal.signal(name, lambda *_: ended.set())
    seconds, every = (1.0, 0.2) if asked.quick else (asked.minutes * 60, EVERY)
    began_at = datetime.now(UTC).isoformat()
    with (
        tempfile.TemporaryDirectory() as folder,
        house(
            Path(folder), AGENTS, on_postgres=asked.postgres, more_line=LINE, more={HURRY: f"{began_at} {TIMES}"}
        ) as line,
    ):
        line.sign_everybody_on(hurried(datetime.now(UTC), line.environment[HURRY]))
        line.start_as({"web": COMMANDS["web"]} if asked.quick else COMMANDS)
        until(line.answers)
        flood = [(seconds, CALLS_A_SECOND)]
        orders = Orders(
            line.web, line.carrier_port, AGENTS, flood, 0.1, 0.5 if asked.quick else 5.0, TIMES, began_at=began_at
        )
        with line.people(orders) as trial:
            trial.begin()
            samples = keep_sampling(line, asked.samples, every, lambda: ended.is_set() or trial.lasts > seconds)
            trial.stop()
            told = trial.ends()
        outcomes, promises = written(line)
        errors = line.errors()
    engine = "PostgreSQL" if asked.postgres else "SQLite"
    print(f"{len(told.calls):,} calls in {told.seconds:.0f} s, {TIMES} times as fast; {AGENTS} agents; {engine}\n")
    report(samples, told)
    _print(told, outcomes, promises, errors)
    print(f"samples: {asked.samples}")


def _print(told: Told, outcomes: Counter[str], promises: int, errors: dict[str, int]) -> None:
    print(f"\nhooks: {figures(told.hooks)}; errors {len(told.errors)} of {len(told.hooks):,}")
    print(f"callers: {dict(Counter(one.outcome for one in told.calls))}; {told.met}")
    print(f"ledger: {dict(outcomes)}; promises {promises}")
    print(f"logged as errors: {errors or 'nothing'}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A long soak on a fast clock.")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--samples", type=Path, default=Path("var/bench/soak.csv"))
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--quick", action="store_true")
    return parser.parse_known_args()[0]


if __name__ == "__main__":
    main()
