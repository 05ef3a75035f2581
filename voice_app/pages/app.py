"""The application of the pages: every page behind one guard, each request answered in the visitor's language.

Deliberately mounts nothing but `PAGES`: what is not listed there does not exist, and who is not let in by a page's own
line is let in nowhere.
"""

from functools import partial

from flask import Flask, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from voice_app.pages import assets, home, writing
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import LANGUAGES, translations
from voice_app.runtime import Runtime, open_runtime
from voice_app.start import begin

PAGES: tuple[Page, ...] = (*home.PAGES,)


def create_pages(house: Runtime | None = None) -> Flask:
    """The application. Without a runtime: the one that the environment describes."""
    if house is None:
        house = open_runtime(*begin("pages"))
    app = Flask("voice_app.pages", static_folder=None)
    app.jinja_options = {"extensions": ["jinja2.ext.i18n"], "autoescape": True}
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    for page in PAGES:
        app.add_url_rule(
            page.path, endpoint=_name(page), view_func=partial(_answer, house, page), methods=[page.method]
        )
    assets.serve(app)
    writing.teach(app)
    return app


def _answer(house: Runtime, page: Page, **named: str) -> ResponseReturnValue:
    visit = _visit(house)
    g.visit = visit
    if visit.who >= page.may:
        return page.view(visit, **named)
    if visit.who is Who.ANYBODY:
        return redirect("/sign-in")
    raise NotFound


def _visit(house: Runtime) -> Visit:
    language = request.accept_languages.best_match(LANGUAGES) or house.line.languages[0]
    return Visit(house, house.now(), language)


def _name(page: Page) -> str:
    """As templates and tests name it: `desk.show`."""
    return f"{page.view.__module__.rpartition('.')[2]}.{page.view.__name__}"


def _gettext(text: str) -> str:
    return translations(g.visit.language).ugettext(text)


def _ngettext(one: str, many: str, number: int) -> str:
    return translations(g.visit.language).ungettext(one, many, number)
