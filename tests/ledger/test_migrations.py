"""The migrations and the tables of the program must describe one schema."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import bindparam, create_engine, text

from routing.skills import AgentId, CallSid, PromiseId
from tests.ledger.conftest import fresh_database
from tests.ledger.made import NOW
from tools.postgres import Postgres
from voice_app.ledger import Ledger, agents, calls, migrating, promises
from voice_app.ledger.instants import Instant
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


BEFORE_ACCOUNTS = "0005"
ROWS = (
    "INSERT INTO agents (id, name, reach, languages, skills, role, on_call, presence, presence_at)"
    " VALUES ('anna', 'Anna', 'tel:+31612345678', '[\"nl\"]', '{}', 'agent', '[]', 'ready', :at)",
    "INSERT INTO presence_changes (agent_id, presence, cause, at) VALUES ('anna', 'ready', 'phone', :at)",
    "INSERT INTO line_versions (id, digest, content, since_at) VALUES (1, 'd', '{}', :at)",
    "INSERT INTO calls (sid, phone, line_version, arrived_at, note) VALUES ('CA1', '+31611111111', 1, :at, 'modem')",
    "INSERT INTO reservations (id, agent_id, call_sid, reason, reserved_at) VALUES ('R1', 'anna', 'CA1', '{}', :at)",
    "INSERT INTO promises (id, phone, language, state, source, call_sid, made_at, due_by, effective_due_by,"
    " promised_late, counts_from, not_before, shared, may_text, needs_approval)"
    " VALUES ('P1', '+31611111111', 'nl', 'open', 'waiting', 'CA1', :at, :at, :at,"
    " false, :at, :at, false, true, false)",
    "INSERT INTO promise_matters (promise_id, at, note) VALUES ('P1', :at, 'storing')",
    "INSERT INTO attempts (id, promise_id, n, agent_id, state, started_at, presumed)"
    " VALUES ('A1', 'P1', 1, 'anna', 'intent', :at, false)",
    "INSERT INTO transfers (id, call_sid, talk, is_callback, from_agent, language, mode, wrong_choice, waits_since,"
    " counts_from, state, asked_at)"
    " VALUES ('T1', 'CA1', 'R1', false, 'anna', 'nl', 'cold', false, :at, :at, 'asked', :at)",
)


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> Iterator[str]:
    """Where nothing was laid yet."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path}/ledger.db"
        return
    with fresh_database(request.getfixturevalue("postgres"), template="template0") as url:
        yield url


def test_a_ledger_with_rows_of_before_is_brought_up_to_date(empty_url: str) -> None:
    engine = create_engine(empty_url)
    config = Config()
    config.set_main_option("script_location", str(migrating.MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE_ACCOUNTS)
        for row in ROWS:
            connection.execute(text(row).bindparams(bindparam("at", NOW, Instant())))
    engine.dispose()
    ledger = Ledger(empty_url)
    ledger.migrate()
    with ledger.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        anna, owed = agents.get(connection, AgentId("anna")), promises.get(connection, PromiseId("P1"))
        assert anna is not None
        assert (anna.name, anna.presence) == ("Anna", "ready")
        assert owed is not None
        assert (owed.phone, owed.call_sid, owed.talk, owed.preferred_agent) == ("+31611111111", "CA1", None, None)
        call = calls.get(connection, CallSid("CA1"))
        assert call is not None
        assert (call.note, call.is_resolved) == ("modem", None)
    ledger.close()


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
        "invitation_letters.address",
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
