"""The API's edge: who may ask, how large a request may be, and how a view is run and its errors are shown.

Everything under `/api/` needs the token, addresses that do not exist included, but for the OpenAPI document: it is the
same for every line, names nobody, and programs are made from it before anybody has a token.

Without an `API_TOKEN` the API is closed: 401 to everybody, because no token can be right. Not 503: a proxy that counts
those as failures would take a web process out that answers calls perfectly well.
"""

import re
from functools import cache, partial
from typing import Any

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from routing.board import BoardGone
from voice_app.accounts.digests import is_one_of
from voice_app.api import (
    agents,
    alarms,
    caring,
    compliance,
    follow_ups,
    holding,
    line,
    persons,
    problems,
    promises,
    recording,
    recordings,
    transfers,
    waiting,
    why,
    why_agent,
    wordings,
)
from voice_app.api.endpoint import JSON, LARGEST_BODY, Asked, Endpoint, Sound
from voice_app.api.openapi import Json, document
from voice_app.api.problems import Refusal, not_found
from voice_app.ledger import LedgerGone
from voice_app.runtime import Runtime

HERE = "/api/"
DOCUMENT = "/api/openapi.json"

ENDPOINTS: tuple[Endpoint[Any], ...] = (
    *agents.ENDPOINTS,
    *transfers.ENDPOINTS,
    *holding.ENDPOINTS,
    *waiting.ENDPOINTS,
    *promises.ENDPOINTS,
    *caring.ENDPOINTS,
    *persons.ENDPOINTS,
    *recording.ENDPOINTS,
    *recordings.ENDPOINTS,
    *why.ENDPOINTS,
    *why_agent.ENDPOINTS,
    *compliance.ENDPOINTS,
    *follow_ups.ENDPOINTS,
    *alarms.ENDPOINTS,
    *wordings.ENDPOINTS,
    *line.ENDPOINTS,
)

_AN_ID = re.compile(r"[A-Za-z0-9_.\-]{1,64}")

log = structlog.get_logger()


def make_api(house: Runtime) -> Blueprint:
    """The blueprint for one runtime."""
    api = Blueprint("api", __name__)
    api.before_app_request(partial(_refuse_strangers, house.settings.api_tokens))
    for endpoint in ENDPOINTS:
        api.add_url_rule(
            endpoint.path.replace("{id}", "<id>"),
            endpoint=endpoint.view.__name__,
            view_func=partial(_answer, house, endpoint),
            methods=[endpoint.method],
        )
    api.add_url_rule(DOCUMENT, view_func=_describe, endpoint="openapi")
    api.register_error_handler(LedgerGone, problems.answer_gone)
    api.register_error_handler(BoardGone, problems.answer_gone)
    api.app_errorhandler(Refusal)(problems.refuse)
    api.app_errorhandler(HTTPException)(_show_problem)
    api.after_app_request(_keep_private)
    if house.settings.api_token is None:
        log.info("api.closed", variable="API_TOKEN")
    return api


@cache
def _describe() -> Json:
    """Written when somebody first asks: it takes longer than all else that a process does before its first call."""
    return document(ENDPOINTS)


def _refuse_strangers(tokens: tuple[str, ...]) -> None:
    """Deny by default, before anything is read: the guard hangs on the address, not on the endpoint."""
    if not request.path.startswith(HERE) or request.path == DOCUMENT:
        return
    request.max_content_length = LARGEST_BODY + 1  # a longer one of unknown length is cut there: then `read` refuses it
    if not tokens:
        raise Refusal(401, "api_closed", "The API is closed: this service was given no API_TOKEN.")
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not is_one_of(given.strip(), tokens):
        raise Refusal(401, "no_token", "Send the right token, as Authorization: Bearer ….")


def _answer(house: Runtime, endpoint: Endpoint[Any], id: str = "") -> Response:
    if id and not _AN_ID.fullmatch(id):
        raise not_found("id")
    house = house.current()
    form = endpoint.read(request, house.line)
    shown, status = endpoint.view(Asked(house, id, form, house.now()))
    if isinstance(shown, Sound):
        return Response(shown.chunks, status, mimetype=shown.mimetype)
    return Response(shown.model_dump_json(by_alias=True), status, mimetype=JSON)


def _show_problem(error: HTTPException) -> Response | HTTPException:
    """The whole application's errors pass here; those of other rooms are left to them."""
    return problems.answer_http(error) if request.path.startswith(HERE) else error


def _keep_private(response: Response) -> Response:
    """What is about people is for no cache to keep."""
    if request.path.startswith(HERE):
        response.headers["Cache-Control"] = "no-store"
    return response
