"""The line in the words of the flows and of routing: the only translator between the three.

Computed from one immutable line, so it is immutable too. Deliberately reads no ledger and no board.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flows.facts import Line as SpokenLine
from flows.facts import MenuEntry as SpokenEntry
from routing.calendar import IN_SIGHT, Calendar, CallBetween, Calling, WeeklyHours
from routing.policy import Rules
from routing.skills import AgentId, Language, Level, Need, NeedName, Skills
from voice_app.line import Line
from voice_app.line_sections import Agent
from voice_app.line_values import OnCall
from voice_app.numbers import Phone, zones

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Terms:
    """What a line means, by whom it is asked. `line` stays at hand for the durations and lists as they were written."""

    line: Line
    spoken: SpokenLine
    rules: Rules
    _calendars: dict[date, Calendar] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, line: Line) -> "Terms":
        waiting = line.waiting
        return cls(line, _spoken(line), Rules(waiting.widen_after, waiting.head_start))

    def hours(self, now: datetime) -> Calendar:
        """The opening hours as they run around `now`, holidays of the weeks in sight included."""
        today = now.astimezone(self.line.timezone).date()
        if self._calendars.get(today) is None:
            closed = self.line.holidays(today - A_DAY, today + IN_SIGHT * 2)
            self._calendars.clear()
            self._calendars[today] = Calendar(self.line.timezone, self.line.weekly_hours, closed)
        return self._calendars[today]

    def spoken_to(self, languages: Sequence[str]) -> str:
        """The language in which an agent of these languages is spoken to: the best one that the line speaks too."""
        return next((language for language in languages if language in self.line.languages), self.line.languages[0])

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


def need_of(name: str | None, language: str) -> Need:
    """What a call requires, in routing's words."""
    return Need(NeedName(name) if name is not None else None, Language(language))


def skills_of(levels: dict[str, int], languages: Iterable[str]) -> Skills:
    """What an agent can do, in routing's words."""
    return Skills(
        {NeedName(need): Level(level) for need, level in levels.items()},
        tuple(Language(language) for language in languages),
    )


def _spoken(line: Line) -> SpokenLine:
    return SpokenLine(
        name=line.name,
        languages=line.languages,
        menu=tuple(SpokenEntry(entry.key, entry.need, entry.label, entry.words) for entry in line.menu),
        timezone=line.timezone,
        takes_messages=line.callback.voicemail,
    )
