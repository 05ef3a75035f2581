"""How much room there is where we write: the ledger's folder, and the file that the log goes to.

Of PostgreSQL's disk nothing can be known from here; of Redis's only what it says of its own file. Deliberately raises
nothing (`workers.disks` does).
"""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from voice_app.runtime import Runtime

A_COMMIT: Final = 1 << 20
"""Bytes: with less than that free, the next commit may find no room."""


@dataclass(frozen=True, slots=True)
class Disk:
    """Whose it is, `ledger` or `log`, and its bytes."""

    of: str
    free: int
    size: int

    def is_low(self, share: float, megabytes: float) -> bool:
        """Less is free than either of the two wants: a share alone would be too much of a large disk."""
        return self.free < min(self.size * share, megabytes * 1_000_000)


def of_ledger(house: Runtime) -> Disk | None:
    """None where the ledger is no file of this machine, or is gone."""
    if house.ledger.file is None:
        return None
    try:
        usage = shutil.disk_usage(house.ledger.file.parent)
    except OSError:
        return None
    return Disk("ledger", usage.free, usage.total)


def of_log() -> Disk | None:
    """None where the log goes to no file: to a terminal, or a reader that keeps it."""
    try:
        log = sys.stderr.fileno()
        if not stat.S_ISREG(os.fstat(log).st_mode):
            return None
        room = os.fstatvfs(log)
    except (OSError, ValueError):  # closed, or only a buffer
        return None
    return Disk("log", room.f_bavail * room.f_frsize, room.f_blocks * room.f_frsize)


def all_of(house: Runtime) -> Iterator[Disk]:
    """Those that can be known."""
    yield from (disk for disk in (of_ledger(house), of_log()) if disk is not None)


def ledger_is_full(house: Runtime) -> bool:
    """It was when this process last wrote, or there is no room for a commit."""
    disk = of_ledger(house)
    return house.ledger.is_full or (disk is not None and disk.free < A_COMMIT)
