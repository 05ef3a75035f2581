"""What a visitor is shown when something is refused, missing or broken: a page in the own language, and what to do now.

A page that was asked for by a script gets the sentences alone. Deliberately says nothing of what went wrong inside.
"""

from functools import partial

import structlog
from flask import Flask, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, SecurityError

from routing.board import BoardGone
from voice_app import vitals
from voice_app.ledger import LedgerGone
from voice_app.pages import door
from voice_app.pages.page import Visit
from voice_app.pages.signing_in.onward import way_in
from voice_app.runtime import Runtime

OF_ITS_OWN = frozenset({401, 403, 404, 413, 429, 500, 503})
"""Those that have words of their own; any other is told like 400."""

KEPT = ("/desk", "/line/")
"""Where the page keeps what was being written (`drafts.js`, `unsaved.js`)."""

log = structlog.get_logger()


def handle(app: Flask, house: Runtime) -> None:
    app.register_error_handler(HTTPException, partial(_refused, house))
    app.register_error_handler(LedgerGone, partial(_gone, house))
    app.register_error_handler(BoardGone, partial(_gone, house))


def show(house: Runtime, status: int, ours: str | None = None) -> ResponseReturnValue:
    """The page for this status. `ours`: the address at which these pages are, where this is none of theirs."""
    if "visit" not in g:  # refused before anybody has looked who it is
        g.visit = _visit(house)
    is_asked_by_script = "HX-Request" in request.headers
    page = render_template(
        "_error.html" if is_asked_by_script else "error.html",
        status=status if status in OF_ITS_OWN else 400,
        ours=ours,
        way_in="/sign-in" if is_asked_by_script else way_in(g.visit, request),
        is_kept=request.path.startswith(KEPT),
    )
    return page, status


def _visit(house: Runtime) -> Visit:
    """Whoever it is; where nobody can tell, somebody who speaks what the browser says."""
    house = house.current()
    try:
        return door.visit_of(house, request)
    except LedgerGone:
        return Visit(house, house.now(), door.language_of_browser(request, house))


def _refused(house: Runtime, error: HTTPException) -> ResponseReturnValue:
    response = error.get_response()
    if response.status_code < 400:  # noqa: PLR2004 - a redirect is no error
        return response
    if isinstance(error, SecurityError):  # asked for by another name than ours
        answer = make_response(show(house, response.status_code, ours=house.settings.pages_base_url))
    else:
        answer = make_response(show(house, response.status_code))
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    return answer


def _gone(house: Runtime, error: Exception) -> ResponseReturnValue:
    log.error("pages.store_gone", of=type(error).__name__)
    answer = make_response(show(house, 503))
    answer.headers["Retry-After"] = "5"
    if isinstance(error, LedgerGone) and vitals.lacks_board(house):
        answer.headers["Gehoor-Gone"] = "both"  # a page that is open knows what that means (`banner.js`)
    return answer
