"""The migrations and the tables of the program must describe one schema."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from tests.ledger.conftest import fresh_database
from tools.postgres import Postgres
from voice_app.ledger import Ledger
from voice_app.ledger.tables import metadata

OWN_TABLE = "alembic_version"


def test_migrating_from_nothing_makes_the_tables_of_the_program(bare_ledger: Ledger) -> None:
    with bare_ledger.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_in_sqlite_every_word_of_the_schema_agrees(sqlite_template: Path) -> None:
    """Also partial indexes and checks, which Alembic does not compare."""
    words = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger' ORDER BY name"
    bare = create_engine("sqlite://")
    metadata.create_all(bare)
    migrated = create_engine(f"sqlite:///{sqlite_template}")
    with bare.connect() as declared, migrated.connect() as found:
        assert _schema(declared.execute(text(words))) == _schema(found.execute(text(words)))
    bare.dispose()
    migrated.dispose()


def test_in_postgresql_every_index_and_check_agrees(postgres: Postgres) -> None:
    words = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
    )
    with fresh_database(postgres, template="template0") as bare_url, fresh_database(postgres) as migrated_url:
        bare, migrated = create_engine(bare_url), create_engine(migrated_url)
        metadata.create_all(bare)
        with bare.connect() as declared, migrated.connect() as found:
            assert _schema(declared.execute(text(words))) == _schema(found.execute(text(words)))
        bare.dispose()
        migrated.dispose()


def _schema(rows: object) -> dict[str, list[str]]:
    """What the database says of each name; the order of a table's constraints means nothing."""
    described = {name: sorted(_parts(sql)) for name, sql in rows}  # type: ignore[attr-defined]  # rows of two texts
    return {name: sql for name, sql in described.items() if not name.startswith(OWN_TABLE)}


def _parts(sql: str) -> Iterator[str]:
    """A table's columns and rules, however they stand on lines: a column that was added later stands on another's."""
    return filter(None, (part.strip() for part in re.split(r",\s|\n", sql)))


@pytest.mark.parametrize("table", list(metadata.tables.values()), ids=str)
def test_what_is_personal_can_be_erased(table: object) -> None:
    columns = table.columns  # type: ignore[attr-defined]  # a Table
    assert all(column.nullable for column in columns if column.info.get("personal"))


def test_what_holds_a_persons_own_words_or_number_is_marked() -> None:
    personal = {str(column) for table in metadata.tables.values() for column in table.columns if column.info}
    assert personal == {
        "agents_asked.unread",
        "attempts.note",
        "attempts.phone",
        "calls.candidate",
        "calls.entered",
        "calls.note",
        "calls.phone",
        "customer_phones.phone",
        "customers.details",
        "customers.id",
        "customers.name",
        "follow_ups.comment",
        "follow_ups.phone",
        "drafts.note",
        "incoming_texts.body",
        "incoming_texts.phone",
        "look_ups.customers",
        "look_ups.phone",
        "promise_matters.note",
        "promises.phone",
        "promises.prefix",
        "promises.reason",
        "texts.body",
        "texts.phone",
        "transfers.note",
        "transfers.wrap_note",
        "verifications.phone",
        "verifications.prefix",
    }
