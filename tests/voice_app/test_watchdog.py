import pytest
from flask.testing import FlaskClient

from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world, world_of
from tests.journeys.world import World
from voice_app.app import create_app
from voice_app.ledger import alarms

__all__ = ["WorldOf", "empty_ledger", "ledger", "world", "world_of"]


@pytest.fixture
def visitor(world: World) -> FlaskClient:
    return world.app.test_client()


def standing(world: World) -> list[str]:
    with world.house.ledger.read() as ledger:
        return [alarm.rule for alarm in alarms.standing(ledger)]


@pytest.mark.fault("F31")
@pytest.mark.parametrize("path", ["/status", "/metrics"])
def test_a_ticker_that_died_is_an_alarm_when_somebody_looks(world: World, visitor: FlaskClient, path: str) -> None:
    world.ticker_lives = False
    world.passes("50s")
    visitor.get(path)
    assert standing(world) == []
    world.passes("90s")
    visitor.get(path)
    assert standing(world) == ["ticker_silent"]

    world.ticker_lives = True
    world.passes("40s")
    assert standing(world) == []


def test_a_call_is_a_look_too(world: World) -> None:
    caller = world.caller()
    caller.dials(world.carrier.line).hears("Voorbeeld").hangs_up()
    world.ticker_lives = False
    world.passes("3m")
    caller.dials(world.carrier.line).hears("Voorbeeld").hangs_up()
    assert standing(world) == ["ticker_silent"]
    world.ticker_lives = True
    world.passes("1m")


def test_a_ticker_has_a_minute_to_come_after_the_web_process(world: World, visitor: FlaskClient) -> None:
    world.ticker_lives = False
    world.passes("1h")
    newborn = create_app(world.house).test_client()
    newborn.get("/status")
    assert standing(world) == []
    visitor.get("/status")
    assert standing(world) == ["ticker_silent"]
    world.ticker_lives = True
    world.passes("1m")
