"""What the tests of plans are about: days as the sample line has them, agents on in them, promises due in them."""

from datetime import timedelta

from routing.capacity import Owed, Pool, Team
from routing.forecast import Arrivals, Pace
from routing.skills import Language
from routing.supply import HOUR, Outlook, Shift
from tests.routing.timetables import AMSTERDAM, at, calendar

NOW = at("2026-01-05 09:00")
PATIENT = Pace(timedelta(seconds=300), patience=None)
NOBODY_CALLS = Arrivals(AMSTERDAM)
DUTCH, FRENCH, GERMAN = Language("nl"), Language("fr"), Language("de")
ALL = frozenset({DUTCH, FRENCH, GERMAN})


def calls(per_hour: float) -> Arrivals:
    return Arrivals(AMSTERDAM, {(day, hour): per_hour for day in range(7) for hour in range(24)})


def outlook(agents: int, arrivals: Arrivals = NOBODY_CALLS, days: int = 3, share: float = 1.0) -> Outlook:
    """So many agents whenever the line is open."""
    shifts = [Shift(span, agents, share) for span in calendar().open_spans(NOW, NOW + timedelta(days=days))]
    return Outlook(shifts, arrivals, PATIENT)


def everybody(outlook: Outlook, ready: int = 0, busy: int = 0) -> list[Pool]:
    """One pool: agents who speak every language, or a line that has one only."""
    return [Pool(ALL, outlook, Team(ready, busy))]


def owed_in(hours: float, *, may_dial: bool = True, language: Language = DUTCH) -> Owed:
    return Owed(NOW + (hours - 3) * HOUR, NOW + hours * HOUR, may_dial, language)
