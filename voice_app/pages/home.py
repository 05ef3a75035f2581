"""The way in: whoever opens the bare address is taken to where the work is. And the mark by which a browser shows us.

Deliberately decides nothing but where to: each page says itself who may open it.
"""

from typing import Final

from flask import current_app, redirect
from flask.typing import ResponseReturnValue

from voice_app.pages.page import Page, Visit, Who

DESK: Final = "/desk"
MORNING: Final = "/today"
"""Where a supervisor begins who takes no calls just now."""


def home(visit: Visit) -> ResponseReturnValue:
    takes_calls = visit.agent is None or visit.agent.presence == "ready"
    is_there = any(rule.rule == MORNING for rule in current_app.url_map.iter_rules())
    return redirect(MORNING if visit.who >= Who.SUPERVISOR and not takes_calls and is_there else DESK)


def icon(_: Visit) -> ResponseReturnValue:
    """Where browsers look for it by themselves."""
    return redirect("/static/desk.svg")


PAGES = (Page("GET", "/", home, Who.ANYBODY), Page("GET", "/favicon.ico", icon, Who.ANYBODY))
