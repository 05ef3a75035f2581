"""The own account: password, language of the pages, second factor, and where else one is signed in.

Everything here is the visitor's own: no address names an account.
"""

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from voice_app.accounts import choosing, passwords, second_factor
from voice_app.accounts.choosing import NoPassword, NotTheOldOne
from voice_app.accounts.hashing import Busy
from voice_app.accounts.leaving import send_others_away
from voice_app.accounts.second_factor import WrongCode
from voice_app.accounts.sessions import holds
from voice_app.accounts.throttle import Barred
from voice_app.ledger import accounts, sessions
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.signing_in.barred import in_a_moment, minutes_until, with_retry_after
from voice_app.pages.words import LANGUAGES

SAYINGS = frozenset({"password", "language", "elsewhere"})
"""What the page may say that was done; any other word in the address says nothing."""

OWN_NAMES = {"nl": "Nederlands", "en": "English", "fr": "Français", "de": "Deutsch"}
"""A language is found by its own name, whatever the page is in."""


def show(visit: Visit) -> ResponseReturnValue:
    said = request.args.get("said", "")
    return _page(visit, said=said if said in SAYINGS else "")


def change_password(visit: Visit) -> ResponseReturnValue:
    old, new = request.form.get("old", ""), request.form.get("password", "")
    try:
        result = choosing.change(visit.house, visit.holder, old, new, visit.now)
    except NotTheOldOne:
        return _page(visit, 422, says="not_the_old_one")
    except NoPassword as obstacle:
        return _page(visit, 422, says=obstacle.why)
    except Busy:
        return in_a_moment(_page(visit, 429, says="busy"))
    if isinstance(result, Barred):
        page = _page(visit, 429, says="barred", minutes=minutes_until(result, visit))
        return with_retry_after(page, result, visit)
    return redirect("/account?said=password")


def make_spare_codes(visit: Visit) -> ResponseReturnValue:
    """Ten new ones, shown in this one answer."""
    try:
        result = second_factor.new_spare_codes(visit.house, visit.holder, request.form.get("code", ""), visit.now)
    except WrongCode:
        return _page(visit, 422, says="wrong")
    if isinstance(result, Barred):
        page = _page(visit, 429, says="barred_codes", minutes=minutes_until(result, visit))
        return with_retry_after(page, result, visit)
    return make_response(render_template("signing_in/spare_codes.html", spare=result, wanted="/account", is_anew=True))


def choose_language(visit: Visit) -> ResponseReturnValue:
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        raise BadRequest
    with visit.house.ledger.write() as ledger:
        accounts.choose_language(ledger, visit.me, language)
    return redirect("/account?said=language")


def sign_out_elsewhere(visit: Visit) -> ResponseReturnValue:
    send_others_away(visit.house, visit.holder, visit.now)
    return redirect("/account?said=elsewhere")


def _page(
    visit: Visit, status: int = 200, *, said: str = "", says: str = "", minutes: int | None = None
) -> ResponseReturnValue:
    signed_in = visit.holder
    with visit.house.ledger.read() as ledger:
        live = [
            one for one in sessions.live(ledger, visit.me) if holds(one, signed_in.agent, signed_in.account, visit.now)
        ]
        spare = accounts.recovery_codes_left(ledger, visit.me)
    page = render_template(
        "signing_in/account.html",
        signed_in=signed_in,
        sessions=live,
        spare=spare,
        languages=OWN_NAMES,
        said=said,
        says=says,
        minutes=minutes,
        shortest=passwords.SHORTEST,
    )
    return make_response(page, status)


PAGES = (
    Page("GET", "/account", show, Who.AGENT),
    Page("POST", "/account/password", change_password, Who.AGENT),
    Page("POST", "/account/spare-codes", make_spare_codes, Who.AGENT),
    Page("POST", "/account/language", choose_language, Who.AGENT),
    Page("POST", "/account/sign-out-elsewhere", sign_out_elsewhere, Who.AGENT),
)
