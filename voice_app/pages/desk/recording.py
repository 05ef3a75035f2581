"""Recording a talk from the desk: started only with the word that the caller agreed, paused, ended, taken back.

Where the line records no talks there is none of this: 404. Deliberately says no more than what is written: that it
began, paused or ended, the desk shows when the carrier says so.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from routing.skills import ReservationId
from voice_app import recording
from voice_app.pages.desk.show import Told, answer
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import N_, say
from voice_app.recording import Hindrance, Wish

ACT: Final = "act-recording"

HINDRANCES: Final[Mapping[Hindrance, str]] = {
    "off": N_("This line records no talks."),
    "not_agreed": N_("Nothing is recorded: first ask, and say here that the caller agreed."),
    "no_talk": N_("Nobody is on the line with you any more; nothing is recorded."),
    "other_talk": N_("That was another conversation; nothing is recorded in this one."),
    "moving_on": N_("The caller is on the way to somebody else; nothing is recorded."),
    "nothing_recorded": N_("Nothing was recorded in this conversation."),
}


def start(visit: Visit) -> ResponseReturnValue:
    _demand_that_it_is_offered(visit)
    agreed = request.form.get("agreed") == "yes"
    done = recording.start(visit.house, visit.me, _talk(), visit.now, caller_agreed=agreed)
    return _answer(visit, done)


def want(wish: Wish, visit: Visit) -> ResponseReturnValue:
    _demand_that_it_is_offered(visit)
    return _answer(visit, recording.want(visit.house, visit.me, _talk(), wish, visit.now))


def _demand_that_it_is_offered(visit: Visit) -> None:
    if not recording.is_offered(visit.house):
        raise NotFound


def _talk() -> ReservationId:
    return ReservationId(request.form.get("reservation", ""))


def _answer(visit: Visit, done: object) -> ResponseReturnValue:
    refused = next((words for code, words in HINDRANCES.items() if code == done), None)
    return answer(visit, Told(ACT, say(refused), about=_talk()) if refused else None)


def _named(name: str, wish: Wish) -> Callable[[Visit], ResponseReturnValue]:
    """A page is named after its view."""
    view = partial(want, wish)
    view.__name__, view.__module__ = name, __name__  # type: ignore[attr-defined]  # a partial takes both
    return view


PAGES: tuple[Page, ...] = (
    Page("POST", "/desk/recording/start", start, Who.AGENT),
    Page("POST", "/desk/recording/pause", _named("pause", "pause"), Who.AGENT),
    Page("POST", "/desk/recording/resume", _named("resume", "resume"), Who.AGENT),
    Page("POST", "/desk/recording/stop", _named("stop", "finish"), Who.AGENT),
    Page("POST", "/desk/recording/withdraw", _named("withdraw", "withdraw"), Who.AGENT),
)
