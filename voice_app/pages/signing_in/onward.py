"""Where somebody goes after signing in: back to where the way was barred, and never off these pages.

An address is taken only where one of our own pages answers it: what looks like one of ours to us and like another
site's to a browser (`//evil`, `/\\evil`, `/%0d%0a`) is answered by none.
"""

import re
from urllib.parse import urlencode

from flask import Request, current_app
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

HOME = "/"
_OURS = re.compile(r"/(?:[A-Za-z0-9_.\-]+(?:/[A-Za-z0-9_.\-]+)*)?(?:\?[A-Za-z0-9_.\-=&]*)?")


def way_to_sign_in(request: Request) -> str:
    """The address of the sign-in page, from which this one is reached again."""
    query = request.query_string.decode("ascii", "replace")
    wanted = onward(f"{request.path}?{query}" if query else request.path)
    return "/sign-in" if wanted == HOME else f"/sign-in?{urlencode({'next': wanted})}"


def onward(wanted: str) -> str:
    """This address, where it is one of ours; else the way in."""
    if not _OURS.fullmatch(wanted):
        return HOME
    adapter = current_app.url_map.bind("")
    try:
        adapter.match(wanted.partition("?")[0], method="GET")
    except (HTTPException, MethodNotAllowed, RequestRedirect):
        return HOME
    return wanted
