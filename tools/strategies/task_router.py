"""Twilio's TaskRouter with a workflow of timed steps: the best workers, after a while good ones too, then all who are
trained (its documentation: workflow configuration, task evaluation, worker presence, order workers).

Of a step's workers the one who has been without a task for longest is reserved; of the tasks the oldest goes first. A
step is skipped when nobody of its queue is signed on (`skip_if: workers.available == 0`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from routing.agents import Agent
from routing.queues import WaitingCall
from routing.skills import BEST, CAN, GOOD, Need
from routing.whatif.floor import Floor
from tools.strategies.queues import Strategy, is_trained

STEPS = (BEST, GOOD, CAN)
"""The lowest level in the task queue of each step."""


class TaskRouter(Strategy):
    """`timeouts`: how long a task stays in the first step, and in the second. `everybody`: after them it goes to all
    workers, trained or not (the default filter of the documentation's example)."""

    def __init__(self, timeouts: Sequence[timedelta], *, everybody: bool = False) -> None:
        self._timeouts = timeouts
        self._everybody = everybody

    def is_member(self, agent: Agent, need: Need) -> bool:
        return self._everybody or is_trained(agent, need)

    def order(self, agent: Agent, need: Need, floor: Floor) -> datetime:
        return agent.since

    def let_in_at(self, agent: Agent, call: WaitingCall, floor: Floor) -> datetime:
        """When the task has come to the first step whose queue the worker is in."""
        step = next((n for n, level in enumerate(STEPS) if agent.skills.level_for(call.need) >= level), len(STEPS) - 1)
        staffing = floor.staffing(call.need)
        signed_on = accumulate((staffing.best, staffing.good))
        waits = (timeout for timeout, there in zip(self._timeouts[:step], signed_on, strict=False) if there)
        return call.arrived_at + sum(waits, timedelta())
