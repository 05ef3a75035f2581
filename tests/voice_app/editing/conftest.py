"""The house of the journeys, for what a real caller hears."""

from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world_of

__all__ = ["WorldOf", "empty_ledger", "ledger", "world_of"]
