"""How much of what there is, as it stands now: for figures that go up and down.

Each is counted in an index, so that a scrape costs the same with a million promises behind us, but for how many are in
which state. Deliberately adds up nothing over time (`increments` does).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from routing.escalation import Ladder
from voice_app.ledger import outages
from voice_app.ledger.duties import broken, by_state
from voice_app.ledger.lines import newest_id
from voice_app.ledger.outages import Outage
from voice_app.ledger.tables import ESCALATED, OWED, QUEUED, RAISED, alarms, promises, texts

SLACK: Final[Mapping[str, timedelta]] = {
    "broken": timedelta(0),
    "1h": timedelta(hours=1),
    "2h": timedelta(hours=2),
    "6h": timedelta(hours=6),
    "24h": timedelta(hours=24),
}
"""Until when a promise that is owed is due, at the most; what is due after the last of them is `later`."""
LATER: Final = "later"


@dataclass(frozen=True, slots=True)
class Gauges:
    """`slack`: those owed, by the first of `SLACK` in which they are due; `escalated`: those owed, by step."""

    promises: Mapping[str, int]
    broken: int
    slack: Mapping[str, int]
    escalated: Mapping[Ladder, int]
    alarms: Mapping[str, int]
    texts: int
    line_version: int
    outage: Outage | None


def read(connection: Connection, now: datetime) -> Gauges:
    """The gauges at `now`."""
    p = promises.c
    escalated = select(p.escalation, func.count()).where(ESCALATED).group_by(p.escalation)
    standing = select(alarms.c.rule, func.count()).where(RAISED).group_by(alarms.c.rule)
    steps = {int(step): int(number) for step, number in connection.execute(escalated)}
    return Gauges(
        promises=by_state(connection),
        broken=broken(connection),
        slack=_slack(connection, now),
        escalated={step: steps.get(step.value, 0) for step in Ladder if step},
        alarms={rule: int(number) for rule, number in connection.execute(standing)},
        texts=connection.execute(select(func.count()).select_from(texts).where(QUEUED)).scalar_one(),
        line_version=newest_id(connection) or 0,
        outage=outages.of_carrier(connection),
    )


def _slack(connection: Connection, now: datetime) -> dict[str, int]:
    due_by = promises.c.due_by
    so_far = [func.count().filter(due_by <= now + within) for within in SLACK.values()]
    *upto, all_of_them = connection.execute(select(*so_far, func.count()).select_from(promises).where(OWED)).one()
    before = [0, *upto]
    parts = [number - less for number, less in zip([*upto, all_of_them], before, strict=True)]
    return dict(zip([*SLACK, LATER], parts, strict=True))
