"""People who ask to be called back, in as many words as it takes; for journeys that begin after that."""

from carrier.phone import Phone
from tests.journeys.world import World

LINE_SHOWS = "+31201234567"


def asks_for_a_callback(world: World, phone: str = "+31622222222", name: str = "the caller", key: str = "1") -> Phone:
    """Nobody is there: the menu, then `1`, and the phone down as soon as the promise has been spoken."""
    caller = world.caller(phone, name).dials(world.carrier.line).hears("Welkom").presses(key)
    return caller.hears("dan bellen we u terug").presses("1").hears("Afgesproken").hangs_up()


def is_called_back(world: World, agent: Phone, caller: Phone) -> None:
    """The agent's phone rings first; after `1` the customer's does, and the two talk."""
    agent.accepts()
    agent.hears("Terugbellen").is_talking_to(caller.rings().answers())


def rings_at(world: World, caller: Phone) -> int:
    """How often this phone was rung by us, in all."""
    return sum(call.to == caller.address for call in world.carrier.exchange.calls)
