"""A scenario in the words of `routing.whatif`: the only translator between the two.

Deliberately reads no file and no ledger: what the past was like is handed in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from routing.calendar import IN_SIGHT, Calendar, CallBetween, Calling, WeeklyHours
from routing.days import midnight
from routing.forecast import Arrivals
from routing.rules import Rules
from routing.skills import AgentId, Language, Level, Need, NeedName, Skills
from routing.whatif import chance, world
from routing.whatif.figures import Asked
from routing.whatif.world import ALWAYS, START, ZONE, Callbacks, Demand, Staff, World
from voice_app.whatif.scenario import Scenario
from voice_app.whatif.sections import Agents
from voice_app.whatif.sections import Need as Wanted
from voice_app.whatif.values import At, ByHour, Gap, Past, PerHour

WEEK = [(weekday, hour) for weekday in range(7) for hour in range(24)]


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of a need in a period. `arrivals`: since the beginning of the period."""

    arrivals: Sequence[timedelta] = ()
    handling: Sequence[float] = ()
    patience: float | None = None


History = Mapping[tuple[str | None, str], Known]
"""By need (None: a person, whatever it is about) and language."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A scenario, and the past that it plays again."""

    scenario: Scenario
    history: History = field(default_factory=dict)

    def of(self, need: Wanted) -> Known:
        """What is known of the past of a need."""
        return self.history.get((None if need.anybody else need.name, _language(need, self.scenario)), Known())

    @property
    def zone(self) -> ZoneInfo:
        return self.scenario.run.timezone or ZONE

    @property
    def starts_at(self) -> datetime:
        run = self.scenario.run
        periods = (need.arrivals.history for need in self.scenario.needs if isinstance(need.arrivals, Past))
        first = next(periods, None)
        day = run.starts or (first.from_day if first else START.date())
        return midnight(day, self.zone)

    @property
    def ends_at(self) -> datetime:
        run = self.scenario.run
        if run.lasts is not None:
            return self.starts_at + timedelta(seconds=run.lasts)
        local = self.starts_at.astimezone(self.zone)
        last = local.date() + timedelta(days=run.days or 1)
        return midnight(last, self.zone)


def world_of(setting: Setting) -> World:
    scenario = setting.scenario
    found = World(
        demands=tuple(_demand(need, name, setting) for need, name in _named(scenario)),
        agents=tuple(_staff(setting)),
        rules=_rules(scenario),
        starts_at=setting.starts_at,
        ends_at=setting.ends_at,
        warm_up=timedelta(seconds=scenario.run.warm_up),
        calling=_calling(setting),
        callbacks=_callbacks(scenario),
        ring=scenario.waiting.ring.drawn() if scenario.waiting.ring else None,
        places=scenario.waiting.places,
    )
    error = scenario.callback.forecast_error
    if not error or not found.callbacks:
        return found
    right = world.beliefs(found)
    believed = {hour: calls * (1 + error) for hour, calls in right.arrivals.by_hour.items()}
    return replace(found, believed=replace(right, arrivals=replace(right.arrivals, by_hour=believed)))


def asked_of(setting: Setting) -> Asked:
    """By the hours of the day, where these differ."""
    scenario = setting.scenario
    names = [name for _, name in _named(scenario)]
    varies = scenario.hours is not None or any(isinstance(need.arrivals, ByHour | Past) for need in scenario.needs)
    return Asked(names, scenario.run.within, setting.zone if varies else None)


def _named(scenario: Scenario) -> Iterator[tuple[Wanted, str]]:
    """Each need and the name of its figures: with the language, where it is called for in several."""
    names = [need.name for need in scenario.needs]
    for need in scenario.needs:
        yield need, need.name if names.count(need.name) == 1 else f"{need.name}:{_language(need, scenario)}"


def _language(need: Wanted, scenario: Scenario) -> str:
    return need.language or scenario.languages[0]


# ── who calls ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _demand(need: Wanted, name: str, setting: Setting) -> Demand:
    language = _language(need, setting.scenario)
    subject = None if need.anybody else need.name
    known = setting.of(need)
    if need.patience == "history":
        patience: chance.Distribution | None = chance.Exponential(known.patience) if known.patience else None
    else:
        patience = None if need.patience == "none" else need.patience.drawn()
    return Demand(
        name=name,
        need=Need(NeedName(subject) if subject else None, Language(language)),
        calls=_calls(need, known, setting),
        handling=chance.Empirical(known.handling) if need.handling == "history" else need.handling.drawn(),
        patience=patience,
        wrap_up=need.wrap_up.drawn() if need.wrap_up else None,
    )


def _calls(need: Wanted, known: Known, setting: Setting) -> chance.Calls:
    arrivals = need.arrivals
    if isinstance(arrivals, Past):
        return chance.Replay([setting.starts_at + after for after in known.arrivals])
    if isinstance(arrivals, At):
        return chance.Replay([setting.starts_at + timedelta(seconds=after) for after in sorted(arrivals.at)])
    if isinstance(arrivals, Gap):
        return chance.Renewal(arrivals.gap.drawn())
    return chance.Poisson(Arrivals(setting.zone, {(day, hour): _rate(arrivals, day, hour) for day, hour in WEEK}))


def _rate(arrivals: PerHour | ByHour, weekday: int, hour: int) -> float:
    rate = arrivals.per_hour if isinstance(arrivals, PerHour) else arrivals.by_hour.get(hour, 0.0)
    return rate * arrivals.weekdays.get(weekday, 1.0)


# ── who works ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _staff(setting: Setting) -> Iterator[Staff]:
    """Everybody who is not left out."""
    left_out = setting.scenario.leave_out
    for agents in setting.scenario.agents:
        if agents.id not in left_out:
            yield from (one for one in staff_of(agents, setting) if one.id not in left_out)


def staff_of(agents: Agents, setting: Setting, count: int | None = None) -> Iterator[Staff]:
    """The agents of an entry of the file, or so many of them."""
    many = agents.count if count is None else count
    names = [agents.id] if many is None else [f"{agents.id}-{n}" for n in range(1, many + 1)]
    languages = agents.languages or setting.scenario.languages
    levels = {NeedName(need): Level(level) for need, level in agents.skills.items()}
    skills = Skills(levels, tuple(map(Language, languages)))
    for n, name in enumerate(names):
        yield Staff(AgentId(name), skills, _shifts(agents, setting.zone), agents.slowness, n < agents.absent)


def _shifts(agents: Agents, zone: ZoneInfo) -> Calendar | None:
    if not agents.shifts:
        return None
    days = tuple(tuple(shift.span for shift in agents.shifts if shift.weekday == weekday) for weekday in range(7))
    return Calendar(zone, WeeklyHours(days))


# ── what the line does ──────────────────────────────────────────────────────────────────────────────────────────────


def _rules(scenario: Scenario) -> Rules:
    if scenario.rules == "plain":
        return Rules.plain()
    waiting, routing = scenario.waiting, scenario.routing
    return Rules(
        waiting.widen_after,
        waiting.head_start if routing.head_start else timedelta(),
        by_level=routing.levels,
        trained_at_once=routing.trained_at_once,
        widens=routing.widening,
        fewest_skills=routing.fewest_skills_first,
    )


def _calling(setting: Setting) -> Calling:
    hours, between = setting.scenario.hours, CallBetween(setting.scenario.callback.call_between, (setting.zone,))
    if hours is None:
        return replace(ALWAYS, call_between=between)
    closed = hours.holidays_in(range(setting.starts_at.year, (setting.ends_at + IN_SIGHT).year + 1))
    return Calling(Calendar(setting.zone, hours.weekly, frozenset(closed)), between)


def _callbacks(scenario: Scenario) -> Callbacks | None:
    given, waiting = scenario.callback, scenario.waiting
    if given.accept is None:
        return None
    return Callbacks(
        accepts=given.accept,
        when_closed=given.accept_when_closed,
        no_answer=given.no_answer,
        rings_in_vain=given.rings_in_vain.drawn(),
        handling=given.handling.drawn() if given.handling else None,
        offer_after=waiting.offer_callback_after,
        offer_if_wait_over=waiting.offer_callback_if_wait_over,
        longest_wait=waiting.longest_wait,
        due_within=given.due_within,
        attempts=given.attempts,
        keep_free=given.keep_free if isinstance(given.keep_free, int) else None,
        admits=given.later_when_full,
        replan_every=given.replan_every,
    )
