"""How long somebody has to wait before trying again: for people in minutes, for programs in a header."""

from math import ceil

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from voice_app.accounts.throttle import Barred
from voice_app.pages.page import Visit


def minutes_until(barred: Barred, visit: Visit) -> int | None:
    """None where it is over only with a new invitation."""
    return None if barred.until is None else ceil((barred.until - visit.now).total_seconds() / 60)


def with_retry_after(answer: ResponseReturnValue, barred: Barred, visit: Visit) -> Response:
    response = make_response(answer)
    if barred.until is not None:
        response.headers["Retry-After"] = str(ceil((barred.until - visit.now).total_seconds()))
    return response


def in_a_moment(answer: ResponseReturnValue) -> Response:
    """Somebody else's password is being looked at: that takes a fraction of this."""
    response = make_response(answer)
    response.headers["Retry-After"] = "2"
    return response
