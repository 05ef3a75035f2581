"""A line in the middle of its day, for whoever asks about it at random: a talk, who waits, what is owed, an alarm."""

from collections.abc import Mapping, Sequence

from routing.alarms import Rule
from tests.journeys.world import World
from voice_app.alarms import raise_alarm
from voice_app.ledger import alarms

Ids = Mapping[str, Sequence[str]]
"""What there is, by the part of an address that stands before its id."""


def begin_the_day(world: World) -> Ids:
    """Anna talks, somebody waits, two are owed a callback, of whom one waits for approval; and an alarm stands."""
    (anna,) = world.signs_on("anna")
    talking = world.caller("+31622222221", "first").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.accepts().is_talking_to(talking)
    waiting = world.caller("+31622222222", "second").dials(world.carrier.line).hears("Welkom").presses("1")
    waiting.hears("Liever niet wachten", within="90s").presses("1").waits("5s")
    world.api("POST", "/api/promises", phone="+31622222223")
    world.api("POST", "/api/promises", phone="+870776000000")
    with world.house.ledger.write() as ledger:
        raise_alarm(ledger, world.house, Rule.TICKER_SILENT, "ticker", world.now)
        standing = alarms.page(ledger).items
    return {
        "agents": [*world.house.roster, "nobody"],
        "promises": [promise.id for promise in world.promises()],
        "calls": [talking.legs[-1].sid, waiting.legs[-1].sid],
        "alarms": [alarm.id for alarm in standing],
        "versions": ["1"],
    }
