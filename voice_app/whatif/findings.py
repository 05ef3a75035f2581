"""What will surprise whoever wrote a scenario: needs that nobody can serve, queues without end, agents without work.

Deliberately refuses nothing: what is strange may be just what somebody wants to see.
"""

from collections.abc import Iterator

from routing.calendar import IN_SIGHT
from routing.skills import UNTRAINED
from routing.whatif.hands import shifts_of
from routing.whatif.world import World


def findings(world: World) -> Iterator[str]:
    there = [one for one in world.agents if not one.is_absent]
    if not there:
        yield "Nobody works in this scenario."
    for demand in world.demands:
        need = demand.need
        speaking = [one for one in there if one.skills.speaks(need.language)]
        if there and not speaking:
            yield f"Nobody speaks {need.language}, the language of {demand.name}: anybody will take these calls."
        elif there and not any(one.skills.level_for(need) > UNTRAINED for one in speaking):
            yield f"Nobody is trained for {demand.name}: anybody who speaks {need.language} will take these calls."
    wanted = {demand.need.name for demand in world.demands}
    for one in there:
        if None not in wanted and not any(one.skills.levels.get(name, UNTRAINED) for name in wanted if name):
            yield f"{one.id} is trained for nothing that anybody calls about."
        if not any(shifts_of(one, world, world.starts_at, min(world.ends_at, world.starts_at + IN_SIGHT))):
            yield f"{one.id} is never on while the line is open."
    if there and world.places is None and all(one.patience is None for one in world.demands):
        load = erlangs(world) / len(there)
        if load >= 1 and world.callbacks is None:
            yield (
                f"There is {load:.2f} times as much work as all agents can do, and nobody hangs up: waits grow for as "
                "long as it lasts."
            )


def erlangs(world: World) -> float:
    """How many agents the calls would keep busy all the time, on average over the run."""
    seconds = (world.ends_at - world.starts_at).total_seconds()
    return sum(one.calls.expected(world.starts_at, world.ends_at) * one.busy for one in world.demands) / seconds
