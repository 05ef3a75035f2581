"""The server's side of the form: takes what a visitor wrote, asks the line for a callback, says by when it comes.

    app.register_blueprint(call_me_back("http://127.0.0.1:8000", token, ZoneInfo("Europe/Amsterdam")))

The token stays here: it opens everything, so it may never reach a visitor's browser. Deliberately stores nothing, and
judges no number: the line does. Put your site's own limit of requests in front of it, as before any form.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import requests
from flask import Blueprint, Response, jsonify, make_response, render_template_string, request

PATIENCE = 10
"""Seconds that a visitor waits for the line's answer."""

LONGEST_NOTE = 500
PAGE = '<!doctype html><html lang="en"><title>Call me back</title><p>{{ message }}</p></html>'

MADE = "Agreed. We will call you back, no later than {time}."
NOTED = "Noted. A colleague will decide whether we can call that number."
NO_NUMBER = "We cannot call that number. Please check it."
NOT_NOW = "That did not work. Please call us instead."

Post = Callable[..., requests.Response]


def call_me_back(line: str, token: str, zone: ZoneInfo, post: Post = requests.post) -> Blueprint:
    """The blueprint: `POST /call-me-back`. `line`: where the line's `web` is reached; `zone`: of the times it says."""
    form = Blueprint("call_me_back", __name__)

    @form.post("/call-me-back")
    def ask() -> Response:
        if request.form.get("site"):  # nobody sees this field: a program has filled it in
            return _answer(NOT_NOW, 400)
        try:
            answer = post(
                f"{line}/api/promises",
                json=_wish(),
                headers={"Authorization": f"Bearer {token}"},
                timeout=PATIENCE,
                allow_redirects=False,
            )
        except requests.RequestException:
            return _answer(NOT_NOW, 502)
        if answer.status_code in (200, 201):
            return _answer(_agreed(answer.json(), zone), 200)
        return _answer(NO_NUMBER, 422) if answer.status_code == 422 else _answer(NOT_NOW, 502)  # noqa: PLR2004 - HTTP's

    return form


def _wish() -> dict[str, Any]:
    """A note is the visitor's own words; which need it is, the agent hears."""
    wish: dict[str, Any] = {"phone": request.form.get("phone", ""), "language": request.form.get("language") or None}
    return wish | {"note": request.form.get("note", "")[:LONGEST_NOTE] or None}


def _agreed(promise: dict[str, Any], zone: ZoneInfo) -> str:
    if promise["needs_approval"]:
        return NOTED
    due_by = datetime.fromisoformat(promise["due_by"]).astimezone(zone)
    return MADE.format(time=f"{due_by:%A %H:%M}")


def _answer(message: str, status: int) -> Response:
    """For the form's script as data; for a browser without it as a page."""
    if request.accept_mimetypes.best == "application/json":
        return make_response(jsonify(message=message), status)
    return make_response(render_template_string(PAGE, message=message), status)
