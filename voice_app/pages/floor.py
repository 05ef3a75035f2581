"""The floor: a supervisor sees who talks, listens, whispers to the agent, joins, and leaves again.

Shows nothing of the callers but what they call about. Deliberately lets nobody listen:
`voice_app.under_way.listening` does.
"""

from http import HTTPStatus
from typing import Final, get_args

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from routing.skills import ReservationId
from voice_app.ledger.ids import ListeningMode
from voice_app.ledger.listenings import Listening
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import N_, say
from voice_app.under_way import listening, overseeing
from voice_app.under_way.listening import Hindrance, Listener

HINDRANCES: Final[dict[Hindrance, str]] = {
    "off": N_("Callers do not hear yet that a supervisor may listen, so nobody can."),
    "no_talk": N_("That conversation is over."),
    "callback": N_("Whom we call back has not been told."),
    "oneself": N_("This is your own conversation."),
    "not_told": N_("This caller has not been told."),
    "under_way": N_("The call is on its way to somebody else."),
    "leg_unknown": N_("We have lost sight of this agent’s phone."),
    "busy": N_("Your phone is busy: end your own conversation first."),
    "listens_already": N_("You listen to another conversation: leave that first."),
}
DOES: Final[dict[ListeningMode, str]] = {
    "listen": N_("%(name)s listens"),
    "whisper": N_("%(name)s speaks to the agent"),
    "join": N_("%(name)s has joined"),
}
WAYS: Final[dict[ListeningMode, str]] = {
    "listen": N_("Listen in"),
    "whisper": N_("Whisper to the agent"),
    "join": N_("Join"),
}


def floor(visit: Visit) -> ResponseReturnValue:
    return _page(visit)


def listen(visit: Visit) -> ResponseReturnValue:
    """By which of the buttons the form was sent says how."""
    mode = next((one for one in get_args(ListeningMode) if one == request.form.get("mode")), None)
    if mode is None:
        raise BadRequest("no such way to listen")
    talk = ReservationId(request.form.get("talk", ""))
    found = listening.ask(visit.house, visit.me, talk, mode, visit.now)
    return redirect("/floor", HTTPStatus.SEE_OTHER) if isinstance(found, Listening) else _page(visit, found)


def leave(visit: Visit) -> ResponseReturnValue:
    """Leaving twice is leaving once."""
    listening.leave(visit.house, visit.me, visit.now)
    return redirect("/floor", HTTPStatus.SEE_OTHER)


def does(one: Listener) -> str:
    if not one.is_in:
        return say(N_("%(name)s is being rung"), name=one.name)
    return say(DOES[one.mode], name=one.name)


def _page(visit: Visit, refused: Hindrance | None = None) -> tuple[str, HTTPStatus]:
    page = render_template(
        "floor.html",
        visit=visit,
        talks=overseeing.talks_now(visit.house, visit.me),
        lately=overseeing.heard_lately(visit.house),
        is_on=bool(visit.house.line.listening.notice),
        refused=say(HINDRANCES[refused]) if refused else None,
        why_not={hindrance: say(words) for hindrance, words in HINDRANCES.items()},
        ways={mode: say(words) for mode, words in WAYS.items()},
        does=does,
    )
    return page, HTTPStatus.CONFLICT if refused else HTTPStatus.OK


PAGES = (
    Page("GET", "/floor", floor, Who.SUPERVISOR),
    Page("POST", "/floor/listen", listen, Who.SUPERVISOR),
    Page("POST", "/floor/leave", leave, Who.SUPERVISOR),
)
