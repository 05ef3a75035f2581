"""A copy takes the place of the ledger, or nothing changes; and nobody is dialled, let in or known again by it."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from tests.ledger.canaries import how_many, lay, left_of
from tests.ledger.made import DAY, EVA, HOUR, JAN, MINUTE, NOW, P1, P2, owed, ringing
from tests.voice_app.backup.conftest import Keeper
from voice_app.backup import files
from voice_app.backup.files import NoBackup
from voice_app.backup.laying_back import Refused
from voice_app.backup.programs import NotDone
from voice_app.ledger import (
    Ledger,
    UnknownSchema,
    erasures,
    heartbeats,
    migrating,
    opt_outs,
    promises,
    restores,
    timeline,
)
from voice_app.ledger.copies import ASIDE, Damaged
from voice_app.ledger.erasures import Erasure
from voice_app.line import Line
from voice_app.privacy import beside, erasing

LATER = NOW + 3 * HOUR


# ── whether at all ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_where_there_are_rows_nothing_is_written_over_unless_somebody_is_sure(ledger: Ledger, keeper: Keeper) -> None:
    keeper.takes()
    with ledger.write() as connection:
        owed(connection)
    with pytest.raises(Refused, match="There is a ledger with"):
        keeper.lays_back(LATER, is_sure=False)
    assert how_many(ledger)["promises"] == 1
    keeper.lays_back(LATER, is_sure=True)
    assert how_many(ledger)["promises"] == 0


def test_where_somebody_is_at_work_that_is_said(ledger: Ledger, keeper: Keeper) -> None:
    keeper.takes()
    with ledger.write() as connection:
        heartbeats.beat(connection, heartbeats.TICKER, LATER - MINUTE / 2)
    with pytest.raises(Refused, match="stop every process"):
        keeper.lays_back(LATER, is_sure=False)


def test_where_there_is_none_or_an_empty_one_nobody_need_be_sure(
    ledger: Ledger, keeper: Keeper, elsewhere: str
) -> None:
    del ledger
    keeper.takes()
    assert keeper.lays_back(is_sure=False, url=elsewhere).prepared.done is not None


def test_what_was_there_is_put_aside_and_the_next_time_it_is_in_the_way(
    ledger: Ledger, keeper: Keeper, backend: str
) -> None:
    keeper.takes()
    with ledger.write() as connection:
        owed(connection)
    ledger.close()
    restored = keeper.lays_back(LATER)
    assert ASIDE in str(restored.aside)
    if backend == "sqlite":
        old = Ledger(f"sqlite:///{restored.aside}")
        assert how_many(old)["promises"] == 1
        old.close()
    else:
        with ledger.read() as connection:
            assert connection.execute(select(func.count()).select_from(text(f"{ASIDE}.promises"))).scalar_one() == 1
    with pytest.raises(Refused, match="earlier ledger"):
        keeper.lays_back(LATER)


def test_a_copy_of_a_copy_can_be_laid_back_as_well(ledger: Ledger, keeper: Keeper, elsewhere: str) -> None:
    with ledger.write() as connection:
        owed(connection)
    keeper.takes()
    keeper.lays_back(LATER)
    keeper.takes(LATER + HOUR)
    keeper.lays_back(LATER + 2 * HOUR, url=elsewhere)
    there = Ledger(elsewhere)
    assert how_many(there)["promises"] == 1
    there.close()


def test_what_is_no_copy_of_ours_is_refused_and_the_ledger_stays(ledger: Ledger, keeper: Keeper, backend: str) -> None:
    with ledger.write() as connection:
        owed(connection)
    keeper.takes()
    files.label_of(keeper.file).unlink()
    whole = keeper.file.read_bytes()
    keeper.file.write_bytes(b"a diary")
    with pytest.raises(NoBackup, match="no copy"):
        keeper.lays_back(LATER)
    other = b"PGDMP" if backend == "sqlite" else b"SQLite format 3\0"
    keeper.file.write_bytes(other + whole)
    with pytest.raises(NoBackup, match="DATABASE_URL"):
        keeper.lays_back(LATER)
    keeper.file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises((Damaged, NotDone)):
        keeper.lays_back(LATER)
    assert how_many(ledger)["promises"] == 1


def test_a_copy_by_a_newer_program_is_refused_and_the_ledger_stays(ledger: Ledger, keeper: Keeper) -> None:
    (head,) = migrating.expected()
    with ledger.write() as connection:
        owed(connection)
    keeper.takes()
    with ledger.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrating, "expected", lambda: frozenset({"9999"}))
        keeper.takes()
    with ledger.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
    with pytest.raises(UnknownSchema, match="newer"):
        keeper.lays_back(LATER)
    ledger.demand_current()
    assert how_many(ledger)["promises"] == 1


def test_rows_that_nobody_counted_are_found_out(ledger: Ledger, keeper: Keeper) -> None:
    del ledger
    label = keeper.takes()
    files.write_label(keeper.file, files.Label(**{**vars_of(label), "counts": {**label.counts, "promises": 7}}))
    with pytest.raises(Damaged, match="counted"):
        keeper.lays_back(LATER)


def vars_of(label: files.Label) -> dict[str, object]:
    return {name: getattr(label, name) for name in files.Label.__slots__}


@pytest.mark.parametrize("backend", ["sqlite"], scope="session")
def test_without_its_label_a_copy_still_helps(ledger: Ledger, keeper: Keeper, backend: str) -> None:
    del ledger, backend
    keeper.takes()
    files.label_of(keeper.file).unlink()
    assert not keeper.lays_back(LATER).has_label


def test_everybody_who_is_owed_a_call_waits_for_a_look(ledger: Ledger, keeper: Keeper) -> None:
    with ledger.write() as connection:
        owed(connection)
        owed(connection, P2, EVA, needs_approval=True, approval_because="country")
        ringing(connection)
    keeper.takes()
    done = keeper.lays_back(LATER).prepared.done
    assert done is not None
    assert done.promises == 1
    with ledger.read() as connection:
        (held,) = restores.held(connection)
        other = promises.get(connection, P2)
        told = [entry.event for entry in timeline.of_promise(connection, P1)]
    assert (held.id, held.state, held.approval_because) == (P1, "attempting", "restored")
    assert other is not None
    assert other.approval_because == "country"
    assert told[-1] == "held"


@pytest.mark.threat("T18")
def test_whoever_was_erased_after_the_copy_is_erased_again(
    ledger: Ledger, keeper: Keeper, line: Line, tmp_path: Path
) -> None:
    with ledger.write() as connection:
        lay(connection, "jan", JAN, NOW - 3 * DAY)
        lay(connection, "eva", EVA, NOW - 3 * DAY)
    keeper.takes()
    erased = tmp_path / "erased"
    with ledger.write() as connection:
        who = opt_outs.who(connection, JAN, "another key")
        beside.note(erased, erasing.take(connection, line, _asked("E1", who), JAN, NOW)[0])
    assert JAN not in erased.read_text()
    eva = left_of(ledger, EVA, "eva")
    restored = keeper.lays_back(LATER, *beside.read(erased))
    assert restored.prepared.erased == 1
    assert left_of(ledger, JAN, "jan") == set()
    assert left_of(ledger, EVA, "eva") == eva
    with ledger.read() as connection:
        again = erasures.get(connection, "E1")
    assert again is not None
    assert (again.asked_by, again.done_at) == ("restore", LATER)


def _asked(id_: str, who: str) -> Erasure:
    return Erasure(id_, who, NOW, "bea", (), {}, (), None)
