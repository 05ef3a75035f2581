"""How an agent gets in, from a supervisor's page: invited by e-mail, or by a link that is shown once; sessions ended;
the second key taken away, to be set up anew.

A link is in the one answer to its form, with a picture of it for a camera, and in no address and no store. Nobody does
it for the own account: there the password of before, or a code, has to be shown, which whoever finds an open browser
cannot.
"""

from io import BytesIO

import segno
from flask import request
from flask.typing import ResponseReturnValue
from pydantic import TypeAdapter, ValidationError
from werkzeug.exceptions import Forbidden, NotFound

from routing.skills import AgentId
from voice_app.accounts import inviting, leaving, letters
from voice_app.accounts.letters import Addressee
from voice_app.ledger import account_events, accounts, invitation_letters
from voice_app.ledger.agents import Agent
from voice_app.line.values import EmailAddress
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.roster.person import Typing, done, page
from voice_app.pages.words import N_, say
from voice_app.rostering.edits import Editor, NoSuchAgent

ADDRESS = TypeAdapter[str](EmailAddress)


def invite(visit: Visit, id_: str) -> ResponseReturnValue:
    """By e-mail where an address was written; else the link, shown this once. Links of before open nothing any more."""
    agent, address = _other(visit, id_), request.form.get("address", "").strip()
    if "again" in request.form:
        address = _address_of_before(visit, agent) or ""
    if not address and "link" not in request.form:
        return page(visit, agent.id, Typing({"address": say(N_("Write an e-mail address, or take the link."))}))
    if "link" in request.form:
        return _with_link(visit, agent)
    try:
        to = Addressee(agent.id, ADDRESS.validate_python(address))
    except ValidationError:
        says = {"address": say(N_("That is no e-mail address. It is written like name@example.org."))}
        return page(visit, agent.id, Typing(says, {"address": address}))
    if not letters.can_be_sent(visit.house):
        return page(visit, agent.id, Typing({"address": say(N_("No mail server is set up: take the link."))}))
    with visit.house.ledger.write() as ledger:
        letters.queue(visit.house, ledger, to, visit.me, visit.now)
    letters.ring(visit.house)
    return done(id_, "sent")


def _with_link(visit: Visit, agent: Agent) -> ResponseReturnValue:
    token = visit.house.new_token()
    with visit.house.ledger.write() as ledger:
        link = inviting.invite(visit.house.settings, ledger, agent.id, token, visit.now, by=visit.me)
    return page(visit, agent.id, link=link, picture=_picture(link))


def _picture(link: str) -> str:
    """As SVG that stands in the page itself: an address of its own would have to name the link."""
    drawn = BytesIO()
    segno.make_qr(link).save(
        drawn, kind="svg", xmldecl=False, svgns=True, scale=5, border=4, dark="#000", light="#fff", lineclass=None
    )
    return drawn.getvalue().decode()


def _address_of_before(visit: Visit, agent: Agent) -> str | None:
    with visit.house.ledger.read() as ledger:
        sent = [one for one in invitation_letters.addressed(ledger) if one.agent_id == agent.id]
    return sent[-1].address if sent else None


def withdraw(visit: Visit, id_: str) -> ResponseReturnValue:
    agent = _here(visit, id_)
    with visit.house.ledger.write() as ledger:
        inviting.withdraw(ledger, agent.id, visit.me, visit.now)
        invitation_letters.forget_addresses(ledger, visit.now)
    return done(id_, "withdrawn")


def end_sessions(visit: Visit, id_: str) -> ResponseReturnValue:
    """At once, in every process. The presence on the line stays: that is another button."""
    agent = _here(visit, id_)
    with visit.house.ledger.write() as ledger:
        leaving.send_away(ledger, agent.id, visit.now, by=visit.me)
    return done(id_, "ended")


def forget_second_factor(visit: Visit, id_: str) -> ResponseReturnValue:
    """Sessions end, too: one of them may be whoever has the lost phone."""
    agent = _other(visit, id_)
    with visit.house.ledger.write() as ledger:
        accounts.forget_second_factor(ledger, agent.id)
        account_events.note(ledger, agent.id, "second_factor_forgotten", visit.now, by=visit.me)
        leaving.send_away(ledger, agent.id, visit.now, by=visit.me)
    return done(id_, "forgotten")


def _other(visit: Visit, id_: str) -> Agent:
    """Raises Forbidden for one's own."""
    if id_ == visit.me:
        raise Forbidden("what opens the own account is changed there")
    return _here(visit, id_)


def _here(visit: Visit, id_: str) -> Agent:
    try:
        return Editor(visit.house, visit.me, visit.now).here(AgentId(id_))
    except NoSuchAgent:
        raise NotFound from None


PAGES = (
    Page("POST", "/roster/agents/<id_>/invite", invite, Who.SUPERVISOR),
    Page("POST", "/roster/agents/<id_>/invite/withdraw", withdraw, Who.SUPERVISOR),
    Page("POST", "/roster/agents/<id_>/sessions/end", end_sessions, Who.SUPERVISOR),
    Page("POST", "/roster/agents/<id_>/second-factor/forget", forget_second_factor, Who.SUPERVISOR),
)
