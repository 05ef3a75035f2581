"""What several tests of the desk do: callers ring in, agents talk, customers are called back."""

from datetime import datetime

from carrier.phone import Phone
from routing.agents import Presence
from routing.skills import AgentId, ReservationId
from tests.journeys.world import World
from voice_app.desk import CallBack, Card, Desk, Wrapped, WrapUp, desk_of, wrap_up
from voice_app.ledger.ids import Disposition

CALLER, OTHER = "+31622222222", "+31633333333"
ANNA, BRAM = AgentId("anna"), AgentId("bram")


def desk(world: World, agent: AgentId = ANNA) -> Desk:
    return desk_of(world.house, agent, world.now)


def card(world: World, agent: AgentId = ANNA) -> Card:
    shown = desk(world, agent).card
    assert shown is not None
    return shown


def last(world: World, agent: AgentId = ANNA) -> Card:
    shown = desk(world, agent).last
    assert shown is not None
    return shown


def rings_in(world: World, phone: str = CALLER, key: str = "1") -> Phone:
    return world.caller(phone).dials(world.carrier.line).hears("Welkom").presses(key)


def talks(world: World, phone: str = CALLER, agent: AgentId = ANNA) -> tuple[Phone, Phone, ReservationId]:
    """The agent, the caller, and the reservation under which they talk."""
    world.declares(agent, Presence.READY)
    caller = rings_in(world, phone)
    world.agent(agent).accepts().is_talking_to(caller)
    return world.agent(agent), caller, card(world, agent).reservation


def has_talked(world: World, phone: str = CALLER, agent: AgentId = ANNA) -> ReservationId:
    """The agent's wrap-up has just begun."""
    _, caller, reservation = talks(world, phone, agent)
    world.passes("20s")
    caller.hangs_up()
    world.passes("1s")
    return reservation


def wraps(
    world: World,
    reservation: ReservationId,
    disposition: Disposition = "resolved",
    *,
    agent: AgentId = ANNA,
    note: str | None = None,
    is_resolved: bool | None = None,
    back: CallBack | None = None,
) -> Wrapped:
    said = WrapUp(disposition, note, is_resolved, back)
    noted = wrap_up(world.house, agent, reservation, said, world.now)
    assert isinstance(noted, Wrapped), noted
    return noted


def local(world: World, text: str) -> datetime:
    """An instant by the clock of the line: `local(world, "2026-03-03 10:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=world.house.line.timezone)
