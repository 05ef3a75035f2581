"""A hundred thousand promises as a file, as the browser reads it: how long it takes, and the memory it takes at most,
beside that of a thousand. A file is made a page of rows at a time, so both must be alike.
"""

import tempfile
import tracemalloc
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from tools.bench.hooks import environment_of
from tools.bench.promises import fill
from tools.embedded_redis import EmbeddedRedis
from voice_app.ledger import Ledger
from voice_app.ledger.misses import all_lines
from voice_app.pages import csv
from voice_app.pages.compliance import LINE_HEADER, cells
from voice_app.runtime import Runtime, open_runtime
from voice_app.start import read

A_YEAR = timedelta(days=365)
SIZES = (1_000, 100_000)


def main() -> None:
    print(f"{'promises':>10}{'seconds':>9}{'MB':>7}{'peak KB':>9}")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder) / "redis") as server:
            environment = environment_of(Path(folder) / "house", server.url, 1)
            Ledger(environment["DATABASE_URL"]).migrate()
            house = open_runtime(*read(environment, "ticker"))
            fill(house, size)
            _take(house, size)
            house.ledger.close()
    print("aim: the same memory for both")


def _take(house: Runtime, size: int) -> None:
    now = house.now()
    lines = all_lines(house.ledger, now - A_YEAR, now + A_YEAR)
    tracemalloc.start()
    begun, sent = perf_counter(), 0
    for piece in csv.lines(LINE_HEADER, (cells(line) for line in lines)):
        sent += len(piece)
    took, (_, peak) = perf_counter() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{size:>10,}{took:>9.1f}{sent / 1e6:>7.1f}{peak / 1024:>9.0f}")


if __name__ == "__main__":
    main()
