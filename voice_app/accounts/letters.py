"""Invitations by e-mail: queued with the invitation itself, in one transaction, and worded here.

The link is made anew by whoever sends it, out of a seed on the ledger and the `SECRET_KEY`; neither opens anything
alone. Deliberately sends nothing: that is `workers.invitations`'.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from flows import spoken
from flows.phrases import phrase
from routing.skills import AgentId
from voice_app import jobs
from voice_app.accounts import inviting
from voice_app.accounts.digests import digest, digests
from voice_app.ledger import invitation_letters
from voice_app.ledger.agents import Agent
from voice_app.ledger.invitation_letters import Letter
from voice_app.line import Line
from voice_app.readable import readable
from voice_app.runtime import Runtime
from voice_app.settings import Settings


@dataclass(frozen=True, slots=True)
class Addressee:
    agent: AgentId
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says."""

    subject: str
    text: str


def can_be_sent(house: Runtime) -> bool:
    """Is there a mail server, and somebody in whose name we write?"""
    return house.settings.smtp_url is not None and house.line.alarms.sender is not None


def queue(house: Runtime, ledger: Connection, to: Addressee, by: str, now: datetime) -> None:
    """Invite this agent by e-mail; links of before open nothing any more. Ring for it once that is committed."""
    seed = house.new_token()
    token = token_of(house.settings, seed)
    inviting.invite(house.settings, ledger, to.agent, token, now, by=by)
    letter = Letter(
        id=house.new_id(),
        seed=seed,
        invitation=digest(house.settings, "invitation", token),
        agent_id=to.agent,
        asked_by=by,
        address=to.address,
        state="queued",
        tries=0,
        queued_at=now,
        not_before=now,
    )
    invitation_letters.queue(ledger, letter)


def ring(house: Runtime) -> None:
    """Wake a worker; without one the ticker sends it."""
    house.jobs.ring(jobs.SEND_INVITATIONS)


def token_in(settings: Settings, letter: Letter) -> str | None:
    """The token of the link in this letter, under whichever key that counts it was queued; None: under none."""
    tokens = digests(settings, "invitation letter", letter.seed)
    fitting = (one for one in tokens if letter.invitation in digests(settings, "invitation", one))
    return next(fitting, None)


def token_of(settings: Settings, seed: str) -> str:
    """What opens the invitation. Raises ValueError without a `SECRET_KEY`."""
    return digest(settings, "invitation letter", seed)


def words(line: Line, agent: Agent, link: str, until: datetime, by: str, *, is_first: bool) -> Words:
    """In the agent's first language. `by`: the name of whoever invites. `is_first`: there was no password before."""
    language = agent.languages[0]
    named = {
        "name": _in_one_line(line.name),
        "agent": _in_one_line(agent.name),
        "by": _in_one_line(by),
        "id": agent.id,
        "time": spoken.written(until, line.timezone, language),
    }
    subject, why = ("letter_subject", "letter_welcome") if is_first else ("letter_subject_again", "letter_again")

    def say(key: str) -> str:
        return phrase(language, key, **named)

    rules = f"{say('letter_once')}\n{say('letter_id')}"
    end = f"{say('letter_regards')}\n{named['by']}\n"
    text = "\n\n".join((say("letter_hello"), say(why), link, rules, say("letter_unexpected"), end))
    return Words(say(subject), text)


def _in_one_line(name: str) -> str:
    """Nothing that somebody is called becomes a line, or a header, of its own."""
    return " ".join(readable(name).split())
