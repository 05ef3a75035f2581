"""A backup as files: the copy, and beside it a few lines that say what it is, and prove that it is whole.

Both appear under their names only when they are complete, and nobody but their owner may read them. Deliberately looks
into no copy.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from voice_app.ledger.copies import Content, sync_folder

SCHEMA: Final = "gehoor-backup-1"
MINE_ALONE: Final = 0o600
PIECE: Final = 1024 * 1024
"""Bytes."""

Engine = Literal["sqlite", "postgresql"]
BEGINS: Final[Mapping[bytes, Engine]] = {b"SQLite format 3\0": "sqlite", b"PGDMP": "postgresql"}


class NoBackup(Exception):
    """This file cannot be laid back; the message says why."""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands beside a copy. `made_at`: everything before it is in the copy; RFC 3339."""

    engine: Engine
    revision: str
    made_at: str
    size: int
    sha256: str
    counts: Mapping[str, int]
    schema: str = SCHEMA


def label_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


@contextmanager
def in_the_making(file: Path) -> Iterator[Path]:
    """A file beside it to write to; it has its name when the block ends, and is gone when it raises."""
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, MINE_ALONE))
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(file)
        sync_folder(file.absolute().parent)
    finally:
        part.unlink(missing_ok=True)


def write_label(file: Path, label: Label) -> None:
    with in_the_making(label_of(file)) as part:
        part.write_text(json.dumps(asdict(label), indent=1) + "\n", encoding="utf-8")


def label(engine: Engine, content: Content, made_at: datetime, written: Path) -> Label:
    """Of a copy that was just written."""
    made = made_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return Label(engine, content.revision, made, written.stat().st_size, sha256(written), dict(content.counts))


def read_label(file: Path) -> Label | None:
    """What stands beside it; None: nothing does. Raises NoBackup where the copy is not the one that was made."""
    beside = label_of(file)
    if not beside.exists():
        return None
    try:
        said = Label(**json.loads(beside.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise NoBackup(f"{beside} is none of ours") from error
    if said.schema != SCHEMA:
        raise NoBackup(f"{beside} was written by a newer program: {said.schema}")
    if (file.stat().st_size, sha256(file)) != (said.size, said.sha256):
        raise NoBackup(f"{file} is not what was written: its checksum differs from the one in {beside}")
    return said


def engine_of(file: Path) -> Engine:
    """By how it begins. Raises NoBackup, OSError."""
    with file.open("rb") as opened:
        head = opened.read(16)
    for beginning, engine in BEGINS.items():
        if head.startswith(beginning):
            return engine
    raise NoBackup(f"{file} is no copy of a ledger")


def sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
