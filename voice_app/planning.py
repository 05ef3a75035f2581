"""The plan by which callbacks share the agents with live callers, from what stands on the board and the ledger.

First form: without a rota, who is on now is expected to stay, and an empty desk is expected to be manned by its roster
when the line is open; without a history, no calls are expected. Deliberately decides nothing: `routing.capacity` does.
"""

from datetime import datetime, timedelta

from routing.agents import Activity, Presence
from routing.capacity import Outlook, Shift, Team, all_owed, replan
from routing.forecast import Arrivals, Pace
from routing.policy import Plan
from voice_app.attempts import owed
from voice_app.runtime import Runtime

AHEAD = timedelta(hours=48)
"""How far ahead is planned: past the deadline of every promise that may be made today."""


def plan_callbacks(house: Runtime, now: datetime) -> Plan:
    """The plan that is to hold until the next one."""
    agents = [one.agent for one in house.board.agents(house.roster).values()]
    ready = [agent for agent in agents if agent.presence is Presence.READY]
    busy = sum(agent.activity in (Activity.TALKING, Activity.WRAPPING_UP) for agent in ready)
    with house.ledger.read() as ledger:
        promises = all_owed(owed(ledger), house.line.callback.attempts, now)
    return replan(promises, _outlook(house, len(ready), now), Team(len(ready), busy), _keep_free(house), now)


def _outlook(house: Runtime, ready: int, now: datetime) -> Outlook:
    expected = ready or len(house.roster)
    shifts = [Shift(span, expected) for span in house.terms.hours(now).open_spans(now, now + AHEAD)]
    return Outlook(shifts, Arrivals(house.line.timezone), Pace())


def _keep_free(house: Runtime) -> int | None:
    keep_free = house.line.callback.keep_free
    return keep_free if isinstance(keep_free, int) else None
