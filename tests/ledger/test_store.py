import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from time import monotonic

import psycopg
import pytest
from sqlalchemy import Connection, insert, make_url, text
from sqlalchemy.exc import IntegrityError, OperationalError

from tests.house.sources import ROOT
from tests.ledger.conftest import fresh_database
from tests.ledger.made import JAN, NOW, P1, asked, owed
from tools.postgres import Postgres
from voice_app.ledger import Ledger, LedgerGone, UnknownSchema, heartbeats, promises, timeline
from voice_app.ledger.gone import gone_or_mistaken
from voice_app.ledger.tables import heartbeats as heartbeats_table


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else holds the whole ledger, as a backup or a migration might."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(make_url(url).database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()
        return
    with psycopg.connect(url) as session:
        session.execute("LOCK TABLE heartbeats, promises")
        yield


def test_what_was_written_is_read_in_the_next_transaction(bare_ledger: Ledger) -> None:
    with bare_ledger.write() as connection:
        heartbeats.beat(connection, "web", NOW)
    with bare_ledger.read() as connection:
        assert heartbeats.last(connection) == NOW


def test_a_transaction_that_raises_leaves_nothing(bare_ledger: Ledger) -> None:
    def break_off(connection: Connection) -> None:
        heartbeats.beat(connection, "web", NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError), bare_ledger.write() as connection:
        break_off(connection)
    with bare_ledger.read() as connection:
        assert heartbeats.all(connection) == ()


def test_a_reader_leaves_nothing_behind(bare_ledger: Ledger) -> None:
    with bare_ledger.read() as connection:
        heartbeats.beat(connection, "web", NOW)
    with bare_ledger.read() as connection:
        assert heartbeats.all(connection) == ()


@pytest.mark.fault("F14")
def test_every_connection_of_the_pool_commits_to_the_disk(bare_ledger: Ledger) -> None:
    with ExitStack() as stack:
        for connection in [stack.enter_context(bare_ledger.read()) for _ in range(10)]:
            if connection.dialect.name == "sqlite":
                pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
                found = [connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() for pragma in pragmas]
                assert found == ["wal", 2, 1, 2000]
            else:
                settings = ("synchronous_commit", "lock_timeout", "statement_timeout", "timezone")
                found = [connection.exec_driver_sql(f"SHOW {setting}").scalar_one() for setting in settings]
                assert found == ["on", "2s", "2s", "UTC"]


@pytest.mark.fault("F11")
def test_a_locked_ledger_is_gone_within_two_and_a_half_seconds(bare_ledger: Ledger, url: str) -> None:
    before = monotonic()
    with locked(url), pytest.raises(LedgerGone) as gone, bare_ledger.write() as connection:
        promises.open_promise(connection, asked())
    assert monotonic() - before < 2.8
    assert str(gone.value) in {"SQLITE_BUSY", "LockNotAvailable", "QueryCanceled"}
    assert JAN not in str(gone.value.__cause__)
    with bare_ledger.write() as connection:
        owed(connection)


@pytest.mark.fault("F11")
def test_writers_do_not_pile_up_behind_a_lock(bare_ledger: Ledger, url: str) -> None:
    took: list[float] = []

    def write() -> None:
        before = monotonic()
        with pytest.raises(LedgerGone), bare_ledger.write() as connection:
            heartbeats.beat(connection, "web", NOW)
        took.append(monotonic() - before)

    with locked(url):
        writers = [threading.Thread(target=write) for _ in range(8)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    assert len(took) == 8
    assert max(took) < 2.9


def test_a_broken_rule_is_a_mistake_of_ours_and_not_an_outage(connection: Connection) -> None:
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(insert(heartbeats_table).values(process=None, at=NOW))


def test_a_wrong_statement_is_a_mistake_of_ours_and_not_an_outage(bare_ledger: Ledger) -> None:
    with pytest.raises(Exception, match="nowhere") as mistake, bare_ledger.read() as connection:
        connection.execute(text("SELECT 1 FROM nowhere"))
    assert not isinstance(mistake.value, LedgerGone)


def test_foreign_keys_hold(connection: Connection) -> None:
    with pytest.raises(IntegrityError), connection.begin_nested():
        timeline.tell(connection, P1, "made", NOW)


@pytest.mark.fault("F12")
def test_a_file_that_was_moved_away_is_gone_and_comes_back(sqlite_template: Path, tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "ledger.db", tmp_path / "elsewhere.db"
    shutil.copy(sqlite_template, file)
    ledger = Ledger(f"sqlite:///{file}")
    with ledger.write() as connection:
        heartbeats.beat(connection, "web", NOW)
    file.rename(elsewhere)
    with pytest.raises(LedgerGone), ledger.write() as connection:
        heartbeats.beat(connection, "worker", NOW)
    assert not file.exists()
    elsewhere.rename(file)
    with ledger.write() as connection:
        assert heartbeats.last(connection) == NOW
    ledger.close()


@pytest.mark.fault("F12", "F14")
def test_a_database_that_died_is_gone_and_comes_back(postgres: Postgres) -> None:
    with fresh_database(postgres) as url:
        ledger = Ledger(url)
        with ledger.write() as connection:
            owed(connection)
        postgres.stop()
        try:
            with pytest.raises(LedgerGone), ledger.write() as connection:
                heartbeats.beat(connection, "web", NOW)
        finally:
            postgres.start()
        with ledger.read() as connection:
            assert promises.get(connection, P1) is not None
        ledger.close()


def test_a_web_process_that_was_busy_opens_no_further_connections_when_it_is_so_again(postgres: Postgres) -> None:
    """Each costs PostgreSQL a process, and a caller the time until there is one."""

    def sixteen_at_once() -> set[int]:
        with ExitStack() as stack:
            connections = [stack.enter_context(ledger.read()) for _ in range(16)]
            return {one.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() for one in connections}

    with fresh_database(postgres) as url:
        ledger = Ledger(url)
        assert sixteen_at_once() == sixteen_at_once()
        ledger.close()


def test_no_statement_of_ours_is_compiled(postgres: Postgres) -> None:
    """That takes PostgreSQL longer than what we ask, and the two seconds of a statement are soon over."""
    with fresh_database(postgres) as url:
        ledger = Ledger(url)
        with ledger.read() as connection:
            assert connection.exec_driver_sql("SHOW jit").scalar_one() == "off"
        ledger.close()


def test_a_connection_that_dies_within_a_transaction_is_an_outage(postgres: Postgres) -> None:
    def die(connection: Connection) -> None:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with psycopg.connect(url) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [own])
        heartbeats.beat(connection, "web", NOW)

    with fresh_database(postgres) as url:
        ledger = Ledger(url)
        with pytest.raises(LedgerGone), ledger.write() as connection:
            die(connection)
        with ledger.read() as connection:
            assert heartbeats.all(connection) == ()
        ledger.close()


@pytest.mark.fault("F13")
def test_a_ledger_that_is_full_is_gone_and_takes_up_where_it_was(sqlite_template: Path, tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    shutil.copy(sqlite_template, file)
    ledger = Ledger(f"sqlite:///{file}")
    with ledger.write() as connection:
        owed(connection)
        pages = connection.exec_driver_sql("PRAGMA max_page_count = 1").scalar_one()  # as many as there are

    def fill() -> None:
        for name in count():
            with ledger.write() as connection:
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
                heartbeats.beat(connection, f"process {name} {'x' * 2000}", NOW)

    with pytest.raises(LedgerGone, match="SQLITE_FULL"):
        fill()
    with ledger.read() as connection:
        assert promises.get(connection, P1) is not None
    with ledger.write() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages * 2}")
        heartbeats.beat(connection, f"a process {'x' * 9000}", NOW)
    ledger.close()


IN_NO_ROOM = """
import resource, sys
from datetime import UTC, datetime
from voice_app.ledger import Ledger, LedgerGone, heartbeats
ledger = Ledger(sys.argv[1])
with ledger.read() as connection:
    heartbeats.all(connection)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))
try:
    for name in range(1000):
        with ledger.write() as connection:
            heartbeats.beat(connection, f"process {name} {'x' * 2000}", datetime.now(UTC))
except LedgerGone:
    with ledger.read() as connection:
        print(len(heartbeats.all(connection)) == name)
"""


@pytest.mark.fault("F13")
def test_where_its_files_may_grow_no_more_it_is_gone_and_holds_what_was_committed(
    sqlite_template: Path, tmp_path: Path
) -> None:
    file = tmp_path / "ledger.db"
    shutil.copy(sqlite_template, file)
    done = subprocess.run(
        [sys.executable, "-c", IN_NO_ROOM, f"sqlite:///{file}"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "True"
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.fault("F13")
def test_a_full_disk_under_postgresql_is_an_outage_and_no_mistake_of_ours() -> None:
    with pytest.raises(LedgerGone, match="DiskFull"), gone_or_mistaken():
        raise OperationalError("INSERT", {}, psycopg.errors.DiskFull("could not extend file"))


@pytest.mark.fault("F12")
def test_an_unknown_schema_is_refused(bare_ledger: Ledger) -> None:
    bare_ledger.demand_current()
    with bare_ledger.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    assert not bare_ledger.is_current()
    with pytest.raises(UnknownSchema, match="release"):
        bare_ledger.demand_current()


def test_migrating_makes_the_folder_and_a_file_for_our_eyes_only(tmp_path: Path) -> None:
    file = tmp_path / "var" / "ledger.db"
    ledger = Ledger(f"sqlite:///{file}")
    with pytest.raises(LedgerGone):
        ledger.is_current()
    ledger.migrate()
    ledger.migrate()
    assert ledger.is_current()
    assert file.stat().st_mode & 0o077 == 0
    ledger.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/ledger"])
def test_what_cannot_be_a_ledger_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="ledger"):
        Ledger(url)
