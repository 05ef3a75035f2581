"""The tick that a caller may be asked by text whether we helped, and taking it back.

Deliberately decides nothing; where the line asks nobody there is no such page: 404.
"""

from collections.abc import Mapping
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from voice_app.desk.follow_up import NotTicked, tick
from voice_app.pages.desk.show import Told, about_this, answer
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import N_, say

ACT: Final = "act-follow-up"

REFUSED: Final[Mapping[NotTicked, str]] = {
    "unknown": N_("That conversation is not known any more; nothing was changed."),
    "not_yours": N_("That conversation is not yours; nothing was changed."),
    "cannot_be_asked": N_("This caller cannot be asked by text."),
    "asked_already": N_("It is too late for that: the question is on its way."),
}


def may_be_asked(visit: Visit) -> ResponseReturnValue:
    if visit.house.line.follow_up.mode == "off":
        raise NotFound
    talk = about_this()
    refused = tick(visit.house, visit.me, talk, visit.now, may_ask=request.form.get("may_ask") == "yes")
    return answer(visit, Told(ACT, say(REFUSED.get(refused, REFUSED["unknown"])), about=talk) if refused else None)


PAGES = (Page("POST", "/desk/follow-up", may_be_asked, Who.AGENT),)
