"""Nobody can answer: outside the hours, on a holiday, or with every agent signed out. The menu always comes first."""

from datetime import UTC, datetime

from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app import reporting, wallboard

SUNDAY_EVENING = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)
KINGS_DAY = datetime(2026, 4, 27, 10, 0, tzinfo=UTC)


def test_after_the_menu_a_closed_line_says_when_it_opens_and_offers_a_callback(world_of: WorldOf) -> None:
    world = world_of(start=SUNDAY_EVENING)
    world.signs_on("anna")
    caller = world.caller().dials(world.carrier.line).hears("Welkom bij Voorbeeld").hears("toets 1").presses("1")
    caller.hears("We zijn nu gesloten, en morgen om 9 uur").hears("Toets 1, dan bellen we u terug").presses("1")
    caller.hears("Afgesproken. We bellen u terug, uiterlijk morgen").presses("1").hears("Tot dan").was_hung_up()
    assert (world.promise().need, world.promise().source) == ("billing", "closed")
    assert not world.agent("anna").is_in_call


def test_zero_is_a_callback_about_anything(world_of: WorldOf) -> None:
    world = world_of(start=SUNDAY_EVENING)
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("2")
    caller.hears("Gaat het over iets anders? Toets 0").presses("0").hears("Afgesproken")
    assert world.promise().need is None


def test_silence_promises_nothing(world_of: WorldOf) -> None:
    world = world_of(start=SUNDAY_EVENING)
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    caller.hears("Toets 1, dan bellen we u terug").hears("Toets 1, dan bellen we u terug").hears("Dag").was_hung_up()
    assert world.promises() == ()


def test_a_holiday_is_closed(world_of: WorldOf) -> None:
    world = world_of(start=KINGS_DAY, hours={"holidays": "NL"})
    world.signs_on("anna")
    world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("We zijn nu gesloten, en morgen")


def test_with_every_agent_signed_out_a_callback_is_offered_at_once(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    caller.hears("Er is nu niemand die u kan helpen").presses("1").hears("We bellen u terug, uiterlijk morgen")


def offered(world: World) -> tuple[int, int]:
    """Callers of today, as the wallboard and as compliance count those whom somebody should have answered."""
    day = world.now.astimezone(world.house.line.timezone).date()
    counted = reporting.report(world.house, reporting.days(world.house, day, day), world.now, "day")
    return wallboard.figures_of(world.house, world.now).calls.offered, counted.whole["offered"]


def test_a_call_at_night_is_offered_to_nobody_and_keeps_no_service_level_down(world_of: WorldOf) -> None:
    world = world_of(start=SUNDAY_EVENING)
    world.caller().dials(world.carrier.line).hears("toets 1").presses("1").hears("nu gesloten").hangs_up()
    other = world.caller("+31633333333").dials(world.carrier.line).hears("toets 1").presses("1")
    other.hears("nu gesloten").presses("1").hears("Afgesproken").hangs_up()
    assert offered(world) == (0, 0)


def test_who_finds_nobody_within_the_hours_was_not_answered(world: World) -> None:
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    caller.hears("Er is nu niemand die u kan helpen").waits("6s").hangs_up()
    other = world.caller("+31633333333").dials(world.carrier.line).hears("toets 1").presses("1")
    other.hears("Er is nu niemand die u kan helpen").waits("6s").presses("1").hears("uiterlijk morgen").hangs_up()
    world.passes("1m")
    assert offered(world) == (2, 2)
    assert wallboard.figures_of(world.house, world.now).calls.service_levels[0] == 0


def test_who_still_waits_when_the_line_closes_is_offered_a_callback(world_of: WorldOf) -> None:
    world = world_of(start=datetime(2026, 3, 2, 19, 58, tzinfo=UTC))
    world.signs_on("bram")
    world.agent("bram").lets_it_ring()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses("1")
    world.passes("130s")
    anna = world.signs_on("anna")[0]
    caller.hears("Toets 1 en we bellen u terug", within="2m").presses("1").hears("uiterlijk morgen")
    assert not anna.is_in_call
