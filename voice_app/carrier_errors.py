"""What a REST request that was not answered well tells, in the words that its caller acts by.

Deliberately repeats nothing and logs nothing.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

import requests
from twilio.base.exceptions import TwilioException
from twilio.http.response import Response

from routing.escalation import Cause

TOO_MANY_REQUESTS = 429
SERVER_ERRORS = 500
UNAUTHENTICATED = 401
ACCOUNT_REFUSED: Final = frozenset({10001, 20003, 20005})
"""Twilio's codes for an account that is closed or suspended, and for credentials that count no longer."""
DOWN: Final = Cause.CARRIER_DOWN


class TelephonyError(Exception):
    """A REST request that was not answered well.

    `permanent`: it would fail again just so. `safe_to_repeat`: it certainly did nothing.
    `code`: Twilio's error code, `status`: that of HTTP; None where there was no answer. `trouble`: every other request
    would fail as well, since the carrier is down or refuses our account.
    """

    def __init__(
        self,
        what: str,
        *,
        permanent: bool,
        safe_to_repeat: bool,
        code: int | None = None,
        status: int | None = None,
        trouble: Literal[Cause.CARRIER_DOWN, Cause.CARRIER_ACCOUNT] | None = None,
    ) -> None:
        super().__init__(what)
        self.trouble = trouble
        self.permanent = permanent
        self.safe_to_repeat = safe_to_repeat
        self.code = code
        self.status = status


@contextmanager
def named_errors(what: str) -> Iterator[None]:
    """Turn what the SDK and its HTTP library raise into a `TelephonyError`.

    Twilio's page on 20429: a 429 "is never processed"; a connection that was refused carried nothing; a 5xx or an
    answer that was lost or broke off says nothing about whether the call was made.
    """
    try:
        yield
    except requests.ConnectTimeout as error:
        raise TelephonyError(f"{what}: no connection", permanent=False, safe_to_repeat=True, trouble=DOWN) from error
    except requests.ConnectionError as error:
        unmade = never_connected(error)
        raise TelephonyError(
            f"{what}: connection failed", permanent=False, safe_to_repeat=unmade, trouble=DOWN
        ) from error
    except requests.RequestException as error:
        raise TelephonyError(f"{what}: no answer", permanent=False, safe_to_repeat=False, trouble=DOWN) from error
    except TwilioException as error:
        status, code = _status_and_code(error)
        refused = status < SERVER_ERRORS
        raise TelephonyError(
            f"{what}: refused with {status}",
            permanent=refused and status != TOO_MANY_REQUESTS,
            safe_to_repeat=refused,
            code=code,
            status=status,
            trouble=_trouble(status, code),
        ) from error
    except ValueError as error:  # no JSON, or not of what was asked for
        raise TelephonyError(
            f"{what}: an unreadable answer", permanent=False, safe_to_repeat=False, trouble=DOWN
        ) from error


def sid_of(thing: Any) -> str:
    """The carrier's name of what it answered with."""
    if not thing.sid:  # an answer that broke off before its body: to the SDK everything in it is None
        raise ValueError("no sid")
    return str(thing.sid)


def never_connected(error: requests.ConnectionError) -> bool:
    """Was no connection made, so that nothing can have been done with it? Its words are all that the library tells."""
    return any(word in str(error) for word in ("refused", "resolve", "resolution"))


def _trouble(status: int, code: int | None) -> Literal[Cause.CARRIER_DOWN, Cause.CARRIER_ACCOUNT] | None:
    if status >= SERVER_ERRORS:
        return DOWN
    return Cause.CARRIER_ACCOUNT if status == UNAUTHENTICATED or code in ACCOUNT_REFUSED else None


def _status_and_code(error: TwilioException) -> tuple[int, int | None]:
    """TwilioRestException and TwilioServiceException carry both; where a *list* is refused, the SDK raises its bare
    exception with the response as second argument."""
    for answer in error.args[1:]:
        if isinstance(answer, Response):
            try:
                return answer.status_code, int(json.loads(answer.text)["code"])
            except (ValueError, KeyError, TypeError):  # a proxy's page instead of Twilio's words
                return answer.status_code, None
    return getattr(error, "status", SERVER_ERRORS), getattr(error, "code", None)
