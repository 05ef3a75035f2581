"""The tables of the page of compliance: one list of columns each, for the page and for the file.

A share never stands without what it is a share of. Deliberately writes no number: the page does as its visitor reads,
a file as programs do.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from babel.dates import format_date, format_skeleton

from routing.norms import Norm, norms
from voice_app.ledger.compliance import GroupBy
from voice_app.ledger.figures import Figures, share
from voice_app.pages.page import Visit
from voice_app.pages.words import N_, say
from voice_app.pages.writing import about, named

Kind = Literal["count", "share", "seconds", "score"]


@dataclass(frozen=True, slots=True)
class Column:
    """`code`: in a file; `of`: the counts that its share is of."""

    code: str
    name: str
    kind: Kind
    value: Callable[[Figures], float | int | None]
    of: Callable[[Figures], tuple[int, int]] | None = None


def _count(code: str, name: str) -> Column:
    return Column(code, name, "count", lambda figures: figures[code])


PROMISES: Final = (
    _count("made", N_("Promised")),
    Column(
        "kept_share",
        N_("Kept in time"),
        "share",
        lambda its: its.kept_share,
        lambda its: (its["kept_in_time"], its["kept_in_time"] + its["broken"]),
    ),
    _count("kept_in_time", N_("in time")),
    _count("kept_late", N_("late")),
    _count("broken_open", N_("broken, still owed")),
    _count("unreached", N_("not reached")),
    _count("withdrawn", N_("withdrawn")),
    _count("open", N_("open")),
    _count("broken", N_("missed")),
    Column("median_seconds", N_("Half within"), "seconds", lambda its: its.median_seconds_to_contact),
    Column("p90_seconds", N_("Nine of ten within"), "seconds", lambda its: its.p90_seconds_to_contact),
    Column(
        "called_back_share",
        N_("Within 24 hours"),
        "share",
        lambda its: its.called_back_share,
        lambda its: (its["called_back"], its["called_back_of"]),
    ),
)
CALLS: Final = (
    _count("calls", N_("Calls")),
    Column(
        "helped_share",
        N_("Helped"),
        "share",
        lambda its: its.helped_share,
        lambda its: (its["helped"], its["asked"]),
    ),
    _count("offered", N_("waited")),
    _count("reached", N_("answered")),
    _count("took_callback", N_("took a callback")),
    _count("abandoned", N_("hung up")),
    Column("mean_wait_seconds", N_("Mean wait"), "seconds", lambda its: its.mean_wait_seconds),
    Column(
        "first_contact_share",
        N_("Solved at first contact"),
        "share",
        lambda its: its.first_contact_share,
        lambda its: (its["resolved_first"], its["talks"]),
    ),
    _count("follow_ups", N_("Asked")),
    Column("mean_score", N_("Mean score"), "score", lambda its: its.mean_score),
    Column(
        "content_share",
        N_("4 or 5"),
        "share",
        lambda its: its.content_share,
        lambda its: (its["content"], its["scored"]),
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """`key`: as programs have it; `name`: for whoever reads."""

    key: str
    name: str
    figures: Figures


def rows(groups: dict[str, Figures], group_by: GroupBy, visit: Visit) -> list[Row]:
    """In their order; agents and needs by name."""
    found = [Row(key, name_of(key, group_by, visit), figures) for key, figures in groups.items()]
    return sorted(found, key=lambda row: (not row.key, row.name)) if group_by in ("need", "agent") else found


def name_of(key: str, group_by: GroupBy, visit: Visit) -> str:
    """What a group is called."""
    if group_by == "need":
        return about(key or None)
    if group_by == "agent":
        return named(key) if key else say(N_("nobody"))
    return moment_of(key, group_by, visit.language)


def moment_of(key: str, group_by: GroupBy, language: str) -> str:
    """What a day, a week, a month or an hour is called."""
    if group_by == "hour":
        return f"{key}:00"
    if group_by == "week":
        year, _, week = key.partition("-W")
        return say(N_("week %(week)s of %(year)s"), week=int(week), year=year)
    if group_by == "month":
        return format_skeleton("yMMMM", datetime.fromisoformat(f"{key}-01"), locale=language)
    return format_date(date.fromisoformat(key), "EEE d MMM", locale=language)


# ── waits, beside what countries ask for ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Beside:
    """A norm, and what we did: a share of so many, or a mean wait. `is_met` None: there is nothing to judge by."""

    norm: Norm
    answered: int
    offered: int
    share: float | None
    mean_seconds: float | None

    @property
    def is_met(self) -> bool | None:
        if self.norm.mean:
            return None if self.mean_seconds is None else self.mean_seconds <= self.norm.seconds
        return None if self.share is None else self.share >= self.norm.demanded


def beside_norms(figures: Figures, own_country: str) -> Iterator[Beside]:
    """Our waits beside each of them."""
    for norm in norms(own_country):
        answered, offered = figures[f"within_{norm.seconds}"], figures["offered"]
        yield Beside(norm, answered, offered, share(answered, offered), figures.mean_wait_seconds)


# ── as a file ───────────────────────────────────────────────────────────────────────────────────────────────────────


def header(columns: Sequence[Column], first: str) -> list[str]:
    """Codes, the same in every language, so that a program can rely on them."""
    return [first, "name", *(name for column in columns for name in _names(column))]


def cells(columns: Sequence[Column], row: Row) -> list[str | int | float | None]:
    """Of one group."""
    found: list[str | int | float | None] = [row.key, row.name]
    for column in columns:
        found.append(column.value(row.figures))
        if column.of is not None:
            found.extend(column.of(row.figures))
    return found


def _names(column: Column) -> list[str]:
    return [column.code, f"{column.code}_part", f"{column.code}_of"] if column.of else [column.code]
