"""Texts that the line file wants and that cannot arrive: to agents, and the one question to callers.

Pure findings in a valid line. Deliberately says nothing of the texts about promises: without a sender none is sent.
"""

from collections.abc import Iterator
from datetime import timedelta

from voice_app import numbers
from voice_app.finding import Finding, warning
from voice_app.line import Line
from voice_app.line.sections import Agent
from voice_app.numbers import Phone

LATE_ANSWERS = timedelta(days=7)
"""How long an answer to the one question counts."""


def of_texts(line: Line) -> Iterator[Finding]:
    for count, agent in enumerate(line.agents, start=1):
        if agent.texts:
            yield from _of_agent(line, f"agent[{count}].texts", agent)
    if line.follow_up.mode == "ask":
        yield from _of_follow_up(line)


def _of_agent(line: Line, where: str, agent: Agent) -> Iterator[Finding]:
    if line.text.sender is None:
        yield warning(where, "no text can leave without a text.sender", "Name a number that can send texts")
    mobile = mobile_of(line, agent)
    if mobile is None:
        what = f"{agent.reach} is no mobile that the line may text, so {agent.name} gets none"
        yield warning(where, what, "Name a mobile in an allowed country (tel:+31…), or leave texts out")


def mobile_of(line: Line, agent: Agent) -> Phone | None:
    """The mobile under which this agent is reached, if texts may be sent there."""
    if not agent.reach.startswith("tel:"):
        return None
    phone = Phone(agent.reach.removeprefix("tel:"))
    may_text = numbers.judge(phone, line.policy).decision == "callable" and numbers.is_mobile(phone)
    return phone if may_text else None


def _of_follow_up(line: Line) -> Iterator[Finding]:
    if line.text.sender is None:
        what = "nobody can be asked by text without a text.sender"
        yield warning("follow_up.mode", what, 'Name a number that can send texts, or write "off"')
    if line.follow_up.once_in < LATE_ANSWERS:
        what = "an answer counts for 7 days, so one person may be asked again before that"
        yield warning("follow_up.once_in", what, "Write 30d, which nobody minds")
