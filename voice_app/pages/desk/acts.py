"""What an agent does on the desk besides sending calls on: declares a presence, keeps a note, wraps up, promises a
callback.

Reads the form, asks the use case, and says what came of it in plain words. Deliberately decides nothing: what may be
done is `voice_app.desk`'s.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Final, cast, get_args

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from routing.spans import Span
from voice_app import desk
from voice_app.desk import CallBack, Promised, Wrapped, WrapUp, Written
from voice_app.ledger.ids import Disposition
from voice_app.pages.desk import presences
from voice_app.pages.desk.show import Told, about_this, answer
from voice_app.pages.desk.watch import watch_of
from voice_app.pages.desk.wording import REFUSED, promised_said
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import N_, say
from voice_app.pages.writing import moment
from voice_app.readable import readable

LONGEST_NOTE: Final = 4000
"""Characters; more are cut off here, because a note that is refused for its length is lost in the middle of a talk."""
ELSEWHERE: Final = N_("Written in another window at %(when)s: “%(note)s” Yours stays here; write on to keep yours.")
USUAL: Final = "usual"
"""Of a callback: whenever it suits, within the usual time."""


def declare(visit: Visit) -> ResponseReturnValue:
    try:
        presence, reason = presences.read(request.form.get("presence", ""))
        desk.declare(visit.house, visit.me, presence, reason, visit.now)
    except ValueError as error:
        raise BadRequest("no such presence") from error
    return answer(visit)


def keep_draft(visit: Visit) -> ResponseReturnValue:
    """For the page's script: what it knows of now, or what another window has written since."""
    written = Written(_note(), _disposition(), _resolved(), _turned_out(visit))
    kept = desk.save_draft(visit.house, visit.me, about_this(), written, visit.now, seen_at=_instant("seen"))
    watch_of(visit.house).nudge(visit.me)
    if "HX-Request" not in request.headers:
        return redirect("/desk", HTTPStatus.SEE_OTHER)
    if isinstance(kept, desk.Saved):
        return jsonify(seen=kept.draft.saved_at.isoformat() if kept.draft else "")
    if isinstance(kept, desk.Elsewhere):
        when, note = moment(kept.draft.saved_at), kept.draft.note or ""
        return jsonify(
            seen=kept.draft.saved_at.isoformat(), told=say(ELSEWHERE, when=when, note=note)
        ), HTTPStatus.CONFLICT
    return jsonify(told=say(REFUSED[kept])), HTTPStatus.CONFLICT


def wrap_up(visit: Visit) -> ResponseReturnValue:
    reservation, ended = about_this(), _disposition()
    act = f"wrap-{reservation}"
    if ended is None:
        return answer(visit, Told(act, say(N_("Say how it ended first.")), about=reservation))
    form = WrapUp(ended, _note() or None, _resolved(), _call_back(), _turned_out(visit))
    outcome = desk.wrap_up(visit.house, visit.me, reservation, form, visit.now)
    if isinstance(outcome, Wrapped):
        return answer(visit, _good(outcome.promised))
    return answer(visit, Told(act, say(REFUSED[outcome]), about=reservation))


def promise(visit: Visit) -> ResponseReturnValue:
    """A callback, while the two still talk."""
    reservation, wanted = about_this(), _call_back()
    if wanted is None:
        raise BadRequest("no window")
    outcome = desk.call_back(visit.house, visit.me, reservation, wanted, visit.now)
    if isinstance(outcome, Promised):
        return answer(visit, _good(outcome, "act-call-back"))
    return answer(visit, Told("act-call-back", say(REFUSED[outcome]), about=reservation))


def _good(promised: Promised | None, act: str = "desk") -> Told | None:
    return Told(act, promised_said(promised), "good") if promised else None


# ── the form ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _note() -> str:
    return readable(request.form.get("note", ""))[:LONGEST_NOTE]


def _disposition() -> Disposition | None:
    chosen = request.form.get("disposition")
    return cast(Disposition, chosen) if chosen in get_args(Disposition) else None


def _resolved() -> bool | None:
    return {"yes": True, "no": False}.get(request.form.get("resolved", ""))


def _turned_out(visit: Visit) -> str | None:
    """Another need than the one that was chosen; what is none of the menu's is not taken."""
    chosen = request.form.get("turned_out", "")
    return chosen if visit.house.line.entry_of(chosen) else None


def _call_back() -> CallBack | None:
    """None: none is promised."""
    window = request.form.get("window", "")
    if not window:
        return None
    return CallBack(None if window == USUAL else _span(window), by_me="by_me" in request.form, note=_note() or None)


def _span(written: str) -> Span:
    start, _, end = written.partition("/")
    span = Span(_read(start), _read(end))
    if span.start_at >= span.end_at:
        raise BadRequest("no stretch of time")
    return span


def _instant(field: str) -> datetime | None:
    written = request.form.get(field, "")
    return _read(written) if written else None


def _read(written: str) -> datetime:
    try:
        at = datetime.fromisoformat(written)
    except ValueError as error:
        raise BadRequest("no instant") from error
    if at.tzinfo is None:
        raise BadRequest("no time zone")
    return at


PAGES = (
    Page("POST", "/desk/presence", declare, Who.AGENT),
    Page("POST", "/desk/draft", keep_draft, Who.AGENT),
    Page("POST", "/desk/wrap-up", wrap_up, Who.AGENT),
    Page("POST", "/desk/call-back", promise, Who.AGENT),
)
