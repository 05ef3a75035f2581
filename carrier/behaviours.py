"""What a phone does by itself when it is called: accept, let it ring, voicemail, hang up at a bad moment.

A behaviour is told of every event on a leg that somebody dialled to its phone, and may schedule acts.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from carrier.calls import Call
from carrier.clock import Scheduled
from carrier.events import CallEvent, Played, Said, StatusChanged
from carrier.units import reading_time

if TYPE_CHECKING:
    from carrier.exchange import Exchange

Behaviour = Callable[["Exchange", Call, CallEvent], None]

SIP_BUSY = 486
SIP_DECLINE = 603
SIP_NOT_FOUND = 404

AT_ONCE = timedelta(seconds=0.5)
TO_REACT = timedelta(seconds=0.5)  # between the end of a question and the key
INTO_THE_WHISPER = timedelta(seconds=1)
RECORDS_FOR = timedelta(minutes=2)  # a voicemail box; then it hangs up


def let_it_ring(exchange: "Exchange", call: Call, event: CallEvent) -> None:
    """Nobody is there, or somebody acts by hand."""


def pick_up(after: timedelta) -> Behaviour:
    def behave(exchange: "Exchange", call: Call, event: CallEvent) -> None:
        if _becomes(event, "ringing"):
            exchange.later(after, lambda: exchange.lines.answer(call.sid))

    return behave


def press_after_whisper(after: timedelta, key: str) -> Behaviour:
    """Answer, listen to the end of what is said, press `key` once; on a leg where nothing is said, never."""
    answer = pick_up(after)
    intentions: dict[str, Scheduled] = {}
    has_pressed: set[str] = set()

    def behave(exchange: "Exchange", call: Call, event: CallEvent) -> None:
        answer(exchange, call, event)
        if not isinstance(event, Said | Played) or call.sid in has_pressed:
            return
        if call.sid in intentions:  # it goes on; listen to that, too
            intentions[call.sid].cancel()
        intentions[call.sid] = exchange.later(event.lasts + TO_REACT, lambda: press(exchange, call))

    def press(exchange: "Exchange", call: Call) -> None:
        has_pressed.add(call.sid)
        exchange.lines.press(call.sid, key)

    return behave


def hang_up_in_whisper(after: timedelta) -> Behaviour:
    answer = pick_up(after)

    def behave(exchange: "Exchange", call: Call, event: CallEvent) -> None:
        answer(exchange, call, event)
        if isinstance(event, Said | Played):
            exchange.later(INTO_THE_WHISPER, lambda: exchange.lines.hang_up(call.sid))

    return behave


def voicemail(after: timedelta, greeting: str) -> Behaviour:
    """A machine takes the call, talks over whatever is said to it, and records until its box is full."""
    answer = pick_up(after)

    def behave(exchange: "Exchange", call: Call, event: CallEvent) -> None:
        answer(exchange, call, event)
        if _becomes(event, "in-progress"):
            length = reading_time(greeting)
            exchange.later(AT_ONCE, lambda: exchange.lines.speak(call.sid, greeting))
            exchange.later(AT_ONCE + length + RECORDS_FOR, lambda: exchange.lines.hang_up(call.sid))

    return behave


def be_busy(exchange: "Exchange", call: Call, event: CallEvent) -> None:
    if _becomes(event, "initiated"):
        exchange.later(AT_ONCE, lambda: exchange.lines.decline(call.sid, "busy", SIP_BUSY))


def reject(after: timedelta) -> Behaviour:
    """Somebody looks at the screen and declines."""

    def behave(exchange: "Exchange", call: Call, event: CallEvent) -> None:
        if _becomes(event, "ringing"):
            exchange.later(after, lambda: exchange.lines.decline(call.sid, "busy", SIP_DECLINE))

    return behave


def be_unreachable(exchange: "Exchange", call: Call, event: CallEvent) -> None:
    if _becomes(event, "initiated"):
        exchange.later(AT_ONCE, lambda: exchange.lines.decline(call.sid, "failed", SIP_NOT_FOUND))


def _becomes(event: CallEvent, status: str) -> bool:
    return isinstance(event, StatusChanged) and event.status == status
