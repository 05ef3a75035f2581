"""What the ledger's rows add to the figures: counted on from where they were counted to, once, whoever counts.

So the totals of millions of rows cost no look at them, and no scrape costs a look at all. Deliberately starts from now,
and not from the first call ever, where the board knows of no counting: whoever reads totals over time bears that.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from voice_app.ledger import increments
from voice_app.ledger.increments import Closed, Increments, Wait
from voice_app.runtime import Runtime
from voice_app.seeing import families
from voice_app.seeing.counts import field, timed
from voice_app.seeing.families import Family

ROWS: Final = "rows"
"""What was counted to an instant, of all that the board sums up."""
AT_REST: Final = timedelta(seconds=10)
"""How long after its instant a row is surely written: no transaction is waited for as long."""
AT_MOST: Final = timedelta(hours=1)
"""Of how long is counted in one pass: after a long time without a ticker the next ones catch up."""
NONE, OTHER = "none", "other"


def count_on(house: Runtime, now: datetime) -> None:
    """One pass. Raises BoardGone, LedgerGone."""
    to_at = now - AT_REST
    from_at = house.board.counted_to(ROWS)
    if from_at is None:
        house.board.count_on(ROWS, to_at, to_at, {})
    elif from_at < to_at:
        to_at = min(to_at, from_at + AT_MOST)
        with house.ledger.read() as ledger:
            found = increments.between(ledger, from_at, to_at)
        house.board.count_on(ROWS, from_at, to_at, sums(found, _need_of(house)))


def _need_of(house: Runtime) -> Callable[[str | None], str]:
    """As a label: a need of the line as it is now, so that there are never more than it has."""
    known = {entry.need for entry in house.line.menu}
    return lambda need: NONE if need is None else need if need in known else OTHER


def sums(found: Increments, need: Callable[[str | None], str]) -> dict[str, int]:
    """By the names under which the board has them."""
    added = Counter[str]()
    added[field(families.ARRIVED)] += found.arrived
    _by(added, families.OFFERED, found.offered, need)
    _by(added, families.MADE, found.made, need)
    for family, counted in (
        (families.MISSED, found.missed),
        (families.ATTEMPTS, found.attempts),
        (families.TEXTS, found.texts),
        (families.ALARMS_RAISED, found.alarms),
    ):
        _by(added, family, counted, lambda value: value or NONE)
    _by(added, families.ANSWERED, Counter(wait.need for wait in found.answered), need)
    for wait in found.ended:
        added[field(families.ENDED, need(wait.need), wait.outcome)] += 1
    _waits(added, (*found.answered, *(wait for wait in found.ended if wait.outcome != "answered")))
    for closed in found.closed:
        added[field(families.CLOSED, need(closed.need), _result(closed))] += 1
    added.update(timed(families.CONTACT, [_seconds(one.made_at, one.kept_at) for one in found.closed if one.kept_at]))
    late = [one for one in found.closed if _result(one) == "kept_late"]
    added.update(timed(families.LATENESS, [_seconds(one.due_by, one.kept_at) for one in late if one.kept_at]))
    return {name: number for name, number in added.items() if number}


def _by(
    added: Counter[str], family: Family, counted: Mapping[str | None, int], label: Callable[[str | None], str]
) -> None:
    for key, number in counted.items():
        added[field(family, label(key))] += number


def _waits(added: Counter[str], waits: tuple[Wait, ...]) -> None:
    by_outcome = sorted(waits, key=lambda wait: wait.outcome)
    for outcome, its in groupby(by_outcome, key=lambda wait: wait.outcome):
        lengths = [wait.seconds for wait in its if wait.seconds is not None]
        added.update(timed(families.WAITED, lengths, outcome))


def _result(closed: Closed) -> str:
    if closed.kept_at is None:
        return closed.state
    return "kept_in_time" if closed.kept_at <= closed.due_by else "kept_late"


def _seconds(since: datetime, until: datetime) -> float:
    return max((until - since).total_seconds(), 0.0)
