"""Days that were, on a ledger: calls about two subjects, some answered, some given up, none with a name."""

from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import insert

from voice_app.ledger import Ledger
from voice_app.ledger.tables import calls
from voice_app.line import Line


def lay_days(ledger: Ledger, line: Line, days: list[date], an_hour: int = 30, agent: str = "anna") -> int:
    """So many calls an hour from ten until four; how many that were."""
    chance, rows = Random(7), []  # noqa: S311 - a test
    for day in days:
        opens = datetime.combine(day, time(10), line.timezone)
        for count in range(an_hour * 6):
            at = opens + timedelta(seconds=count * 3600 / an_hour)
            waits, talks = timedelta(seconds=chance.uniform(2, 50)), timedelta(seconds=chance.uniform(60, 300))
            is_answered = chance.random() < 0.85
            rows.append(
                {
                    "sid": f"CA-{day}-{count}",
                    "line_version": 1,
                    "arrived_at": at,
                    "need": "billing" if count % 3 else "technical",
                    "language": "nl",
                    "answered_at": at + waits if is_answered else None,
                    "answered_by": agent if is_answered else None,
                    "ended_at": at + waits + talks if is_answered else at + timedelta(seconds=120),
                    "outcome": "answered" if is_answered else "abandoned",
                    "offered_at": at + timedelta(seconds=30) if count % 5 == 0 else None,
                }
            )
    with ledger.write() as connection:
        for row in rows:
            connection.execute(insert(calls).values(**row))
    return len(rows)
