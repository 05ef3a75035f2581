"""An alarm that was told while it could not be written: its row, and who was told, come afterwards, and it is over.

Deliberately queues nothing: what did not arrive by then need not.
"""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, insert

from voice_app.ledger.alarms import Alarm, Notice
from voice_app.ledger.tables import alarm_notices, alarms


def write_down(connection: Connection, alarm: Alarm, notices: Sequence[Notice]) -> None:
    """What happened, as it happened."""
    connection.execute(insert(alarms).values(asdict(alarm)))
    if notices:
        connection.execute(insert(alarm_notices), [asdict(notice) for notice in notices])
