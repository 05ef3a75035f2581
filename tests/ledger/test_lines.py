from sqlalchemy import Connection

from tests.ledger.made import DAY, LINE, NOW
from voice_app.ledger import lines


def test_an_edited_line_is_a_new_version(connection: Connection) -> None:
    edited = lines.keep_version(connection, {"line": {"name": "Anders"}}, "digest-2", NOW + DAY)
    assert edited != LINE
    kept = lines.version(connection, edited)
    assert kept == lines.LineVersion(edited, "digest-2", {"line": {"name": "Anders"}}, NOW + DAY)


def test_the_same_line_is_the_version_it_was(connection: Connection) -> None:
    lines.keep_version(connection, {"line": {"name": "Anders"}}, "digest-2", NOW)
    assert lines.keep_version(connection, {"line": {"name": "Voorbeeld"}}, "digest-1", NOW + DAY) == LINE
    kept = lines.version(connection, LINE)
    assert kept is not None
    assert kept.since_at == NOW


def test_a_version_nobody_kept_is_none(connection: Connection) -> None:
    assert lines.version(connection, 99) is None
