"""Alembic, driven from code: no configuration file, one connection, one transaction.

Knows nothing of what the migrations do, but whether each adds only. Those that do (a step that does not says
`ADDS_ONLY = False`) leave what was there as it was: a program from before them goes on, and may even be started again,
while hosts are brought up to date one after the other.
"""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select

from voice_app.ledger.rows import insert_once
from voice_app.ledger.tables import schema_steps

MIGRATIONS = Path(__file__).parents[2] / "migrations"
ONE_AT_A_TIME = 7_325_004  # any number that nobody else locks


def upgrade(connection: Connection) -> None:
    """Run what is missing, inside the caller's transaction; a second process that does the same waits for it. Nothing
    is missing where the ledger is ahead of this program, and serves it.

    For a table that somebody holds nobody waits longer than for a statement: whoever asks for it after us would wait
    behind us, callers too. A copy of the whole ledger that is being made is such a somebody.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '30s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
    if _is_ahead(connection) and serves(connection):
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    for step in _script().walk_revisions():
        adds_only = getattr(step.module, "ADDS_ONLY", True)
        insert_once(connection, schema_steps, revision=step.revision, adds_only=adds_only)


def serves(connection: Connection) -> bool:
    """Is the schema the one that this program was written for, or that one and what was only added to it since?"""
    if found(connection) == expected():
        return True
    if not _is_ahead(connection) or not inspect(connection).has_table(schema_steps.name):
        return False
    steps = {row.revision: row.adds_only for row in connection.execute(select(schema_steps))}
    later = steps.keys() - known()
    return (found(connection) | expected()) <= steps.keys() and all(steps[revision] for revision in later)


def found(connection: Connection) -> frozenset[str]:
    """The revisions that the database says it has."""
    return frozenset(MigrationContext.configure(connection).get_current_heads())


@cache
def expected() -> frozenset[str]:
    """The revisions that this program was written for."""
    return frozenset(_script().get_heads())


@cache
def known() -> frozenset[str]:
    """Every step up to there: from each of them this program can bring a ledger up to date."""
    return frozenset(step.revision for step in _script().walk_revisions())


def _is_ahead(connection: Connection) -> bool:
    """It has a step that this program does not know; a foreign one, perhaps."""
    return not found(connection) <= known()


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
