"""Screens: a supervisor makes a link for a television, sees which there are, and takes one back.

The link is shown in the answer that makes it, and never again. Deliberately lets a screen see nothing: each page says
itself whether it is for screens.
"""

from http import HTTPStatus

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from voice_app.accounts import screens
from voice_app.accounts.screens import TooMany
from voice_app.ledger import screens as ledger_screens
from voice_app.pages import door
from voice_app.pages.page import Visit
from voice_app.pages.words import N_, say

HERE = "/wallboard/screens"


def come_in(visit: Visit, token: str) -> ResponseReturnValue:
    """What a television opens once: it is a screen from then on. Changes nothing but the browser's own cookie."""
    if screens.find(visit.house, token, visit.now) is None:
        raise NotFound
    answer = make_response(redirect("/wallboard?plain", HTTPStatus.SEE_OTHER))
    door.let_screen_in(answer, visit.house.settings, token)
    return answer


def show(visit: Visit) -> ResponseReturnValue:
    return _page(visit)


def make(visit: Visit) -> ResponseReturnValue:
    name = request.form.get("name", "")
    try:
        link = screens.make(visit.house, name, visit.language, visit.me, visit.now)
    except ValueError:
        much = screens.LONGEST_NAME
        wrong = say(N_("Give it a name of at most %(most)s characters, by which you know it again."), most=much)
        return _page(visit, HTTPStatus.UNPROCESSABLE_ENTITY, wrong=wrong, name=name)
    except TooMany:
        wrong = say(N_("There are %(most)s screens already. Take one back first."), most=screens.MOST)
        return _page(visit, HTTPStatus.CONFLICT, wrong=wrong, name=name)
    return _page(visit, link=link)


def revoke(visit: Visit, screen: str) -> ResponseReturnValue:
    """Taking back twice is taking back once."""
    screens.revoke(visit.house, screen, visit.me, visit.now)
    return redirect(HERE, HTTPStatus.SEE_OTHER)


def _page(visit: Visit, status: HTTPStatus = HTTPStatus.OK, **more: str) -> ResponseReturnValue:
    with visit.house.ledger.read() as ledger:
        there = ledger_screens.unrevoked(ledger, visit.now)
    made_by = {screen.made_by: visit.house.roster[screen.made_by].name for screen in there}
    page = render_template("wallboard/screens.html", visit=visit, screens=there, made_by=made_by, **more)
    return make_response(page, status)
