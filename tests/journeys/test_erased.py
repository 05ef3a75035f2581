"""What was kept long enough goes by itself, with the clock; and whoever asks is erased, as soon as nothing is owed."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from tests.journeys.askings import asks_for_a_callback
from tests.journeys.conftest import WorldOf
from tests.journeys.test_contacts import calls_about_a_bill
from tests.journeys.test_faults_privacy import log, spellings
from tests.journeys.world import World
from tests.ledger.canaries import left_of
from voice_app.ledger import Phone, erasures
from voice_app.privacy import erasing

__all__ = ["log"]

CALLER = Phone("+31622222222")
SAID = "kanarie van caller in note"


@pytest.mark.threat("T18")
def test_a_night_after_it_was_kept_long_enough_it_is_gone(world_of: WorldOf) -> None:
    world = world_of(privacy={"keep_personal_data": "1d", "keep_recordings": "1d"})
    world.signs_on("anna")
    calls_about_a_bill(world, world.caller(CALLER), SAID)
    world.signs_off("anna")
    world.passes("20h")
    assert {"calls.phone", "calls.note"} <= left_of(world.house.ledger, CALLER, "caller")
    world.passes("21h")
    assert left_of(world.house.ledger, CALLER, "caller") == set()


def test_who_asks_in_the_middle_of_a_call_is_erased_when_it_is_over(world: World) -> None:
    house = world.house
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    caller = world.caller(CALLER).dials(world.carrier.line).hears("toets 1").presses("1")
    standing = erasing.erase(house, CALLER, "chloe", world.now)
    assert standing.done_at is None
    assert "calls.phone" in left_of(house.ledger, CALLER, "caller")
    caller.hangs_up()
    world.passes("2m")
    with house.ledger.read() as ledger:
        (done,) = erasures.latest(ledger, 5)
    assert done.done_at is not None
    assert left_of(house.ledger, CALLER, "caller") == set()


@pytest.mark.threat("T18")
def test_of_who_was_erased_nothing_is_left_anywhere_and_the_figures_stay(
    world: World, log: StringIO, tmp_path: Path
) -> None:
    """Not in the file of the ledger and what lies beside it, not in a copy that is made from then on, not on the board,
    not in a log; and of somebody else all is there."""
    house, other = world.house, "+31633333333"
    world.signs_on("anna")
    calls_about_a_bill(world, world.caller(CALLER), SAID)
    world.signs_off("anna")
    for phone in (CALLER, other):
        asks_for_a_callback(world, phone, phone)
    for promise in world.promises():
        world.api("POST", f"/api/promises/{promise.id}/withdraw", reason=f"{SAID} {promise.phone}")
    world.passes("1h")
    counted = figures(world)
    assert erasing.erase(house, CALLER, "chloe", world.now).done_at is not None
    world.passes("1h")
    assert figures(world) == counted
    assert counted["made"] == 2

    with house.ledger.read() as ledger:
        ledger.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    with (
        closing(sqlite3.connect(tmp_path / "ledger.db")) as living,
        closing(sqlite3.connect(tmp_path / "copy")) as copy,
    ):
        living.backup(copy)
    written = {path.name: path.read_bytes().decode("latin-1") for path in tmp_path.iterdir()}
    assert {"ledger.db", "copy"} <= set(written)
    board = house.board._client
    written["board"] = " ".join(f"{key} {board.dump(key)!r}" for key in board.scan_iter("*"))
    assert any(spelling.search(written["copy"]) for spelling in spellings(other))
    written["log"] = log.getvalue()
    for where, text in written.items():
        assert not any(spelling.search(text) for spelling in spellings(CALLER)), where
    assert f"{SAID} {CALLER}" not in "".join(written.values())


def figures(world: World) -> dict[str, object]:
    start = world.now - timedelta(days=2)
    answer = world.api("GET", f"/api/compliance?from={start:%Y-%m-%dT%H:%M:%SZ}")
    figures: dict[str, object] = answer.get_json()
    return figures
