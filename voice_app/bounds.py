"""What nobody changes of the line from afar, by whatever form, file, program or older version: for a session of a
supervisor or a token of the API may be in wrong hands, and a supervisor may slip.

The number that callers dial, because the carrier is told of another first; a phone outside the number policy of before,
which would cost; who is told whose phone calls, and our token with it; and the last way into the pages. Whoever has the
machine edits the line file.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from routing.skills import AgentId
from voice_app.ledger import Ledger, agents, ways_in
from voice_app.line import Line
from voice_app.mistakes import Mistake
from voice_app.numbers import Phone, judge

OURS: Final = "tel:"
IN_THE_FILE: Final = "Edit the line file itself"


def beyond(ledger: Ledger, before: Line, after: Line, by: AgentId | None, now: datetime) -> Iterator[Mistake]:
    """What of this change is for nobody from afar, each by its path. `before`: the newest line. `by`: who is in, and
    does it; None: a program. Raises LedgerGone."""
    if after.number != before.number:
        what = f"the number of the line is {before.number}, and is not changed here"
        yield Mistake("line.number", what, "Tell the carrier first, then edit the line file itself")
    if after.customers.lookup_url not in (None, before.customers.lookup_url):
        what = "who is asked whose phone it is, is not changed here"
        yield Mistake("customers.lookup_url", what, IN_THE_FILE)
    for path, phone in _rung_anew(ledger, before, after):
        if judge(phone, before.policy).decision != "callable":
            what = f"{phone} is outside the number policy, so no edit has us ring it"
            yield Mistake(path, what, f"{IN_THE_FILE}, or the policy before")
    if _can_come(ledger, before, by, now) and not _can_come(ledger, after, by, now):
        yield Mistake("agent", "nobody would be left who can open these pages", "Leave one supervisor")


def _rung_anew(ledger: Ledger, before: Line, after: Line) -> Iterator[tuple[str, Phone]]:
    if after.fallback_number not in (None, before.fallback_number):
        yield "line.fallback_number", Phone(after.fallback_number or "")
    known = {*_reached(ledger), *(agent.reach for agent in before.agents)}
    for count, agent in enumerate(after.agents, start=1):
        if agent.reach.startswith(OURS) and agent.reach not in known:
            yield f"agent[{count}].reach", Phone(agent.reach.removeprefix(OURS))


def _reached(ledger: Ledger) -> Iterator[str]:
    with ledger.read() as connection:
        yield from (agent.reach for agent in agents.all(connection))


def _can_come(ledger: Ledger, line: Line, by: AgentId | None, now: datetime) -> bool:
    """Whoever is a supervisor under that line, on the roster, and has a password; who does this is in, and counts."""
    with ledger.read() as connection:
        here = {agent.id: agent.role for agent in agents.all(connection)}
        ways = ways_in.all(connection, now)
    roles = here | {AgentId(agent.id): agent.role for agent in line.agents}
    let_in = {id_ for id_, way in ways.items() if way.has_password and not way.is_disabled} | {by}
    return any(roles.get(id_) == "supervisor" for id_ in let_in if id_ is not None and id_ in here)
