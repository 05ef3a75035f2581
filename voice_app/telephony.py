"""Twilio's REST API as the house needs it: a handful of acts behind a small protocol.

An error says the two bits that matter: would the same request fail again (`permanent`), and may it be repeated
without anything happening twice (`safe_to_repeat`). It never repeats a request by itself: Twilio cannot tell two
identical `POST /Calls` apart (error page 20500), so repeating is the caller's decision. Only workers and commands
import this module: the SDK costs 19 MB and 90 ms, and no webhook speaks REST.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NewType, Protocol

from twilio.http import HttpClient
from twilio.rest import Client

from voice_app.carrier_errors import TelephonyError, named_errors, sid_of
from voice_app.ledger.ids import ListeningMode
from voice_app.rebased import RebasedHttpClient
from voice_app.settings import Settings
from voice_app.sound.taping import Taping, TwilioTaping
from voice_app.texting.by_rest import Texting, TwilioTexting
from voice_app.twiml import LONGEST_TALK

LegSid = NewType("LegSid", str)

LONGEST_LEG = LONGEST_TALK + timedelta(minutes=10)
"""An agent's leg that REST makes: the whisper, the customer's ringing, the talk, and how it went. Twilio's own limit is
four hours."""

NOT_IN_PROGRESS = 21220
"""Twilio's code for a call that cannot be redirected or ended any more; its text varies, so only the code counts."""

LARGEST_PAGE = 1000
"""Of Twilio's lists. They filter by day, so that a look at the last minutes reads a day's calls."""


WEBHOOKS = (
    "voice_url",
    "voice_method",
    "voice_fallback_url",
    "voice_fallback_method",
    "status_callback",
    "status_callback_method",
    "sms_url",
    "sms_method",
)
"""The settings of an incoming number that say where its events go."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One party's connection as the carrier knows it. `status` is Twilio's word (queued … completed), `caller` what it
    shows as the caller."""

    sid: LegSid
    to: str
    status: str
    created_at: datetime | None
    parent: LegSid | None = None
    talked_for: timedelta | None = None
    caller: str = field(default="", repr=False)
    ended_at: datetime | None = None
    is_inbound: bool = False

    @property
    def is_live(self) -> bool:
        return self.status in ("queued", "initiated", "ringing", "in-progress")


@dataclass(frozen=True, slots=True)
class FailedRequest:
    """A request to us in the course of a call that the carrier logs as an error, by Twilio's code."""

    sid: LegSid
    code: int
    url: str


@dataclass(frozen=True, slots=True)
class NumberSetup:
    """Where the carrier sends what happens on our number: its webhook settings, by Twilio's own names."""

    sid: str
    webhooks: Mapping[str, str]


class Telephony(Taping, Texting, Protocol):
    """What the house asks of a carrier. Every method raises `TelephonyError` and nothing else."""

    def ring(self, to: str, *, url: str, fallback_url: str, status_url: str, rings_for: timedelta) -> LegSid:
        """Ring `to` (a phone, `sip:` or `client:` address) from the line's number; `url` speaks once it is answered."""
        ...

    def redirect(self, sid: LegSid, url: str, *, fallback_url: str) -> None:
        """Send a live leg to another document. 21220 (it has ended) is an error that is safe and permanent. A leg that
        REST made or redirected has no fallback but the one given here; the number's own is not asked."""
        ...

    def end(self, sid: LegSid) -> None:
        """Hang up a leg, ringing or talking. One that has ended already is no error."""
        ...

    def take_part(self, room: str, sid: LegSid, mode: ListeningMode, *, coached: LegSid) -> None:
        """How this leg is heard in the conference of that name: by nobody, by `coached` alone, or by all. The same
        twice is the same."""
        ...

    def announce(self, room: str, sid: LegSid, url: str) -> None:
        """Speak what is at `url` to one leg in the conference of that name, and to nobody else."""
        ...

    def fetch(self, sid: LegSid) -> Leg: ...

    def legs_to(self, to: str, day: date) -> list[Leg]:
        """The legs from the line's number to `to` that began on this UTC day (the list filters by day only)."""
        ...

    def failed_since(self, since: datetime) -> list[FailedRequest]:
        """The requests to us that came to nothing since the beginning of that UTC day, in no order."""
        ...

    def arrived_since(self, since: datetime) -> list[Leg]:
        """The calls that came in to the line's number since then, live ones too, in no order."""
        ...

    def rung_since(self, since: datetime) -> list[Leg]:
        """The legs that showed the line's number to whom they rang, since then, in no order."""
        ...

    def legs_on_the_line(self) -> list[Leg]:
        """The legs to and from the line's number that are being talked or listened on at this moment, in no order."""
        ...

    def number_setup(self) -> NumberSetup: ...

    def set_up_number(self, setup: NumberSetup) -> NumberSetup: ...


class TwilioTelephony(TwilioTaping, TwilioTexting):
    """The protocol above over Twilio's official SDK. `http` replaces its transport, for tests without sockets."""

    def __init__(
        self, settings: Settings, number: str, text_sender: str | None, http: HttpClient | None = None
    ) -> None:
        self._number = number
        self._text_sender = text_sender
        self._twilio = Client(
            settings.twilio_account_sid,
            settings.tokens[0],
            http_client=http or RebasedHttpClient(settings.twilio_api_base_url),
        )

    def ring(self, to: str, *, url: str, fallback_url: str, status_url: str, rings_for: timedelta) -> LegSid:
        with named_errors("ring"):
            call = self._twilio.calls.create(
                to=to.removeprefix("tel:"),
                from_=self._number,
                url=url,
                fallback_url=fallback_url,
                status_callback=status_url,
                status_callback_event=["initiated", "ringing", "answered", "completed"],
                timeout=int(rings_for.total_seconds()),
                time_limit=int(LONGEST_LEG.total_seconds()),
            )
            return LegSid(sid_of(call))

    def redirect(self, sid: LegSid, url: str, *, fallback_url: str) -> None:
        with named_errors("redirect"):
            self._twilio.calls(sid).update(url=url, fallback_url=fallback_url)

    def end(self, sid: LegSid) -> None:
        try:
            with named_errors("end"):
                self._twilio.calls(sid).update(status="completed")
        except TelephonyError as error:
            if error.code != NOT_IN_PROGRESS:
                raise

    def take_part(self, room: str, sid: LegSid, mode: ListeningMode, *, coached: LegSid) -> None:
        match mode:
            case "listen":  # whoever coached goes on to, unheard: so that at no instant all hear what one was to
                how: dict[str, object] = {"muted": True}
            case "whisper":
                how = {"muted": False, "coaching": True, "call_sid_to_coach": coached}
            case "join":
                how = {"muted": False, "coaching": False}
        with named_errors("take_part"):
            self._twilio.conferences(self._conference(room)).participants(sid).update(**how)

    def announce(self, room: str, sid: LegSid, url: str) -> None:
        with named_errors("announce"):
            self._twilio.conferences(self._conference(room)).participants(sid).update(announce_url=url)

    def _conference(self, room: str) -> str:
        """The conference of this name that goes on: names are used again, sids are not."""
        found = self._twilio.conferences.list(friendly_name=room, limit=20)
        going_on = [one for one in found if str(one.status) != "completed"]
        if not going_on:
            raise TelephonyError(f"there is no conference {room}", permanent=False, safe_to_repeat=True)
        return sid_of(going_on[0])

    def fetch(self, sid: LegSid) -> Leg:
        with named_errors("fetch"):
            return _leg(self._twilio.calls(sid).fetch())

    def legs_to(self, to: str, day: date) -> list[Leg]:
        with named_errors("legs_to"):
            calls = self._twilio.calls.list(
                to=to.removeprefix("tel:"),
                from_=self._number,
                start_time=datetime(day.year, day.month, day.day, tzinfo=UTC),
                limit=200,
            )
            return [_leg(call) for call in calls]

    def failed_since(self, since: datetime) -> list[FailedRequest]:
        with named_errors("failed_since"):
            errors = self._twilio.notifications.list(log=0, message_date_after=since.date(), page_size=LARGEST_PAGE)
        return [
            FailedRequest(LegSid(error.call_sid), int(error.error_code), str(error.request_url or ""))
            for error in errors
            if error.call_sid and error.error_code
        ]

    def arrived_since(self, since: datetime) -> list[Leg]:
        with named_errors("arrived_since"):
            return [leg for leg in self._begun_since(since, to=self._number) if leg.is_inbound]

    def rung_since(self, since: datetime) -> list[Leg]:
        with named_errors("rung_since"):
            return [leg for leg in self._begun_since(since, from_=self._number) if not leg.is_inbound]

    def _begun_since(self, since: datetime, **whose: str) -> list[Leg]:
        """The list filters by day only, and comes in pages, all of which the SDK reads."""
        day = since.replace(hour=0, minute=0, second=0, microsecond=0)
        legs = [_leg(call) for call in self._twilio.calls.list(start_time_after=day, page_size=LARGEST_PAGE, **whose)]
        return [leg for leg in legs if leg.created_at is not None and leg.created_at >= since]

    def legs_on_the_line(self) -> list[Leg]:
        with named_errors("legs_on_the_line"):
            legs = [_leg(call) for call in self._twilio.calls.list(status="in-progress", page_size=LARGEST_PAGE)]
        return [leg for leg in legs if self._number in (leg.to, leg.caller)]

    def number_setup(self) -> NumberSetup:
        with named_errors("number_setup"):
            found = self._twilio.incoming_phone_numbers.list(phone_number=self._number, limit=1)
        if not found:
            raise TelephonyError(f"the account has no number {self._number}", permanent=True, safe_to_repeat=True)
        return _setup(found[0])

    def set_up_number(self, setup: NumberSetup) -> NumberSetup:
        with named_errors("set_up_number"):
            return _setup(self._twilio.incoming_phone_numbers(setup.sid).update(**setup.webhooks))


def _leg(call: Any) -> Leg:
    return Leg(
        sid=LegSid(sid_of(call)),
        to=call.to,
        status=str(call.status),
        created_at=call.date_created,
        parent=LegSid(call.parent_call_sid) if call.parent_call_sid else None,
        talked_for=timedelta(seconds=int(call.duration)) if call.duration else None,
        caller=str(call._from or ""),
        ended_at=call.end_time,
        is_inbound=str(call.direction) == "inbound",
    )


def _setup(number: Any) -> NumberSetup:
    return NumberSetup(number.sid, {name: str(getattr(number, name) or "") for name in WEBHOOKS})
