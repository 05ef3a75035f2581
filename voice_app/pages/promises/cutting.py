"""What a list is cut by, as it stands in its address: read, and written again. No number and no name is ever in it.

What cannot be read is left out and said so. Deliberately knows no row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from routing.days import A_DAY, midnight
from routing.escalation import Cause
from routing.skills import AgentId
from voice_app.ledger.promise_lists import WHATEVER, Cut, Group
from voice_app.pages.promises.wording import SOURCES
from voice_app.runtime import Runtime

DATES: Final = ("made_from", "made_until", "due_from", "due_until")
NAMES: Final = ("group", "need", "language", "agent", "source", "cause", *DATES)


@dataclass(frozen=True, slots=True)
class Sought:
    """`group` None: all of them. `given`: what was understood, as it was written. `mistaken`: what was not, by name."""

    group: Group | None = None
    cut: Cut = field(default_factory=Cut)
    cursor: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    mistaken: tuple[str, ...] = ()

    def address(self, **other: str | None) -> str:
        """Of this list, or of another that differs from it so."""
        wanted = {name: value for name, value in {**self.given, **other}.items() if value}
        return f"/promises?{urlencode(wanted)}" if wanted else "/promises"

    @property
    def is_cut(self) -> bool:
        return any(name != "group" for name in self.given)


def read(house: Runtime, asked: Mapping[str, str]) -> Sought:
    """What a query, or the hidden fields of a form, ask for."""
    zone = house.line.timezone
    said = {name: asked[name] for name in NAMES if asked.get(name)}
    known: dict[str, set[str]] = {
        "group": set(get_args(Group)),
        "need": {WHATEVER, *(entry.need for entry in house.line.menu)},
        "language": set(house.line.languages),
        "agent": set(house.roster),
        "source": set(SOURCES),
        "cause": {cause.value for cause in Cause},
    }
    days: dict[str, date | None] = {name: _day(said[name]) for name in DATES if name in said}
    given = {name: value for name, value in said.items() if value in known.get(name, ()) or days.get(name) is not None}
    return Sought(
        group=next((group for group in get_args(Group) if group == given.get("group")), None),
        cut=Cut(
            need=given.get("need"),
            language=given.get("language"),
            agent=AgentId(given["agent"]) if "agent" in given else None,
            source=given.get("source"),
            cause=given.get("cause"),
            made_from=_begin(days.get("made_from"), zone),
            made_until=_end(days.get("made_until"), zone),
            due_from=_begin(days.get("due_from"), zone),
            due_until=_end(days.get("due_until"), zone),
        ),
        cursor=asked.get("cursor") or None,
        given=given,
        mistaken=tuple(name for name in said if name not in given),
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year < 2200 else None  # noqa: PLR2004 - as the API has it


def _begin(day: date | None, zone: ZoneInfo) -> datetime | None:
    return midnight(day, zone) if day else None


def _end(day: date | None, zone: ZoneInfo) -> datetime | None:
    """`until` a day means until its end."""
    return midnight(day + A_DAY, zone) if day else None
