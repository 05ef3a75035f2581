"""What the ledger's history says to a scenario: when people called, how long each call took, how patient they were.

Deliberately reads for itself what `learning` reads for the plan: here each call counts, there the hour of the week.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from routing.days import midnight
from routing.forecast import learn_pace
from voice_app.learning import LONGEST_TALK
from voice_app.ledger import Ledger
from voice_app.ledger.replay import PastCall, calls_between
from voice_app.mistakes import Mistake, Mistakes
from voice_app.whatif.scenario import Scenario
from voice_app.whatif.values import Past, Period
from voice_app.whatif.worlds import History, Known, Setting


def is_asked_for(scenario: Scenario) -> bool:
    return _period(scenario) is not None


def remember(ledger: Ledger, scenario: Scenario) -> Setting:
    """The scenario with its past. Raises `Mistakes` where the ledger does not know it."""
    period, setting = _period(scenario), Setting(scenario)
    if period is None:
        return setting
    from_at, to_at = (midnight(day, setting.zone) for day in (period.from_day, period.to_day))
    with ledger.read() as connection:
        past = calls_between(connection, from_at, to_at)
    if not past:
        what = f"the ledger knows of no call from {period.from_day} until {period.to_day}"
        raise Mistakes([Mistake("history", what, "Choose other days, or check DATABASE_URL")])
    found = Setting(scenario, learn(past, from_at, scenario.waiting.wrap_up))
    if mistakes := list(_unheard_of(found)):
        raise Mistakes(mistakes)
    return found


def _unheard_of(setting: Setting) -> Iterator[Mistake]:
    for count, need in enumerate(setting.scenario.needs, start=1):
        if need.handling == "history" and not setting.of(need).handling:
            what = f"in those days nobody talked with an agent about {need.name}"
            yield Mistake(f"need[{count}].handling", what, "Choose other days, or a distribution")


def learn(past: Sequence[PastCall], from_at: datetime, wrap_up: timedelta) -> History:
    """What is known of each need; patience as the service learns it: who reached an agent was still patient. `wrap_up`:
    of a call after which the agent noted nothing."""
    by_need: defaultdict[tuple[str | None, str], list[PastCall]] = defaultdict(list)
    for call in past:
        by_need[call.need, call.language].append(call)
    return {need: _known(calls, from_at, wrap_up) for need, calls in by_need.items()}


def _known(calls: Sequence[PastCall], from_at: datetime, wrap_up: timedelta) -> Known:
    talks = [
        (call, call.answered_at, call.ended_at) for call in calls if call.answered_at is not None and call.ended_at
    ]
    handled = [min(ended_at - at, LONGEST_TALK) + _wrapping_up(call, ended_at, wrap_up) for call, at, ended_at in talks]
    gave_up = [
        call.ended_at - call.arrived_at
        for call in calls
        if call.answered_at is None and call.ended_at is not None and call.outcome == "abandoned"
    ]
    waited = [at - call.arrived_at for call, at, _ in talks] + gave_up
    pace = learn_pace(len(handled), sum(handled, timedelta()), len(gave_up), sum(waited, timedelta()))
    return Known(
        arrivals=[call.arrived_at - from_at for call in calls],
        handling=[length.total_seconds() for length in handled],
        patience=pace.patience.total_seconds() if pace.patience else None,
    )


def _wrapping_up(call: PastCall, ended_at: datetime, at_most: timedelta) -> timedelta:
    return min(call.wrapped_at - ended_at, at_most) if call.wrapped_at else at_most


def _period(scenario: Scenario) -> Period | None:
    """One period for all of a scenario; a contradiction is found with the other mistakes."""
    return next((need.arrivals.history for need in scenario.needs if isinstance(need.arrivals, Past)), None)
