"""What the ticker puts on the board for those who wait: how the needs share the agents who are ready, at what pace
calls go, and which promises are dialled before whom.

Deliberately knows no waiting call: what is before that, the board counts when it is asked (`voice_app.waits`).
"""

from collections.abc import Iterator
from datetime import datetime

from routing.escalation import Ladder
from routing.expectation import PlacedPromise, views
from routing.forecast import Paces
from routing.skills import Language, Need, NeedName
from voice_app.choices import due, may_dial
from voice_app.runtime import Runtime
from voice_app.terms import need_of, skills_of


def foresee_waits(house: Runtime, paces: Paces, now: datetime) -> None:
    """Look at who is ready and at the promises that are due. Raises BoardGone."""
    ready = (house.roster[agent] for agent in house.board.ready() if agent in house.roster)
    skills = (skills_of(agent.skills, agent.languages) for agent in ready)
    house.board.put_views(views(skills, _needs(house), paces), _placed(house, now), now)


def _needs(house: Runtime) -> list[Need]:
    """All that a call may require: what is on the menu or can be done by somebody, or anything, in each language."""
    names = {entry.need for entry in house.line.menu}.union(*(agent.skills for agent in house.roster.values()))
    known: list[NeedName | None] = [None, *map(NeedName, sorted(names))]
    return [Need(name, Language(language)) for language in house.line.languages for name in known]


def _placed(house: Runtime, now: datetime) -> Iterator[PlacedPromise]:
    """The due promises that have a place in the line of live callers, as far as one pass of the ticker looks: those of
    whoever chose a time have given theirs up, and those that are kept for one agent stand before nobody else's."""
    plan = house.board.plan()
    for promise in due(house, now):
        if not may_dial(house, promise, now) or (promise.preferred_until and now < promise.preferred_until):
            continue
        need = need_of(promise.need, promise.language)
        is_urgent = promise.escalation >= Ladder.ANY_AGENT or promise.hurried_at is not None
        goes_first = is_urgent or plan.puts_first(need)
        if goes_first or promise.window is None:
            yield PlacedPromise(need.language, None if goes_first else promise.counts_from, promise.id)
