"""The house of the journeys, for whatever stands between routing and the stores."""

from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world, world_of

__all__ = ["WorldOf", "empty_ledger", "ledger", "world", "world_of"]
