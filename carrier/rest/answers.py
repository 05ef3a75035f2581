"""How Twilio's REST API answers: errors, dates, pages.

Knows no resource. Sources: Twilio's API reference and the published examples of its OpenAPI document.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, jsonify, request

T = TypeVar("T")
Body = dict[str, Any]

UNKNOWN_PARAMETERS = 20001
INVALID_METHOD = 21209
DEFAULT_PAGE = 50
LARGEST_PAGE = 1000


class RestError(Exception):
    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def error_body(error: RestError) -> Response:
    response = jsonify(
        code=error.code,
        message=error.message,
        more_info=f"https://www.twilio.com/docs/errors/{error.code}",
        status=error.status,
    )
    response.status_code = error.status
    return response


def bad_request(code: int, message: str) -> RestError:
    return RestError(400, code, message)


def refuse_unknown(given: Iterable[str], played: frozenset[str], unplayed: frozenset[str]) -> None:
    """Twilio lets many unknown parameters pass; a misspelt one is found here instead of by a caller."""
    for name in given:
        if name in unplayed:
            raise bad_request(UNKNOWN_PARAMETERS, f"{name} is not played yet by this carrier")
        if name not in played:
            raise bad_request(UNKNOWN_PARAMETERS, f"Unknown parameter {name}")


def method(form: Mapping[str, str], name: str) -> str:
    value = form.get(name) or "POST"
    if value not in {"GET", "POST"}:
        raise bad_request(INVALID_METHOD, f"{name} {value} is not GET or POST")
    return value


def rfc2822(at: datetime | None) -> str | None:
    return f"{at:%a, %d %b %Y %H:%M:%S} +0000" if at else None


def is_within_days(at: datetime | None, name: str) -> bool:
    """The filters `Name`, `Name<` and `Name>` (Twilio counts in whole days of UTC, bounds included)."""
    if not any(request.args.get(f"{name}{sign}") for sign in ("", "<", ">")):
        return True
    if at is None:
        return False
    day = at.date().isoformat()
    on, before, after = (request.args.get(f"{name}{sign}", "")[:10] for sign in ("", "<", ">"))
    return (not on or day == on) and (not before or day <= before) and (not after or day >= after)


def page_of(key: str, items: Sequence[T], show: Callable[[T], Body]) -> Response:
    """One page of a list, with Twilio's addresses of the next and previous."""
    size = min(int(request.args.get("PageSize", DEFAULT_PAGE)), LARGEST_PAGE)
    page = int(request.args.get("Page", 0))
    start = page * size
    shown = items[start : start + size]
    has_more = start + size < len(items)
    body: Body = {
        key: [show(item) for item in shown],
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + max(len(shown) - 1, 0),
        "uri": _uri(page),
        "first_page_uri": _uri(0),
        "next_page_uri": _uri(page + 1) if has_more else None,
        "previous_page_uri": _uri(page - 1) if page else None,
    }
    return jsonify(body)


def _uri(page: int) -> str:
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "Page"]
    if not any(name == "PageSize" for name, _ in arguments):
        arguments.append(("PageSize", str(DEFAULT_PAGE)))
    return f"{request.path}?{urlencode([*arguments, ('Page', str(page))])}"
