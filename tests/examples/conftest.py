"""The journeys' house and the pages' browser, lent to the examples."""

from tests.carrier.page.conftest import browser
from tests.journeys.conftest import empty_ledger, ledger, world, world_of

__all__ = ["browser", "empty_ledger", "ledger", "world", "world_of"]
