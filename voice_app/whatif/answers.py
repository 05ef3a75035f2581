"""The answers to a scenario: its figures, how many agents are needed, what each change brings; as values and as JSON.

The JSON is described in docs/whatif.md and only ever grows. Deliberately prints nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from math import ceil, isfinite
from typing import Any

from routing.whatif.figures import ALL, Asked, Figures, difference, over, seconds
from routing.whatif.intervals import Estimate
from routing.whatif.questions import Enough, Target, fewest
from routing.whatif.world import World
from voice_app.mistakes import Mistake, Mistakes
from voice_app.whatif.changes import changed, entry_of, with_agents
from voice_app.whatif.findings import erlangs, findings
from voice_app.whatif.runs import Replications, Stopped, expected_calls
from voice_app.whatif.scenario import Scenario
from voice_app.whatif.sections import HowMany
from voice_app.whatif.worlds import Setting, asked_of, staff_of, world_of

SCHEMA = "gehoor-whatif-1"

MANY_CALLS, TOO_MANY_CALLS = 5_000_000, 200_000_000
"""Calls in all runs together, from which on it is warned of the time that they take, and refused."""

A_SEARCH = 8
"""How many worlds a search for the number of agents looks at, about."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a change brings: its figures, and how much more they are than without it."""

    name: str
    figures: Figures
    more: Figures


@dataclass(frozen=True, slots=True)
class Answers:
    """`runs`: how many there were; fewer than asked for, if somebody stopped them: what was not answered by then is
    missing."""

    setting: Setting
    world: World
    asked: Asked
    warnings: tuple[str, ...]
    runs: int = 0
    base: Figures | None = None
    enough: Enough | None = None
    brought: tuple[Brought, ...] = ()
    was_stopped: bool = False


@dataclass
class Asking:
    """The worlds of a scenario's questions, before anything runs. Raises `Mistakes` where one cannot be."""

    setting: Setting
    world: World = field(init=False)
    asked: Asked = field(init=False)
    changes: list[tuple[str, World]] = field(init=False)

    def __post_init__(self) -> None:
        self.world, self.asked = world_of(self.setting), asked_of(self.setting)
        if self.world.measured_from >= self.world.ends_at:
            raise Mistakes([Mistake("run.warm_up", "it is as long as the whole run", "Let the run last longer")])
        self.changes = [
            (change.name, changed(self.setting, change, f"question.change[{count}]"))
            for count, change in enumerate(self.scenario.question.change, start=1)
        ]
        if self.calls > TOO_MANY_CALLS:
            what = f"some {self.calls / 1e6:,.0f} million calls would be simulated"
            raise Mistakes([Mistake("run", what, "Ask for fewer replications or a shorter run")])

    @property
    def scenario(self) -> Scenario:
        return self.setting.scenario

    @property
    def worlds(self) -> int:
        return 1 + len(self.changes) + (A_SEARCH if self.scenario.question.agents else 0)

    @property
    def calls(self) -> float:
        """How many will be simulated, about."""
        searched = [self.world] * (self.worlds - 1 - len(self.changes))
        worlds = [self.world, *searched, *(world for _, world in self.changes)]
        return sum(map(expected_calls, worlds)) * self.scenario.run.replications

    def warnings(self) -> Iterator[str]:
        yield from findings(self.world)
        if self.calls > MANY_CALLS:
            yield f"Some {self.calls / 1e6:,.0f} million calls are simulated; that takes minutes, or longer."

    def answer(self, replications: Replications) -> Answers:
        """Run everything. Who stops it gets what is known by then."""
        confidence = self.scenario.run.confidence
        told = Answers(self.setting, self.world, self.asked, tuple(self.warnings()))
        try:
            base = replications.of(self.world, self.asked)
            told = replace(told, runs=len(base), base=over(base, confidence))
            told = replace(told, enough=self._enough(replications))
            for name, world in self.changes:
                found = replications.of(world, self.asked)
                more = over(difference(base, found), confidence)
                told = replace(told, brought=(*told.brought, Brought(name, over(found, confidence), more)))
        except Stopped as stopped:
            if told.base is None and stopped.runs:
                told = replace(told, runs=len(stopped.runs), base=over(stopped.runs, confidence))
            told = replace(told, was_stopped=True)
        return told

    def _enough(self, replications: Replications) -> Enough | None:
        question = self.scenario.question.agents
        if question is None:
            return None
        like, work = like_of(self.scenario, question), erlangs(self.world)
        present = len(list(staff_of(entry_of(self.scenario, like), self.setting)))
        asked = self.asked
        if question.within is not None and question.within not in asked.within:
            asked = replace(asked, within=(*asked.within, question.within))
        return fewest(
            lambda agents: replications.of(with_agents(self.setting, like, agents), asked),
            target_of(self.scenario, question, asked),
            first=max(present, ceil(work)),
            most=question.most or max(2 * present, ceil(3 * work) + 10),
            confidence=self.scenario.run.confidence,
        )


def like_of(scenario: Scenario, question: HowMany) -> str:
    """The agents whose number is sought: those that are named, or the only ones there are."""
    return question.like or scenario.agents[0].id


def target_of(scenario: Scenario, question: HowMany, asked: Asked) -> Target:
    labels = {need.name: label for need, label in zip(reversed(scenario.needs), reversed(asked.demands), strict=True)}
    need = labels[question.need] if question.need else ALL
    if question.service_level is not None:
        return Target(("needs", need, "service_level", seconds(question.within or 0.0)), question.service_level, True)
    if question.mean_wait is not None:
        return Target(("needs", need, "wait_of_all", "mean"), question.mean_wait, False)
    if question.abandonment is not None:
        return Target(("needs", need, "abandonment"), question.abandonment, False)
    return Target(("occupancy",), question.occupancy or 0.0, False)


# ── as JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def to_json(answers: Answers) -> dict[str, Any]:
    scenario, world = answers.setting.scenario, answers.world
    question = scenario.question.agents
    enough = None
    if answers.enough and question:
        target = target_of(scenario, question, answers.asked)
        enough = {
            "like": like_of(scenario, question),
            "figure": ".".join(target.path),
            "target": target.value,
            "is": "at_least" if target.at_least else "at_most",
            "answer": answers.enough.agents,
            "tried": [{"agents": one.agents, "figure": _estimate(one.found)} for one in answers.enough.tried],
        }
    return {
        "schema": SCHEMA,
        "run": {
            "starts_at": world.starts_at.isoformat(),
            "measured_from": world.measured_from.isoformat(),
            "ends_at": world.ends_at.isoformat(),
            "replications": answers.runs,
            "was_stopped": answers.was_stopped,
            "seed": scenario.run.seed,
            "confidence": scenario.run.confidence,
            "rules": scenario.rules,
            "agents": len(world.agents),
        },
        "warnings": list(answers.warnings),
        "figures": _tree(answers.base),
        "agents_needed": enough,
        "changes": [
            {"name": one.name, "figures": _tree(one.figures), "difference": _tree(one.more)} for one in answers.brought
        ],
    }


def _tree(figures: Any) -> Any:
    if isinstance(figures, Mapping):
        return {name: _tree(value) for name, value in figures.items()}
    return _estimate(figures)


def _estimate(found: Estimate | None) -> dict[str, float | None] | None:
    """What cannot be known (an interval from one run) is null."""
    if found is None:
        return None
    return {name: value if isfinite(value) else None for name, value in asdict(found).items()}
