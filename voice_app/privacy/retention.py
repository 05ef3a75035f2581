"""Personal data goes when the line file says so: a run a day, in small steps that anybody may take up again.

Every table is walked through in the order of its keys, some hundred rows to a transaction, and how far it has come is
written in the same one: a crash repeats nothing, and two tickers are no faster and no worse than one. What is erased is
gone, and a clock may be wrong: it is trusted only as far as the nights before bear it out (`trusted`). Deliberately
deletes no recording: those are the carrier's, and `workers.forgetting` has its list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Final

from sqlalchemy import Connection

from voice_app.ledger import Ledger, boomerangs, erasures, looks
from voice_app.ledger.erasing import count_old, erase_old
from voice_app.ledger.erasures import Run
from voice_app.ledger.keepings import KEEPINGS
from voice_app.line import Line

AT_NIGHT: Final = time(3)
"""On the line's own clock: when the fewest people call."""
AT_A_TIME: Final = 500
"""Rows that one step looks at: a few milliseconds, also where every one of them is to be erased."""
LOOKS_AT_A_TIME: Final = 20_000
"""A night: more than people look in a day."""
DAY: Final = timedelta(days=1)
LONGEST_GAP: Final = timedelta(days=2)
"""Between two nights' runs: after a longer one either nobody ran, or the clock has jumped."""
UNTIL_NOTICED: Final = timedelta(hours=20)
"""How long after a jump nothing new is erased: by the next night somebody has seen the clock."""
PLACES: Final = {keeping.name: keeping for keeping in KEEPINGS if keeping.ages is not None}
"""What a run walks through, in this order."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The next run: when, and how many rows of each table it will take."""

    at: datetime
    counts: dict[str, int]


def step(store: Ledger, line: Line, now: datetime) -> bool:
    """Go one step on, and begin today's run where it is time. False: there is nothing to do before the next night."""
    with store.read() as ledger:
        run = erasures.unended_run(ledger)
        lately = erasures.runs_by(ledger, now, 2) if run is None else ()
    if run is not None:
        _go_on(store, run, now)
        return True
    day, sure = _day_of(line, now), _trusted_after(lately, now)
    if lately and lately[0].day >= day:
        return False
    with store.write() as ledger:
        is_ours = erasures.begin_run(ledger, day, sure - line.privacy.keep_personal_data, now)
        boomerangs.forget_former(ledger, sure - boomerangs.KEPT_FOR)
        looks.forget_before(ledger, sure - looks.KEPT_FOR, LOOKS_AT_A_TIME)
    return is_ours


def trusted(ledger: Connection, now: datetime) -> datetime:
    """The latest instant that erasing may take it to be. After days without a run it stays at the last one's, until the
    clock has gone on for a night: a jump of years cannot be told from years in which nobody ran."""
    return _trusted_after(erasures.runs_by(ledger, now, 2), now)


def _trusted_after(runs: Sequence[Run], now: datetime) -> datetime:
    """The same; `runs`: the last two, newest first."""
    for later, earlier in pairwise([now, *(run.begun_at for run in runs)]):
        if later - earlier > LONGEST_GAP:
            return earlier
        if now - earlier > UNTIL_NOTICED:
            break
    return now


def _day_of(line: Line, now: datetime) -> str:
    """The day whose run it is time for: each begins at night."""
    local = now.astimezone(line.timezone)
    day = local.date() if local.time() >= AT_NIGHT else local.date() - DAY
    return day.isoformat()


def _go_on(store: Ledger, run: Run, now: datetime) -> None:
    at = run.at_rule if run.at_rule in PLACES else next(iter(PLACES))
    keeping = PLACES[at]
    with store.write() as ledger, ledger.begin_nested() as part:
        done = erase_old(ledger, keeping, run.before_at, run.at_row, AT_A_TIME)
        counts = dict(run.counts)
        if done.erased:
            counts[at] = counts.get(at, 0) + done.erased
        to = (at, done.last) if done.last is not None else _after(at)
        if not erasures.advance(ledger, run, to, counts, now):
            part.rollback()  # another process is further: what it has erased it has counted


def _after(place: str) -> tuple[str, None] | None:
    names = list(PLACES)
    following = names[names.index(place) + 1 :]
    return (following[0], None) if following else None


def foresee(store: Ledger, line: Line, now: datetime) -> Foreseen:
    """What the next run will take, if nobody asks for more before it."""
    with store.read() as ledger:
        runs = erasures.runs_by(ledger, now, 2)
        at = next_at(line, runs[0] if runs else None, now)
        since = next((run.before_at for run in runs if run.ended_at is not None), None)
        before = at - line.privacy.keep_personal_data
        counts = {name: count_old(ledger, keeping, before, since) for name, keeping in PLACES.items()}
    return Foreseen(at, by_table(counts))


def by_table(counts: Mapping[str, int]) -> dict[str, int]:
    """Rows by table, of rows by rule: two rules may speak of the same rows."""
    found: dict[str, int] = {}
    for name, count in counts.items():
        table = name.partition(".")[0]
        if count:
            found[table] = max(count, found.get(table, 0))
    return found


def next_at(line: Line, last: Run | None, now: datetime) -> datetime:
    """When the next run begins; `now` where it should have begun already."""
    if last is None or last.day < _day_of(line, now):
        return now
    local = now.astimezone(line.timezone)
    day = local.date() if local.time() < AT_NIGHT else local.date() + DAY
    return datetime.combine(day, AT_NIGHT, line.timezone).astimezone(now.tzinfo)
