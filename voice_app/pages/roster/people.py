"""All agents on one page: what they do now, what they can, when they are expected, and how they get in.

Whom a filter leaves stands in the address, so that it survives a reload. Shows no phone number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from routing.agents import Activity, Presence
from routing.board import BoardGone
from routing.records import AgentOnBoard
from routing.skills import AgentId
from voice_app.desk.floor import floor_of
from voice_app.ledger import agents, ways_in
from voice_app.ledger.agents import Agent
from voice_app.ledger.ways_in import NO_WAY, WayIn
from voice_app.line import Line
from voice_app.line.sections import Agent as AgentInLine
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.roster import wording
from voice_app.pages.words import say
from voice_app.rostering.matrix import able_to
from voice_app.terms import shift_hours

SAID: Final = {"left", "back"}


@dataclass(frozen=True, slots=True)
class Person:
    """`since`: what is done now is done from then on. `expected`: by a shift of today, at this moment; None: there are
    no shifts."""

    agent: Agent
    presence: Presence
    activity: Activity | None
    since: datetime
    expected: bool | None
    way: WayIn


def show(visit: Visit) -> ResponseReturnValue:
    line = visit.house.line
    needs, languages = [entry.need for entry in line.menu], line.languages
    need, language = _one_of(needs, "need"), _one_of(languages, "language")
    people, gone = people_of(visit)
    wanted = set(able_to([one.agent for one in people], need, language))
    return render_template(
        "roster/people.html",
        people=[one for one in people if one.agent.id in wanted],
        everybody=len(people),
        gone=gone,
        needs=needs,
        languages=languages,
        need=need,
        language=language,
        said=request.args.get("said") if request.args.get("said") in SAID else None,
        who=visit.house.roster[AgentId(request.args["who"])].name if _is_known(visit) else "",
        doing_said=doing_said,
        roles=wording.ROLES,
    )


def _is_known(visit: Visit) -> bool:
    try:
        visit.house.roster[AgentId(request.args.get("who", ""))]
    except KeyError:
        return False
    return True


def _one_of(choices: object, name: str) -> str | None:
    given = request.args.get(name)
    return given if given in choices else None  # type: ignore[operator]  # lists of names


def people_of(visit: Visit) -> tuple[list[Person], list[Agent]]:
    """Who is here, and who has left; by name."""
    house = visit.house
    with house.ledger.read() as ledger:
        here, ever = agents.all(ledger), agents.ever(ledger)
        ways = ways_in.all(ledger, visit.now)
    shown, in_line = _on_board(visit), {AgentId(one.id): one for one in house.line.agents}
    people = [
        _person(agent, shown.get(agent.id), in_line.get(agent.id), ways.get(agent.id, NO_WAY), visit) for agent in here
    ]
    ids = {agent.id for agent in here}
    gone = [agent for agent in ever if agent.id not in ids]
    return sorted(people, key=lambda one: one.agent.name.casefold()), sorted(gone, key=lambda one: one.name.casefold())


def _on_board(visit: Visit) -> Mapping[AgentId, AgentOnBoard]:
    """None of them where there is no board: then the ledger knows what was declared."""
    try:
        return floor_of(visit.house).agents
    except BoardGone:
        return {}


def _person(agent: Agent, shown: AgentOnBoard | None, entry: AgentInLine | None, way: WayIn, visit: Visit) -> Person:
    activity = shown.agent.activity if shown is not None and shown.agent.activity is not Activity.IDLE else None
    since = shown.agent.since if shown is not None and activity is not None else agent.presence_at
    expected = _expected(entry, visit.house.line, visit.now) if entry is not None else None
    return Person(agent, Presence(agent.presence), activity, since, expected, way)


def _expected(entry: AgentInLine, line: Line, now: datetime) -> bool | None:
    return shift_hours(entry, line).is_open(now) if entry.shifts else None


def doing_said(person: Person) -> str:
    """ "talks", "on break": what is done now comes before what was declared."""
    if person.activity is not None:
        return say(wording.ACTIVITIES[person.activity])
    return say(wording.PRESENCES[person.presence])


PAGES = (Page("GET", "/roster", show, Who.SUPERVISOR),)
