"""What if …? A change of a scenario as another world, and so many agents as another one.

Deliberately runs nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from routing.skills import UNTRAINED, AgentId, Level, NeedName, Skills
from routing.whatif.chance import Poisson
from routing.whatif.world import Demand, Staff, World
from voice_app.line.section import Section
from voice_app.mistakes import Mistake, Mistakes, did_you_mean
from voice_app.whatif.scenario import Scenario
from voice_app.whatif.sections import Agents, Change, Learn
from voice_app.whatif.worlds import Setting, staff_of, world_of

Table = TypeVar("Table", bound=Section)


def changed(setting: Setting, change: Change, where: str) -> World:
    """The world as it is with the change. Raises `Mistakes` where there is nothing to change."""
    scenario = setting.scenario
    given: dict[str, Any] = {
        "hours": _over(scenario.hours, change.hours),
        "waiting": _over(scenario.waiting, change.waiting),
        "routing": _over(scenario.routing, change.routing),
        "callback": _over(scenario.callback, change.callback),
        "rules": change.rules or scenario.rules,
    }
    setting = replace(setting, scenario=scenario.model_copy(update=given))
    world = world_of(setting)
    agents = _without(world.agents, change.remove_agents, where)
    if change.add_agents:
        entry = entry_of(setting.scenario, change.add_agents.like)
        agents = (*agents, *_more(entry, setting, {one.id for one in world.agents}, change.add_agents.count))
    if change.learn:
        agents = tuple(_taught(agents, change.learn, where))
    return replace(world, agents=agents, demands=tuple(_more_calls(world.demands, change.calls, where)))


def with_agents(setting: Setting, like: str, count: int) -> World:
    """The world with so many agents of an entry of the file."""
    world, entry = world_of(setting), entry_of(setting.scenario, like)
    theirs = {one.id for one in staff_of(entry, setting)}
    others = tuple(one for one in world.agents if one.id not in theirs)
    return replace(world, agents=(*others, *staff_of(entry, setting, count)))


def entry_of(scenario: Scenario, name: str) -> Agents:
    return next(entry for entry in scenario.agents if entry.id == name)


def _over(beneath: Table | None, given: Table | None) -> Table | None:
    """The table with what the change says of it."""
    if given is None or beneath is None:
        return given or beneath
    return beneath.model_copy(update={name: getattr(given, name) for name in given.model_fields_set})


def _without(agents: Sequence[Staff], names: Sequence[str], where: str) -> tuple[Staff, ...]:
    known = {one.id for one in agents}
    if unknown := [name for name in names if name not in known]:
        what = f"there is no agent {', '.join(map(repr, unknown))}"
        raise Mistakes([Mistake(f"{where}.remove_agents", what, did_you_mean(unknown[0], known))])
    return tuple(one for one in agents if one.id not in names)


def _more(entry: Agents, setting: Setting, taken: set[AgentId], count: int) -> Iterator[Staff]:
    """Of the same entry, under names that are not taken."""
    (example,) = staff_of(entry.model_copy(update={"absent": 0}), setting, 1)
    numbers = (f"{entry.id}-{n}" for n in range(1, len(taken) + count + 1))
    free = [AgentId(name) for name in numbers if name not in taken]
    return (replace(example, id=name) for name in free[:count])


def _taught(agents: Sequence[Staff], learn: Learn, where: str) -> Iterator[Staff]:
    """Those named, or the first ones who are not trained for it."""
    need = NeedName(learn.need)
    able = [one for one in agents if one.skills.levels.get(need, UNTRAINED) == UNTRAINED and not one.is_absent]
    chosen = [one.id for one in able if one.id in learn.agents] if learn.agents else [one.id for one in able]
    wanted = len(learn.agents) or learn.count
    if len(chosen) < wanted:
        what = f"only {len(chosen)} of {wanted} could learn {learn.need}"
        raise Mistakes([Mistake(f"{where}.learn", what, "Name agents who are there and are not trained for it yet")])
    for one in agents:
        if one.id in chosen[:wanted]:
            levels = {**one.skills.levels, need: Level(learn.level)}
            yield replace(one, skills=Skills(levels, one.skills.languages))
        else:
            yield one


def _more_calls(demands: Sequence[Demand], by: float, where: str) -> Iterator[Demand]:
    for demand in demands:
        if by == 1:
            yield demand
        elif isinstance(demand.calls, Poisson):
            yield replace(demand, calls=demand.calls.times(by))
        else:
            what = f"the calls of {demand.name} cannot be multiplied"
            raise Mistakes([Mistake(f"{where}.calls", what, "Only calls per hour can")])
