"""A walk through every world that the model can reach, nearest first, so that a counter-example is a shortest one."""

from collections import deque
from dataclasses import dataclass

from tests.protocol.model import Breach, Protocol, Step, World, is_settled, steps


@dataclass(frozen=True)
class Searched:
    """What a search saw: every world with the steps out of it, or the shortest way to a breach."""

    worlds: dict[World, list[Step]]
    counter_example: list[str] | None


def search(protocol: Protocol, *breaches: Breach) -> Searched:
    """Walk through every reachable world, nearest first, until a step breaks something."""
    start = World()
    came_from: dict[World, tuple[World, str] | None] = {start: None}
    worlds: dict[World, list[Step]] = {}
    ahead = deque([start])
    while ahead:
        world = ahead.popleft()
        worlds[world] = list(steps(world, protocol))
        for step in worlds[world]:
            if any(breach(world, step.world) for breach in breaches):
                return Searched(worlds, [*_way_to(world, came_from), step.name])
            if step.world not in came_from:
                came_from[step.world] = (world, step.name)
                ahead.append(step.world)
    return Searched(worlds, None)


def _way_to(world: World, came_from: dict[World, tuple[World, str] | None]) -> list[str]:
    names: list[str] = []
    while (last := came_from[world]) is not None:
        world, name = last
        names.append(name)
    return names[::-1]


def stuck(searched: Searched) -> set[World]:
    """The worlds from which the ticker and the phones alone, with every worker dead, never reach a settled one."""
    into: dict[World, list[World]] = {}
    for world, ways in searched.worlds.items():
        for step in ways:
            if step.surely:
                into.setdefault(step.world, []).append(world)
    ahead = deque(world for world in searched.worlds if is_settled(world))
    saved = set(ahead)
    while ahead:
        for before in into.get(ahead.popleft(), ()):
            if before not in saved:
                saved.add(before)
                ahead.append(before)
    return set(searched.worlds) - saved
