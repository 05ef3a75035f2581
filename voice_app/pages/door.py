"""The door of the pages: who is it, does this request come from our own page, may it come in.

A session's cookie proves who it is; a form must also bring a token that only a page of ours can know, and come from our
own address: two locks, because each has been got round somewhere. Deny by default; deliberately knows no page.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Request, Response
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from voice_app.accounts import screens, sessions
from voice_app.accounts.digests import digest, digests, is_one_of
from voice_app.accounts.sessions import SignedIn
from voice_app.ledger.agents import Agent
from voice_app.ledger.screens import Screen
from voice_app.pages.page import Visit
from voice_app.pages.words import LANGUAGES
from voice_app.runtime import Runtime
from voice_app.settings import Settings

SESSION, FORM, SCREEN = "gehoor", "gehoor-form", "gehoor-screen"
"""The cookies: of a session, of a form that somebody fills in before there is one, and of a screen."""

FIELD, HEADER = "csrf", "X-CSRF-Token"
CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS"})
NOTHING = "\0"


def visit_of(house: Runtime, request: Request) -> Visit:
    """Who is looking. Raises LedgerGone where somebody may have signed in and nobody can tell."""
    now = house.now()
    token = request.cookies.get(cookie_name(house.settings, SESSION), "")
    signed_in = sessions.find(house, token, now) if token else None
    screen = _screen(house, request, now) if signed_in is None else None
    if signed_in is None:
        token = request.cookies.get(cookie_name(house.settings, FORM), "")
    return Visit(
        house,
        now,
        language=_language_of(house, request, signed_in, screen),
        csrf=digest(house.settings, "form", token) if token else "",
        csrf_before=digests(house.settings, "form", token)[1:] if token else (),
        signed_in=signed_in,
        screen=screen,
    )


def _screen(house: Runtime, request: Request, now: datetime) -> Screen | None:
    token = request.cookies.get(cookie_name(house.settings, SCREEN), "")
    return screens.find(house, token, now) if token else None


def _language_of(house: Runtime, request: Request, signed_in: SignedIn | None, screen: Screen | None) -> str:
    if signed_in is not None:
        return _language(signed_in)
    return language_of_browser(request, house) if screen is None else screen.language


def language_of_browser(request: Request, house: Runtime) -> str:
    """Of a page for somebody whom nobody knows yet."""
    return request.accept_languages.best_match(LANGUAGES) or house.line.languages[0]


def _language(signed_in: SignedIn) -> str:
    return signed_in.account.language or first_language(signed_in.agent)


def first_language(agent: Agent) -> str:
    """Of the pages, until the agent chooses another."""
    return next((language for language in agent.languages if language in LANGUAGES), LANGUAGES[0])


def demand_our_own_page(request: Request, settings: Settings) -> None:
    """Raises Forbidden for what another site has sent, or nobody says where from: every browser does."""
    origin, fetched_from = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin is not None and origin != settings.pages_base_url:
        raise Forbidden("another site has sent this")
    if fetched_from not in (None, "same-origin") or (origin is None and fetched_from is None):
        raise Forbidden("this does not come from a page of ours")


def demand_token(request: Request, visit: Visit) -> None:
    """Raises Forbidden for a form that no page of this session has made."""
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not visit.csrf or not is_one_of(given, (visit.csrf, *visit.csrf_before)):
        raise Forbidden("the form is not of this session")


def demand_text(request: Request) -> None:
    """Raises NotFound, BadRequest for what no keyboard types and PostgreSQL takes in no text: it would end in an
    error."""
    if NOTHING in request.path:
        raise NotFound
    if any(NOTHING in value for said in (request.args, request.form) for _, value in said.items(multi=True)):
        raise BadRequest


def form_field(visit: Visit) -> Markup:
    """What each form carries along: `{{ csrf() }}`."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, visit.csrf)


# ── cookies ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def let_in(response: Response, settings: Settings, token: str) -> None:
    """From now on this browser holds the session; until it is closed, or the session ends."""
    _set(response, settings, SESSION, token)
    show_out(response, settings, FORM)


def show_out(response: Response, settings: Settings, which: str = SESSION) -> None:
    response.delete_cookie(
        cookie_name(settings, which), path="/", secure=_is_secure(settings), httponly=True, samesite="Lax"
    )


def with_form_cookie(house: Runtime, visit: Visit) -> tuple[Visit, str | None]:
    """The visit of somebody without a session, who may be shown a form; and the cookie that belongs to that form."""
    if visit.csrf:
        return visit, None
    token = house.new_token()
    return replace(visit, csrf=digest(house.settings, "form", token)), token


def let_screen_in(response: Response, settings: Settings, token: str) -> None:
    """From now on this browser is a screen, whenever it is switched on, until its link is good no longer."""
    _set(response, settings, SCREEN, token, lasts=screens.LASTS)


def set_form_cookie(response: Response, settings: Settings, token: str) -> None:
    _set(response, settings, FORM, token)


def cookie_name(settings: Settings, which: str) -> str:
    """With a prefix by which browsers refuse one that another host or a page without TLS has set."""
    return f"__Host-{which}" if _is_secure(settings) else which


def _set(response: Response, settings: Settings, which: str, token: str, lasts: timedelta | None = None) -> None:
    """`lasts`: also when the browser is closed."""
    name = cookie_name(settings, which)
    response.set_cookie(
        name, token, max_age=lasts, path="/", secure=_is_secure(settings), httponly=True, samesite="Lax"
    )


def _is_secure(settings: Settings) -> bool:
    return urlsplit(settings.pages_base_url).scheme == "https"
