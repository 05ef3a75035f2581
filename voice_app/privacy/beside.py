"""Who was erased, written beside the ledger, so that a restore does not bring anybody back.

A line for each erasure: its id and the person's pseudonym, which tells nothing to whoever has not the ledger's own key.
Written before the erasure is committed: one line too many erases somebody who asked for it, one too few nobody. The log
says the same (`person.erased`), so that its lines do for a list, too. Deliberately keeps no number.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog

from voice_app.ledger import LedgerGone
from voice_app.ledger.erasures import Erasure

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Erased:
    """One line."""

    erasure: str
    who: str


def note(file: Path | None, erasure: Erasure) -> None:
    """Append it; on the disk when this returns. Raises LedgerGone where that cannot be: then nobody may be erased, or a
    restore would bring this person back."""
    log.info("person.erased", erasure=erasure.id, who=erasure.who)
    if file is None:
        return
    line = json.dumps({"erasure": erasure.id, "who": erasure.who, "at": erasure.asked_at.isoformat()})
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        try:
            os.write(opened, f"{line}\n".encode())  # one write: two processes never mix their lines
            os.fsync(opened)
        finally:
            os.close(opened)
    except OSError as error:
        raise LedgerGone("the list of erasures cannot be written") from error


def read(file: Path) -> Iterator[Erased]:
    """The lines of a list, or those of a log that are any; whatever else stands there is left out. Raises OSError."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if isinstance(said, dict) and isinstance(said.get("erasure"), str) and isinstance(said.get("who"), str):
                yield Erased(said["erasure"], said["who"])
