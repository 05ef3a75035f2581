"""What an agent does on the desk besides sending calls on: declares a presence.

Deliberately keeps nothing: what is declared, and what follows from it, is `voice_app.desk`'s.
"""

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from routing.agents import Presence
from voice_app import presence
from voice_app.pages.desk.show import answer
from voice_app.pages.page import Page, Visit, Who


def declare(visit: Visit) -> ResponseReturnValue:
    wanted = request.form.get("presence", "")
    if wanted not in list(Presence):
        raise BadRequest("no such presence")
    presence.declare(visit.house, visit.me, Presence(wanted), "desk", visit.now)
    return answer(visit)


PAGES = (Page("POST", "/desk/presence", declare, Who.AGENT),)
