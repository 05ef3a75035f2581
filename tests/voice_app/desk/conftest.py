"""A whole house on a virtual clock, looked at from one desk."""

from tests.journeys.conftest import WorldOf, empty_ledger, ledger, world, world_of

__all__ = ["WorldOf", "empty_ledger", "ledger", "world", "world_of"]
