"""What people do on their phones in these tests, in one line each."""

from carrier.phone import Phone
from tests.journeys.world import World


def rings_for_a_bill(world: World, caller: Phone | None = None) -> Phone:
    """A caller chooses the first entry of the menu."""
    caller = caller or world.caller()
    return caller.dials(world.carrier.line).hears("toets 1").presses("1")


def talks_with_anna(world: World) -> tuple[Phone, Phone]:
    """Anna, and a caller who talks with her about a bill."""
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = rings_for_a_bill(world)
    anna.is_talking_to(caller)
    return anna, caller


def is_called_back_by_anna(world: World, phone: str = "+31622222222") -> tuple[Phone, Phone]:
    """Anna, and a customer who takes up the phone that a promise makes ring."""
    (anna,) = world.signs_on("anna")
    customer = world.caller(phone).accepts()
    anna.accepts()
    world.passes("1s")
    anna.is_talking_to(customer)
    return anna, customer
