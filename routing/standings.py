"""How a plan's views of the waits are written on the board, and how what it tells of one wait is read.

Deliberately speaks to no Redis; `routing.board` does.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

from routing.agents import Presence
from routing.capacity import REPLAN_EVERY
from routing.expectation import PlacedPromise, SoonFree, Standing, View
from routing.forecast import Pace
from routing.records import (
    EPOCH,
    MICROSECOND,
    CallOnBoard,
    instant,
    micros,
    queue_name,
    read_call,
    read_need,
    read_skills,
    read_staffing,
    unflatten,
)
from routing.skills import BEST, CAN, GOOD, UNTRAINED, AgentId, Language, Level, Need

SOON_LOOKED_AT = 10
"""How many rests and wrap-ups are looked at, the first to end: the same with any number of agents."""


def write_views(views: Mapping[Need, View], made_at: datetime) -> str:
    """One field for each queue, because what a wait is asked about is its own queue only; and `made_at`."""
    fields = {queue_name(need): _write_view(view) for need, view in views.items()}
    return json.dumps(fields | {"made_at": str(micros(made_at))})


def write_owed(owed: Iterable[PlacedPromise]) -> str:
    return json.dumps([[one.language, str(micros(one.counts_from or EPOCH)), one.id] for one in owed])


def _write_view(view: View) -> str:
    shares = {
        level: {queue_name(need): round(share, 4) for need, share in shares.items()}
        for level, shares in view.shares.items()
    }
    pace = [None if mean is None else mean // MICROSECOND for mean in astuple(view.pace)]
    return json.dumps([shares, pace])


def read_standing(sid: str, answer: Sequence[Any], now: datetime) -> tuple[CallOnBoard | None, Standing | None]:
    """`answer`: what `standing.lua` gives. The call, unless it is unknown; and where it stands, if it waits."""
    record, place = unflatten(answer[0]), answer[1]
    if not record:
        return None, None
    on_board = read_call(sid, record, place)
    if place is None:
        return on_board, None
    counts, (*trained, speaking, all_), kinds, owed, soon, first_arrived_at, plan = answer[2:]
    call = on_board.call
    staffing = read_staffing(call.need, counts)
    standing = Standing(
        call=call,
        staffing=staffing,
        place=place,
        ahead=_ahead(kinds),
        owed={Need(None, Language(language)): promises for language, promises in owed},
        idle=read_idle([*trained, speaking if staffing.speaking else all_], call.need, len(call.barred)),
        soon=tuple(
            SoonFree(AgentId(agent), read_skills(skills), instant(until))
            for agent, presence, skills, until in soon
            if presence == Presence.READY
        ),
        soon_until=instant(soon[-1][-1]) if len(soon) == SOON_LOOKED_AT else None,
        first_arrived_at=instant(first_arrived_at),
        view=_read_view(plan, now),
    )
    return on_board, standing


def _ahead(kinds: Sequence[tuple[str, int]]) -> dict[Need, int]:
    """By need, from kinds, which are the name of a queue and then who is barred."""
    ahead = Counter[Need]()
    for kind, calls in kinds:
        ahead[read_need(kind.partition("[")[0])] += calls
    return ahead


def read_idle(counts: Sequence[int], need: Need, barred: int) -> dict[Level, int]:
    """Idle agents, by the lowest level in question. `counts`: of level 3, 2, 1, and of all who may take it, trained or
    not. Who is barred may be among them, and is taken to be."""
    best, good, can, anybody = counts
    if need.name is None:
        best, good, can = anybody, 0, 0
    levels = {BEST: best, GOOD: best + good, CAN: best + good + can, UNTRAINED: anybody}
    return {level: max(0, idle - barred) for level, idle in levels.items()}


def _read_view(plan: Sequence[str | None], now: datetime) -> View | None:
    made_at, written = plan
    if made_at is None or written is None or now - instant(made_at) > REPLAN_EVERY:
        return None
    levels, pace = json.loads(written)
    shares = {
        Level(int(level)): {read_need(queue): share for queue, share in of_level.items()}
        for level, of_level in levels.items()
    }
    handling, patience, wrap_up = pace
    impatience = None if patience is None else patience * MICROSECOND
    return View(shares, Pace(handling * MICROSECOND, impatience, wrap_up * MICROSECOND))
