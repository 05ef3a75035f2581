"""What no page changes of the line, by whatever form, file or older version: for a supervisor's session may be in wrong
hands, and a supervisor may slip.

The number that callers dial, because the carrier is told of another first; a phone outside the number policy of before,
which would cost; and the last way into these pages. Whoever has the machine edits the line file.
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


def beyond(ledger: Ledger, before: Line, after: Line, by: AgentId, now: datetime) -> Iterator[Mistake]:
    """What of this change is not for a page, each by its path. `before`: the newest line. Raises LedgerGone."""
    if after.number != before.number:
        what = f"the number of the line is {before.number}, and is not changed here"
        yield Mistake("line.number", what, "Tell the carrier first, then edit the line file itself")
    known = {*_reached(ledger), *(agent.reach for agent in before.agents)}
    for count, agent in enumerate(after.agents, start=1):
        if agent.reach.startswith(OURS) and agent.reach not in known:
            phone = Phone(agent.reach.removeprefix(OURS))
            if judge(phone, before.policy).decision != "callable":
                what = f"{phone} is outside the number policy, so no page has us ring it"
                yield Mistake(f"agent[{count}].reach", what, "Edit the line file itself, or the policy before")
    if not _can_come(ledger, after, by, now):
        yield Mistake("agent", "nobody would be left who can open these pages", "Leave one supervisor")


def _reached(ledger: Ledger) -> Iterator[str]:
    with ledger.read() as connection:
        yield from (agent.reach for agent in agents.all(connection))


def _can_come(ledger: Ledger, after: Line, by: AgentId, now: datetime) -> bool:
    """Whoever is a supervisor then, on the roster, and has a password; whoever does this is in, and counts."""
    with ledger.read() as connection:
        here = {agent.id: agent.role for agent in agents.all(connection)}
        ways = ways_in.all(connection, now)
    roles = here | {AgentId(agent.id): agent.role for agent in after.agents}
    let_in = {id_ for id_, way in ways.items() if way.has_password and not way.is_disabled} | {by}
    return any(roles.get(id_) == "supervisor" for id_ in let_in if id_ in here)
