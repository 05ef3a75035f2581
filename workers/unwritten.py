"""What one ticker tells while nothing can be written: kept in its memory until the ledger is back.

Deliberately does nothing with it (`workers.ledger_gone` does).
"""

from dataclasses import dataclass, field
from datetime import datetime

from voice_app.ledger.alarms import Alarm, Notice


@dataclass
class Unwritten:
    """`since`: when a write failed first. `alarm`: None while it has nothing to tell."""

    since: datetime | None = None
    alarm: Alarm | None = None
    notices: list[Notice] = field(default_factory=list)
