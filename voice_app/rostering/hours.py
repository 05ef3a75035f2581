"""What of an agent's week will surprise whoever wrote it: shifts while the line is closed, and hours on call while it
is open. Pure; a warning, never a refusal: the hours of the line may be what is wrong.
"""

from collections.abc import Iterator

from voice_app.line import Line
from voice_app.line.sections import Agent
from voice_app.line.values import OnCall


def shifts_while_closed(line: Line, agent: Agent) -> tuple[OnCall, ...]:
    """Those in which the line is not open for a minute."""
    return tuple(shift for shift in agent.shifts if not any(_open_in(line, shift)))


def on_call_while_open(line: Line, agent: Agent) -> tuple[OnCall, ...]:
    """Those in which the line is open all through, so that they add nothing; on a holiday they might."""
    if line.hours.holidays is not None:
        return ()
    return tuple(window for window in agent.on_call if _is_open_through(line, window))


def _open_in(line: Line, window: OnCall) -> Iterator[bool]:
    for hours in line.weekly_hours.days[window.weekday]:
        yield hours.from_minute < window.span.to_minute and window.span.from_minute < hours.to_minute


def _is_open_through(line: Line, window: OnCall) -> bool:
    days = line.weekly_hours.days[window.weekday]
    return any(
        hours.from_minute <= window.span.from_minute and window.span.to_minute <= hours.to_minute for hours in days
    )
