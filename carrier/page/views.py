"""The page's URLs: the document, its files, the stream of what changes, and acts by POST of JSON.

    GET  /                            the page
    GET  /phones/events               server-sent events: everything first, then what is new
    GET  /phones/wire/<number>        parameters and answer of one line of the strip
    POST /phones                      one more caller's phone
    POST /phones/<id>/<act>           see `acts`

Knows no phone; `switchboard` does.
"""

import json
from collections.abc import Iterator
from datetime import timedelta

from flask import Blueprint, Response, jsonify, render_template, request

from carrier.page.acts import Refused, perform
from carrier.page.handset import Body
from carrier.page.switchboard import Switchboard

RECONNECT_AFTER = timedelta(seconds=1)
# A stream that nobody reads is noticed when it is next written to.
HEARTBEAT = timedelta(seconds=10)


def make_page(switchboard: Switchboard) -> Blueprint:
    """To be mounted at the root."""
    page = Blueprint("page", __name__, template_folder="templates", static_folder="static", static_url_path="/page")

    @page.get("/")
    def show() -> str:
        return render_template("page.html", agent=switchboard.first_agent())

    @page.get("/phones/events")
    def events() -> Response:
        return Response(_tell(switchboard), mimetype="text/event-stream", headers={"Cache-Control": "no-store"})

    @page.get("/phones/wire/<int:number>")
    def look_closer(number: int) -> Response:
        entry = switchboard.wire.find(number)
        if entry is None:
            raise Refused(404, "That is too long ago; only the last lines are kept.")
        return jsonify(entry.details())

    @page.post("/phones")
    def add() -> tuple[Response, int]:
        _given()
        return jsonify(id=switchboard.add_caller().id), 201

    @page.post("/phones/<id>/<act>")
    def act(id: str, act: str) -> tuple[str, int]:
        perform(switchboard, id, act, _given())
        return "", 204

    @page.errorhandler(Refused)
    def refuse(refused: Refused) -> tuple[Response, int]:
        return jsonify(detail=refused.detail), refused.status

    return page


def _given() -> Body:
    """The JSON object sent. Its type is what no other site's form can send without asking first."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Refused(415, "Acts are sent as a JSON object.")
    return given


def _tell(switchboard: Switchboard) -> Iterator[str]:
    version = 0
    yield f"retry: {RECONNECT_AFTER // timedelta(milliseconds=1)}\n\n"
    while True:
        changes = switchboard.changes_since(version, HEARTBEAT)
        if changes is None:
            yield ": still here\n\n"
        else:
            version = changes["version"]
            yield f"data: {json.dumps(changes)}\n\n"
