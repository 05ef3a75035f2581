"""An alarm as a supervisor sees it: in words, with what it is about, who was told of it and whether that arrived.

Deliberately changes nothing, and shows of a target only what tells it from the others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from flask import current_app
from sqlalchemy import Connection

from voice_app import alarm_words
from voice_app.alarms import targets_of
from voice_app.ledger import ids
from voice_app.ledger.alarms import Alarm, Notice, notices_of
from voice_app.pages.alarms.wording import RULES, UNKNOWN, Words
from voice_app.pages.page import Visit
from voice_app.pages.promises.wording import cause
from voice_app.pages.words import N_, say
from voice_app.pages.writing import named
from voice_app.runtime import Runtime

CHANNELS: Final[dict[ids.Channel, str]] = {
    "text": N_("Text message"),
    "email": N_("E-mail"),
    "webhook": N_("Webhook"),
}
NEED_NOT: Final = frozenset({"acknowledged", "over"})
"""Causes for which nobody is told any more, and nothing went wrong."""

Became = Literal["waits", "again", "under_way", "arrived", "need_not", "failed", "unknown"]


@dataclass(frozen=True, slots=True)
class Told:
    """That one target was told, or is to be. `at`: when that became so, or when it is tried again."""

    channel: str
    target: str
    became: Became
    at: datetime | None
    cause: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One alarm. `href`: where there is more of what it is about; `seen_by`: by name, where it is one of us."""

    id: str
    words: Words
    subject: str
    href: str | None
    because: str | None
    need: str | None
    due_by: datetime | None
    since_at: datetime
    seen_by: str | None
    seen_at: datetime | None
    over_at: datetime | None
    told: tuple[Told, ...]

    @property
    def arrived(self) -> int:
        return sum(one.became == "arrived" for one in self.told)

    @property
    def failed(self) -> int:
        return sum(one.became in ("failed", "again") for one in self.told)


@dataclass(frozen=True, slots=True)
class Channel:
    """By what supervisors are told. `target`: None: by nothing; `why_not`: what is missing, where the line file names
    somebody and nothing can be sent."""

    name: str
    targets: tuple[str, ...]
    why_not: str | None


def shown_of(visit: Visit, ledger: Connection, these: Iterable[Alarm]) -> list[Shown]:
    """In the same order."""
    alarms = tuple(these)
    notices: dict[str, list[Notice]] = {alarm.id: [] for alarm in alarms}
    for notice in notices_of(ledger, [alarm.id for alarm in alarms]):
        notices[notice.alarm_id].append(notice)
    return [_shown(visit, alarm, notices[alarm.id]) for alarm in alarms]


def _shown(visit: Visit, alarm: Alarm, notices: Iterable[Notice]) -> Shown:
    words, need, due_by = RULES.get(alarm.rule, UNKNOWN), alarm.data.get("need"), alarm.data.get("due_by")
    return Shown(
        id=alarm.id,
        words=words,
        subject=alarm.subject,
        href=f"/promises/{alarm.subject}" if words.about == "promise" and _has_promises() else None,
        because=cause(alarm.because) if alarm.because else None,
        need=need if isinstance(need, str) else None,
        due_by=datetime.fromisoformat(due_by) if isinstance(due_by, str) else None,
        since_at=alarm.raised_at,
        seen_by=named(alarm.acknowledged_by) if alarm.acknowledged_by else None,
        seen_at=alarm.acknowledged_at,
        over_at=alarm.over_at,
        told=tuple(map(_told, notices)),
    )


def _has_promises() -> bool:
    return any(rule.rule.startswith("/promises/<") for rule in current_app.url_map.iter_rules())


def _told(notice: Notice) -> Told:
    became, at = _became(notice)
    return Told(
        channel=say(CHANNELS[notice.channel]),
        target=alarm_words.shown(notice.channel, notice.target),
        became=became,
        at=at,
        cause=notice.cause,
    )


def _became(notice: Notice) -> tuple[Became, datetime | None]:
    match notice.state:
        case "queued":
            return ("again", notice.not_before) if notice.tries else ("waits", notice.not_before)
        case "claimed":
            return "under_way", notice.claimed_at
        case "sent":
            return "arrived", notice.closed_at
        case "unknown":
            return "unknown", notice.closed_at
        case _:
            return ("need_not" if notice.cause in NEED_NOT else "failed"), notice.closed_at


def channels_of(house: Runtime) -> list[Channel]:
    """All there are, whether anybody is told by them or not."""
    return list(_channels(house))


def _channels(house: Runtime) -> Iterator[Channel]:
    line, settings = house.line.alarms, house.settings
    works = {channel: tuple(where for by, where in targets_of(house) if by == channel) for channel in CHANNELS}
    no_sender = N_("The line file names no sender.")
    hindered: dict[ids.Channel, str | None] = {
        "text": N_("No text can leave: the line has no text sender.") if line.text else None,
        "email": (N_("No SMTP_URL is set.") if settings.smtp_url is None else no_sender) if line.email else None,
        "webhook": N_("No ALARM_SECRET is set.") if line.webhook else None,
    }
    for channel, name in CHANNELS.items():
        targets = tuple(alarm_words.shown(channel, where) for where in works[channel])
        missing = hindered[channel]
        yield Channel(say(name), targets, None if targets or missing is None else say(missing))
