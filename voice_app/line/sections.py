"""The tables of a line file, one class each: which keys there are, what each may hold, and what it is by default.

Deliberately knows no two tables at once: what they say against each other is `line_rules`', the whole is `line`'s.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

import holidays as calendars
from pydantic import Field

from routing.calendar import DaySpan, WeeklyHours
from voice_app.line.section import Section
from voice_app.line.values import (
    AnyPhone,
    BreakReasons,
    Cap,
    Day,
    Different,
    Duration,
    EmailAddress,
    HolidaysOf,
    KeepFree,
    Label,
    Labels,
    Levels,
    Name,
    Notices,
    OnCallWindow,
    OwnPhone,
    Pin,
    Prefix,
    Reach,
    RegionCode,
    Rising,
    Sentences,
    SpokenLanguage,
    TimeOfDay,
    WebAddress,
    Words,
    Zone,
)

Switch = Annotated[bool, Field(strict=True)]


class Identity(Section):
    number: OwnPhone
    name: Label
    languages: Annotated[tuple[SpokenLanguage, ...], Field(min_length=1, max_length=4), Different]
    timezone: Zone
    fallback_number: OwnPhone | None = None


class Hours(Section):
    """An absent day is closed. `holidays` is the ISO 3166 code of the country, or of a part of it (DE-BY)."""

    mon: Day = ()
    tue: Day = ()
    wed: Day = ()
    thu: Day = ()
    fri: Day = ()
    sat: Day = ()
    sun: Day = ()
    holidays: HolidaysOf | None = None

    @property
    def weekly(self) -> WeeklyHours:
        return WeeklyHours((self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun))

    def holidays_in(self, years: range) -> Mapping[date, str]:
        """The days of these years on which the line is closed, and what each is called."""
        if self.holidays is None:
            return {}
        country, _, part = self.holidays.partition("-")
        known: Mapping[date, str] = calendars.country_holidays(country, subdiv=part or None, years=years)
        return known


class MenuEntry(Section):
    key: Literal["1", "2", "3", "4", "5"]
    need: Name
    label: Labels
    words: Words = Field(default_factory=dict)


class Waiting(Section):
    ring_agent: Duration = timedelta(seconds=15)
    offer_callback_after: Duration = timedelta(seconds=30)
    offer_callback_if_wait_over: Duration = timedelta(seconds=150)
    widen_after: Annotated[tuple[Duration, Duration], Rising] = (timedelta(seconds=20), timedelta(seconds=60))
    wrap_up: Duration = timedelta(seconds=30)
    longest_wait: Duration = timedelta(minutes=15)
    head_start: Duration = timedelta(minutes=3)
    last_agent_for: Duration = timedelta(seconds=8)
    old_place_for: Duration = timedelta(minutes=5)


class Routing(Section):
    """Each rule beyond the plain ones can be switched off. All of them off: the oldest call that an agent can take, and
    the agent who has been idle longest.

    `levels`: the best level first. `trained_at_once`: but nobody waits for the best while somebody trained is idle.
    `widening`: by waiting more agents may take a call. `fewest_skills_first`:
    generalists are spared. `head_start`: of live callers before promises that kept their place. `last_agent`: who
    talked with the caller last time is preferred, and offered. `by_name`: an agent's name may be said in the menu.
    `old_place`: of who hung up while waiting and soon rings again.
    """

    levels: Switch = True
    trained_at_once: Switch = False
    widening: Switch = True
    fewest_skills_first: Switch = True
    head_start: Switch = True
    last_agent: Switch = True
    by_name: Switch = True
    old_place: Switch = True


class Degraded(Section):
    """What is left while the board is away. `ring`: agents, by id, whose phones callers ring one after another then, as
    long as the ledger has them ready. Empty: callers are owed a callback."""

    ring: Annotated[tuple[Name, ...], Field(max_length=20), Different] = ()


class Callback(Section):
    due_within: Duration = timedelta(hours=24)
    call_between: TimeOfDay = DaySpan(8 * 60, 21 * 60)
    attempts: Annotated[int, Field(strict=True, ge=1, le=10)] = 3
    keep_free: KeepFree = "auto"
    accept_later: Switch = False
    missed_calls: Switch = False
    voicemail: Switch = False
    allowed_countries: Annotated[tuple[RegionCode, ...], Field(min_length=1), Different] | None = None
    denied_prefixes: Annotated[tuple[Prefix, ...], Different] = ()


class Text(Section):
    """`show_caller`: agents who are texted what a call is about are told its caller's number too."""

    sender: OwnPhone | None = None
    show_caller: Switch = False


class FollowUp(Section):
    """One question by text, to callers who said that they may be asked: did we help? `after` the talk has come to a
    good end, and to each phone `once_in` so long."""

    mode: Literal["off", "ask"] = "off"
    after: Duration = timedelta(hours=1)
    once_in: Duration = timedelta(days=30)


class Caps(Section):
    """What fraud would need and people never do. Whatever a cap holds back is recorded, and a colleague decides.

    `promises_per_prefix`: new ones in an hour for numbers that differ in their last four digits only.
    `dials_per_number`: in 24 hours. `dials_an_hour`: of all customers. `minutes_a_day`: with all customers; once they
    are used up no more are dialled.
    """

    promises_per_prefix: Cap = 5
    dials_per_number: Cap = 3
    dials_an_hour: Cap = 300
    minutes_a_day: Cap = 3000


class Alarms(Section):
    """How supervisors are told, beside the API: by text, by e-mail (sent from `sender`, through SMTP_URL), by a webhook
    (signed with ALARM_SECRET)."""

    text: Annotated[tuple[AnyPhone, ...], Different] = ()
    email: Annotated[tuple[EmailAddress, ...], Different] = ()
    sender: EmailAddress | None = None
    webhook: WebAddress | None = None


BREAK_REASONS: Mapping[str, Mapping[str, str]] = {
    "coffee": {"nl": "Koffie", "en": "Coffee", "fr": "Café", "de": "Kaffee"},
    "lunch": {"nl": "Lunch", "en": "Lunch", "fr": "Déjeuner", "de": "Mittagspause"},
    "paperwork": {"nl": "Administratie", "en": "Paperwork", "fr": "Administratif", "de": "Nacharbeit"},
    "meeting": {"nl": "Overleg", "en": "Meeting", "fr": "Réunion", "de": "Besprechung"},
    "training": {"nl": "Training", "en": "Training", "fr": "Formation", "de": "Schulung"},
}
"""Why people take breaks on most lines."""


class Desk(Section):
    """The agents' desk. `break_reasons`: what an agent may say of a break, by code, in the languages of the agents; {}:
    nobody is asked."""

    break_reasons: BreakReasons = Field(default=BREAK_REASONS, validate_default=True)


class Callers(Section):
    """`shared`: numbers behind which many people stand. `refused`: numbers, or how numbers begin, that are never
    answered. `most_live`: how many may be in the menu or wait at a time; who comes then is offered a callback."""

    shared: Annotated[tuple[AnyPhone, ...], Different] = ()
    refused: Annotated[tuple[Prefix, ...], Different] = ()
    most_live: Cap = 1000


class Recording(Section):
    """`off`: no talk is recorded, and there is no button for it. `ask`: where the caller says yes to the agent.
    `question`: in whose words the agent asks, where ours will not do."""

    mode: Literal["off", "ask"] = "off"
    question: Sentences = Field(default_factory=dict)


class Listening(Section):
    """`notice`: what callers hear before an agent is joined, so that a supervisor may listen. Unset: nobody can."""

    notice: Notices | None = None


class Privacy(Section):
    """`keep_recordings`: of talks and messages; then the carrier deletes them."""

    keep_personal_data: Duration = timedelta(days=90)
    keep_recordings: Duration = timedelta(days=30)


class Agent(Section):
    """`skills` are levels by need: 3 best, 1 can do. `languages`: best first; the agent is spoken to in the first one
    that the line speaks too. `shifts`: when this agent is expected to be on; it helps to plan, and bars nobody.
    `texts`: what the agent wants by text on the own mobile: what a call is about (`context`), how it ended (`outcome`).
    """

    id: Name
    name: Label
    reach: Reach
    languages: Annotated[tuple[SpokenLanguage, ...], Field(min_length=1), Different]
    skills: Levels
    role: Literal["agent", "supervisor"] = "agent"
    on_call: tuple[OnCallWindow, ...] = ()
    shifts: tuple[OnCallWindow, ...] = ()
    texts: Annotated[tuple[Literal["context", "outcome"], ...], Different] = ()
    pin: Pin | None = Field(default=None, repr=False)
