"""A supervisor hears what callers would hear, on the own phone and in the line's own voice.

One ring for each click, to nobody's phone but that of whoever clicked. Deliberately speaks no REST: a worker rings.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from flows.verbs import Hangup, Say, Verb
from routing.agents import Activity
from routing.board import BoardGone
from routing.skills import AgentId
from voice_app import jobs
from voice_app.ledger import agents, samples
from voice_app.ledger.samples import SampleId
from voice_app.rescue import is_on_no_phone
from voice_app.runtime import Runtime

Hindrance = Literal["busy", "again", "gone"]
"""`busy`: the own phone is in a call of ours, or about to be. `again`: it rings for the last click still. `gone`: who
asks is not on the roster."""

RINGS_STILL: Final = timedelta(seconds=60)
"""A ring and its sentences are over by then, whether we were told or not."""
COUNTS_FOR: Final = timedelta(minutes=5)
"""Whoever picks up later than this after the click hears nothing: the words may be old."""


def ask(house: Runtime, who: AgentId, click: SampleId, said: Sequence[Say], now: datetime) -> Hindrance | None:
    """Have this agent's own phone rung, to say it; None: it is on its way. The same click twice rings once."""
    with house.ledger.write() as ledger:
        samples.take_turn(ledger, who)
        agent = agents.on_roster(ledger, who)
        if agent is None:
            return "gone"
        last = samples.last_of(ledger, who)
        if last is not None and last.id == click:
            return None
        if last is not None and last.over_at is None and now - last.asked_at < RINGS_STILL:
            return "again"
        if _is_busy(house, who) or not (agent.reach.startswith("client:") or is_on_no_phone(ledger, agent)):
            return "busy"
        if not samples.ask(ledger, click, who, [(one.text, one.language) for one in said], now):
            return None
    house.jobs.ring(jobs.SAMPLE, click)
    return None


def _is_busy(house: Runtime, who: AgentId) -> bool:
    try:
        on_board = house.board.agent(who)
    except BoardGone:
        return False
    return on_board is not None and on_board.agent.activity in (Activity.RESERVED, Activity.TALKING)


def words(house: Runtime, id_: SampleId) -> tuple[Verb, ...]:
    """What whoever picked up hears; nothing of what nobody asked for, or asked for long ago."""
    now = house.now()
    with house.ledger.read() as ledger:
        sample = samples.get(ledger, id_)
    if sample is None or sample.over_at is not None or now - sample.asked_at > COUNTS_FOR:
        return (Hangup(),)
    return (*(Say(text, tongue) for text, tongue in sample.said), Hangup())


def is_over(house: Runtime, id_: SampleId, now: datetime) -> None:
    with house.ledger.write() as ledger:
        samples.is_over(ledger, id_, now)
