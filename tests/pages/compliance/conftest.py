"""A line with weeks behind it, of which most days are tallied, and a supervisor who looks at them."""

from random import Random

import pytest
from flask import Flask

from tests.journeys.conftest import empty_ledger, ledger
from tests.journeys.world import World
from tests.pages.pasts import build, once
from tests.pages.visitors import Visitor, signed_in
from tools.embedded_redis import EmbeddedRedis
from tools.past import lay_past
from voice_app.ledger import Ledger, tallies
from voice_app.pages import create_pages
from voice_app.runtime import Runtime

__all__ = ["empty_ledger", "ledger"]

DAYS = 45


@pytest.fixture
def past(redis_server: EmbeddedRedis, ledger: Ledger) -> World:
    """The world, six weeks old."""
    world = build(redis_server, ledger)
    house, chance = world.house, Random(11)  # noqa: S311 - made up, not secret

    def lay() -> None:
        lay_past(house.ledger, house.line, until=house.now(), days=DAYS, calls_a_day=70, chance=chance)
        with house.ledger.write() as connection:
            for day in tallies.untallied(connection, house.line.timezone, house.now(), DAYS):
                tallies.tally(connection, day, house.line.timezone, house.now())

    once("weeks that are tallied", house.ledger, lay)
    return world


@pytest.fixture
def lived(past: World) -> Runtime:
    """Its house."""
    return past.house


@pytest.fixture
def app(lived: Runtime) -> Flask:
    """Its pages."""
    return create_pages(lived)


@pytest.fixture
def chloe(lived: Runtime, app: Flask) -> Visitor:
    """A supervisor."""
    return signed_in(lived, app, "chloe")
