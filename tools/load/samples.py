"""What processes and stores hold, sampled while a trial runs, and whether it grows."""

import csv
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import fmean

import redis

from tools.load.house import House, family
from tools.load.orders import Told

MEGABYTE = 1024 * 1024
LEAST = 120.0
"""Seconds: of less nothing can be said."""
FLAT = 0.05
"""What a figure may grow by, once warm, and still be called flat; or by so little that it is noise:"""
NOISE = {"MB": 3.0, "fds": 8.0, "threads": 3.0, "keys": 40.0}

Sample = dict[str, float]


def sample(house: House) -> Sample:
    """Everything that is to be flat, and what need not be: the ledger."""
    found: Sample = {}
    for name, process in house.processes.items():
        pids = family(process.pid)
        found[f"{name} MB"] = sum(_held(pid) for pid in pids)
        found[f"{name} fds"] = sum(_count(pid, "fd") for pid in pids)
        found[f"{name} threads"] = sum(_count(pid, "task") for pid in pids)
    with redis.Redis.from_url(house.redis.url) as client:
        found["redis keys"] = float(client.dbsize())
        found["redis MB"] = float(client.info("memory")["used_memory"]) / MEGABYTE
    ledger = house.folder / "ledger.db"
    if ledger.exists():
        found["ledger MB"] = sum(file.stat().st_size for file in house.folder.glob("ledger.db*")) / MEGABYTE
    return found


def keep_sampling(house: House, file: Path, every: float, is_over: Callable[[], bool]) -> list[Sample]:
    """Into the file as they come, so that a trial that breaks off leaves what it found."""
    found: list[Sample] = []
    began = time.perf_counter()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="") as written:
        table = None
        while not is_over():
            one = {"seconds": round(time.perf_counter() - began, 1)} | sample(house)
            table = table or csv.DictWriter(written, list(one), extrasaction="ignore")
            if not found:
                table.writeheader()
            table.writerow(one)
            written.flush()
            found.append(one)
            time.sleep(max(0.0, began + len(found) * every - time.perf_counter()))
    return found


def report(samples: list[Sample], told: Told | None = None) -> None:
    """What each was after warming up (a third of the time) and at the end, what it grew by in an hour, and whether that
    is flat."""
    warm = samples[len(samples) // 3 :]
    is_long_enough = samples[-1]["seconds"] > LEAST
    print(f"{'':18}{'begin':>9}{'end':>9}{'an hour':>10}")
    for name in samples[0]:
        if name == "seconds":
            continue
        values = [one.get(name, 0.0) for one in warm]
        fifth = max(1, len(values) // 5)
        begin, end = fmean(values[:fifth]), fmean(values[-fifth:])
        slope = _slope([one["seconds"] for one in warm], values) * 3600
        if name == "ledger MB":
            calls = f", {end * 1024 / len(told.calls):.1f} kB a call" if told and told.calls else ""
            verdict = f"grows with what it must prove{calls}"
        else:
            verdict = "flat" if _is_flat(name, begin, end) else "GROWS"
            verdict = verdict if is_long_enough else "too short to say"
        print(f"{name:18}{begin:>9.1f}{end:>9.1f}{slope:>+10.1f}   {verdict}")


def _is_flat(name: str, begin: float, end: float) -> bool:
    return end - begin <= max(begin * FLAT, NOISE[name.rsplit(maxsplit=1)[-1]])


def _slope(at: list[float], values: list[float]) -> float:
    """Of the line of least squares."""
    middle, mean = fmean(at), fmean(values)
    spread = sum((one - middle) ** 2 for one in at)
    return sum((one - middle) * (value - mean) for one, value in zip(at, values, strict=True)) / spread


def _held(pid: int) -> float:
    """Proportional set size, in MB; of a process that is gone, nothing."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    fields: Mapping[str, int] = {line.split()[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
    return fields["Pss:"] / 1024


def _count(pid: int, what: str) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/{what}"))
    except OSError:
        return 0
