"""Alembic, driven from code: no configuration file, one connection, one transaction.

Knows nothing of what the migrations do.
"""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parents[2] / "migrations"
ONE_AT_A_TIME = 7_325_004  # any number that nobody else locks


def upgrade(connection: Connection) -> None:
    """Run what is missing, inside the caller's transaction; a second process that does the same waits for it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '30s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def found(connection: Connection) -> frozenset[str]:
    """The revisions that the database says it has."""
    return frozenset(MigrationContext.configure(connection).get_current_heads())


@cache
def expected() -> frozenset[str]:
    """The revisions that this program was written for."""
    return frozenset(ScriptDirectory.from_config(_config()).get_heads())


@cache
def known() -> frozenset[str]:
    """Every revision that this program can bring up to date."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
