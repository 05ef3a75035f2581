"""Writing a snapshot, and laying one into an empty database, as SQL that anybody can read."""

import gzip
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psycopg
from sqlalchemy import make_url

from tools.past import lay_past
from tools.postgres import Postgres
from voice_app.backup import programs
from voice_app.ledger import Ledger, migrating
from voice_app.line import Line, load

HERE = Path(__file__).with_name("snapshots")
LINE = Path(__file__).with_name("line.toml")
"""The line of a snapshot stays as it was, whatever becomes of the sample."""
UNTIL = datetime(2026, 11, 26, 15, 7, tzinfo=UTC)
DAYS, CALLS_A_DAY = 3, 25


def line() -> Line:
    return load(LINE)


def path(revision: str, engine: str) -> Path:
    return HERE / f"{revision}.{engine}.sql.gz"


def released() -> list[tuple[str, str]]:
    """Every snapshot there is: the schema's version, the engine."""
    return sorted((file.name.split(".")[0], file.name.split(".")[1]) for file in HERE.glob("*.sql.gz"))


def write(folder: Path) -> list[Path]:
    """The schema as it is now, and a few days of a made-up line. Refuses to change one that is there."""
    (revision,) = migrating.expected()
    written = [path(revision, engine) for engine in ("sqlite", "postgresql")]
    if any(file.exists() for file in written):
        raise FileExistsError(f"there is a snapshot of {revision} already: it stays as it was released")
    _live(f"sqlite:///{folder}/ledger.db")
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        _keep(written[0], "\n".join(connection.iterdump()))
    with Postgres() as cluster:
        _live(cluster.url())
        words = ("--no-owner", "--no-privileges", "--inserts", "--no-comments")
        _keep(written[1], programs.run(programs.find("pg_dump", cluster.url()), cluster.url(), *words))
    return written


def _live(url: str) -> None:
    ledger = Ledger(url)
    ledger.migrate()
    chance = Random(26)  # noqa: S311 - made up, not secret
    lay_past(ledger, line(), until=UNTIL, days=DAYS, calls_a_day=CALLS_A_DAY, chance=chance)
    ledger.close()


def _keep(file: Path, sql: str) -> None:
    # psql's own words, and the version of the program, mean nothing to a server
    lines = (text for text in sql.splitlines() if not text.startswith(("\\", "--")) and text.strip())
    file.write_bytes(gzip.compress("\n".join((*lines, "")).encode(), mtime=0))


def lay(revision: str, engine: str, url: str) -> None:
    """Into an empty database."""
    sql = gzip.decompress(path(revision, engine).read_bytes()).decode()
    if engine == "sqlite":
        with closing(sqlite3.connect(make_url(url).database or "")) as connection:
            connection.executescript(sql)
        return
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(sql.encode())
