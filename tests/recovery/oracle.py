"""What must be true after every crash, of what was spoken, what is written and who was rung."""

from itertools import pairwise

from carrier.events import Said
from tests.recovery.people import eventually
from tests.recovery.service import Service
from voice_app.ledger.promise import Promise


def examine(service: Service) -> None:
    """Nothing spoken is unwritten, nobody was rung twice at a time or after the end, and everybody comes free."""
    assert {one.code for one in service.exchange.complaints} <= service.tolerated, service.exchange.complaints
    for promise in service.every_promise():
        _is_in_order(service, promise)
    _what_was_spoken_is_written(service)
    _everybody_comes_free(service)


def _is_in_order(service: Service, promise: Promise) -> None:
    assert promise.state in ("open", "attempting", "kept", "withdrawn", "unreached")
    in_flight = [one for one in service.attempts_of(promise) if one.state != "ended"]
    assert len(in_flight) <= (promise.state in ("open", "attempting"))
    legs = [leg for leg in service.exchange.calls if leg.to == promise.phone and leg.direction != "inbound"]
    for leg, following in pairwise(legs):
        assert leg.ended_at is not None
        assert leg.ended_at <= following.created_at, f"two live calls for {promise.id}"
    if promise.closed_at is not None:
        assert all(leg.created_at <= promise.closed_at for leg in legs), f"{promise.id} is over, and was dialled"


def _what_was_spoken_is_written(service: Service) -> None:
    written = service.every_promise()
    for event in service.exchange.record:
        if isinstance(event, Said) and "bellen we u terug, uiterlijk" in event.text.lower():
            caller = service.exchange.lines.calls[event.call_sid].from_
            assert any(one.phone == caller and one.made_at <= event.at for one in written), event.text


def _everybody_comes_free(service: Service) -> None:
    """The phones go down and the agents go home; then nobody is held, and nobody waits."""
    for phone in list(service.phones.by_address.values()):
        if phone.is_in_call and not phone.is_ringing:
            phone.hangs_up()
    service.sends_everybody_home()
    eventually(lambda: not service.board.waiting(10), "nobody waits")
    eventually(lambda: not service.busy_agents(), "nobody is held")
