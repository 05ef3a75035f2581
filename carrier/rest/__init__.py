"""Twilio's REST API over an exchange, as far as a support line uses it.

Calls, conferences, messages, recordings and own numbers of one account, with Basic auth, Twilio's bodies, errors and
paging. What Twilio has and this carrier does not play is refused with 20001, never ignored.
"""

from flask import Blueprint, Flask, Response, g, request

from carrier.exchange import Exchange
from carrier.faults import RestFault
from carrier.rest.answers import RestError, error_body
from carrier.rest.call_recordings import add_call_recordings
from carrier.rest.calls import add_calls
from carrier.rest.conferences import add_conferences
from carrier.rest.messages import add_messages
from carrier.rest.notifications import add_notifications
from carrier.rest.numbers import add_numbers
from carrier.rest.recordings import add_recordings

UNAUTHENTICATED = 20003
NOT_FOUND = 20404
TOO_MANY_REQUESTS = 20429
INTERNAL_ERROR = 20500

UNAUTHENTIC = RestError(401, UNAUTHENTICATED, "Authenticate")

# The code that stands in the body of an answer that a fault gives, unless the fault says another.
USUAL_CODES = {401: UNAUTHENTICATED, 404: NOT_FOUND, 429: TOO_MANY_REQUESTS}

# How a fault tells the client inside this process that the answer is late, lost, or never was (`testing`).
FAULT_HEADER = "X-Carrier-Fault"
TAKES_HEADER = "X-Carrier-Takes"


def make_rest(exchange: Exchange) -> Blueprint:
    """The API as a blueprint; mount it at the root."""
    rest = Blueprint("rest", __name__, url_prefix=f"/2010-04-01/Accounts/{exchange.account_sid}")
    add_calls(rest, exchange)
    add_conferences(rest, exchange)
    add_messages(rest, exchange)
    add_numbers(rest, exchange)
    add_notifications(rest, exchange)
    add_recordings(rest, exchange)
    add_call_recordings(rest, exchange)

    @rest.before_request
    def check() -> Response | None:
        if not _is_authentic(exchange):
            return error_body(UNAUTHENTIC)
        g.fault = exchange.faults.take_rest(request.method, _resource(exchange))
        return _instead(g.fault) if g.fault and not g.fault.after_acting else None

    @rest.after_request
    def spoil(response: Response) -> Response:
        fault: RestFault | None = g.get("fault")
        if fault is None:
            return response
        if fault.after_acting:
            response = _instead(fault) or response
        if fault.lose_answer:
            response.headers[FAULT_HEADER] = "lost"
        if fault.refuse_connection:
            response.headers[FAULT_HEADER] = "refused"
        response.headers[TAKES_HEADER] = str(fault.takes.total_seconds())
        return response

    @rest.errorhandler(RestError)
    def refuse(error: RestError) -> Response:
        return error_body(error)

    return rest


def add_not_found(app: Flask, exchange: Exchange) -> None:
    """Other resources of the account are Twilio's 404, those of another account its 401."""

    @app.errorhandler(404)
    def say_not_found(_: object) -> Response:
        is_foreign = exchange.account_sid not in request.path or not _is_authentic(exchange)
        if request.path.startswith("/2010-04-01/") and is_foreign:
            return error_body(UNAUTHENTIC)
        return error_body(RestError(404, NOT_FOUND, f"The requested resource {request.path} was not found"))


def _is_authentic(exchange: Exchange) -> bool:
    given = request.authorization
    return given is not None and (given.username, given.password) == (exchange.account_sid, exchange.auth_token)


def _resource(exchange: Exchange) -> str:
    """The path as faults name it: "Calls", "Calls/CA…", "Messages"."""
    path = request.path.partition(f"/Accounts/{exchange.account_sid}/")[2]
    return path.removesuffix(".json")


def _instead(fault: RestFault) -> Response | None:
    """What is answered without acting, or after it; None when the fault is in the delivery only."""
    if fault.refuse_connection:
        return Response(status=503)
    if fault.answer is None:
        return None
    code = fault.code or USUAL_CODES.get(fault.answer, INTERNAL_ERROR)
    return error_body(RestError(fault.answer, code, "on purpose"))
