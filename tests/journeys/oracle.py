"""What must be true after every journey, whatever happened in it."""

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from carrier.calls import Call
from carrier.events import Said, TextSent
from routing.agents import Activity
from voice_app import numbers
from voice_app.ledger.promise import Promise

if TYPE_CHECKING:
    from tests.journeys.world import World

A_MINUTE = timedelta(minutes=1)
TO_ACT = timedelta(hours=1)
"""How long before a promise is broken a supervisor must have known."""


def examine(world: "World") -> None:
    """No complaint of the carrier, no lost promise, at most one live call for each and none outside policy, nobody
    stuck, nothing personal on the board."""
    _the_carrier_has_no_complaint(world)
    _each_promise_is_owed_or_closed(world)
    _what_was_spoken_is_written(world)
    _people_are_rung_once_at_a_time_and_only_while_owed(world)
    _nobody_is_rung_or_texted_outside_policy(world)
    _nobody_is_stuck(world)
    _the_board_knows_nobody(world)


def _the_carrier_has_no_complaint(world: "World") -> None:
    assert not world.carrier.exchange.complaints, world.carrier.exchange.complaints


def _each_promise_is_owed_or_closed(world: "World") -> None:
    for promise in world.promises():
        assert promise.state in ("open", "attempting", "kept", "withdrawn", "unreached")
        if promise.state in ("open", "attempting") and world.now > promise.due_by:
            assert promise.broken_at is not None, f"{promise.id} is late and nobody was told"
        if promise.broken_at is not None and promise.broken_at - promise.due_by < A_MINUTE:  # the ticker was there
            assert promise.escalated_at is not None
            assert promise.due_by - promise.escalated_at >= TO_ACT, f"{promise.id} was broken without warning"
        in_flight = [one for one in world.attempts(promise.id) if one.state != "ended"]
        assert len(in_flight) <= 1


def _what_was_spoken_is_written(world: "World") -> None:
    """Whoever heard "agreed" is owed a callback, or was: in that call, or by the promise that it joined."""
    for event in world.carrier.exchange.record:
        if isinstance(event, Said) and event.text.startswith(("Afgesproken", "Agreed")):
            caller = world.carrier.exchange.lines.calls[event.call_sid].from_
            mine = [one for one in world.promises() if one.call_sid == event.call_sid or one.phone == caller]
            assert any(one.made_at <= event.at for one in mine), f"{event.text!r} was spoken, and nothing is written"


def _people_are_rung_once_at_a_time_and_only_while_owed(world: "World") -> None:
    for promise in world.promises():
        legs = [] if promise.shared else _legs_to(world, promise)
        for leg, following in pairwise(legs):
            assert leg.ended_at is not None
            assert leg.ended_at <= following.created_at, f"two live calls for {promise.id}"
        others = [one for one in world.promises() if one.phone == promise.phone and one.id != promise.id]
        if promise.closed_at is not None and not others:
            late = [leg for leg in legs if leg.created_at > promise.closed_at]
            assert not late, f"{promise.id} is {promise.state}, and its person was rung"
        most = world.house.line.callback.attempts + len(others) * world.house.line.callback.attempts
        assert len(legs) <= most, f"{promise.id} was rung {len(legs)} times"


def _legs_to(world: "World", promise: Promise) -> list[Call]:
    """What rang, or would have, at the person's phone."""
    outgoing = (call for call in world.carrier.exchange.calls if call.direction != "inbound")
    return [call for call in outgoing if call.to == promise.phone]


def _nobody_is_rung_or_texted_outside_policy(world: "World") -> None:
    """Agents and the fallback number apart: no call to a number that nobody approved, none at an indecent hour."""
    line, promises = world.house.line, world.promises()
    approved = {one.phone for one in promises if one.approved_at is not None}
    ours = {agent.reach.removeprefix("tel:") for agent in line.agents} | {line.identity.fallback_number}
    for call in world.carrier.exchange.calls:
        if call.direction == "inbound" or call.to in ours:
            continue
        _demand_policy(world, call.to, approved)
        owed = next((one for one in promises if one.phone == call.to), None)
        need = owed.need if owed else None
        calling = world.house.terms.calling(numbers.Phone(call.to), need, call.created_at)
        assert any(calling.spans(call.created_at, call.created_at + timedelta(seconds=1))), f"{call.to} at night"
    for event in world.carrier.exchange.record:
        if isinstance(event, TextSent) and event.from_ == line.text.sender:
            _demand_policy(world, event.to, approved)


def _demand_policy(world: "World", phone: str, approved: set[numbers.Phone | None]) -> None:
    verdict = numbers.judge(numbers.Phone(phone), world.house.line.policy)
    assert verdict.decision == "callable" or phone in approved, f"{phone}: {verdict.reason}"


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
