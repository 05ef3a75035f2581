"""The line in the words of the flows and of routing: the only translator between the three.

Computed from one immutable line, so it is immutable too. Deliberately reads no ledger and no board.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from flows.facts import Line as SpokenLine
from flows.facts import MenuEntry as SpokenEntry
from flows.facts import Person
from flows.tongues import language_of
from routing.calendar import IN_SIGHT, Calendar, CallBetween, Calling, WeeklyHours
from routing.days import A_DAY, day_at
from routing.rules import Rules
from routing.skills import AgentId, Language, Level, Need, NeedName, Skills
from voice_app.line import Line
from voice_app.line.sections import Agent
from voice_app.line.values import OnCall
from voice_app.numbers import Phone, language_for, zones
from voice_app.tongues import by_tongue, tongue_for, tongues_of


@dataclass(frozen=True)
class Terms:
    """What a line means, by whom it is asked. `line` stays at hand for the durations and lists as they were written."""

    line: Line
    rules: Rules
    _calendars: dict[date, Calendar] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, line: Line) -> "Terms":
        return cls(line, _rules(line))

    def hours(self, now: datetime) -> Calendar:
        """The opening hours as they run around `now`: holidays of the weeks in sight, special days, the closure."""
        today = day_at(now, self.line.timezone)
        if self._calendars.get(today) is None:
            closed = self.line.holidays(today - A_DAY, today + IN_SIGHT * 2)
            self._calendars.clear()
            special, closures = self.line.special_hours, self.line.closures
            self._calendars[today] = Calendar(self.line.timezone, self.line.weekly_hours, closed, special, closures)
        return self._calendars[today]

    def closed_because(self, now: datetime, tongue: str) -> str | None:
        """What the line says of why it is closed at this instant, in this tongue; None: it is open, or says nothing."""
        if self.hours(now).is_open(now):
            return None
        closure, special = self.line.closure, self.line.special_day(day_at(now, self.line.timezone))
        is_emergency = any(span.holds(now) for span in self.line.closures)
        reasons = closure.reason if closure and is_emergency else special.reason if special else {}
        return reasons.get(language_of(tongue))

    def spoken_to(self, languages: Sequence[str]) -> str:
        """The tongue in which an agent of these languages is spoken to: of the best one that the line speaks too."""
        ours = self.line.languages
        return self.tongue(next((language for language in languages if language in ours), ours[0]), None)

    def greeted(self, phone: Phone | None) -> str:
        """The tongue in which whoever calls from this phone is spoken to, until another language is chosen."""
        return self.tongue(language_for(phone, self.line.languages), phone)

    def tongue(self, language: str, phone: Phone | None) -> str:
        """As what this language is spoken to whoever has this phone; None: not known, or a colleague."""
        return tongue_for(language, phone, self.line.region)

    @cached_property
    def tongues(self) -> tuple[str, ...]:
        """All that may be spoken on this line, the one first that is its default."""
        default = self.tongue(self.line.languages[0], None)
        return tuple(dict.fromkeys((default, *tongues_of(self.line.languages))))

    def spoken(self, phone: Phone | None) -> SpokenLine:
        """The line in the words of the flows, for whoever is on this phone."""
        return replace(self._spoken, languages=tuple(self.tongue(one, phone) for one in self.line.languages))

    @cached_property
    def _spoken(self) -> SpokenLine:
        return SpokenLine(
            name=self.line.name,
            languages=self.line.languages,
            menu=tuple(
                SpokenEntry(entry.key, entry.need, by_tongue(entry.label), by_tongue(entry.words))
                for entry in self.line.menu
            ),
            timezone=self.line.timezone,
            takes_messages=self.line.callback.voicemail,
            emergency_number=self.line.emergency_number,
            own_words={key: by_tongue(words) for key, words in self.line.prompts.by_key.items()},
            people=tuple(Person(agent.id, agent.name) for agent in self.line.agents if self.line.routing.by_name),
        )

    def calling(self, phone: Phone | None, need: str | None, now: datetime) -> Calling:
        """When whoever has this phone can be called back about this need."""
        places = (zones(phone) if phone else ()) or (self.line.timezone,)
        between = CallBetween(self.line.callback.call_between, places)
        return Calling(self.hours(now), between, tuple(self._on_call(need)))

    def on_call(self, now: datetime) -> frozenset[AgentId]:
        """The agents who are in an on-call window of their own."""
        on_call = (agent for agent in self.line.agents if on_call_hours(agent, self.line).is_open(now))
        return frozenset(AgentId(agent.id) for agent in on_call)

    def _on_call(self, need: str | None) -> Iterable[Calendar]:
        """The on-call windows of those who could take the need; where nobody is trained for it, of everybody."""
        trained = [agent for agent in self.line.agents if need is None or need in agent.skills]
        for agent in trained or self.line.agents:
            if agent.on_call:
                yield on_call_hours(agent, self.line)


def on_call_hours(agent: Agent, line: Line) -> Calendar:
    """The windows outside the hours in which this agent may be rung for promises that would else be broken."""
    return _weekly(agent.on_call, line)


def shift_hours(agent: Agent, line: Line) -> Calendar:
    """When this agent is expected to be on."""
    return _weekly(agent.shifts, line)


def _weekly(windows: Sequence[OnCall], line: Line) -> Calendar:
    days = tuple(tuple(window.span for window in windows if window.weekday == weekday) for weekday in range(7))
    return Calendar(line.timezone, WeeklyHours(days))


def need_of(name: str | None, tongue: str) -> Need:
    """What a call requires, in routing's words, which know languages only."""
    return Need(NeedName(name) if name is not None else None, Language(language_of(tongue)))


def skills_of(levels: Mapping[str, int], languages: Iterable[str]) -> Skills:
    """What an agent can do, in routing's words."""
    return Skills(
        {NeedName(need): Level(level) for need, level in levels.items()},
        tuple(Language(language) for language in languages),
    )


def _rules(line: Line) -> Rules:
    waiting, switches = line.waiting, line.routing
    return Rules(
        waiting.widen_after,
        waiting.head_start if switches.head_start else timedelta(),
        by_level=switches.levels,
        trained_at_once=switches.trained_at_once,
        widens=switches.widening,
        fewest_skills=switches.fewest_skills_first,
        last_agent_for=waiting.last_agent_for if switches.last_agent else None,
    )
