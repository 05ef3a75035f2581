"""What a supervisor changes of one agent: name, role, phone, texts; the week; the PIN; and back to what was before."""

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from routing.agents import Presence
from routing.skills import AgentId
from voice_app.accounts import pins
from voice_app.pages.numbering import row_number
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.roster import wording
from voice_app.pages.roster.adding import typed
from voice_app.pages.roster.person import Typing, done, page
from voice_app.pages.words import N_, say
from voice_app.rostering import edits, presences, week
from voice_app.rostering.edits import Editor, NoSuchAgent


def change(visit: Visit, id_: str) -> ResponseReturnValue:
    form, reach = request.form, typed()
    wanted = {"name": form.get("name", ""), "role": form.get("role", ""), "texts": form.getlist("texts")}
    try:
        edits.change(_editor(visit), AgentId(id_), form.get("mark", ""), wanted, reach)
    except NoSuchAgent:
        raise NotFound from None
    except wording.REFUSALS as error:
        return page(visit, AgentId(id_), Typing(wording.refusals(visit, error), wanted, reach))
    return done(id_, "changed")


def change_week(visit: Visit, id_: str) -> ResponseReturnValue:
    """Shifts and hours on call, by one form each."""
    kind = request.form.get("kind", "")
    if kind not in ("shifts", "on_call"):
        raise BadRequest("no such week")
    typed_week = week.read(request.form, kind, as_monday="as_monday" in request.form)
    if any(day.wrong for day in typed_week):
        says = {kind: say(wording.WRONG[kind])}
        return page(visit, AgentId(id_), Typing(says, weeks={kind: typed_week}))
    try:
        mark = request.form.get("mark", "")
        edits.change(_editor(visit), AgentId(id_), mark, {kind: week.windows_of(typed_week)})
    except NoSuchAgent:
        raise NotFound from None
    except wording.REFUSALS as error:
        return page(visit, AgentId(id_), Typing(wording.refusals(visit, error), weeks={kind: typed_week}))
    return done(id_, "week")


def put_back(visit: Visit, id_: str) -> ResponseReturnValue:
    version = row_number(request.form.get("version", ""))
    if version is None:
        raise BadRequest("no such version")
    try:
        edits.put_back(_editor(visit), AgentId(id_), version, request.form.get("mark", ""))
    except NoSuchAgent:
        raise NotFound from None
    except wording.REFUSALS as error:
        return page(visit, AgentId(id_), Typing(wording.refusals(visit, error)))
    return done(id_, "back")


def choose_pin(visit: Visit, id_: str) -> ResponseReturnValue:
    """Set, or cleared by the other button; never shown."""
    pin = "" if "clear" in request.form else request.form.get("pin", "").strip()
    try:
        _editor(visit).here(AgentId(id_))
        if not pin and "clear" not in request.form:
            raise pins.NoPin
        pins.choose(visit.house, AgentId(id_), pin, visit.me, visit.now)
    except NoSuchAgent:
        raise NotFound from None
    except pins.NoPin:
        return page(visit, AgentId(id_), Typing({"pin": say(N_("Write 4 to 8 digits."))}))
    return done(id_, "pin" if pin else "no_pin")


def put(visit: Visit, id_: str) -> ResponseReturnValue:
    """On break, or off."""
    try:
        agent = _editor(visit).here(AgentId(id_))
        presences.put(visit.house, agent.id, Presence(request.form.get("presence", "")), visit.me, visit.now)
    except NoSuchAgent:
        raise NotFound from None
    except ValueError as error:
        raise BadRequest("no such presence") from error
    return done(id_, "put")


def _editor(visit: Visit) -> Editor:
    return Editor(visit.house, visit.me, visit.now)


PAGES = (
    Page("POST", "/roster/agents/<id_>", change, Who.SUPERVISOR),
    Page("POST", "/roster/agents/<id_>/week", change_week, Who.SUPERVISOR),
    Page("POST", "/roster/agents/<id_>/put-back", put_back, Who.SUPERVISOR),
    Page("POST", "/roster/agents/<id_>/pin", choose_pin, Who.SUPERVISOR),
    Page("POST", "/roster/agents/<id_>/presence", put, Who.SUPERVISOR),
)
