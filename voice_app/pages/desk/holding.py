"""Putting a caller on hold from the desk, and taking the caller back. The same use cases as the API's."""

from typing import Final

from flask.typing import ResponseReturnValue

from routing.skills import ReservationId
from voice_app.ledger.rooms import Hold
from voice_app.pages.desk.show import Told, about_this, answer
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import N_, say
from voice_app.under_way import holding
from voice_app.under_way.holding import Hindrance

ACT: Final = "act-hold"
HINDRANCES: Final[dict[Hindrance, str]] = {
    "no_talk": N_("Nobody is on the line with you."),
    "another_talk": N_("That conversation is over."),
    "leg_unknown": N_("We have lost sight of your phone: hold is not possible in this conversation."),
    "under_way": N_("The call is on its way to somebody else."),
    "over": N_("The caller does not hold, or has hung up."),
}


def hold(visit: Visit) -> ResponseReturnValue:
    talk = about_this()
    return _answer(visit, talk, holding.hold(visit.house, visit.me, visit.now, talk))


def take_back(visit: Visit) -> ResponseReturnValue:
    talk = about_this()
    return _answer(visit, talk, holding.take_back(visit.house, visit.me, visit.now, talk))


def _answer(visit: Visit, talk: ReservationId, found: Hold | Hindrance) -> ResponseReturnValue:
    if isinstance(found, Hold):
        return answer(visit)
    return answer(visit, Told(ACT, say(HINDRANCES[found]), about=talk))


PAGES = (
    Page("POST", "/desk/hold", hold, Who.AGENT),
    Page("POST", "/desk/hold/end", take_back, Who.AGENT),
)
