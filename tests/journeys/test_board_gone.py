"""Redis is gone, and the bell with it: supervisors are told that it is, what to do, and once; no worker is blamed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from carrier.events import TextSent
from routing.alarms import Rule
from tests.journeys.failing import Failing, Fault, failing_on
from tests.journeys.world import World
from voice_app import vitals
from voice_app.alarms import raise_alarm
from voice_app.ledger import alarms
from voice_app.ledger.alarms import Alarm
from workers import board_gone
from workers.without_bell import tell_without_a_bell

CHIEF = "+31655555555"
REFUSES = "Voorbeeld: Redis neemt niets meer aan; niemand wordt teruggebeld."
GONE = "Voorbeeld: Redis antwoordt niet;"
OF_THE_JOBS = "Voorbeeld: de Redis van de taken antwoordt niet;"


@pytest.fixture
def failing(tmp_path: Path, empty_ledger: Path) -> Iterator[Failing]:
    yield from failing_on(tmp_path, empty_ledger)


@pytest.fixture
def world(failing: Failing) -> Iterator[World]:
    world = failing.world(alarms={"text": [CHIEF]})
    yield world
    world.examine()


def told(world: World) -> list[str]:
    events = world.carrier.exchange.record
    return [event.body for event in events if isinstance(event, TextSent) and event.to == CHIEF]


def standing(world: World) -> list[tuple[str, str | None]]:
    with world.house.ledger.read() as ledger:
        return [(alarm.rule, alarm.because) for alarm in alarms.standing(ledger)]


def the_alarm(world: World) -> Alarm:
    with world.house.ledger.read() as ledger:
        (alarm,) = alarms.page(ledger).items
    return alarm


@pytest.mark.fault("F6", "F10")
@pytest.mark.parametrize(("gone", "says"), [(Failing.killed, GONE), (Failing.full, REFUSES)])
def test_supervisors_are_told_once_that_it_is_redis_though_no_worker_can_be_woken(
    failing: Failing, world: World, gone: Fault, says: str
) -> None:
    world.passes("20s")
    with gone(failing):
        world.jobs.hangs = False
        world.passes("25s")
        assert told(world) == []
        world.passes("10m")
        (text,) = told(world)
        assert text.startswith(says)
        assert [rule for rule, _ in standing(world)] == ["board_gone"]
    world.jobs.hangs = True
    world.passes("1m")
    assert standing(world) == []
    world.passes("5m")
    assert len(told(world)) == 1, "and its end says nothing"


@pytest.mark.fault("F8")
def test_a_redis_that_is_started_again_is_no_alarm(failing: Failing, world: World) -> None:
    with failing.killed():
        world.jobs.hangs = False
        world.passes("20s")
    world.jobs.hangs = True
    world.passes("3m")
    assert told(world) == []


@pytest.mark.fault("F6")
def test_a_redis_of_the_jobs_alone_is_told_by_its_own_name(world: World) -> None:
    world.jobs.hangs = False
    world.passes("2m")
    assert standing(world) == [("board_gone", "bell")]
    assert [text[: len(OF_THE_JOBS)] for text in told(world)] == [OF_THE_JOBS]
    world.jobs.hangs = True
    world.passes("1m")
    assert standing(world) == []


@pytest.mark.fault("F6")
def test_it_is_seen_to_by_name_and_then_said_no_more_to_those_who_look(failing: Failing, world: World) -> None:
    with failing.killed():
        world.jobs.hangs = False
        world.passes("1m")
        seen = vitals.look(world.house, world.now - timedelta(hours=1), world.now)
        assert [(one.what, one.since_at) for one in seen.troubles] == [("board_gone", the_alarm(world).raised_at)]
        assert seen.alarms == (), "the banner says it once"
        answer = world.api("POST", f"/api/alarms/{the_alarm(world).id}/acknowledge", by="sup-anna")
        assert (answer.status_code, answer.json["acknowledged_by"]) == (200, "sup-anna")
    world.jobs.hangs = True
    world.passes("1m")
    assert the_alarm(world).over_at is not None


@pytest.mark.fault("F6", "F29")
def test_where_one_of_two_tickers_reaches_no_redis_the_alarm_stands_and_is_one(world: World) -> None:
    another = replace(world.shop, missed={})
    for passed in range(0, 300, 5):
        world.passes("5s")
        with world.house.ledger.write() as ledger:  # what another ticker notes, which the world's own knows nothing of
            board_gone.note(ledger, another, "gone", world.now)
        assert passed < 60 or standing(world) == [("board_gone", "gone")]
    assert len(told(world)) == 1
    world.passes("1m")
    assert standing(world) == []


@pytest.mark.fault("F30")
def test_a_worker_has_its_minute_after_redis_has_come_back(failing: Failing, world: World) -> None:
    world.passes("20s")
    with failing.killed():
        world.jobs.hangs = False
        world.passes("10m")
    world.jobs.hangs, world.jobs.worker_lives = True, False
    world.passes("50s")
    assert standing(world) == []
    world.passes("2m")
    assert standing(world) == [("worker_silent", None)]
    world.jobs.worker_lives = True
    world.passes("1m")


@pytest.mark.fault("F6")
def test_where_the_ticker_dies_with_redis_a_worker_tells_once_by_itself(failing: Failing, world: World) -> None:
    with failing.killed():
        world.jobs.hangs = False
        world.loses("ticker")
        world.passes("70s")
        world.app.test_client().get("/status")
        assert standing(world) == [("ticker_silent", None)]
        assert told(world) == [], "whoever found it out has no way to tell"
        for _ in range(2):
            tell_without_a_bell(world.shop)
        (text,) = told(world)
    world.jobs.hangs = True
    world.regains("ticker")
    world.passes("2m")
    assert told(world) == [text]


def test_a_worker_with_a_bell_leaves_what_is_queued_to_it(world: World) -> None:
    with world.house.ledger.write() as ledger:
        raise_alarm(ledger, world.house, Rule.TICKER_SILENT, "ticker", world.now)
    tell_without_a_bell(world.shop)
    assert told(world) == []
    world.passes("20s")
    assert len(told(world)) == 1
