"""What browsers ask of the carrier: to be rung, and to act. A stream of events each, acts by POST.

    POST /softphones                  register, or come back as {"known_as": id}; answers with the stream
    POST /softphones/<id>/<act>       accept, decline, hang-up, mute, press, renew, leave

Each request shows its access token: as bearer, or in the body of `leave`, which a page that is being closed sends as
plain text. Only pages of the origins that were named at the start may ask.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from carrier.calls import Call
from carrier.softphones.register import Refused, Register, Softphone, Told
from carrier.softphones.tokens import Token, TokenRefused, read_token

HEARTBEAT = timedelta(seconds=2)
"""A stream that nobody reads is noticed when it is next written to, and a caller may be waiting."""
KEYS = frozenset("0123456789*#")

Body = dict[str, Any]
Act = Callable[[Register, Softphone, Body], None]

ACTS: Mapping[str, Act] = {
    "accept": lambda register, softphone, given: register.accept(softphone, _text(given, "call")),
    "decline": lambda register, softphone, given: register.decline(softphone, _text(given, "call")),
    "hang-up": lambda register, softphone, given: register.hang_up(softphone, _text(given, "call")),
    "mute": lambda register, softphone, given: register.mute(
        softphone, _text(given, "call"), given.get("is_muted") is True
    ),
    "press": lambda register, softphone, given: register.press(softphone, _text(given, "call"), _key(given)),
    "renew": lambda register, softphone, given: register.renew(softphone, _token(register, given)),
    "leave": lambda register, softphone, given: register.leave(softphone),
}


def make_views(register: Register, origins: frozenset[str]) -> Blueprint:
    views = Blueprint("softphones", __name__, url_prefix="/softphones")

    @views.before_request
    def refuse_strangers() -> Response | None:
        if request.headers.get("Origin") not in origins:
            abort(403, "Softphones are on the service's own pages only.")
        return Response(status=204) if request.method == "OPTIONS" else None

    @views.after_request
    def let_pages_read(response: Response) -> Response:
        origin = request.headers.get("Origin", "")
        response.headers["Vary"] = "Origin"
        if origin in origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            response.headers["Access-Control-Max-Age"] = "600"
        return response

    @views.route("", methods=["POST", "OPTIONS"])
    def enter() -> Response:
        given = _given()
        softphone = register.enter(_token(register, given), str(given.get("known_as", "")))
        headers = {"Cache-Control": "no-store"}
        return Response(_tell(register, softphone), mimetype="text/event-stream", headers=headers)

    @views.route("/<id>/<act>", methods=["POST", "OPTIONS"])
    def act(id: str, act: str) -> tuple[str, int]:
        given = _given()
        token = _token(register, given)
        softphone = register.softphones.get(id)
        if act not in ACTS or softphone is None or softphone.identity != token.identity:
            abort(404)
        ACTS[act](register, softphone, given)
        return "", 204

    @views.errorhandler(TokenRefused)
    def turn_away(refused: TokenRefused) -> tuple[Response, int]:
        return jsonify(code=refused.code, message=refused.detail), 401

    @views.errorhandler(Refused)
    def refuse(refused: Refused) -> tuple[Response, int]:
        return jsonify(message=refused.detail), 409

    return views


def _given() -> Body:
    """The JSON object sent, whatever it is called: a page that is being closed may only send plain text."""
    given = request.get_json(force=True, silent=True)
    if not isinstance(given, dict):
        abort(415, "Acts are sent as a JSON object.")
    return given


def _token(register: Register, given: Body) -> Token:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    shown = text if scheme == "Bearer" else str(given.get("token", ""))
    return read_token(shown, register.key, register.exchange.now())


def _text(given: Body, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        abort(422, f"{name} is to be a text.")
    return value


def _key(given: Body) -> str:
    key = _text(given, "key")
    if key not in KEYS:
        abort(422, "Phones have the keys 0 to 9, * and #.")
    return key


def _tell(register: Register, softphone: Softphone) -> Iterator[str]:
    """The whole truth each time it changes: whoever comes back has missed nothing. Ends with the registration."""
    version, last = 0, ""
    try:
        while True:
            version, told = register.told(softphone, version, HEARTBEAT)
            if told is None:
                yield "event: gone\ndata: {}\n\n"
                return
            body = json.dumps(_body(told))
            yield f"data: {body}\n\n" if body != last else ": still here\n\n"
            last = body
    finally:
        register.fall_silent(softphone)


def _body(told: Told) -> Body:
    return {"id": told.id, "others": told.others, "call": _call_body(told.call) if told.call else None}


def _call_body(call: Call) -> Body:
    return {
        "sid": call.sid,
        "from": call.from_,
        "is_answered": call.is_answered,
        "is_muted": call.is_muted,
        "parameters": dict(call.details),
    }
