"""The carrier itself: its clock, its lock, its record, and the rooms in which things happen.

**One lock.** Whoever reads or changes anything of the exchange holds `exchange.lock`: public methods of
lines and texts, REST handlers and every scheduled action take it. Nobody holds it while speaking HTTP.
Observers are called with the lock held, must be quick, and may schedule but not act.

What legs do is said in `lines`, messages in `texts`, recordings in `recordings`, requests in `hooks`.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from carrier.calls import Call
from carrier.clock import NO_TIME, Action, Clock, Scheduled, T
from carrier.events import Complained, Event
from carrier.faults import Faults
from carrier.hooks import Hooks
from carrier.lines import Lines
from carrier.recordings import Recordings
from carrier.room import Room
from carrier.texts import Texts
from carrier.transports import Transport

Observer = Callable[[Event], None]


class Complaint(Exception):
    """In strict mode: what Twilio would only have logged. `code` is Twilio's."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


@dataclass(slots=True)
class OwnNumber:
    """A phone number of the account, and where its calls and messages go ("" = nowhere)."""

    sid: str
    phone: str
    created_at: datetime
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    friendly_name: str = ""
    can_text: bool = True


class Exchange:
    """`random` makes the sids; tests give a seeded one. Strict: every complaint is raised, too,
    but for the codes in `tolerated`."""

    def __init__(
        self,
        clock: Clock,
        account_sid: str,
        auth_token: str,
        transport: Transport,
        *,
        random: Random | None = None,
        is_strict: bool = True,
    ) -> None:
        self.clock = clock
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.transport = transport
        self.is_strict = is_strict
        self.tolerated: set[int] = set()
        self.lock = threading.RLock()
        self.record: list[Event] = []
        self.complaints: list[Complained] = []
        self.numbers: dict[str, OwnNumber] = {}
        self.lengths: dict[str, timedelta] = {}
        self.bins: dict[str, str] = {}
        self.rooms: dict[str, Room] = {}
        self.conferences: dict[str, Room] = {}
        self.faults = Faults()
        self.hooks = Hooks(self)
        self.lines = Lines(self)
        self.texts = Texts(self)
        self.recordings = Recordings(self)
        self._observers: list[Observer] = []
        self._random = random or Random(clock.now().timestamp())  # noqa: S311 - sids are names, not secrets

    @property
    def calls(self) -> list[Call]:
        """Every leg there ever was, oldest first."""
        with self.lock:
            return list(self.lines.calls.values())

    def add_number(
        self,
        phone: str,
        *,
        voice_url: str = "",
        voice_fallback_url: str = "",
        status_callback: str = "",
        sms_url: str = "",
        can_text: bool = True,
    ) -> OwnNumber:
        number = OwnNumber(
            sid=self.new_sid("PN"),
            phone=phone,
            created_at=self.now(),
            voice_url=voice_url,
            voice_fallback_url=voice_fallback_url,
            status_callback=status_callback,
            sms_url=sms_url,
            friendly_name=phone,
            can_text=can_text,
        )
        with self.lock:
            self.numbers[phone] = number
        return number

    def host(self, url: str, document: str) -> None:
        """Have this document at this address, as in a TwiML Bin: whatever becomes of the service, it is there."""
        with self.lock:
            self.bins[url] = document

    def subscribe(self, observer: Observer) -> None:
        """Have every event told, from now on."""
        with self.lock:
            self._observers.append(observer)

    def tolerate(self, *codes: int) -> None:
        """Complaints with these codes are recorded, but no longer raised in strict mode."""
        self.tolerated |= set(codes)

    # For the rooms of the exchange.

    def now(self) -> datetime:
        return self.clock.now()

    def later(self, delay: timedelta, action: Action) -> Scheduled:
        return self.clock.call_later(delay, lambda: self._locked(action))

    def aside(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Work without the lock, then take it again."""
        self.clock.call_aside(work, lambda result: self._locked(lambda: then(result)))

    def _locked(self, action: Action) -> None:
        with self.lock:
            action()

    def emit(self, event: Event) -> None:
        self.record.append(event)
        for observer in self._observers:
            observer(event)

    def complain(self, code: int, detail: str, call_sid: str | None = None, url: str = "") -> None:
        """Log an error of the service. Strict mode raises it out of the clock, once this action is done."""
        complaint = Complained(self.now(), code, detail, call_sid, url)
        self.complaints.append(complaint)
        self.emit(complaint)
        if self.is_strict and code not in self.tolerated:
            self.later(NO_TIME, lambda: _raise(Complaint(code, detail)))

    def new_sid(self, prefix: str) -> str:
        return f"{prefix}{self._random.getrandbits(128):032x}"

    def new_token(self) -> str:
        digits = f"{self._random.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _raise(complaint: Complaint) -> None:
    raise complaint
