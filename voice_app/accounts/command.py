"""`python -m voice_app agents …`: who is on the roster, and who may open the pages, from the host's terminal.

What it writes holds at once: the processes that run read the roster anew every few seconds, and a session's end with
each request. Deliberately speaks to the ledger alone; what is to change on the board is put there by the ticker.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from routing.skills import AgentId
from voice_app.accounts import inviting, leaving
from voice_app.ledger import (
    Ledger,
    LedgerGone,
    UnknownSchema,
    account_events,
    accounts,
    agents,
    invitations,
    lines,
    sessions,
)
from voice_app.ledger.account_events import COMMAND
from voice_app.ledger.agents import Agent
from voice_app.line import Line
from voice_app.line.sections import Agent as AgentInFile
from voice_app.mistakes import Mistake, Mistakes
from voice_app.roster import FRESH
from voice_app.runtime import WallClock, enrolment_of, new_token
from voice_app.settings import Settings
from voice_app.start import read

DONE, FAILED = 0, 1


class CannotDo(Exception):
    """What stands in the way, in a sentence for whoever sits at the terminal."""


@dataclass(frozen=True, slots=True)
class Office:
    """What an act has at hand: one transaction, one instant."""

    settings: Settings
    line: Line
    ledger: Connection
    now: datetime

    def known(self, id_: str) -> Agent:
        """Raises CannotDo."""
        agent = agents.get(self.ledger, AgentId(id_))
        if agent is None:
            raise CannotDo(f"Nobody here has the id {id_!r}. `agents list` shows who is there.")
        return agent

    def is_in_file(self, id_: str) -> bool:
        return any(agent.id == id_ for agent in self.line.agents)


def act(wanted: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Do what is wanted; the exit code. Raises Mistakes, those of the arguments too."""
    settings, line = read(environment, "agents")
    ledger = Ledger(settings.database_url.get_secret_value())
    try:
        ledger.demand_current()
        with ledger.write() as connection:
            told = ACTS[wanted.act](Office(settings, line, connection, WallClock().now()), wanted)
    except (CannotDo, UnknownSchema) as obstacle:
        sys.stderr.write(f"{obstacle}\n")
        return FAILED
    except LedgerGone as gone:
        sys.stderr.write(f"The ledger cannot be reached: {gone}. Nothing was changed.\n")
        return FAILED
    finally:
        ledger.close()
    sys.stdout.write(f"{told}\n")
    return DONE


def add(office: Office, wanted: argparse.Namespace) -> str:
    if office.is_in_file(wanted.id):
        raise CannotDo(f"{wanted.id} is in the line file: change it there, it is read at each start.")
    if agents.get(office.ledger, AgentId(wanted.id)) is not None:
        raise CannotDo(f"Somebody here has the id {wanted.id!r} already, or had it. Choose another.")
    agent = _written(office.line, wanted)
    holder = agents.by_reach(office.ledger, agent.reach)
    if holder is not None:
        raise CannotDo(f"{wanted.reach} is the phone of {holder.name} ({holder.id}). A phone belongs to one agent.")
    agents.enrol(office.ledger, [enrolment_of(agent)], office.now)
    account_events.note(office.ledger, AgentId(agent.id), "added", office.now, by=COMMAND)
    return (
        f"{agent.name} is on the roster, signed out; running processes know within {FRESH.seconds} seconds.\n"
        f"To sign in to the pages: python -m voice_app agents invite {agent.id}"
    )


def _written(line: Line, wanted: argparse.Namespace) -> AgentInFile:
    """The agent, by the rules of the line file. Raises Mistakes, in the words of the command."""
    skills = dict(_skill(given) for given in wanted.skill)
    new = {
        "id": wanted.id,
        "name": wanted.name,
        "reach": wanted.reach,
        "languages": [code for given in wanted.language for code in given.split(",")],
        "skills": skills,
        "role": wanted.role,
    }
    written = line.as_dict()
    others = written.get("agent", [])
    try:
        return Line.from_dict(written | {"agent": [*others, new]}).agents[-1]
    except Mistakes as mistakes:
        raise Mistakes(_in_the_command_s_words(mistakes, f"agent[{len(others) + 1}]")) from None


def _skill(given: str) -> tuple[str, int | str]:
    need, _, level = given.partition("=")
    return need, int(level) if level.isdecimal() and level.isascii() else level


def _in_the_command_s_words(mistakes: Mistakes, place: str) -> Iterator[Mistake]:
    for mistake in mistakes.all:
        option = (
            mistake.where.removeprefix(place).lstrip(".").replace("languages", "language").replace("skills", "skill")
        )
        yield Mistake(f"--{option}", mistake.what, mistake.remedy)


def list_all(office: Office, _: argparse.Namespace) -> str:
    there = {agent.id for agent in agents.all(office.ledger)}
    invited = {invitation.agent_id for invitation in invitations.still_good(office.ledger, office.now)}
    in_line = _named_by_the_line(office)
    rows = [("id", "name", "role", "phone", "speaks", "can", "is", "from", "pages")]
    for agent in agents.ever(office.ledger):
        rows.append(
            (
                agent.id,
                agent.name,
                agent.role,
                agent.reach.partition(":")[0],
                ",".join(agent.languages),
                ",".join(f"{need}={level}" for need, level in sorted(agent.skills.items())) or "-",
                agent.presence if agent.id in there else "gone",
                _origin(office, agent, in_line),
                _way_in(office, agent, is_invited=agent.id in invited),
            )
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _named_by_the_line(office: Office) -> frozenset[str]:
    """In the version that counts, which a page may have changed since the file was read."""
    newest = lines.newest(office.ledger)
    return frozenset(agent["id"] for agent in newest.content.get("agent", ())) if newest else frozenset()


def _origin(office: Office, agent: Agent, in_line: frozenset[str]) -> str:
    if office.is_in_file(agent.id):
        return "line file"
    return "page" if agent.id in in_line else "command"


def _way_in(office: Office, agent: Agent, *, is_invited: bool) -> str:
    account = accounts.get(office.ledger, agent.id)
    if account is not None and account.disabled_at is not None:
        return "disabled"
    live = sum(session.ends_at > office.now for session in sessions.live(office.ledger, agent.id))
    known = (
        ("password" if account is not None and account.password_hash else ""),
        ("second factor" if account is not None and account.totp_at else ""),
        ("invited" if is_invited else ""),
        (f"{live} open" if live else ""),
    )
    return ", ".join(filter(None, known)) or "no way in yet"


def invite(office: Office, wanted: argparse.Namespace) -> str:
    agent = office.known(wanted.id)
    if agents.on_roster(office.ledger, agent.id) is None:
        raise CannotDo(f"{agent.name} is not on the roster; first: python -m voice_app agents enable {agent.id}")
    if wanted.new_second_factor:
        accounts.forget_second_factor(office.ledger, agent.id)
        account_events.note(office.ledger, agent.id, "second_factor_forgotten", office.now, by=COMMAND)
    link = inviting.invite(office.settings, office.ledger, agent.id, new_token(), office.now)
    until = (office.now + inviting.LAST["password"]).astimezone(office.line.timezone)
    return (
        f"For {agent.name} alone, once, until {until:%Y-%m-%d %H:%M}; earlier links work no more:\n\n  {link}\n\n"
        "Whoever opens it chooses the password: send it as you would send a key."
    )


def disable(office: Office, wanted: argparse.Namespace) -> str:
    agent = office.known(wanted.id)
    ended = leaving.disable(office.ledger, agent.id, office.now, by=COMMAND)
    if ended is None:
        raise CannotDo(f"{agent.name} is disabled already.")
    return (
        f"{agent.name} is disabled: {_sessions(ended)} ended, no invitation is good any more, and the phone is not "
        "rung from the ticker's next pass on. A call that goes on is not cut."
    )


def enable(office: Office, wanted: argparse.Namespace) -> str:
    agent = office.known(wanted.id)
    holder = agents.by_reach(office.ledger, agent.reach)
    if holder is not None and holder.id != agent.id:
        raise CannotDo(f"The phone of {agent.name} belongs to {holder.name} ({holder.id}) by now.")
    if not accounts.enable(office.ledger, agent.id):
        raise CannotDo(f"{agent.name} is not disabled.")
    agents.come_back(office.ledger, agent.id)
    account_events.note(office.ledger, agent.id, "enabled", office.now, by=COMMAND)
    return f"{agent.name} is on the roster again, signed out, with the password of before."


def sign_out(office: Office, wanted: argparse.Namespace) -> str:
    agent = office.known(wanted.id)
    ended = leaving.send_away(office.ledger, agent.id, office.now)
    return f"{_sessions(ended)} of {agent.name} ended. The presence on the line stays {agent.presence}."


def _sessions(number: int) -> str:
    return f"{number or 'no'} session{'' if number == 1 else 's'}"


ACTS: Mapping[str, Callable[[Office, argparse.Namespace], str]] = {
    "add": add,
    "list": list_all,
    "invite": invite,
    "disable": disable,
    "enable": enable,
    "sign-out": sign_out,
}
