"""One agent: what is known, what can be changed, how that agent gets in, and what was changed by whom.

Every act on an agent answers with this page: as it is now; or, where it was refused, with what was typed and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from routing.skills import AgentId
from voice_app import versions
from voice_app.accounts import letters, pins
from voice_app.accounts.sessions import holds
from voice_app.ledger import accounts, agents, invitation_letters, sessions, ways_in
from voice_app.ledger.accounts import Account
from voice_app.ledger.agents import Agent
from voice_app.ledger.invitation_letters import Letter
from voice_app.ledger.sessions import Session
from voice_app.ledger.ways_in import WayIn
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.roster import skills, wording
from voice_app.pages.roster.people import Person, doing_said, people_of
from voice_app.pages.words import N_, say
from voice_app.rostering import edits, entries
from voice_app.rostering.reaching import Typed, typed_of
from voice_app.rostering.record import record_of
from voice_app.rostering.week import Week, week_of

SAID: Final = {
    "added": N_("Added, and signed off. Give skills with a click each, and a way in."),
    "changed": N_("Kept. It counts from the next call on."),
    "week": N_("These hours are kept."),
    "back": N_("Put back as it was."),
    "sent": N_("The invitation is on its way."),
    "withdrawn": N_("Withdrawn: the link opens nothing any more."),
    "ended": N_("All sessions are ended."),
    "forgotten": N_("Taken away. It is set up anew at the next sign-in; invite anew if the password is lost too."),
    "pin": N_("The PIN holds from the next call on."),
    "no_pin": N_("There is no PIN any more."),
    "put": N_("Done, and told on the desk."),
}
"""What may be said that was done; any other word in the address says nothing."""


@dataclass(frozen=True, slots=True)
class Typing:
    """What a form brought that was refused: it is shown again. `says`: why, by field."""

    says: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    reach: Typed | None = None
    weeks: Mapping[str, Week] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ways:
    """How this agent gets in. `letter`: of the open invitation, where it went by e-mail."""

    way: WayIn
    live: tuple[Session, ...]
    letter: Letter | None
    has_pin: bool
    can_mail: bool


def show(visit: Visit, id_: str) -> ResponseReturnValue:
    return page(visit, AgentId(id_))


def page(
    visit: Visit, id_: AgentId, typing: Typing | None = None, *, link: str = "", picture: str = ""
) -> ResponseReturnValue:
    """The page, refused where `typing` says why. `link`: of an invitation, shown this once; `picture`: the same for a
    camera."""
    typing = typing or Typing()
    with visit.house.ledger.read() as ledger:
        agent = agents.get(ledger, id_)
    if agent is None:
        raise NotFound
    shown = next((one for one in people_of(visit)[0] if one.agent.id == id_), None)
    text = _left(visit, agent, typing) if shown is None else _here(visit, shown, typing, link, picture)
    return text, HTTPStatus.CONFLICT if typing.says else HTTPStatus.OK


def _left(visit: Visit, agent: Agent, typing: Typing) -> str:
    return render_template(
        "roster/left.html",
        agent=agent,
        says=typing.says,
        reach=typing.reach or typed_of(agent.reach),
        kinds=wording.KINDS,
        told=record_of(visit.house, agent.id),
        **_of_record(visit),
    )


def _here(visit: Visit, person: Person, typing: Typing, link: str, picture: str) -> str:
    agent, line = person.agent, versions.newest(visit.house).line
    entry = edits.table_of(line, agent)
    return render_template(
        "roster/person.html",
        person=person,
        agent=agent,
        is_me=agent.id == visit.me,
        entry=entry | dict(typing.values),
        mark=entries.mark_of(entry),
        reach=typing.reach or typed_of(entry["reach"]),
        weeks={kind: typing.weeks.get(kind) or week_of(entry.get(kind, [])) for kind in ("shifts", "on_call")},
        ways=_ways(visit, agent),
        says=typing.says,
        said=_said(request.args.get("said", "")),
        done=skills.done_of(visit),
        link=link,
        picture=picture,
        doing_said=doing_said,
        letter_said=wording.letter_said,
        kinds=wording.KINDS,
        roles=wording.ROLES,
        texts=wording.TEXTS,
        days=wording.days(),
        wrong_hours=wording.WRONG_HOURS,
        warnings=wording.warnings_of(visit, line, agent.id),
        told=record_of(visit.house, agent.id),
        **_of_record(visit),
        **skills.shown(visit),
    )


def _said(code: str) -> str | None:
    words = SAID.get(code)
    return None if words is None else say(words)


def _of_record(visit: Visit) -> dict[str, Any]:
    return {
        "told_said": lambda told: wording.told_said(visit, told),
        "changed_said": wording.changed_said,
    }


def _ways(visit: Visit, agent: Agent) -> Ways:
    house = visit.house
    with house.ledger.read() as ledger:
        account = accounts.get(ledger, agent.id) or Account(agent.id)
        live = tuple(one for one in sessions.live(ledger, agent.id) if holds(one, agent, account, visit.now))
        way = ways_in.all(ledger, visit.now).get(agent.id, ways_in.NO_WAY)
        sent = [one for one in invitation_letters.addressed(ledger) if one.agent_id == agent.id]
    letter = sent[-1] if sent and way.invited_until is not None else None
    return Ways(way, live, letter, pins.has_one(house, agent), letters.can_be_sent(house))


def done(id_: str, said: str) -> ResponseReturnValue:
    """What was done, told on the page that is loaded anew."""
    return redirect(f"/roster/agents/{id_}?said={said}", HTTPStatus.SEE_OTHER)


PAGES = (Page("GET", "/roster/agents/<id_>", show, Who.SUPERVISOR),)
