"""Anna in a conversation, for tests of what her desk shows of one, and lets her do."""

from carrier.phone import Phone
from tests.journeys.world import World

CALLER = "+31622222222"


def talks(world: World, phone: str = CALLER, *, shows: str | None = None) -> Phone:
    """A caller who talks to Anna about a bill. `shows`: another number than the own, or none."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = world.caller(phone).dials(world.carrier.line, shows=shows).waits("4s").presses("1")
    return caller.is_talking_to(anna)
