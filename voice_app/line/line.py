"""The line file: the whole support line as one immutable value.

Every mistake of a file is found at once, each by its path; entries of a list are counted from 1, as a reader
counts (`menu[2].key`). Deliberately warns of nothing: whether a valid line can keep its promises is `line_check`'s.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError

from routing.calendar import DaySpan, WeeklyHours
from routing.spans import Span
from voice_app.line.closing import AClosure, Closure, SpecialDay, SpecialDays
from voice_app.line.customers import Customers
from voice_app.line.digest import Digest
from voice_app.line.legible import has_endless_key, unseen
from voice_app.line.places import Places
from voice_app.line.prompts import Prompts
from voice_app.line.rules import contradictions
from voice_app.line.section import Section
from voice_app.line.sections import (
    Agent,
    Alarms,
    Callback,
    Callers,
    Caps,
    Degraded,
    Desk,
    FollowUp,
    Hours,
    Identity,
    Listening,
    MenuEntry,
    Privacy,
    Recording,
    Routing,
    Text,
    Waiting,
)
from voice_app.mistakes import Mistake, Mistakes, Place, in_plain_words, path
from voice_app.numbers import Phone, Policy, emergency_number, region_of

THE_FILE = "the file"
"""Where a mistake is that no path has."""
OF_THE_DAY = ("hours", "special_days", "closure", "agents", "caps", "alarms", "privacy", "degraded")
"""Sections that hold for everybody at once, also for calls that are under way."""
PARTS_OF_THE_DAY = {
    "identity": ("timezone", "fallback_number"),
    "callback": ("call_between", "allowed_countries", "denied_prefixes"),
}
"""Keys of other sections that do: when and where anybody may be dialled."""


class Line(Section):
    """A support line. Equal lines have equal digests, however their files are laid out."""

    identity: Annotated[Identity, Field(alias="line")]
    hours: Hours
    special_days: Annotated[SpecialDays, Field(alias="special_day")] = ()
    closure: AClosure = None
    menu: Annotated[tuple[MenuEntry, ...], Field(min_length=1, max_length=5)]
    prompts: Prompts = Field(default_factory=Prompts)
    waiting: Waiting = Waiting()
    routing: Routing = Routing()
    degraded: Degraded = Degraded()
    callback: Callback = Callback()
    text: Text = Text()
    follow_up: FollowUp = FollowUp()
    caps: Caps = Caps()
    alarms: Alarms = Alarms()
    desk: Desk = Field(default_factory=Desk)
    callers: Callers = Callers()
    customers: Customers = Customers()
    daily: Annotated[Digest, Field(alias="digest")] = Digest()
    recording: Recording = Recording()
    listening: Listening = Listening()
    privacy: Privacy = Privacy()
    agents: Annotated[tuple[Agent, ...], Field(alias="agent")] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The line of a TOML text. Raises `Mistakes` with everything that is wrong with it."""
        try:
            if has_endless_key(text):
                raise ValueError("a key has too many parts")
            raw = tomllib.loads(text)
        except ValueError as error:  # also of a number that is longer than any
            raise Mistakes([Mistake(THE_FILE, f"it is not TOML: {error}", "Look at that place")]) from None
        except RecursionError:
            raise Mistakes([Mistake(THE_FILE, "it is not TOML: it nests too deeply", "Look at that place")]) from None
        return cls.from_dict(raw)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Self:
        """The line of the tables of a file, or of `as_dict`. Raises `Mistakes`."""
        mistakes = [*unseen(raw), *contradictions(raw)]
        try:
            line = cls.model_validate(raw)
        except ValidationError as error:
            raise Mistakes([*in_plain_words(error, path, _known_keys), *mistakes]) from None
        if mistakes:
            raise Mistakes(mistakes)
        return line

    def as_dict(self) -> dict[str, Any]:
        """The tables of a file that means this line, defaults written out. Holds the PINs: the ledger keeps them."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    @cached_property
    def digest(self) -> str:
        """What tells one version of the line from another: 64 hexadecimal digits."""
        return hashlib.sha256(json.dumps(self.as_dict(), sort_keys=True).encode()).hexdigest()

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def number(self) -> Phone:
        return self.identity.number

    @property
    def name(self) -> str:
        return self.identity.name

    @property
    def languages(self) -> tuple[str, ...]:
        return self.identity.languages

    @property
    def timezone(self) -> ZoneInfo:
        return self.identity.timezone

    @property
    def fallback_number(self) -> Phone | None:
        return self.identity.fallback_number

    @cached_property
    def region(self) -> str:
        """The country of the line's own number (ISO 3166): there, numbers are read and spoken the national way."""
        return region_of(self.number) or ""

    @cached_property
    def emergency_number(self) -> str:
        """Whom callers in danger are told to ring."""
        return emergency_number(self.region)

    @cached_property
    def policy(self) -> Policy:
        """Which numbers may be called: in the allowed countries (by default the line's own), less what is denied there;
        never our own."""
        allowed = self.callback.allowed_countries or (self.region,)
        own = (self.number, self.text.sender, self.fallback_number)
        ours = frozenset(phone for phone in own if phone)
        return Policy(frozenset(allowed), ours, self.callback.denied_prefixes)

    @property
    def weekly_hours(self) -> WeeklyHours:
        return self.hours.weekly

    @cached_property
    def special_hours(self) -> Mapping[date, tuple[DaySpan, ...]]:
        """The days that are not like others, and their hours."""
        return {one.day: one.hours for one in self.special_days}

    @cached_property
    def closures(self) -> tuple[Span, ...]:
        """The emergency close, if there is one; UTC."""
        return () if self.closure is None else (self.closure.span(self.timezone),)

    def special_day(self, day: date) -> SpecialDay | None:
        return next((one for one in self.special_days if one.day == day), None)

    def holidays(self, from_date: date, to_date: date) -> frozenset[date]:
        """The days from the first to the last on which the line is closed for a holiday."""
        known = self.hours.holidays_in(range(from_date.year, to_date.year + 1))
        return frozenset(day for day in known if from_date <= day <= to_date)

    def holiday_name(self, day: date) -> str | None:
        """What that day is called where the line is closed on it; None: it is an ordinary day."""
        return self.hours.holidays_in(range(day.year, day.year + 1)).get(day)

    def entry_of(self, need: str) -> MenuEntry | None:
        return next((entry for entry in self.menu if entry.need == need), None)

    def as_it_goes_on(self, now: "Line") -> "Line":
        """This line for a call that began under it, while `now` is in force: the call keeps what it was told and asked,
        and what is a fact of the day (hours, people, what may be dialled) is that of now."""
        update: dict[str, Any] = {name: getattr(now, name) for name in OF_THE_DAY}
        for section, keys in PARTS_OF_THE_DAY.items():
            of_now = getattr(now, section)
            update[section] = getattr(self, section).model_copy(update={key: getattr(of_now, key) for key in keys})
        going_on = self.model_copy(update=update)
        for worked_out in going_on.__dict__.keys() - type(self).model_fields.keys():
            del going_on.__dict__[worked_out]  # a copy takes along what was worked out of the other sections
        return going_on

    def is_shared(self, phone: Phone) -> bool:
        """Many people stand behind this number: nobody is recognised by it."""
        return phone in self.callers.shared


def load(path: Path) -> Line:
    """The line of a file. Raises `Mistakes`, also where there is no such file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Mistakes([Mistake(str(path), "the line file cannot be read", "Check LINE_FILE and its rights")]) from None
    try:
        return Line.parse(text)
    except Mistakes as found:
        raise Mistakes(_placed(found.all, str(path), text)) from None


def _placed(mistakes: Sequence[Mistake], file: str, text: str) -> list[Mistake]:
    """Each with its file and line. A text that is no TOML has one mistake, which says itself where."""
    first = mistakes[0]
    if first.where == THE_FILE:
        told = re.search(r"\(at line (\d+)", first.what)
        return [replace(first, place=f"{file}:{told[1]}" if told else file)]
    places = Places(text)
    return [replace(mistake, place=places.place_of(mistake.where, file)) for mistake in mistakes]


_SECTIONS: Mapping[str, type[Section]] = {
    "line": Identity,
    "hours": Hours,
    "special_day": SpecialDay,
    "closure": Closure,
    "menu": MenuEntry,
    "prompts": Prompts,
    "waiting": Waiting,
    "routing": Routing,
    "degraded": Degraded,
    "callback": Callback,
    "text": Text,
    "follow_up": FollowUp,
    "caps": Caps,
    "alarms": Alarms,
    "desk": Desk,
    "callers": Callers,
    "customers": Customers,
    "digest": Digest,
    "recording": Recording,
    "listening": Listening,
    "privacy": Privacy,
    "agent": Agent,
}


def _known_keys(place: Place) -> Iterable[str]:
    """The right names where a wrong one stands: of sections at the top, else of the keys of that section."""
    if len(place) == 1:
        return _SECTIONS
    return [field.alias or name for name, field in _SECTIONS[str(place[0])].model_fields.items()]
