"""The carrier, watched: each request is counted and timed, leaves a line and a span, and goes on as it was.

A look around that went well, and belongs to nobody's story, leaves no line. What is counted here, whoever asked
tells the board: at the end of the job, or of the tick.

Of a request nothing is told but which act it was, and what the carrier answered: no address, no form, no number.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast

import structlog

from voice_app.carrier_errors import TelephonyError
from voice_app.runtime import Runtime, seconds
from voice_app.seeing import families
from voice_app.telephony import Telephony

TOLD_CODES: Final = frozenset(
    {10001, 20003, 20005, 20404, 20429, 20500, 20503, 13223, 13224, 13225, 21210, 21211, 21212, 21214, 21215, 21216}
    | {21217, 21218, 21219, 21220, 21408, 21601, 21606, 21608, 21610, 21611, 21612, 21614, 30001, 30003, 30006}
)
"""Twilio's codes that mean something to whoever runs a line; every other one is `other`."""

log = structlog.get_logger()


def watched(carrier: Telephony, house: Runtime) -> Telephony:
    """The same carrier, seen."""
    return cast(Telephony, _Watched(carrier, house))


class _Watched:
    """Every act of it, by name."""

    def __init__(self, carrier: Telephony, house: Runtime) -> None:
        self._carrier, self._house = carrier, house

    def __getattr__(self, act: str) -> Callable[..., Any]:
        asked = getattr(self._carrier, act)

        @wraps(asked)
        def ask(*args: Any, **named: Any) -> Any:
            return _ask(self._house, act, lambda: asked(*args, **named))

        return ask


def _ask(house: Runtime, act: str, asked: Callable[[], Any]) -> Any:
    began, error = seconds(), None
    with house.traces.within(f"carrier {act}", outermost=True) as span:
        try:
            return asked()
        except TelephonyError as failed:
            error = failed
            raise
        finally:
            took, status, code = seconds() - began, _status(error), _code(error)
            house.counts.count(families.CARRIER, act, status, code)
            house.counts.time(families.CARRIER_TOOK, took, act)
            if error is not None and not error.safe_to_repeat:
                house.counts.count(families.CARRIER_DOUBT, act)
            span.say(act=act, status=status, code=code)
            if error is not None or structlog.contextvars.get_contextvars():
                log.info("carrier.asked", act=act, status=status, code=code, ms=round(took * 1000, 1))


def _status(error: TelephonyError | None) -> str:
    """By class, but for 429, which means something of its own."""
    if error is None:
        return "2xx"
    if error.status is None:
        return "none"
    return "429" if error.status == 429 else f"{error.status // 100}xx"  # noqa: PLR2004 - the one status by itself


def _code(error: TelephonyError | None) -> str:
    if error is None or error.code is None:
        return "none"
    return str(error.code) if error.code in TOLD_CODES else "other"
