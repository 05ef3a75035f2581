"""An empty ledger for each test, on both databases; migrated once and copied from then on."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, make_url

from tests.ledger.made import ANNA, BEA, NOW
from tools.postgres import Postgres, Unavailable
from voice_app.ledger import Ledger, agents, lines

COPIES = count(1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "ledger.db"
    ledger = Ledger(f"sqlite:///{file}")
    ledger.migrate()
    ledger.close()
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A cluster whose database `template` is migrated; skipped aloud where there is no PostgreSQL."""
    try:
        cluster = Postgres()
    except Unavailable as reason:
        pytest.skip(str(reason))
    with cluster:
        _run(cluster, "CREATE DATABASE template")
        ledger = Ledger(cluster.url("template"))
        ledger.migrate()
        ledger.close()
        yield cluster


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> Iterator[str]:
    """Where a migrated, empty ledger lies that is this test's own."""
    if backend == "sqlite":
        file = tmp_path / "ledger.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    with fresh_database(request.getfixturevalue("postgres")) as fresh:
        yield fresh


@pytest.fixture
def bare_ledger(url: str) -> Iterator[Ledger]:
    """A migrated ledger without a row."""
    ledger = Ledger(url)
    yield ledger
    ledger.close()


@pytest.fixture
def ledger(bare_ledger: Ledger) -> Ledger:
    """A ledger with the line's first version and two agents."""
    return staffed(bare_ledger)


@pytest.fixture(scope="session")
def shared_ledger(
    request: pytest.FixtureRequest, backend: str, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ledger]:
    """A staffed ledger for all tests of one transaction each, which they undo."""
    with ExitStack() as stack:
        if backend == "sqlite":
            file = tmp_path_factory.mktemp("shared") / "ledger.db"
            shutil.copy(sqlite_template, file)
            url = f"sqlite:///{file}"
        else:
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres")))
        ledger = staffed(Ledger(url))
        yield ledger
        ledger.close()


@pytest.fixture
def connection(shared_ledger: Ledger) -> Iterator[Connection]:
    """One transaction for the whole test, undone at its end."""
    with undone(shared_ledger) as connection:
        yield connection


@contextmanager
def undone(ledger: Ledger) -> Iterator[Connection]:
    """A transaction that leaves nothing behind."""
    with ledger.write() as connection, connection.begin_nested() as trial:
        yield connection
        trial.rollback()


def staffed(ledger: Ledger) -> Ledger:
    with ledger.write() as connection:
        lines.keep(connection, {"line": {"name": "Voorbeeld"}}, base=None, source="file", now=NOW)
        agents.enrol(connection, [ANNA, BEA], NOW)
    return ledger


@contextmanager
def fresh_database(cluster: Postgres, template: str = "template") -> Iterator[str]:
    name = f"copy_{next(COPIES)}"
    _run(cluster, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield cluster.url(name)
    _run(cluster, f"DROP DATABASE {name} WITH (FORCE)")


def _run(cluster: Postgres, command: str) -> None:
    with psycopg.connect(make_url(cluster.url()).render_as_string(), autocommit=True) as admin:
        admin.execute(command)
