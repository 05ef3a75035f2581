"""Who can do what, as a table whose every cell is a button: a click is one level more, and after the best none.

Each click is a version of its own and can be taken back by itself. A click says what it was made on: where somebody
else was faster, nothing is written over, and whoever clicked is told.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from routing.skills import AgentId
from voice_app import versions
from voice_app.ledger import agents
from voice_app.ledger.agents import Agent
from voice_app.line.values import SPOKEN
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.roster import wording
from voice_app.pages.words import N_, say
from voice_app.pages.writing import about, tongue
from voice_app.rostering import edits
from voice_app.rostering.edits import Click, Editor, NoSuchAgent
from voice_app.rostering.matrix import BEST, Gap, matrix_of, next_level

LONGEST_ID: Final = 16
"""Digits; more than any database counts to."""


@dataclass(frozen=True, slots=True)
class Done:
    """A click that was made, as it is told, and what takes it back: the fields of its form."""

    text: str
    back: dict[str, str]


def show(visit: Visit) -> ResponseReturnValue:
    return _page(visit)


def click(visit: Visit) -> ResponseReturnValue:
    """One level of one agent. What the cell said, what it is to say, and in which version, come along."""
    agent, clicked = _agent(), Click(request.form.get("need", ""), _level("was"), _level("level"))
    try:
        was, level = edits.set_level(_editor(visit), agent, clicked, _seen())
    except NoSuchAgent:
        raise NotFound from None
    except wording.REFUSALS as error:
        return _page(visit, " ".join(wording.refusals(visit, error).values()))
    return _onward(agent, {"need": clicked.need, "was": str(was), "level": str(level)})


def click_language(visit: Visit) -> ResponseReturnValue:
    """One language of one agent; or all of them, as they were before the last click."""
    agent, was = _agent(), _languages("was")
    try:
        if "language" in request.form:
            languages = edits.click_language(_editor(visit), agent, was, _languages("language")[0], _seen())
        else:
            languages = tuple(_languages("languages"))
            edits.set_languages(_editor(visit), agent, was, languages)
    except NoSuchAgent:
        raise NotFound from None
    except wording.REFUSALS as error:
        return _page(visit, " ".join(wording.refusals(visit, error).values()))
    return _onward(agent, {"was": ",".join(was), "languages": ",".join(languages)})


def _editor(visit: Visit) -> Editor:
    return Editor(visit.house, visit.me, visit.now)


def _agent() -> AgentId:
    return AgentId(request.form.get("agent", ""))


def _seen() -> int:
    """Which version the page showed."""
    given = request.form.get("seen", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < LONGEST_ID else 0


def _onward(agent: AgentId, done: dict[str, str]) -> ResponseReturnValue:
    """Back to where it was clicked: the table, or the agent's own page."""
    path = f"/roster/agents/{agent}" if request.form.get("from") == "person" else "/roster/skills"
    return redirect(f"{path}?{urlencode({'did': agent, **done})}", HTTPStatus.SEE_OTHER)


def _level(field: str) -> int:
    given = request.form.get(field, "")
    if given not in map(str, range(BEST + 1)):
        raise BadRequest("no such level")
    return int(given)


def _languages(field: str) -> list[str]:
    given = [language for language in request.form.get(field, "").split(",") if language]
    if not given or set(given) - set(SPOKEN):
        raise BadRequest("no such language")
    return given


def _page(visit: Visit, refused: str | None = None) -> tuple[str, HTTPStatus]:
    page = render_template("roster/skills.html", refused=refused, done=done_of(visit), **shown(visit))
    return page, HTTPStatus.CONFLICT if refused else HTTPStatus.OK


def shown(visit: Visit) -> dict[str, object]:
    """What the table, or one row of it, is rendered from: the newest of all, because a click was just made."""
    newest = versions.newest(visit.house)
    with visit.house.ledger.read() as ledger:
        here = agents.all(ledger)
    by_name = sorted(here, key=lambda agent: agent.name.casefold())
    return {
        "matrix": matrix_of(newest.line, by_name, SPOKEN),
        "seen": newest.id,
        "next_level": next_level,
        "levels": wording.LEVELS,
        "gap_said": gap_said,
    }


def done_of(visit: Visit) -> Done | None:
    """The click that led here, while what came of it still stands; anything else in the address says nothing."""
    given = request.args
    try:
        with visit.house.ledger.read() as ledger:
            agent = agents.on_roster(ledger, AgentId(given.get("did", "")))
        if agent is None:
            return None
        return _done_level(agent, given["need"]) if "need" in given else _done_languages(agent)
    except (KeyError, ValueError):
        return None


def _done_level(agent: Agent, need: str) -> Done | None:
    was, level = int(request.args["was"]), int(request.args["level"])
    if agent.skills.get(need, 0) != level or was not in range(BEST + 1):
        return None
    text = say(N_("%(name)s · %(need)s: %(was)s → %(level)s"), name=agent.name, need=about(need), was=was, level=level)
    return Done(text, {"agent": agent.id, "need": need, "was": str(level), "level": str(was), "seen": "0"})


def _done_languages(agent: Agent) -> Done | None:
    was, languages = request.args["was"], request.args["languages"]
    if ",".join(agent.languages) != languages or set(was.split(",")) - set(SPOKEN):
        return None
    spoken = ", ".join(map(tongue, agent.languages))
    text = say(N_("%(name)s speaks: %(languages)s"), name=agent.name, languages=spoken)
    return Done(text, {"agent": agent.id, "was": languages, "languages": was})


def gap_said(gap: Gap) -> str:
    need, language = about(gap.need), tongue(gap.language)
    if gap.only is None:
        return say(N_("Nobody can take “%(need)s” in %(language)s."), need=need, language=language)
    only = N_("Only %(name)s can take “%(need)s” in %(language)s.")
    return say(only, name=gap.only.name, need=need, language=language)


PAGES = (
    Page("GET", "/roster/skills", show, Who.SUPERVISOR),
    Page("POST", "/roster/skills", click, Who.SUPERVISOR),
    Page("POST", "/roster/skills/languages", click_language, Who.SUPERVISOR),
)
