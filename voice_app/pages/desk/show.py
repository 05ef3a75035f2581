"""The desk as it is shown: as a page, as the part of it that changes, and as the answer to an act.

Whatever is shown is rendered here, so that the stream, an act and a page that is loaded anew show the same.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Final, Literal

from flask import Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from routing.skills import ReservationId
from voice_app.desk import Desk, desk_of
from voice_app.pages.desk import wording
from voice_app.pages.desk.presences import presences, put_by_said
from voice_app.pages.desk.recording_wording import recording_failed_said, recording_said
from voice_app.pages.desk.watch import watch_of
from voice_app.pages.page import Visit
from voice_app.pages.streams import BEAT

SHOWN: Final = {
    name: getattr(wording, name)
    for name in (
        "DISPOSITIONS",
        "KNOWN",
        "OUTCOMES",
        "who",
        "aloud",
        "entered",
        "stage_said",
        "how_to_accept",
        "why_you",
        "presence_said",
        "turned_out",
        "staffed",
        "colleague_said",
        "transfer_said",
        "failed_said",
        "idle_said",
        "idle_means",
        "endings",
        "ended",
        "windows",
        "waits_since",
    )
} | {
    "presences": presences,
    "put_by_said": put_by_said,
    "recording_said": recording_said,
    "recording_failed_said": recording_failed_said,
}
"""What the templates may ask."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of an act, said beside it: in the slot of this name. `about`: the conversation that it was about; where
    that is no longer the one on the desk, it is said at the top."""

    act: str
    text: str
    tone: Literal["bad", "good", ""] = "bad"
    about: ReservationId | None = None


def about_this() -> ReservationId:
    """Which conversation the form is about: what the macro of this name has written into it."""
    return ReservationId(request.form.get("reservation", ""))


def desk(visit: Visit) -> ResponseReturnValue:
    return _page(visit, desk_of(visit.house, visit.me, visit.now), None)


def answer(visit: Visit, told: Told | None = None) -> ResponseReturnValue:
    """The answer to an act: the desk as it is now. All desks of this agent show it, too.

    Without a script: where it went well the page is loaded anew; where not, the answer is the page.
    """
    watch_of(visit.house).nudge(visit.me)
    went_wrong = told is not None and told.tone == "bad"
    status = HTTPStatus.CONFLICT if went_wrong else HTTPStatus.OK
    if "HX-Request" not in request.headers and not went_wrong:
        return redirect("/desk", HTTPStatus.SEE_OTHER)
    now = visit.house.now()
    visit = g.visit = replace(visit, now=now)
    shown = desk_of(visit.house, visit.me, now)
    if "HX-Request" not in request.headers:
        return _page(visit, shown, told, status)
    response = make_response(rendered(visit, shown, told), status)
    response.headers["X-Desk-At"] = now.isoformat()
    return response


def rendered(visit: Visit, desk: Desk, told: Told | None = None) -> str:
    """The part of the page that changes. The same desk is the same text at any time: clocks are instants."""
    return render_template("desk/_desk.html", visit=visit, desk=desk, told=_placed(desk, told), **SHOWN)


def _page(visit: Visit, desk: Desk, told: Told | None, status: HTTPStatus = HTTPStatus.OK) -> Response:
    beat = BEAT / timedelta(seconds=1)
    page = render_template("desk/desk.html", visit=visit, desk=desk, told=_placed(desk, told), beat=beat, **SHOWN)
    return make_response(page, status)


def _placed(desk: Desk, told: Told | None) -> Told | None:
    on_desk = {card.reservation for card in (desk.card, desk.last) if card}
    return replace(told, act="desk") if told and told.about and told.about not in on_desk else told
