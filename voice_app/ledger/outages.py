"""Whether the carrier takes our calls: a mark that stands while it does not, and when to ask again.

One mark for all processes, so that nobody dials into an outage that another has met. Deliberately asks nobody itself.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from routing.escalation import Cause
from voice_app.ledger.rows import changes, insert_once
from voice_app.ledger.tables import outages

CARRIER = "carrier"
OF_CARRIER = select(outages).where(outages.c.of == CARRIER)


@dataclass(frozen=True, slots=True)
class Outage:
    """`probes`: how often the carrier has been asked in vain; `probe_at`: when it is asked next."""

    because: Cause
    since_at: datetime
    probes: int
    probe_at: datetime

    @property
    def is_certain(self) -> bool:
        """It is no hiccup: the carrier was asked, or has said so itself."""
        return self.probes > 0 or self.because is Cause.CARRIER_ACCOUNT


def begin(connection: Connection, because: Cause, now: datetime, probe_at: datetime) -> bool:
    """The carrier fails us from now on; false where that is known. What is worse is kept: a refused account."""
    row = {"of": CARRIER, "because": because.value, "since_at": now, "probes": 0, "probe_at": probe_at}
    if insert_once(connection, outages, **row):
        return True
    if because is Cause.CARRIER_ACCOUNT:
        worse = update(outages).where(outages.c.of == CARRIER, outages.c.because != because.value)
        return changes(connection, worse.values(because=because.value, probe_at=probe_at))
    return False


def of_carrier(connection: Connection) -> Outage | None:
    """The outage that stands, if any."""
    row = connection.execute(OF_CARRIER).one_or_none()
    return None if row is None else Outage(Cause(row.because), row.since_at, row.probes, row.probe_at)


def take_probe(connection: Connection, outage: Outage, next_at: datetime) -> bool:
    """The right to ask the carrier now: of two tickers one gets it."""
    mine = update(outages).where(outages.c.of == CARRIER, outages.c.probes == outage.probes)
    return changes(connection, mine.values(probes=outage.probes + 1, probe_at=next_at))


def end(connection: Connection) -> bool:
    """The carrier answers again; false where another found out first."""
    return connection.execute(delete(outages).where(outages.c.of == CARRIER)).rowcount == 1
