"""All that there is of one person, as a file that the person can read and another program can take.

What there is, `ledger.all_of` finds; here it gets the sentences that were said. Written row by row: constant memory.
Deliberately decides not whether it may: `person.read` does.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

from sqlalchemy import Connection

from voice_app.ledger import wordings
from voice_app.ledger.all_of import Part, Row, all_of
from voice_app.ledger.keeping import Whose
from voice_app.numbers import Phone
from voice_app.privacy.person import whose
from voice_app.runtime import Runtime

SCHEMA: Final = "gehoor-person-1"
IN_MEMORY: Final = 1_000_000
PIECE: Final = 64 * 1024
"""Bytes."""


def parts(ledger: Connection, of: Whose) -> Iterator[Part]:
    """Everything, table by table, with the sentences that were said; read as it is asked for."""
    for part in all_of(ledger, of):
        yield Part(part.name, _with_sentences(ledger, part.rows)) if part.name == "timeline" else part


def _with_sentences(ledger: Connection, entries: Iterator[Row]) -> Iterator[Row]:
    versions: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for row in entries:
        yield {**row, "sentence": _sentence(ledger, row, versions)}


def _sentence(ledger: Connection, row: Row, versions: dict[str, Mapping[str, Mapping[str, str]]]) -> str:
    """What was said or texted, in the words of that day; else what happened."""
    data = row["data"]
    happened = str(row["event"]).replace("_", " ")
    version, key, language = data.get("words"), data.get("phrase") or data.get("node"), data.get("language")
    if not (version and key):
        return happened
    if version not in versions:
        known = wordings.wording(ledger, str(version))
        versions[str(version)] = known.sentences if known else {}
    said = versions[str(version)].get(str(language), {}).get(str(key))
    return f"{happened}: {said}" if said else happened


def as_json(ledger: Connection, of: Whose, now: datetime) -> Iterator[str]:
    """The file, piece by piece."""
    head = {"schema": SCHEMA, "phone": of.phone, "made_at": _written(now)}
    yield json.dumps(head, ensure_ascii=False)[:-1]
    for part in parts(ledger, of):
        yield f',\n"{part.name}": ['
        for count, row in enumerate(part.rows):
            yield ("," if count else "") + "\n " + json.dumps(row, ensure_ascii=False, default=_written)
        yield "]"
    yield "}\n"


def as_file(house: Runtime, phone: Phone, now: datetime) -> Iterator[bytes]:
    """The same, ready to be sent."""
    with nameless() as whole:
        with house.ledger.read() as ledger:
            for piece in as_json(ledger, whose(house.line, phone), now):
                whole.write(piece.encode())
        yield from sent(whole)


def nameless() -> IO[bytes]:
    """What is handed out is written here first, so that no transaction waits for a slow line: in memory while it is
    small, else in a file that has no name."""
    return SpooledTemporaryFile(IN_MEMORY)


def sent(whole: IO[bytes]) -> Iterator[bytes]:
    """What was written, piece by piece."""
    whole.seek(0)
    while piece := whole.read(PIECE):
        yield piece


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)
