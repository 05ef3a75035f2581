"""Which version of the line counts when a process starts: the ledger's newest, unless the line file was edited by hand.

The file is compared with the last version that came from it, as this program reads the two; so a new release edits
nothing, and what was changed by page since then survives a restart. A file that was edited becomes a new version and
takes over; what it replaces stays in the history, and can be restored. Deliberately compares no PINs: they are in no
version, and those of the file count as long as they stand there.
"""

from datetime import datetime
from itertools import takewhile
from typing import Final

import structlog
from sqlalchemy import Connection

from voice_app.ledger import lines
from voice_app.ledger.lines import LineVersion
from voice_app.line import Line
from voice_app.line.content import content_of
from voice_app.living_line import Held
from voice_app.mistakes import Mistakes
from voice_app.terms import Terms

MOST_NAMED: Final = 100
"""Versions that a file has replaced, named in the log."""
MOST_LOOKED_AT: Final = 1000
"""Versions that a newer program may have written before this one goes back to the file's."""

log = structlog.get_logger()


def line_in_force(connection: Connection, file: Line, now: datetime) -> Held:
    """The version that counts from now on, without PINs; of processes that start at once, one writes it."""
    lines.take_turn(connection)
    file = Line.from_dict(content_of(file))
    newest, of_file = lines.newest(connection), lines.last_of_file(connection)
    if newest is not None and of_file is not None and is_same(of_file, file):
        return _last_that_can_be_read(connection, newest, of_file)
    kept = lines.keep(connection, content_of(file), base=newest.id if newest else None, source="file", now=now)
    if kept is None:
        raise AssertionError("somebody else has written a version in our turn")
    if replaces := replaced(connection, kept):
        log.warning("line.file_takes_over", version=kept.id, replaces=replaces)
    return Held(kept.id, Terms.of(file))


def _last_that_can_be_read(connection: Connection, newest: LineVersion, of_file: LineVersion) -> Held:
    """The newest; where it is of a newer program's, which this one cannot read, the one before, down to the file's."""
    for version in (newest, *lines.before(connection, newest.id, MOST_LOOKED_AT), of_file):
        line = line_of(version)
        if line is not None:
            return Held(version.id, Terms.of(line))
        log.error("line.unreadable_at_start", version=version.id)
    raise AssertionError("the file's own version could be read a moment ago")


def is_same(version: LineVersion, line: Line) -> bool:
    """Does this version say what the line says?"""
    read = line_of(version)
    return read is not None and content_of(read) == content_of(line)


def line_of(version: LineVersion) -> Line | None:
    """None: this program cannot read it."""
    try:
        return Line.from_dict(version.content)
    except Mistakes:
        return None


def replaced(connection: Connection, version: LineVersion) -> list[int]:
    """The versions by page, API and command that a line file, edited by hand, took the place of; newest first. None
    where the file says what the last of them said: somebody has exported it."""
    if version.source != "file" or version.base is None:
        return []
    base = lines.version(connection, version.base)
    if base is not None and base.content == version.content:
        return []
    earlier = lines.sources_before(connection, version.id, MOST_NAMED)
    return [id_ for id_, _ in takewhile(lambda one: one[1] != "file", earlier)]
