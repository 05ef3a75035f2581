"""What is counted of a stretch of time: figures that add up, and what follows from them, each defined.

Promises count where they were made, calls where they arrived, follow-ups where they were asked. A share of nothing is
none, never 0 or 1. Deliberately counts nothing itself: `counting` does.
"""

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from typing import Final, Self

from voice_app.ledger.tables import COUNTED, WITHIN

MICROSECONDS: Final = 1_000_000


@dataclass
class Figures:
    """`counts` has a number for each name of `COUNTED`:

    Promises. `made`: all of them. `kept_in_time`: the person was spoken with by `due_by`. `kept_late`: after it.
    `broken_open`: still owed, and `due_by` has passed. `unreached`: given up after the last attempt. `withdrawn`: the
    person did not want it any more, or it was merged with another. `open`: still owed, and `due_by` is to come. These
    part `made`. `at_risk`: those of `open` that were escalated, or can be kept for less than two hours more.
    `promised_late`: no time within `due_within` could be promised. `broken`: `due_by` passed before they were kept,
    withdrawn or given up. `called_back`: spoken with within 24 hours of asking; `called_back_of`: all, less what was
    withdrawn within 24 hours, and what is younger and still owed.

    Calls. `calls`: all. `asked`: those that are over and asked for somebody (chose something, were answered, or met
    nothing because we were away). `answered`: of those, the ones that an agent answered and did not send on in vain.
    `helped`: those, and the ones with a promise kept within 24 hours of their arrival. `offered`: waited for somebody,
    or asked for somebody within the hours and found nobody there, and are over; who hung up within 5 seconds is left
    out, and who called while the line was closed. `reached`: of those, the ones that were answered, after
    `waited_micros` in all; `within_15`: after 15 seconds at most. `took_callback`, `abandoned`: the ones that took the
    callback they were offered, or hung up. `talks`: answered at least seven days ago, and the agent said whether it was
    solved; `resolved`: it was; `resolved_first`: and no call of that phone about the same came within seven days.

    Follow-ups. `follow_ups`: asked by text whether we helped; `scored`: answered with a score; `score_sum`; `content`:
    with 4 or 5.

    `contacts`: how long it took from each promise to the contact that kept it, in microseconds. `causes`: the broken,
    by why.
    """

    counts: Counter[str] = field(default_factory=Counter)
    contacts: "array[int]" = field(default_factory=lambda: array("q"))
    causes: Counter[str] = field(default_factory=Counter)

    def add(self, other: Self) -> None:
        """Take these in too."""
        self.counts.update(other.counts)
        self.contacts.extend(other.contacts)
        self.causes.update(other.causes)

    def __getitem__(self, name: str) -> int:
        return self.counts[name]

    # what follows from them

    @property
    def kept_share(self) -> float | None:
        """kept_in_time ÷ (kept_in_time + broken): giving up or withdrawing late hides nothing, and what was closed
        unkept in time counts on neither side."""
        return share(self["kept_in_time"], self["kept_in_time"] + self["broken"])

    @property
    def median_seconds_to_contact(self) -> float | None:
        """From made to spoken with, over all that were kept."""
        return median(self.contacts) / MICROSECONDS if self.contacts else None

    @property
    def p90_seconds_to_contact(self) -> float | None:
        """The shortest time within which nine of ten that were kept were spoken with."""
        if not self.contacts:
            return None
        return sorted(self.contacts)[ceil(0.9 * len(self.contacts)) - 1] / MICROSECONDS

    @property
    def helped_share(self) -> float | None:
        return share(self["helped"], self["asked"])

    @property
    def called_back_share(self) -> float | None:
        return share(self["called_back"], self["called_back_of"])

    @property
    def first_contact_share(self) -> float | None:
        return share(self["resolved_first"], self["talks"])

    @property
    def mean_wait_seconds(self) -> float | None:
        """Of those who were answered."""
        return self["waited_micros"] / self["reached"] / MICROSECONDS if self["reached"] else None

    @property
    def mean_score(self) -> float | None:
        return share(self["score_sum"], self["scored"])

    @property
    def content_share(self) -> float | None:
        return share(self["content"], self["scored"])

    def answered_within(self, seconds: int) -> float | None:
        """Of `offered`, the share that was answered within so long, one of `WITHIN`."""
        return share(self[f"within_{seconds}"], self["offered"])


def share(part: int, whole: int) -> float | None:
    """None where there is nothing to have a share of."""
    return part / whole if whole else None


def counts_of(row: Mapping[str, int | None]) -> Counter[str]:
    """The counts that a row has."""
    return Counter({name: int(row[name] or 0) for name in COUNTED if name in row})


__all__ = ["COUNTED", "WITHIN", "Figures", "counts_of", "share"]
