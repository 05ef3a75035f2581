"""The form by which somebody is added. What was typed stays in it where something is wrong."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from voice_app.line.values import SPOKEN
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.roster import wording
from voice_app.rostering import edits
from voice_app.rostering.edits import Editor, New
from voice_app.rostering.reaching import KINDS, Kind, Typed


def show(visit: Visit) -> ResponseReturnValue:
    kind: Kind = "client" if visit.house.settings.has_browser_phone else "tel"
    return _form(visit, New("", "", Typed(kind, ""), visit.house.line.languages[:1]), {})


def add(visit: Visit) -> ResponseReturnValue:
    new = New(
        id=request.form.get("id", ""),
        name=request.form.get("name", ""),
        reach=typed(),
        languages=_in_order(request.form.getlist("language"), request.form.get("first", "")),
        role=request.form.get("role", "agent"),
    )
    try:
        agent = edits.add(Editor(visit.house, visit.me, visit.now), new)
    except wording.REFUSALS as error:
        return _form(visit, new, wording.refusals(visit, error))
    return redirect(f"/roster/agents/{agent}?said=added", HTTPStatus.SEE_OTHER)


def typed() -> Typed:
    """How the form says that somebody is reached."""
    kind: Kind = next((one for one in KINDS if one == request.form.get("kind")), "tel")
    return Typed(kind, request.form.get("address", ""))


def _in_order(ticked: list[str], first: str) -> list[str]:
    """The best first; the others as the house lists them."""
    known = [language for language in SPOKEN if language in (*ticked, first)]
    return sorted(known, key=lambda language: language != first)


def _form(visit: Visit, new: New, says: Mapping[str, str]) -> tuple[str, HTTPStatus]:
    page = render_template(
        "roster/add.html",
        new=new,
        says=says,
        kinds=wording.KINDS,
        roles=wording.ROLES,
        spoken=SPOKEN,
        has_browser_phone=visit.house.settings.has_browser_phone,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if says else HTTPStatus.OK


PAGES = (
    Page("GET", "/roster/add", show, Who.SUPERVISOR),
    Page("POST", "/roster/add", add, Who.SUPERVISOR),
)
