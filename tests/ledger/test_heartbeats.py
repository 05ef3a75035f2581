from sqlalchemy import Connection

from tests.ledger.made import NOW, SECOND
from voice_app.ledger import heartbeats


def test_each_process_has_its_last_beat(connection: Connection) -> None:
    assert heartbeats.last(connection) is None
    heartbeats.beat(connection, "web-1", NOW)
    heartbeats.beat(connection, "ticker-1", NOW)
    heartbeats.beat(connection, "web-1", NOW + SECOND)
    assert heartbeats.all(connection) == (
        heartbeats.Heartbeat("ticker-1", NOW),
        heartbeats.Heartbeat("web-1", NOW + SECOND),
    )
    assert heartbeats.last(connection) == NOW + SECOND
