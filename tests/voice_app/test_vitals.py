"""What of ours stands still is known within a minute of its last beat, whoever is left to say so."""

from datetime import datetime, timedelta

import pytest

from routing.alarms import GRAVEST_FIRST, Rule, gravity
from routing.escalation import Cause
from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world, world_of
from tests.journeys.world import World
from voice_app import vitals
from voice_app.ledger import AlarmId, alarms
from voice_app.vitals import Vitals
from workers.ringing import stop_dialling

__all__ = ["WorldOf", "empty_ledger", "ledger", "world", "world_of"]

A_PAGE_ASKS_EACH = timedelta(seconds=15)
"""As `banner.js` does."""


def look(world: World) -> Vitals:
    return vitals.look(world.house, BEGUN[0], world.now)


BEGUN: list[datetime] = []


@pytest.fixture(autouse=True)
def begun(world: World) -> None:
    """The process of the pages came with the world; and a caller waits, so that the ticker looks each second."""
    BEGUN[:] = [world.now]
    world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    world.passes("20s")


def troubles(world: World) -> list[str]:
    return [trouble.what for trouble in look(world).troubles]


def seconds_until(world: World, what: str) -> int:
    """Until a page that asks at the worst moments shows it."""
    for passed in range(5, 180, 5):
        world.passes("5s")
        if what in troubles(world):
            return passed + A_PAGE_ASKS_EACH.seconds
    raise AssertionError(f"{what} is never shown")


def test_while_everything_lives_there_is_nothing_to_say(world: World) -> None:
    for _ in range(20):
        world.passes("10s")
        assert look(world).troubles == ()


@pytest.mark.fault("F30", "F31")
@pytest.mark.parametrize(("dead", "what"), [("ticker", "ticker_silent"), ("worker", "worker_silent")])
def test_a_dead_process_is_shown_within_a_minute_while_it_lasts(world: World, dead: str, what: str) -> None:
    world.loses(dead)
    assert seconds_until(world, what) <= 60
    world.passes("2m")
    (trouble,) = look(world).troubles
    assert trouble.what == what
    assert trouble.since_at is not None
    assert timedelta(minutes=2) < world.now - trouble.since_at < timedelta(minutes=4)
    world.regains(dead)
    world.passes("65s")
    assert troubles(world) == []


def test_of_a_worker_nothing_is_said_while_nobody_rings_for_it(world: World) -> None:
    world.loses("ticker")
    world.passes("5m")
    assert troubles(world) == ["ticker_silent"]
    world.regains("ticker")


def test_a_ticker_that_comes_after_the_pages_has_its_time(world: World) -> None:
    world.loses("ticker")
    world.passes("10m")
    assert vitals.look(world.house, world.now - timedelta(seconds=20), world.now).troubles == ()
    world.regains("ticker")


def test_an_account_that_is_refused_is_shown_at_once(world: World) -> None:
    with world.house.ledger.write() as ledger:
        stop_dialling(ledger, world.house, Cause.CARRIER_ACCOUNT, world.now)
    assert troubles(world) == ["carrier_account"]
    assert look(world).alarms == (), "said once is enough"


def test_what_stands_is_counted_and_the_gravest_comes_first(world: World) -> None:
    rules = (Rule.PROMISE_AT_RISK, Rule.PROMISE_BROKEN, Rule.TEXT_UNREAD)
    with world.house.ledger.write() as ledger:
        for count, rule in enumerate(rules):
            alarms.raise_once(ledger, AlarmId(f"A{count}"), rule, f"S{count}", world.now)
    seen = look(world)
    assert (seen.standing, seen.worst and seen.worst.rule) == (3, "promise_broken")
    assert [one.rule for one in seen.alarms] == ["promise_broken", "promise_at_risk", "text_unread"]
    with world.house.ledger.write() as ledger:
        for count, rule in enumerate(rules):
            alarms.end(ledger, rule, f"S{count}", world.now)


def test_every_rule_has_its_place_and_one_that_nobody_knows_the_last() -> None:
    assert set(GRAVEST_FIRST) == set(Rule)
    assert gravity("of_tomorrow") == len(GRAVEST_FIRST) > gravity(Rule.RECORDING_UNDELETED)
