"""All that there is of one person, as a file that the person can read and another program can take.

Made from the same list as an erasure (`voice_app.ledger.keepings`), so that a table is in both or in neither; beside
it what happened to the promises, with the sentences that were said, and what lies at the carrier. What a row says of
somebody else (who keyed this number in, the agent who was told) is left out. Written row by row: constant memory.
Deliberately decides not whether it may: `person.read` does.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

from sqlalchemy import Connection, Select, Table, or_, select

from voice_app.ledger import opt_outs, wordings
from voice_app.ledger.erasing import NUMBER
from voice_app.ledger.keeping import Whose
from voice_app.ledger.keepings import KEEPINGS
from voice_app.ledger.tables import (
    calls,
    erasures,
    holds,
    match_notes,
    notices,
    recordings,
    reservations,
    talk_recording_events,
    talk_recordings,
    timeline,
)
from voice_app.ledger.tables import (
    opt_outs as stops,
)
from voice_app.ledger.timeline import in_rfc_3339
from voice_app.numbers import Phone
from voice_app.privacy.person import whose
from voice_app.runtime import Runtime

SCHEMA: Final = "gehoor-person-1"
NEVER_SHOWN: Final = frozenset({"code_hash"})
"""What proves something, and tells the person nothing."""

IN_MEMORY: Final = 1_000_000
PIECE: Final = 64 * 1024
"""Bytes."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one kind."""

    name: str
    rows: Iterator[Row]


def parts(ledger: Connection, of: Whose) -> Iterator[Part]:
    """Everything, table by table; read as it is asked for, within the ledger's transaction."""
    for table in dict.fromkeys(keeping.table for keeping in KEEPINGS):
        theirs = or_(*(keeping.theirs(of) for keeping in KEEPINGS if keeping.table is table))
        yield Part(table.name, (_own(row, table, of) for row in _rows(ledger, select(table).where(theirs), table)))
    yield Part("timeline", _timeline(ledger, of))
    for table, its in _beside(ledger, of):
        yield Part(table.name, _rows(ledger, select(table).where(its), table))


def _rows(ledger: Connection, query: Select[Any], table: Table) -> Iterator[Row]:
    (key,) = table.primary_key
    for row in ledger.execute(query.order_by(key).execution_options(yield_per=200)):
        yield {name: _told(value) for name, value in row._mapping.items() if name not in NEVER_SHOWN}


def _told(value: Any) -> Any:
    """What is kept of an entry is spelt as everything else that is handed out."""
    return {name: in_rfc_3339(one) for name, one in value.items()} if isinstance(value, dict) else value


def _own(row: Row, table: Table, of: Whose) -> Row:
    """Without another's number, and without what was noted in another's call."""
    phone = row.get("phone")
    if phone is None or phone == of.phone:
        return row
    others = {*NUMBER, "note"} if table is calls else set(NUMBER)
    return {name: None if name in others else value for name, value in row.items()}


def _timeline(ledger: Connection, of: Whose) -> Iterator[Row]:
    versions: dict[str, Mapping[str, Mapping[str, str]]] = {}
    entries = select(timeline).where(timeline.c.promise_id.in_(of.promises))
    for row in _rows(ledger, entries, timeline):
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


def _beside(ledger: Connection, of: Whose) -> Iterator[tuple[Table, Any]]:
    """What names the person by an id alone."""
    for table in (reservations, match_notes):
        yield table, or_(table.c.call_sid.in_(of.calls), table.c.promise_id.in_(of.promises))
    yield recordings, or_(recordings.c.call_sid.in_(of.calls), recordings.c.promise_id.in_(of.promises))
    talks = of.is_leg(talk_recordings.c.call_sid)
    yield talk_recordings, talks
    yield talk_recording_events, talk_recording_events.c.recording_id.in_(select(talk_recordings.c.id).where(talks))
    yield holds, holds.c.call_sid.in_(of.calls)
    yield notices, notices.c.call_sid.in_(of.calls)
    who = opt_outs.known_as(ledger, of.phone)
    yield stops, stops.c.who == who
    yield erasures, erasures.c.who == who


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
