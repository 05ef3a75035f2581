"""The plan by which callbacks share the agents with live callers, from what stands on the board and the ledger.

Deliberately decides nothing: `routing` does.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from routing.admission import rooms
from routing.agents import Activity, Agent, Presence
from routing.calendar import Calling
from routing.capacity import Owed, Pool, replan
from routing.deadlines import deadline
from routing.escalation import Hands, Prospect
from routing.forecast import Arrivals, Pace
from routing.plan import Plan, Room
from routing.pools import Expected, pools_of
from routing.promises import milestone
from routing.skills import AgentId, Language
from routing.spans import Span, overlap
from voice_app.ledger.demand import Demand, demand
from voice_app.line.sections import Agent as Written
from voice_app.runtime import Runtime
from voice_app.terms import on_call_hours, shift_hours

AHEAD = timedelta(weeks=1)
"""How far ahead is planned: past the deadline of nearly every promise, and far enough to find a later time."""

BUSY = (Activity.TALKING, Activity.WRAPPING_UP)


def plan_callbacks(house: Runtime, arrivals: Arrivals, pace: Pace, now: datetime) -> Plan:
    """The plan that is to hold until the next one."""
    with house.ledger.read() as ledger:
        owed = [_owed(alike, house.line.callback.attempts) for alike in demand(ledger, now)]
    calling = house.terms.calling(None, None, now)
    hours = list(calling.spans_in_hours(now, now + AHEAD))
    pools = pools_of(list(_expected(house, calling, now)), _languages(house, owed), hours, arrivals, pace)
    plan = replan(owed, pools, _keep_free(house), now)
    return replace(plan, room=_rooms(house, owed, pools, calling, now), made_at=now)


def prospects(house: Runtime, arrivals: Arrivals, pace: Pace, now: datetime) -> list[Prospect]:
    """Who is expected to be there for the promises that are owed."""
    calling, languages = house.terms.calling(None, None, now), map(Language, house.line.languages)
    hours = list(calling.spans_in_hours(now, now + AHEAD))
    return [
        Prospect([Hands(shift.span, shift.agents) for shift in pool.outlook.shifts], pace.handling, pool.languages)
        for pool in pools_of(list(_expected(house, calling, now)), languages, hours, arrivals, pace)
    ]


def _owed(alike: Demand, attempts: int) -> Owed:
    return Owed(
        milestone(alike.due_by, alike.rung, attempts),
        alike.due_by,
        alike.may_dial,
        Language(alike.language),
        alike.promises,
    )


def _languages(house: Runtime, owed: list[Owed]) -> list[Language]:
    """Those in which anything may be promised, or was."""
    spoken = map(Language, house.line.languages)
    return list(dict.fromkeys([*spoken, *(promises.language for promises in owed)]))


def _expected(house: Runtime, calling: Calling, now: datetime) -> Iterator[Expected]:
    """Every agent as far as known."""
    on_board = {agent: one.agent for agent, one in house.board.agents(house.roster).items()}
    ready = {agent for agent, seen in on_board.items() if seen.presence is Presence.READY}
    in_file = {AgentId(agent.id): agent for agent in house.line.agents}
    between = list(calling.call_between.spans(now, now + AHEAD))
    for agent, enrolled in house.roster.items():
        seen, written = on_board.get(agent), in_file.get(agent)
        on_call = on_call_hours(written, house.line).open_spans(now, now + AHEAD) if written else ()
        yield Expected(
            languages=frozenset(map(Language, enrolled.languages)),
            shifts=_rota(house, written, seen, now) if written and written.shifts else _by_presence(agent, ready),
            on_call=list(overlap(on_call, between)),
            is_ready=agent in ready,
            is_busy=seen is not None and seen.activity in BUSY,
        )


def _rota(house: Runtime, agent: Written, seen: Agent | None, now: datetime) -> Sequence[Span]:
    """The shifts to come. Whoever is signed out in the middle of one has left, or is ill: that one does not count."""
    shifts = list(shift_hours(agent, house.line).open_spans(now, now + AHEAD))
    is_out = seen is None or seen.presence is Presence.SIGNED_OUT
    return [shift for shift in shifts if not (is_out and shift.holds(now))]


def _by_presence(agent: AgentId, ready: Collection[AgentId]) -> Sequence[Span] | None:
    """Without a rota: who is ready stays, and where nobody is, everybody comes."""
    return None if agent in ready or not ready else ()


def _rooms(
    house: Runtime, owed: Sequence[Owed], pools: Sequence[Pool], calling: Calling, now: datetime
) -> Mapping[Language, Room]:
    """For each language in which there is not room enough for the promises that may be made until the next plan."""
    usual = deadline(now, house.line.callback.due_within, calling)
    if usual is None or not any(pool.outlook.shifts for pool in pools):
        return {}  # where nobody is known to come, there is nothing to measure: what is usual is promised
    return rooms(owed, pools, map(Language, house.line.languages), usual.effective_due_by, now)


def _keep_free(house: Runtime) -> int | None:
    keep_free = house.line.callback.keep_free
    return keep_free if isinstance(keep_free, int) else None
