"""Who takes what, and when: needs that nobody can serve, skills and words that mean something else, hours in which
nobody is there.

Pure findings in a valid line. Deliberately knows no other agents than the file's.
"""

from collections.abc import Iterable, Iterator, Sequence

from flows.emergency import is_emergency
from routing.calendar import DaySpan
from voice_app.finding import Finding, warning
from voice_app.line import Line
from voice_app.line.sections import Agent, MenuEntry
from voice_app.line.values import OnCall, write_on_call
from voice_app.mistakes import did_you_mean

MOST_NAMED = 3
"""Stretches of a week that are told one by one."""


def of_people(line: Line) -> Iterator[Finding]:
    if not line.agents:
        yield warning("agent", "the file names none", "Whoever is on the roster already still counts; else add one")
        return
    for count, entry in enumerate(line.menu, start=1):
        yield from _of_need(line, f"menu[{count}].need", entry)
    yield from _unspoken(line, "line.languages", line.agents, "nobody")
    for language in line.languages:
        speakers = [agent for agent in line.agents if language in agent.languages]
        yield from _off_shift(line, "line.languages", speakers, f"nobody who speaks {language}")
    for count, agent in enumerate(line.agents, start=1):
        yield from _of_agent(line, f"agent[{count}]", agent)
    yield from _unnamed_breaks(line)
    yield from _on_the_list(line)
    if line.routing.by_name:
        yield from _namesakes(line)


def _on_the_list(line: Line) -> Iterator[Finding]:
    """Who is rung by list while the board is away."""
    by_id = {agent.id: agent for agent in line.agents}
    for count, id_ in enumerate(line.degraded.ring, start=1):
        if id_ not in by_id:
            what = f"no agent of the file has the id {id_!r}"
            remedy = did_you_mean(id_, list(by_id)) or "Take it out, unless the roster has somebody of that id"
            yield warning(f"degraded.ring[{count}]", what, remedy)
    listed = [by_id[id_] for id_ in line.degraded.ring if id_ in by_id]
    if listed:
        yield from _unspoken(line, "degraded.ring", listed, "nobody on the list")


def _unnamed_breaks(line: Line) -> Iterator[Finding]:
    """An agent's pages are in the agent's first language."""
    read = {agent.languages[0] for agent in line.agents}
    for code, label in line.desk.break_reasons.items():
        for language in sorted(read - set(label)):
            what = f"it has no label in {language}, which agents read"
            yield warning(f"desk.break_reasons.{code}", what, "They see it in another language; add one")


def _of_need(line: Line, where: str, entry: MenuEntry) -> Iterator[Finding]:
    trained = [agent for agent in line.agents if entry.need in agent.skills]
    if not trained:
        what = f"no agent has the skill {entry.need!r}"
        yield warning(where, what, "Callers wait until any agent will do; give somebody this skill")
        return
    who = f"nobody with the skill {entry.need!r}"
    yield from _unspoken(line, where, trained, who)
    yield from _off_shift(line, where, trained, who)
    if len(line.agents) > 1 and all(agent.role == "supervisor" for agent in trained):
        what = f"only a supervisor has the skill {entry.need!r}"
        yield warning(where, what, "Who watches over the line then takes these calls, too; give an agent this skill")


def _unspoken(line: Line, where: str, agents: Iterable[Agent], who: str) -> Iterator[Finding]:
    spoken = {language for agent in agents for language in agent.languages}
    for language in line.languages:
        if language not in spoken:
            what = f"{who} speaks {language}"
            yield warning(where, what, f"Find somebody who does, or take {language} out of line.languages")


def _off_shift(line: Line, where: str, agents: Sequence[Agent], who: str) -> Iterator[Finding]:
    """Opening hours in which none of these is expected. Of whoever has no shifts nothing is known."""
    if not agents or any(not agent.shifts for agent in agents):
        return
    uncovered = list(_uncovered(line, agents))
    if not uncovered:
        return
    remedy = "Callers then wait for somebody else, or for nobody; change a shift, or the hours"
    if not _is_ever_there(line, agents):
        yield warning(where, f"{who} is on shift in any opening hour", remedy)
        return
    named = ", ".join(map(write_on_call, uncovered[:MOST_NAMED]))
    more = f" and {len(uncovered) - MOST_NAMED} times more" if len(uncovered) > MOST_NAMED else ""
    yield warning(where, f"{who} is on shift {named}{more}", remedy)


def _uncovered(line: Line, agents: Iterable[Agent]) -> Iterator[OnCall]:
    """The stretches of a week in which the line is open and none of the agents is on."""
    shifts = [shift for agent in agents for shift in agent.shifts]
    for weekday, day in enumerate(line.weekly_hours.days):
        on = sorted(shift.span for shift in shifts if shift.weekday == weekday)
        for hours in day:
            start = hours.from_minute
            for span in on:
                until = min(span.from_minute, hours.to_minute)
                if start < until:
                    yield OnCall(weekday, DaySpan(start, until))
                start = max(start, span.to_minute)
            if start < hours.to_minute:
                yield OnCall(weekday, DaySpan(start, hours.to_minute))


def _is_ever_there(line: Line, agents: Iterable[Agent]) -> bool:
    return any(_is_open(line, shift) for agent in agents for shift in agent.shifts)


def _is_open(line: Line, shift: OnCall) -> bool:
    """At some minute of it."""
    day = line.weekly_hours.days[shift.weekday]
    return any(hours.from_minute < shift.span.to_minute and shift.span.from_minute < hours.to_minute for hours in day)


def _of_agent(line: Line, where: str, agent: Agent) -> Iterator[Finding]:
    needs = [entry.need for entry in line.menu]
    for skill in agent.skills:
        if skill not in needs:
            yield warning(f"{where}.skills.{skill}", "no menu entry leads to this skill", did_you_mean(skill, needs))
    if not agent.skills and agent.role == "agent":
        what = f"{agent.id} is trained for nothing"
        yield warning(f"{where}.skills", what, "This agent is rung only once anybody will do; give a skill of the menu")
    if not set(line.languages) & set(agent.languages):
        what = f"{agent.id} speaks no language of the line"
        yield warning(f"{where}.languages", what, "This agent is rung only where nobody speaks the caller's")
    yield from _open_anyway(line, where, agent)
    for count, shift in enumerate(agent.shifts, start=1):
        if not _is_open(line, shift):
            what = f"the line is closed all through {write_on_call(shift)}"
            yield warning(
                f"{where}.shifts[{count}]", what, "Change it, or the hours; outside the hours there is on_call"
            )


def _open_anyway(line: Line, where: str, agent: Agent) -> Iterator[Finding]:
    """A window on call counts where the line is closed: outside the hours, on holidays, and while it is closed for a
    reason."""
    if line.hours.holidays is not None or line.special_days or line.closure:
        return
    for count, window in enumerate(agent.on_call, start=1):
        day = line.weekly_hours.days[window.weekday]
        if any(
            hours.from_minute <= window.span.from_minute and window.span.to_minute <= hours.to_minute for hours in day
        ):
            what = f"the line is open all through {write_on_call(window)}, and on_call adds nothing"
            yield warning(f"{where}.on_call[{count}]", what, "Write hours at which it is closed, or leave it out")


def of_words(line: Line) -> Iterator[Finding]:
    """Words of the menu that callers in danger use, too."""
    for count, entry in enumerate(line.menu, start=1):
        for language, words in entry.words.items():
            for place, word in enumerate(words, start=1):
                if is_emergency(word, ()):
                    what = f"who says {word!r} asks for this entry, and is not told the emergency number"
                    remedy = "Leave it out, unless that is what your callers mean by it"
                    yield warning(f"menu[{count}].words.{language}[{place}]", what, remedy)


def _namesakes(line: Line) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for count, agent in enumerate(line.agents, start=1):
        name = agent.name.casefold()
        if name in first:
            what = f"agent[{first[name]}] is called {agent.name} too"
            yield warning(
                f"agent[{count}].name", what, "Who asks for one of them by name gets neither; tell them apart"
            )
        first.setdefault(name, count)
