"""Programs of two versions on one ledger: what a later one added, an earlier one lives with; what it changed, not."""

import shutil
from pathlib import Path

import pytest

from tests.ledger.made import NOW
from voice_app.ledger import Ledger, UnknownSchema, heartbeats, migrating

pytestmark = pytest.mark.fault("F28")

LATER = '''
"""Of a version to come."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None
ADDS_ONLY = {adds_only}
def upgrade():
    op.add_column("heartbeats", sa.Column("host", sa.Text()))
    op.create_table("hosts", sa.Column("name", sa.Text(), primary_key=True))
'''


def is_migrated_by_a_later_program(
    ledger: Ledger, folder: Path, monkeypatch: pytest.MonkeyPatch, *, adds_only: bool
) -> None:
    (head,) = migrating.expected()
    shutil.copytree(migrating.MIGRATIONS, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "migrations/versions/9999_later.py").write_text(LATER.format(head=head, adds_only=adds_only))
    with monkeypatch.context() as patch:
        patch.setattr(migrating, "MIGRATIONS", folder / "migrations")
        forget_what_is_expected()
        ledger.migrate()
        assert ledger.is_current()
    forget_what_is_expected()


def forget_what_is_expected() -> None:
    migrating.expected.cache_clear()
    migrating.known.cache_clear()


def test_a_program_goes_on_and_starts_again_beside_a_later_one_that_added(
    bare_ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_migrated_by_a_later_program(bare_ledger, tmp_path, monkeypatch, adds_only=True)
    bare_ledger.demand_current()
    with bare_ledger.write() as connection:
        heartbeats.beat(connection, "web", NOW)
        assert heartbeats.last(connection) == NOW


def test_its_release_has_nothing_to_do_then(
    bare_ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_migrated_by_a_later_program(bare_ledger, tmp_path, monkeypatch, adds_only=True)
    bare_ledger.migrate()
    with bare_ledger.read() as connection:
        assert migrating.found(connection) == {"9999"}


def test_it_is_refused_where_the_later_one_changed_what_was_there(
    bare_ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_migrated_by_a_later_program(bare_ledger, tmp_path, monkeypatch, adds_only=False)
    with pytest.raises(UnknownSchema, match="start the newer program"):
        bare_ledger.demand_current()
    with pytest.raises(UnknownSchema, match="a later or foreign one"):
        bare_ledger.migrate()
