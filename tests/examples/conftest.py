"""The journeys' house, lent to the examples."""

from tests.journeys.conftest import empty_ledger, ledger, world, world_of

__all__ = ["empty_ledger", "ledger", "world", "world_of"]
