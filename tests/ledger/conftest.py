"""An empty ledger for each test, on both databases; migrated once and copied from then on."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a migrated, empty ledger lies."""
    if request.param == "sqlite":
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
    with bare_ledger.write() as connection:
        lines.keep_version(connection, {"line": {"name": "Voorbeeld"}}, "digest-1", NOW)
        agents.enrol(connection, [ANNA, BEA], NOW)
    return bare_ledger


@pytest.fixture
def connection(ledger: Ledger) -> Iterator[Connection]:
    """One transaction for the whole test."""
    with ledger.write() as connection:
        yield connection


@contextmanager
def fresh_database(cluster: Postgres) -> Iterator[str]:
    name = f"copy_{next(COPIES)}"
    _run(cluster, f"CREATE DATABASE {name} TEMPLATE template")
    yield cluster.url(name)
    _run(cluster, f"DROP DATABASE {name} WITH (FORCE)")


def _run(cluster: Postgres, command: str) -> None:
    with psycopg.connect(make_url(cluster.url()).render_as_string(), autocommit=True) as admin:
        admin.execute(command)  # type: ignore[call-overload]  # not a literal: the name is ours
