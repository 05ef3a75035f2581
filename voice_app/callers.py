"""Who is on a leg: the phone that calls, the number typed in the call, the agent who calls from the own phone."""

from sqlalchemy import Connection

from routing.skills import CallSid
from voice_app import numbers
from voice_app.hook import Hook
from voice_app.ledger import calls
from voice_app.ledger.agents import Agent
from voice_app.line import Line
from voice_app.numbers import Phone
from voice_app.runtime import Runtime


def caller_phone(house: Runtime, hook: Hook) -> Phone | None:
    """The phone that calls; None for whoever shows no number."""
    return numbers.parse(hook.caller, house.line.region)


def typed_phone(ledger: Connection, line: Line, sid: CallSid) -> Phone | None:
    """The number that was typed in this call, if it can be one."""
    typed = calls.candidate(ledger, sid)
    return numbers.parse_typed(typed, line.region) if typed else None


def agent_on(house: Runtime, hook: Hook) -> Agent | None:
    """The agent who calls from the own phone."""
    phone = caller_phone(house, hook)
    return house.by_reach.get(f"tel:{phone}" if phone else hook.caller)
