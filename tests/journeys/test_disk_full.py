"""A disk fills: supervisors are told before; and once it is full, although nothing can be written down any more."""

import shutil
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from carrier.events import TextSent
from tests.journeys.failing import Failing, failing_on
from tests.journeys.world import World
from tools.stage import settings_of_the_stage
from voice_app import vitals
from voice_app.disks import Disk
from voice_app.ledger import alarms
from voice_app.ledger.alarms import Alarm, Notice

CHIEF, VICE = "+31655555555", "+31655555556"
FULL = "Voorbeeld: de schijf van de database is vol;"
GONE = "Voorbeeld: de database is weg;"
GIGA = 1_000_000_000


@pytest.fixture
def failing(tmp_path: Path, empty_ledger: Path) -> Iterator[Failing]:
    yield from failing_on(tmp_path, empty_ledger)


@pytest.fixture
def world(failing: Failing) -> Iterator[World]:
    world = failing.world(alarms={"text": [CHIEF, VICE]})
    yield world
    world.examine()


@contextmanager
def no_room(world: World) -> Iterator[None]:
    """Each commit needs more than there is: SQLite itself says so."""

    def fill(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # as many as there are
        connection.exec_driver_sql("CREATE TABLE too_much AS SELECT zeroblob(1000000) AS filling")

    engine = world.house.ledger._engine
    event.listen(engine, "commit", fill)
    yield
    event.remove(engine, "commit", fill)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")


def told(world: World) -> dict[str, list[str]]:
    events = [event for event in world.carrier.exchange.record if isinstance(event, TextSent)]
    return {to: [event.body for event in events if event.to == to] for to in (CHIEF, VICE)}


def the_alarm(world: World) -> tuple[Alarm, tuple[Notice, ...]]:
    with world.house.ledger.read() as ledger:
        (alarm,) = alarms.page(ledger).items
        return alarm, alarms.notices_of(ledger, [alarm.id])


@pytest.mark.fault("F13")
def test_a_full_disk_is_told_to_each_once_and_written_down_when_there_is_room(world: World) -> None:
    with no_room(world):
        world.passes("20s")
        assert told(world) == {CHIEF: [], VICE: []}
        seen = vitals.look(world.house, world.now - timedelta(hours=1), world.now)
        assert [trouble.what for trouble in seen.troubles] == ["ledger_full"], "and no ticker is blamed"
        assert world.api("GET", "/status").json["stores"]["ledger"] == "full"
        assert "gehoor_ledger_full 1.0" in world.api("GET", "/metrics").text
        world.passes("5m")
        assert {to: [text[: len(FULL)] for text in texts] for to, texts in told(world).items()} == {
            CHIEF: [FULL],
            VICE: [FULL],
        }
    world.passes("1m")
    alarm, notices = the_alarm(world)
    assert (alarm.rule, alarm.because, alarm.state) == ("ledger_gone", "full", "over")
    assert [(notice.target, notice.state) for notice in notices] == [(CHIEF, "sent"), (VICE, "sent")]
    assert vitals.look(world.house, world.now, world.now).troubles == ()
    world.passes("5m")
    assert [len(texts) for texts in told(world).values()] == [1, 1]


@pytest.mark.fault("F12")
def test_a_ledger_that_is_gone_is_told_by_whoever_still_lives(failing: Failing, world: World) -> None:
    with failing.moved_away():
        world.passes("5m")
        assert [text[: len(GONE)] for text in told(world)[CHIEF]] == [GONE]
    world.passes("1m")
    assert the_alarm(world)[0].because == "gone"


@pytest.mark.fault("F12")
def test_a_ledger_that_is_away_for_a_moment_is_no_alarm(failing: Failing, world: World) -> None:
    with failing.moved_away():
        world.passes("20s")
    world.passes("5m")
    assert told(world) == {CHIEF: [], VICE: []}


@pytest.mark.fault("F12", "F29")
def test_of_two_tickers_one_tells(failing: Failing, world: World) -> None:
    with failing.moved_away():
        assert world.house.board.is_first_to_tell(world.now)  # another was sooner
        world.passes("5m")
        assert told(world) == {CHIEF: [], VICE: []}
        world.passes("1h")  # and was never heard of again
        assert len(told(world)[CHIEF]) == 1
    world.passes("1m")


Usage = namedtuple("Usage", "total used free")


@pytest.mark.fault("F13")
def test_a_disk_that_fills_is_told_of_before_it_is_full_and_over_with_room(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = [50 * GIGA]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100 * GIGA, 0, room[0]))
    world.passes("2m")
    assert told(world)[CHIEF] == []
    room[0] = 900_000
    world.passes("2m")
    assert told(world)[CHIEF] == [
        "Voorbeeld: een schijf is bijna vol. Maak ruimte; is ze vol, dan wordt er niets meer beloofd."
    ]
    room[0] = 1_100_000
    world.passes("2m")
    assert the_alarm(world)[0].state == "raised", "it is one alarm however often it goes up and down there"
    room[0] = 2_000_000
    world.passes("2m")
    assert the_alarm(world)[0].state == "over"


@pytest.mark.parametrize(
    ("free", "size", "is_low"),
    [(3, 8, False), (1, 8, False), (0.7, 8, True), (3, 1000, False), (1.9, 1000, True)],
)
def test_the_less_demanding_of_share_and_size_counts(free: float, size: int, is_low: bool) -> None:
    settings = settings_of_the_stage({"DISK_LOW_MB": "2000"})
    disk = Disk("ledger", round(free * GIGA), size * GIGA)
    assert disk.is_low(settings.disk_low_share, settings.disk_low_mb) == is_low
