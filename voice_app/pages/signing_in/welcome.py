"""The page behind an invitation: choose a password, and you are in.

Looking uses nothing up. A link that is used, too old or made up is told the same.
"""

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from voice_app.accounts import inviting, passwords
from voice_app.accounts.choosing import NoPassword
from voice_app.accounts.hashing import Busy
from voice_app.accounts.inviting import Invited
from voice_app.accounts.leaving import leave
from voice_app.pages import door
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.signing_in import browser
from voice_app.pages.signing_in.barred import in_a_moment

TEMPLATE = "signing_in/welcome.html"


def show(visit: Visit, token: str) -> ResponseReturnValue:
    invited = inviting.look(visit.house, token, visit.now)
    return _over() if invited is None else _form(invited, token)


def enter(visit: Visit) -> ResponseReturnValue:
    """With a new password, or by a pass with none."""
    token = request.form.get("token", "")
    invited = inviting.look(visit.house, token, visit.now)
    if invited is None:
        return _over()
    device = browser.device(request)
    try:
        if invited.invitation.kind == "pass":
            session = inviting.come_in(visit.house, invited, device, visit.now)
        else:
            session = inviting.accept(visit.house, invited, request.form.get("password", ""), device, visit.now)
    except NoPassword as obstacle:
        return _form(invited, token, 422, says=obstacle.why)
    except Busy:
        return in_a_moment(_form(invited, token, 429, says="busy"))
    if session is None:
        return _over()
    if visit.signed_in is not None:
        leave(visit.house, visit.signed_in, "replaced", visit.now)
    response = make_response(redirect("/"))
    door.let_in(response, visit.house.settings, session)
    return response


def _form(invited: Invited, token: str, status: int = 200, says: str = "") -> ResponseReturnValue:
    page = render_template(TEMPLATE, invited=invited, token=token, says=says, shortest=passwords.SHORTEST)
    return make_response(page, status)


def _over() -> ResponseReturnValue:
    return render_template(TEMPLATE, invited=None), 404


PAGES = (
    Page("GET", "/welcome/<token>", show, Who.ANYBODY),
    Page("POST", "/welcome", enter, Who.ANYBODY),
)
