"""Which days are looked at, and in which groups, as the address of the page says it: so that it survives a reload.

A range has a name ("last-week") or a first and a last day; days are those of the line's clock. What cannot be read is
said, and the usual range is shown. Deliberately counts nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from routing.days import A_DAY, day_at
from routing.spans import Span
from voice_app import reporting
from voice_app.ledger.compliance import GroupBy
from voice_app.pages.page import Visit
from voice_app.pages.words import N_, say

RANGES: Final[Mapping[str, str]] = {
    "today": N_("Today"),
    "yesterday": N_("Yesterday"),
    "this-week": N_("This week"),
    "last-week": N_("Last week"),
    "this-month": N_("This month"),
    "last-month": N_("Last month"),
    "30-days": N_("The last 30 days"),
    "a-year": N_("The last twelve months"),
    "custom": N_("From … to …"),
}
GROUPS: Final[Mapping[GroupBy, str]] = {
    "day": N_("by day"),
    "week": N_("by week"),
    "month": N_("by month"),
    "hour": N_("by hour of the day"),
    "need": N_("by need"),
    "agent": N_("by agent"),
}
USUAL: Final = "30-days"
YEARS: Final = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked at. `wrong`: why it is not what was asked for; `asked`: the groups that were wanted, where these
    would have been too many."""

    name: str
    first: date
    last: date
    group_by: GroupBy
    asked: GroupBy
    span: Span
    wrong: str | None = None

    @property
    def query(self) -> str:
        """Of an address that always means these days."""
        return urlencode({"from": self.first, "to": self.last, "by": self.group_by})


def looked_at(visit: Visit, given: Mapping[str, str]) -> Looked:
    """What this address asks for."""
    today = day_at(visit.now, visit.house.line.timezone)
    asked: GroupBy = next((one for one in GROUPS if one == given.get("by")), "day")
    has_days = bool(given.get("from") or given.get("to"))
    name, wrong = given.get("range") or ("custom" if has_days else USUAL), None
    if name == "custom":
        first, last, wrong = _custom(given, today)
    else:
        if name not in RANGES:
            name, wrong = USUAL, say(N_("There is no such time: these are the last 30 days. Choose another."))
        first, last = _named(name, today)
    if wrong is not None:
        first, last = _named(USUAL, today)
    span = reporting.days(visit.house, first, last)
    return Looked(name, first, last, reporting.coarse_enough(span, asked), asked, span, wrong)


def _named(name: str, today: date) -> tuple[date, date]:
    monday, first_of_month = today - today.weekday() * A_DAY, today.replace(day=1)
    before = first_of_month - A_DAY
    known = {
        "today": (today, today),
        "yesterday": (today - A_DAY, today - A_DAY),
        "this-week": (monday, today),
        "last-week": (monday - 7 * A_DAY, monday - A_DAY),
        "this-month": (first_of_month, today),
        "last-month": (before.replace(day=1), before),
        "a-year": (today - 364 * A_DAY, today),
    }
    return known.get(name, (today - 29 * A_DAY, today))


def _custom(given: Mapping[str, str], today: date) -> tuple[date, date, str | None]:
    try:
        first = date.fromisoformat(given.get("from") or str(today))
        last = date.fromisoformat(given.get("to") or str(today))
    except ValueError:
        return today, today, say(N_("These are no days: write them like 2026-03-29."))
    if first.year not in YEARS or last.year not in YEARS:
        return today, today, say(N_("Choose days between 2000 and 2099."))
    if last < first:
        return today, today, say(N_("The last day lies before the first."))
    return first, last, None
