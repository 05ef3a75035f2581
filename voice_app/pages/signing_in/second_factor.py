"""The second factor on the pages: set up once, shown at each sign-in.

The picture for a phone's camera has an address of its own, so that nothing stands inline. Spare codes are shown in the
one answer to the form, and never again.
"""

from io import BytesIO

import segno
from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from voice_app.accounts import second_factor
from voice_app.accounts.second_factor import WrongCode
from voice_app.accounts.throttle import Barred
from voice_app.pages import door
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.signing_in.barred import minutes_until, with_retry_after
from voice_app.pages.signing_in.onward import onward

PICTURE = "/second-factor/picture.svg"


# ── set up ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def begin(visit: Visit) -> ResponseReturnValue:
    second_factor.begin(visit.house, visit.me)
    return redirect("/second-factor")


def show(visit: Visit) -> ResponseReturnValue:
    return _setup(visit, onward(request.args.get("next", "")))


def picture(visit: Visit) -> ResponseReturnValue:
    try:
        address = second_factor.address_of(visit.house, visit.holder)
    except LookupError:
        raise NotFound from None
    drawn = BytesIO()
    segno.make_qr(address).save(drawn, kind="svg", scale=6, border=4, dark="#000", light="#fff", lineclass=None)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


def confirm(visit: Visit) -> ResponseReturnValue:
    wanted = onward(request.form.get("next", ""))
    try:
        token, spare = second_factor.confirm(visit.house, visit.holder, request.form.get("code", ""), visit.now)
    except WrongCode:
        return _setup(visit, wanted, 422, says="wrong")
    response = make_response(render_template("signing_in/spare_codes.html", spare=spare, wanted=wanted))
    door.let_in(response, visit.house.settings, token)
    return response


def _setup(visit: Visit, wanted: str, status: int = 200, says: str = "") -> ResponseReturnValue:
    secret = second_factor.pending_secret(visit.house, visit.holder)
    if secret is None:
        return redirect("/account" if visit.agent is not None else "/sign-in/code")
    parts = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    page = render_template(
        "signing_in/second_factor.html", picture=PICTURE, secret=" ".join(parts), says=says, wanted=wanted
    )
    return page, status


# ── shown at each sign-in ───────────────────────────────────────────────────────────────────────────────────────────


def ask(visit: Visit) -> ResponseReturnValue:
    wanted = onward(request.args.get("next", ""))
    return redirect(wanted) if visit.agent is not None else _asked(wanted)


def check(visit: Visit) -> ResponseReturnValue:
    wanted = onward(request.form.get("next", ""))
    try:
        result = second_factor.show(visit.house, visit.holder, request.form.get("code", ""), visit.now)
    except WrongCode:
        return _asked(wanted, 401, says="wrong")
    if isinstance(result, Barred):
        return with_retry_after(_asked(wanted, 429, says="barred", minutes=minutes_until(result, visit)), result, visit)
    response = make_response(redirect(wanted))
    door.let_in(response, visit.house.settings, result)
    return response


def _asked(wanted: str, status: int = 200, says: str = "", minutes: int | None = None) -> tuple[str, int]:
    return render_template("signing_in/code.html", wanted=wanted, says=says, minutes=minutes), status


PAGES = (
    Page("POST", "/second-factor/begin", begin, Who.AGENT),
    Page("GET", "/second-factor", show, Who.HALFWAY),
    Page("GET", PICTURE, picture, Who.HALFWAY),
    Page("POST", "/second-factor", confirm, Who.HALFWAY),
    Page("GET", "/sign-in/code", ask, Who.HALFWAY),
    Page("POST", "/sign-in/code", check, Who.HALFWAY),
)
