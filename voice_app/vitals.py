"""How we are: what of ours stands still, and what alarms stand, for everybody who has a page open.

Says it sooner than an alarm is raised, and also where nobody is left to raise one: a store that is gone, a ticker that
is dead. Deliberately raises nothing (`watchdog` does) and words nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from routing.alarms import Rule, gravity
from routing.board import BoardGone
from voice_app import disks
from voice_app.ledger import LedgerGone, heartbeats, vitals
from voice_app.ledger.vitals import Raised
from voice_app.runtime import Runtime

What = Literal[
    "both_gone",
    "ledger_gone",
    "ledger_full",
    "board_gone",
    "board_gone_by_list",
    "ticker_silent",
    "carrier_account",
    "carrier_silent",
    "worker_silent",
]
"""What callers then meet is another thing without a board and with agents who are rung by list, or without either
store."""

BY_ALARM: Final[Mapping[What, Rule]] = {
    "ticker_silent": Rule.TICKER_SILENT,
    "carrier_account": Rule.CARRIER_ACCOUNT,
    "carrier_silent": Rule.CARRIER_SILENT,
    "worker_silent": Rule.WORKER_SILENT,
}
"""What is known by an alarm too; or by nothing else, as of the carrier."""
BEATS: Final = (Rule.TICKER_SILENT, Rule.WORKER_SILENT)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something of ours that stands still, and since when; None: nobody can tell."""

    what: What
    since_at: datetime | None


@dataclass(frozen=True, slots=True)
class Vitals:
    """`troubles`: the gravest first. `alarms`: those that stand, the gravest first, without those that say what
    `troubles` say."""

    troubles: tuple[Trouble, ...]
    alarms: tuple[Raised, ...] = ()

    @property
    def standing(self) -> int:
        return sum(one.count for one in self.alarms)

    @property
    def worst(self) -> Raised | None:
        return next(iter(self.alarms), None)


def look(house: Runtime, since: datetime, now: datetime) -> Vitals:
    """One look at each store. `since`: when this process came; whoever beats after it has its time too."""
    is_seen = lacks_board(house) is None
    try:
        with house.ledger.read() as ledger:
            signs = vitals.read(ledger)
    except LedgerGone:
        return Vitals((Trouble("ledger_gone" if is_seen else "both_gone", None),))
    gone: What = "board_gone_by_list" if house.current().line.degraded.ring else "board_gone"
    raised = {one.rule: one for one in signs.raised}
    board = () if is_seen else (Trouble(gone, _since(raised.get(Rule.BOARD_GONE))),)
    silent = tuple(_troubles(signs.beats, raised, since, now))
    said = {BY_ALARM[trouble.what] for trouble in silent} | ({Rule.BOARD_GONE} if board else set())
    if disks.ledger_is_full(house):  # nobody can beat then: that they are silent would say something else
        silent = tuple(trouble for trouble in silent if BY_ALARM[trouble.what] not in BEATS)
        board = (Trouble("ledger_full", None), *board)
    # The bell hangs on the board: without it no worker can be blamed, nor does it help to start another.
    troubles = (*board, *(trouble for trouble in silent if is_seen or trouble.what != "worker_silent"))
    others = (one for one in signs.raised if one.rule not in said and one.rule != Rule.TEST)
    return Vitals(troubles, tuple(sorted(others, key=lambda one: gravity(one.rule))))


def lacks_board(house: Runtime) -> Literal["gone", "refuses"] | None:
    """None where there is a board that can be read, and takes what is written; else whether it can be read at least."""
    try:
        house.board.take_note()
    except BoardGone:
        return _can_be_read(house)
    return None


def _can_be_read(house: Runtime) -> Literal["gone", "refuses"]:
    try:
        house.board.is_blank()
    except BoardGone:
        return "gone"
    return "refuses"


def _troubles(
    beats: Mapping[str, datetime], raised: Mapping[str, Raised], since: datetime, now: datetime
) -> Iterator[Trouble]:
    """An alarm that stands counts also where the process seems to live again: who ends it, lives."""
    quiet = {"ticker_silent": _ticker(beats, since, now), "worker_silent": _worker(beats, since, now)}
    for what, rule in BY_ALARM.items():
        if at := quiet.get(what) or _since(raised.get(rule.value)):
            yield Trouble(what, at)


def _since(alarm: Raised | None) -> datetime | None:
    return alarm.since_at if alarm is not None else None


def _ticker(beats: Mapping[str, datetime], since: datetime, now: datetime) -> datetime | None:
    """Since when it has been quiet for too long."""
    last = beats.get(heartbeats.TICKER, since)
    return last if now - max(last, since) > heartbeats.QUIET_AFTER else None


def _worker(beats: Mapping[str, datetime], since: datetime, now: datetime) -> datetime | None:
    """Since when the bell has rung in vain. Only the ticker rings it: of a worker whom nobody asks nothing is known."""
    rung = beats.get(heartbeats.BELL)
    if rung is None or beats.get(heartbeats.WORKER, heartbeats.NEVER) >= rung:
        return None
    asked_last = min(now, beats.get(heartbeats.TICKER, rung))
    return rung if asked_last - max(rung, since) > heartbeats.QUIET_AFTER else None
