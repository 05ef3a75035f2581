"""The application of the pages: every page behind one door, each request answered in the visitor's language.

Deliberately mounts nothing but `PAGES`: what is not listed there does not exist, and who is not let in by a page's own
line is let in nowhere.
"""

from functools import partial
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import NotFound, Unauthorized

from voice_app.accounts import hashing, sessions
from voice_app.pages import (
    assets,
    banner,
    compliance,
    desk,
    door,
    errors,
    floor,
    headers,
    home,
    line,
    patterns,
    phone,
    privacy,
    promises,
    recordings,
    reports,
    rooms,
    roster,
    today,
    what_if,
    writing,
)
from voice_app.pages.alarms import PAGES as ALARMS
from voice_app.pages.page import Page, Visit
from voice_app.pages.signing_in import account, second_factor, sign_in, welcome
from voice_app.pages.signing_in.onward import way_in
from voice_app.pages.wallboard import PAGES as WALLBOARD
from voice_app.pages.words import translations
from voice_app.runtime import Runtime, open_runtime
from voice_app.start import begin
from voice_app.watchdog import Watchdog

PAGES: tuple[Page, ...] = (
    *home.PAGES,
    *WALLBOARD,
    *ALARMS,
    *sign_in.PAGES,
    *welcome.PAGES,
    *second_factor.PAGES,
    *account.PAGES,
    *desk.PAGES,
    *floor.PAGES,
    *recordings.PAGES,
    *phone.PAGES,
    *promises.PAGES,
    *patterns.PAGES,
    *today.PAGES,
    *roster.PAGES,
    *banner.PAGES,
    *line.PAGES,
    *privacy.PAGES,
    *what_if.PAGES,
    *compliance.PAGES,
)

LARGEST_FORM = 64 * 1024
"""Bytes; the longest note there may be takes 48,000 where every character of it is percent-encoded."""


def create_pages(house: Runtime | None = None) -> Flask:
    """The application. Without a runtime: the one that the environment describes."""
    if house is None:
        house = open_runtime(*begin("pages"))
        watchdog = Watchdog(house, house.now())
        watchdog.keep_looking()
    else:
        watchdog = Watchdog(house, house.now())
    app = Flask("voice_app.pages", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    app.config["TRUSTED_HOSTS"] = [urlsplit(house.settings.pages_base_url).hostname]
    app.jinja_options = {"extensions": ["jinja2.ext.i18n"], "autoescape": True}
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    app.jinja_env.globals["csrf"] = _form_field
    for page in PAGES:
        app.add_url_rule(
            page.path, endpoint=_name(page), view_func=partial(_answer, house, page), methods=[page.method]
        )
    rooms.teach(app, PAGES)
    app.extensions["pages"] = PAGES
    banner.teach(app, watchdog)
    assets.serve(app)
    writing.teach(app)
    phone.teach(app)
    line.teach(app)
    app.add_url_rule(headers.REPORTS, endpoint="reports.receive", view_func=reports.receive, methods=["POST"])
    app.after_request(partial(_hand_out_form_cookie, house))
    errors.handle(app, house)
    hashing.nobodys()
    common = headers.headers_of(house.settings, headers.browser_phone_of(house.settings))
    app.wsgi_app = headers.with_headers(app.wsgi_app, common)  # type: ignore[method-assign,assignment]  # as Flask has it
    return app


def _answer(house: Runtime, page: Page, **named: str) -> ResponseReturnValue:
    """Deny by default, before anything is read: where it comes from, who it is, whether the form is ours."""
    if request.method not in door.CHANGES_NOTHING:
        door.demand_our_own_page(request, house.settings)
    visit = g.visit = _visit(house)
    if not visit.may_open(page):
        return _refuse(visit)
    if request.method not in door.CHANGES_NOTHING:
        door.demand_token(request, visit)
    door.demand_text(request)
    if visit.signed_in is not None and page.is_life:
        sessions.note_seen(visit.house, visit.signed_in.session, visit.now)
    return page.view(visit, **named)


def _visit(house: Runtime) -> Visit:
    house = house.current()
    visit, g.form_cookie = door.with_form_cookie(house, door.visit_of(house, request))
    return visit


def _refuse(visit: Visit) -> ResponseReturnValue:
    """Somebody unknown is shown the way in, and comes back here. Who may not see a page is not told that it exists."""
    if visit.agent is not None:
        raise NotFound
    if request.method in door.CHANGES_NOTHING and "HX-Request" not in request.headers:
        return redirect(way_in(visit, request))
    raise Unauthorized


def _hand_out_form_cookie(house: Runtime, response: Response) -> Response:
    """To whoever was shown a form before there was a session."""
    token = g.get("form_cookie")
    if token is not None and g.get("shows_form"):
        door.set_form_cookie(response, house.settings, token)
    return response


def _form_field() -> Markup:
    g.shows_form = True
    return door.form_field(g.visit)


def _name(page: Page) -> str:
    """As templates and tests name it: `desk.show`."""
    return f"{page.view.__module__.rpartition('.')[2]}.{page.view.__name__}"


def _gettext(text: str) -> str:
    return translations(g.visit.language).ugettext(text)


def _ngettext(one: str, many: str, number: int) -> str:
    return translations(g.visit.language).ungettext(one, many, number)
