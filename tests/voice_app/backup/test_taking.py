"""A copy is whole, as of one instant, whoever writes meanwhile; and nobody else can read it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select

from routing.skills import PromiseId
from tests.ledger.canaries import how_many
from tests.ledger.made import DAY, EVA, HOUR, JAN, NOW, owed
from tests.voice_app.backup.conftest import Keeper
from voice_app.backup import files, programs
from voice_app.backup.files import NoBackup
from voice_app.backup.programs import NotDone
from voice_app.ledger import Ledger, Phone, UnknownSchema, heartbeats, restores
from voice_app.ledger.promise import Promise
from voice_app.ledger.tables import promise_matters, promises


@contextmanager
def somebody_writes(ledger: Ledger) -> Iterator[list[Promise]]:
    """Promises are made one after the other, each with its matter and its timeline in one transaction."""
    made: list[Promise] = []
    is_over = threading.Event()

    def write() -> None:
        for number in count():
            if is_over.wait(0.001):
                return
            with ledger.write() as connection:
                phone = Phone(f"+316{number:08}")
                made.append(owed(connection, PromiseId(f"W{number}"), phone))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield made
    finally:
        is_over.set()
        writer.join()


def test_a_copy_is_whole_and_holds_all_that_was_there(ledger: Ledger, keeper: Keeper, elsewhere: str) -> None:
    with ledger.write() as connection:
        owed(connection)
    label = keeper.takes()
    assert dict(label.counts) == {**label.counts, "promises": 1, "promise_matters": 1, "timeline": 1, "agents": 2}
    keeper.lays_back(url=elsewhere)
    there = Ledger(elsewhere)
    with there.read() as connection:
        (promise,) = restores.held(connection)
    assert (promise.phone, promise.due_by) == (JAN, NOW + DAY)
    counted = how_many(there)
    there.close()
    assert counted["promises"] == 1


def test_while_somebody_writes_it_is_one_instant_and_the_writer_goes_on(
    ledger: Ledger, keeper: Keeper, elsewhere: str
) -> None:
    with ledger.write() as connection:
        for number in range(300):
            owed(connection, PromiseId(f"B{number}"), Phone(f"+315{number:08}"))
    with somebody_writes(ledger) as made:
        while len(made) < 5:
            pass
        before = len(made)
        label = keeper.takes()
        after = len(made)
    assert before < after, "nobody wrote during the copy"
    assert 300 + before - 1 <= label.counts["promises"] <= 300 + after + 1
    assert label.counts["promises"] == label.counts["promise_matters"] == label.counts["timeline"]
    keeper.lays_back(url=elsewhere)
    there = Ledger(elsewhere)
    with there.read() as connection:
        without = select(func.count()).where(~promises.c.id.in_(select(promise_matters.c.promise_id)))
        assert connection.execute(without).scalar_one() == 0
    there.close()


def test_nobody_else_can_read_it_and_it_says_what_it_is(ledger: Ledger, keeper: Keeper) -> None:
    del ledger
    label = keeper.takes()
    beside = files.label_of(keeper.file)
    assert {file.name for file in keeper.file.parent.iterdir()} == {keeper.file.name, beside.name}
    assert [file.stat().st_mode & 0o777 for file in (keeper.file, beside)] == [0o600, 0o600]
    said = json.loads(beside.read_text())
    assert (said["schema"], said["made_at"], said["sha256"]) == (
        "gehoor-backup-1",
        "2026-03-02T09:30:00Z",
        files.sha256(keeper.file),
    )
    assert JAN not in beside.read_text()
    assert files.read_label(keeper.file) == label


@pytest.mark.parametrize("backend", ["sqlite"], scope="session")
def test_whoever_watches_is_told_how_far_it_is(ledger: Ledger, keeper: Keeper, backend: str) -> None:
    del ledger, backend
    keeper.takes()
    assert keeper.told == sorted(keeper.told)
    assert keeper.told[-1] == 100


def test_that_there_is_one_stands_on_the_ledger(ledger: Ledger, keeper: Keeper) -> None:
    keeper.takes(NOW + HOUR)
    with ledger.read() as connection:
        assert restores.known_until(connection) == NOW + HOUR
        assert heartbeats.by_process(connection)[restores.MADE] == NOW + HOUR


def test_a_copy_that_was_damaged_is_found_out(ledger: Ledger, keeper: Keeper) -> None:
    del ledger
    keeper.takes()
    whole = keeper.file.read_bytes()
    keeper.file.write_bytes(whole[: len(whole) // 2] + b"\0" + whole[len(whole) // 2 + 1 :] + b"\0")
    with pytest.raises(NoBackup, match="checksum"):
        files.read_label(keeper.file)


def test_a_copy_that_fails_leaves_the_one_before_as_it_was(
    ledger: Ledger, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.takes()
    before = keeper.file.read_bytes()
    with ledger.write() as connection:
        owed(connection, phone=EVA)
    monkeypatch.setattr(files.os, "fsync", _full)
    with pytest.raises(OSError, match="full"):
        keeper.takes(NOW + HOUR)
    assert keeper.file.read_bytes() == before
    assert sorted(file.name for file in keeper.file.parent.iterdir()) == ["ledger.backup", "ledger.backup.json"]


def _full(_: int) -> None:
    raise OSError("the disk is full")


@pytest.mark.parametrize("backend", ["sqlite"], scope="session")
def test_a_ledger_of_another_schema_is_not_copied_as_ours(ledger: Ledger, keeper: Keeper, backend: str) -> None:
    del backend
    with ledger.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UnknownSchema):
        keeper.takes()


# ── PostgreSQL's programs ───────────────────────────────────────────────────────────────────────────────────────────


SPY = """#!/bin/sh
if [ "$1" = --version ]; then echo "pg_dump (PostgreSQL) {version}"; exit; fi
tr '\\0' ' ' < /proc/$$/cmdline > {seen}
tr '\\0' '\\n' < /proc/$$/environ >> {seen}
cat "$PGPASSFILE" > {passed}
stat -c %a "$PGPASSFILE" >> {passed}
"""


def a_program(folder: Path, version: int) -> tuple[Path, Path]:
    """A `pg_dump` on the PATH that writes down what anybody could see of it, and what it was handed."""
    folder.mkdir()
    seen, passed = folder / "seen", folder / "passed"
    spy = folder / "pg_dump"
    spy.write_text(SPY.format(version=version, seen=seen, passed=passed))
    spy.chmod(0o755)
    return seen, passed


def test_a_password_is_on_no_command_line_and_in_no_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, passed = a_program(tmp_path / "bin", 99)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    programs.run(
        tmp_path / "bin" / "pg_dump", "postgresql+psycopg://gehoor:hush:hu%5Csh@db:5433/ledger?sslmode=require"
    )
    assert "hush" not in seen.read_text()
    assert "postgresql://gehoor@db:5433/ledger?sslmode=require" in seen.read_text()
    assert passed.read_text().splitlines() == ["*:*:*:*:hush\\:hu\\\\sh", "600"]


@pytest.mark.parametrize(("version", "said"), [(9, "older than the server"), (None, "not on this machine")])
def test_a_program_that_is_missing_or_too_old_is_named(
    version: int | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "server_version", lambda _: 15)
    monkeypatch.setattr(programs, "DEBIAN", tmp_path / "nowhere")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    if version is not None:
        a_program(tmp_path / "bin", version)
    with pytest.raises(NotDone, match=said):
        programs.find("pg_dump", "postgresql://db/ledger")
