"""Letting somebody leave: said before what becomes of promises, talk and sessions; then confirmed. And coming back."""

from http import HTTPStatus

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from routing.skills import AgentId
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.roster import wording
from voice_app.pages.roster.adding import typed
from voice_app.pages.roster.person import Typing, page
from voice_app.rostering import going
from voice_app.rostering.edits import Editor, NoSuchAgent


def ask(visit: Visit, id_: str) -> ResponseReturnValue:
    return _asked(visit, id_)


def let_go(visit: Visit, id_: str) -> ResponseReturnValue:
    try:
        going.let_go(Editor(visit.house, visit.me, visit.now), AgentId(id_))
    except NoSuchAgent:
        raise NotFound from None
    except wording.REFUSALS as error:
        return _asked(visit, id_, " ".join(wording.refusals(visit, error).values()))
    return redirect(f"/roster?said=left&who={id_}", HTTPStatus.SEE_OTHER)


def come_back(visit: Visit, id_: str) -> ResponseReturnValue:
    reach = typed()
    try:
        going.come_back(Editor(visit.house, visit.me, visit.now), AgentId(id_), reach)
    except NoSuchAgent:
        raise NotFound from None
    except wording.REFUSALS as error:
        return page(visit, AgentId(id_), Typing(wording.refusals(visit, error), reach=reach))
    return redirect(f"/roster?said=back&who={id_}", HTTPStatus.SEE_OTHER)


def _asked(visit: Visit, id_: str, refused: str | None = None) -> tuple[str, HTTPStatus]:
    try:
        leaving = going.foresee(Editor(visit.house, visit.me, visit.now), AgentId(id_))
    except NoSuchAgent:
        raise NotFound from None
    text = render_template("roster/leave.html", leaving=leaving, refused=refused)
    return text, HTTPStatus.CONFLICT if refused else HTTPStatus.OK


PAGES = (
    Page("GET", "/roster/agents/<id_>/leave", ask, Who.SUPERVISOR),
    Page("POST", "/roster/agents/<id_>/leave", let_go, Who.SUPERVISOR),
    Page("POST", "/roster/agents/<id_>/come-back", come_back, Who.SUPERVISOR),
)
