"""What must be true after every journey, whatever happened in it."""

from typing import TYPE_CHECKING

from routing.agents import Activity

if TYPE_CHECKING:
    from tests.journeys.world import World


def examine(world: "World") -> None:
    """No complaint of the carrier, no lost promise, at most one live call for each, nobody stuck, nothing personal on
    the board."""
    _the_carrier_has_no_complaint(world)
    _each_promise_is_owed_or_closed(world)
    _nobody_is_stuck(world)
    _the_board_knows_nobody(world)


def _the_carrier_has_no_complaint(world: "World") -> None:
    assert not world.carrier.exchange.complaints, world.carrier.exchange.complaints


def _each_promise_is_owed_or_closed(world: "World") -> None:
    for promise in world.promises():
        assert promise.state in ("open", "attempting", "kept", "withdrawn", "unreached")
        if promise.state in ("open", "attempting") and world.now > promise.due_by:
            assert promise.broken_at is not None, f"{promise.id} is late and nobody was told"
        in_flight = [one for one in world.attempts(promise.id) if one.state != "ended"]
        assert len(in_flight) <= 1


def _nobody_is_stuck(world: "World") -> None:
    """A minute after everybody has hung up, no agent is held and nobody waits."""
    for phone in world.carrier.phones.by_address.values():
        if phone.is_in_call and not phone.is_ringing:
            phone.hangs_up()
    world.passes("150s")
    for agent in world.house.roster:
        on_board = world.house.board.agent(agent)
        assert on_board is not None
        in_flight = on_board.agent.activity in (Activity.RESERVED, Activity.TALKING)
        phone = world.agent(agent)
        assert not in_flight or phone.is_in_call, f"{agent} is {on_board.agent.activity} without a leg"
    assert world.house.board.waiting(10) == []


def _the_board_knows_nobody(world: "World") -> None:
    client = world.house.board._client
    kept = " ".join(f"{key} {client.dump(key)!r}" for key in client.scan_iter("*"))
    for address in world.carrier.phones.by_address:
        digits = address.lstrip("+")
        assert len(digits) < 8 or not digits.isdecimal() or digits[2:] not in kept, f"{address} is on the board"
