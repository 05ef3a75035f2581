"""Recording a talk from the desk: started only with the word that the caller agreed, paused, ended, taken back.

Where the line records no talks there is none of this: 404. Deliberately says no more than what is written: that it
began, paused or ended, the desk shows when the carrier says so.
"""

from collections.abc import Mapping
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from voice_app.ledger.talk_recordings import TalkRecording
from voice_app.pages.desk.show import Told, about_this, answer
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import N_, say
from voice_app.sound import recording
from voice_app.sound.recording import Hindrance, Wish

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
    done = recording.start(visit.house, visit.me, about_this(), visit.now, caller_agreed=agreed)
    return _answer(visit, done)


def pause(visit: Visit) -> ResponseReturnValue:
    return _want(visit, "pause")


def resume(visit: Visit) -> ResponseReturnValue:
    return _want(visit, "resume")


def stop(visit: Visit) -> ResponseReturnValue:
    return _want(visit, "finish")


def withdraw(visit: Visit) -> ResponseReturnValue:
    return _want(visit, "withdraw")


def _want(visit: Visit, wish: Wish) -> ResponseReturnValue:
    _demand_that_it_is_offered(visit)
    return _answer(visit, recording.want(visit.house, visit.me, about_this(), wish, visit.now))


def _demand_that_it_is_offered(visit: Visit) -> None:
    if not recording.is_offered(visit.house):
        raise NotFound


def _answer(visit: Visit, done: TalkRecording | Hindrance) -> ResponseReturnValue:
    if isinstance(done, TalkRecording):
        return answer(visit)
    return answer(visit, Told(ACT, say(HINDRANCES[done]), about=about_this()))


PAGES: tuple[Page, ...] = (
    Page("POST", "/desk/recording/start", start, Who.AGENT),
    Page("POST", "/desk/recording/pause", pause, Who.AGENT),
    Page("POST", "/desk/recording/resume", resume, Who.AGENT),
    Page("POST", "/desk/recording/stop", stop, Who.AGENT),
    Page("POST", "/desk/recording/withdraw", withdraw, Who.AGENT),
)
