import pytest
from sqlalchemy import Connection

from tests.ledger.made import DAY, LINE, NOW
from voice_app.ledger import lines
from voice_app.ledger.lines import LineVersion

OTHER = {"line": {"name": "Anders"}}


def edited(connection: Connection, content: dict[str, object], base: int) -> LineVersion:
    kept = lines.keep(connection, content, base=base, source="page", by="anna", now=NOW + DAY)
    assert kept is not None
    return kept


def test_an_edited_line_is_a_new_version_and_the_newest(connection: Connection) -> None:
    kept = edited(connection, OTHER, LINE)
    assert (kept.content, kept.since_at, kept.by, kept.source, kept.base) == (OTHER, NOW + DAY, "anna", "page", LINE)
    assert lines.version(connection, kept.id) == lines.newest(connection) == kept
    assert lines.newest_id(connection) == kept.id != LINE


def test_content_that_returns_is_a_version_of_its_own(connection: Connection) -> None:
    first = lines.version(connection, LINE)
    assert first is not None
    back = edited(connection, dict(first.content), edited(connection, OTHER, LINE).id)
    assert back.content == first.content
    assert back.id not in (LINE, first.id)
    assert back.digest != first.digest


def test_who_edits_an_older_version_writes_nothing(connection: Connection) -> None:
    newest = edited(connection, OTHER, LINE)
    assert lines.keep(connection, {"line": {"name": "Later"}}, base=LINE, source="api", now=NOW) is None
    assert lines.keep(connection, {"line": {"name": "Later"}}, base=None, source="file", now=NOW) is None
    assert lines.newest(connection) == newest


def test_versions_are_listed_newest_first_a_page_at_a_time(connection: Connection) -> None:
    second = edited(connection, OTHER, LINE)
    third = edited(connection, {}, second.id)
    assert [one.id for one in lines.before(connection, None, 2)] == [third.id, second.id]
    assert [one.id for one in lines.before(connection, second.id, 2)] == [LINE]


def test_the_last_of_the_file_is_known_under_those_of_pages(connection: Connection) -> None:
    edited(connection, OTHER, LINE)
    last = lines.last_of_file(connection)
    assert last is not None
    assert last.id == LINE


@pytest.mark.parametrize("version_id", [99, 0])
def test_a_version_nobody_kept_is_none(connection: Connection, version_id: int) -> None:
    assert lines.version(connection, version_id) is None
