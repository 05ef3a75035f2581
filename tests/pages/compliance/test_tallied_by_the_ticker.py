"""What makes a report on years quick is done by the ticker, by itself."""

from random import Random

from sqlalchemy import func, select

from tests.journeys.conftest import empty_ledger, ledger
from tests.journeys.world import World
from tests.pages.pasts import bare
from tools.past import lay_past
from voice_app.ledger import tables
from workers.tallying import DAYS_AT_A_TIME

__all__ = ["bare", "empty_ledger", "ledger"]


def test_days_that_are_final_are_tallied_a_few_at_a_time(bare: World) -> None:
    house, chance = bare.house, Random(4)  # noqa: S311 - made up, not secret
    lay_past(house.ledger, house.line, until=house.now(), days=18, calls_a_day=20, chance=chance)

    def tallied() -> int:
        with house.ledger.read() as connection:
            return int(connection.execute(select(func.count()).select_from(tables.tallied_days)).scalar_one())

    assert tallied() == 0
    for _ in range(4):
        before = tallied()
        bare.ticker.tick(house.now())
        assert tallied() - before <= DAYS_AT_A_TIME
        bare.passes("1m")
    assert 8 <= tallied() <= 11
