"""The ledger where others run the database: behind a pooler, and after a fail-over."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import func, make_url, select, text

from tests.hosts.pooler import SESSIONS, pooled
from tests.ledger.conftest import fresh_database, postgres
from tests.ledger.made import NOW
from tools.postgres import Postgres
from voice_app.ledger import Ledger, LedgerGone, heartbeats, tables
from voice_app.ledger.engines import Disobeyed

__all__ = ["postgres"]
TRANSACTIONS = 40
KEPT = ("lock_timeout = '2s'", "statement_timeout = '2s'", "timezone = 'UTC'")
"""What docs/operate/hosts.md says of a pooler."""


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with fresh_database(postgres) as fresh:
        yield fresh


def keeps(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as operator:
        for setting in KEPT:
            operator.execute(f'ALTER DATABASE "{make_url(url).database}" SET {setting}'.encode())


def test_behind_a_pooler_the_ledger_is_as_ever(url: str) -> None:
    keeps(url)
    with pooled(url) as address:
        ledger = Ledger(address)
        ledger.migrate()
        ledger.demand_current()

        def beats(number: int) -> None:
            with ledger.write() as connection:
                heartbeats.beat(connection, f"process {number}", NOW)
            with ledger.at_one_instant() as connection:
                assert heartbeats.last(connection) == NOW

        with ThreadPoolExecutor(SESSIONS * 2) as people:
            list(people.map(beats, range(TRANSACTIONS)))
        with ledger.read() as connection:
            assert connection.execute(select(func.count()).select_from(tables.heartbeats)).scalar_one() == TRANSACTIONS
        ledger.close()


def test_a_pooler_that_drops_our_patience_is_found_out(url: str) -> None:
    with pooled(url) as address, pytest.raises(Disobeyed, match="timeout is 0 ms"):
        Ledger(address).is_current()


def test_a_primary_that_became_a_replica_is_left(url: str) -> None:
    ledger = Ledger(url)
    with ledger.read() as connection:
        before = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        connection.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
        connection.commit()
    with pytest.raises(LedgerGone, match="ReadOnlySqlTransaction"), ledger.write() as connection:
        heartbeats.beat(connection, "web", NOW)
    with ledger.write() as connection:
        heartbeats.beat(connection, "web", NOW)
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != before
    ledger.close()


def test_of_several_hosts_the_one_that_can_be_written_is_found(postgres: Postgres, url: str) -> None:
    """As libpq has it, in the words that settings ask for."""
    parsed = make_url(url)
    home, database = parsed.query["host"], parsed.database
    several = f"postgresql://postgres@/{database}?host=/nowhere:5432&host={home}:5432&target_session_attrs=read-write"
    ledger = Ledger(several)
    assert ledger.is_current()
    ledger.close()
