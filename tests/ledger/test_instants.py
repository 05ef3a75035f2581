from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import StatementError

from tests.ledger.made import NOW
from voice_app.ledger import heartbeats
from voice_app.ledger.instants import Instant

SQLITE = create_engine("sqlite://").dialect
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1000, 1, 2), datetime(9998, 1, 1), timezones=ZONES)  # noqa: DTZ001 - bounds are naive


def test_an_instant_comes_back_in_utc_to_the_microsecond(connection: Connection) -> None:
    amsterdam = timezone(timedelta(hours=2))
    heartbeats.beat(connection, "web", NOW.astimezone(amsterdam))
    (beat,) = heartbeats.all(connection)
    assert beat.at == NOW
    assert beat.at.tzinfo is UTC
    assert beat.at.microsecond == 250_000


def test_a_naive_instant_is_refused(connection: Connection) -> None:
    with pytest.raises(StatementError, match="aware"):
        heartbeats.beat(connection, "web", NOW.replace(tzinfo=None))


@given(INSTANTS, INSTANTS)
def test_in_sqlite_the_order_of_text_is_the_order_of_time(one: datetime, other: datetime) -> None:
    column = Instant()
    written = [column.process_bind_param(instant, SQLITE) for instant in (one, other)]
    assert (written[0] < written[1]) == (one < other)
    assert column.process_result_value(written[0], SQLITE) == one
