"""The browser phone's page side: the token with which an agent's own browser registers as that agent's phone.

Deliberately does nothing to a call: the browser answers, mutes and hangs up at the carrier, and what came of it comes
back as hooks, as from any other phone.
"""

from flask import Flask
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from voice_app import browser_phone
from voice_app.pages.page import Page, Visit, Who


def teach(app: Flask) -> None:
    """Let the templates ask on which network the visitor's browser is a phone: `{{ phone_network(visit) }}`."""
    app.jinja_env.globals["phone_network"] = lambda visit: browser_phone.network_of(visit.house.settings, visit.agent)


def token(visit: Visit) -> ResponseReturnValue:
    """For the visitor's own phone, and no other. Never in a page, so that no cache and no saved page holds it."""
    settings = visit.house.settings
    made = browser_phone.token_for(settings, visit.agent, visit.now) if visit.agent else None
    if made is None:
        raise NotFound
    body = {
        "token": made.jwt,
        "expires_in": (made.expires_at - visit.now).total_seconds(),
        "carrier": settings.twilio_api_base_url,
    }
    return body, {"Cache-Control": "no-store"}


PAGES = (Page("POST", "/desk/phone/token", token, Who.AGENT),)
