"""Where somebody goes after signing in: back to where the way was barred, and never off these pages.

An address is taken only where one of our own pages answers it: what looks like one of ours to us and like another
site's to a browser (`//evil`, `/\\evil`, `/%0d%0a`) is answered by none.
"""

import re
from urllib.parse import urlencode

from flask import Request, current_app
from werkzeug.exceptions import HTTPException

from voice_app.pages.page import Visit

HOME = "/"
_OURS = re.compile(r"/(?:[A-Za-z0-9_.\-]+(?:/[A-Za-z0-9_.\-]+)*)?(?:\?[A-Za-z0-9_.\-=&]*)?")


def way_in(visit: Visit, request: Request) -> str:
    """The address of what is still to be done before this page is shown; it leads back here."""
    query = request.query_string.decode("ascii", "replace")
    wanted = onward(f"{request.path}?{query}" if query else request.path) if _is_shown_here(request) else HOME
    step = _next_step(visit)
    return step if wanted == HOME else f"{step}?{urlencode({'next': wanted})}"


def _is_shown_here(request: Request) -> bool:
    """Whether the page lies where the request went: an act may have an address that looks like a page's (of the
    promise `act`)."""
    rules = current_app.url_map.iter_rules()
    wanted = request.url_rule and request.url_rule.rule
    return any(rule.rule == wanted and "GET" in (rule.methods or ()) for rule in rules)


def _next_step(visit: Visit) -> str:
    if visit.signed_in is None:
        return "/sign-in"
    return "/sign-in/code" if visit.signed_in.account.totp_at is not None else "/second-factor"


def onward(wanted: str) -> str:
    """This address, where it is one of ours; else the way in."""
    if not _OURS.fullmatch(wanted):
        return HOME
    adapter = current_app.url_map.bind("")
    try:
        adapter.match(wanted.partition("?")[0], method="GET")
    except HTTPException:
        return HOME
    return wanted
