"""The sign-in page, and the way out.

Whoever is in already is sent on. Deliberately says the same to a wrong name and to a wrong password.
"""

from typing import assert_never

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from voice_app.accounts.hashing import Busy
from voice_app.accounts.leaving import leave
from voice_app.accounts.signing_in import In, Tried, Wrong, name_of, sign_in
from voice_app.accounts.throttle import Barred
from voice_app.pages import door
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.signing_in import browser
from voice_app.pages.signing_in.barred import in_a_moment, minutes_until, with_retry_after
from voice_app.pages.signing_in.onward import onward


def show(visit: Visit) -> ResponseReturnValue:
    wanted = onward(request.args.get("next", ""))
    if visit.agent is not None:
        return redirect(wanted)
    return _form(wanted=wanted)


def enter(visit: Visit) -> ResponseReturnValue:
    wanted, name = onward(request.form.get("next", "")), request.form.get("name", "")
    tried = Tried(
        name=name,
        password=request.form.get("password", ""),
        address=browser.address(request, visit.house.settings),
        device=browser.device(request),
    )
    try:
        result = sign_in(visit.house, tried, visit.now)
    except Busy:
        return in_a_moment(_form(429, name=name, wanted=wanted, says="busy"))
    match result:
        case Wrong():
            return _form(401, name=name, wanted=wanted, says="wrong")
        case Barred() as barred:
            page = _form(429, name=name, wanted=wanted, says="barred", minutes=minutes_until(barred, visit))
            return with_retry_after(page, barred, visit)
        case In(token):
            if visit.signed_in is not None:
                leave(visit.house, visit.signed_in, "replaced", visit.now)
            response = make_response(redirect(wanted))
            door.let_in(response, visit.house.settings, token)
            return response
        case _ as never:
            assert_never(never)


def go(visit: Visit) -> ResponseReturnValue:
    if visit.signed_in is not None:
        leave(visit.house, visit.signed_in, "signed_out", visit.now)
    response = make_response(redirect("/sign-in?bye=1"))
    door.show_out(response, visit.house.settings)
    return response


def _form(
    status: int = 200, *, wanted: str, name: str = "", says: str = "", minutes: int | None = None
) -> ResponseReturnValue:
    says = says or ("bye" if request.args.get("bye") else "")
    page = render_template("signing_in/sign_in.html", wanted=wanted, name=name_of(name), says=says, minutes=minutes)
    return make_response(page, status)


PAGES = (
    Page("GET", "/sign-in", show, Who.ANYBODY),
    Page("POST", "/sign-in", enter, Who.ANYBODY),
    Page("POST", "/sign-out", go, Who.HALFWAY),
)
