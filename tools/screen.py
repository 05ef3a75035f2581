"""What people on the stage hear, do and receive, as lines of a terminal: who, when, what.

Tells what happens at the carrier and decides nothing. Music and ringing are one line each, however long they last.
"""

import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from shutil import get_terminal_size
from typing import Final
from zoneinfo import ZoneInfo

from carrier.events import (
    Beeped,
    Bridged,
    CallEvent,
    Complained,
    Event,
    KeyPressed,
    LegCreated,
    Played,
    RingbackStarted,
    Said,
    Spoke,
    StatusChanged,
    TextStatusChanged,
)
from carrier.exchange import Exchange

LEGEND = "◂ hears   ▸ says or presses   ♪ music   ☎ the phone itself   ↔ talks with   ✉ text   ✎ written down"
TIME_AND_NAME = 20
NARROWEST, WIDEST = 60, 120
COLOURS: Final = (36, 33, 35, 32, 34, 31)
GREY, RED = 90, 31
OFF_THE_PHONE: Final = {
    "completed": "is off the phone",
    "no-answer": "stops ringing",
    "canceled": "stops ringing",
    "busy": "is engaged",
    "failed": "cannot be reached",
}


@dataclass
class Screen:
    """`name_of` an address: whom people know by it. `colours`: for a terminal, not for a file."""

    exchange: Exchange
    zone: ZoneInfo
    name_of: Callable[[str], str]
    write: Callable[[str], None] = print
    colours: bool = field(default_factory=sys.stdout.isatty)
    _who: dict[str, str] = field(default_factory=dict)  # by leg
    _sound: dict[str, str] = field(default_factory=dict)  # what lasts on a leg, and was told
    _painted: dict[str, int] = field(default_factory=dict)
    _day: str = ""

    def __post_init__(self) -> None:
        self.exchange.subscribe(self.follow)

    def follow(self, event: Event) -> None:
        """Something happens at the carrier."""
        match event:
            case LegCreated():
                self._leg(event)
            case CallEvent():
                self._on_a_leg(event, self._who[event.call_sid])
            case TextStatusChanged(status="delivered"):
                message = self.exchange.texts.messages[event.message_sid]
                self.tell(event.at, self.name_of(message.to), "✉", f"“{message.body}”")
            case Complained():
                self.tell(event.at, "carrier", "!", f"{event.code}: {event.detail}", RED)
            case _:
                pass

    def tell(self, at: datetime, who: str, sign: str, what: str, colour: int | None = None) -> None:
        """One line, wrapped under itself; a new day is announced before it."""
        local = at.astimezone(self.zone)
        if (day := f"{local:%A %-d %B}") != self._day:
            self._day = day
            self.write(self._paint(f"── {day} ──", GREY))
        width = min(max(get_terminal_size((100, 24)).columns, NARROWEST), WIDEST) - TIME_AND_NAME
        first, *more = textwrap.wrap(what, width) or [""]
        name = self._paint(f"{who:<8.8}", self._colour_of(who) if colour is None else colour)
        self.write(f"{local:%H:%M:%S}  {name}  {sign} {first}")
        for line in more:
            self.write(f"{'':{TIME_AND_NAME + 2}}{line}".rstrip())

    def _leg(self, event: LegCreated) -> None:
        is_dialled = event.direction != "inbound"
        self._who[event.call_sid] = self.name_of(event.to if is_dialled else event.from_)
        if not is_dialled:
            self.tell(event.at, self._who[event.call_sid], "☎", f"dials {event.to}")

    def _on_a_leg(self, event: CallEvent, who: str) -> None:
        match event:
            case Said():
                self._sound[event.call_sid] = "voice"
                self.tell(event.at, who, "◂", event.text)
            case Played():
                self._lasting(event, who, "♪", "music")
            case RingbackStarted():
                self._lasting(event, who, "☎", "hears it ring")
            case KeyPressed():
                self.tell(event.at, who, "▸", event.key)
            case Beeped():
                self._lasting(event, who, "●", "a beep: recording")
            case Spoke():
                self.tell(event.at, who, "▸", f"“{event.text}”")
            case Bridged():
                self.tell(event.at, who, "↔", self._who[event.other_sid])
            case StatusChanged():
                self._status(event, who)
            case _:
                pass

    def _lasting(self, event: CallEvent, who: str, sign: str, sound: str) -> None:
        if self._sound.get(event.call_sid) != sound:
            self._sound[event.call_sid] = sound
            self.tell(event.at, who, sign, sound)

    def _status(self, event: StatusChanged, who: str) -> None:
        is_dialled = self.exchange.lines.calls[event.call_sid].direction != "inbound"
        if is_dialled and event.status in ("ringing", "in-progress"):
            self.tell(event.at, who, "☎", "rings" if event.status == "ringing" else "is answered")
        elif event.status in OFF_THE_PHONE:
            self.tell(event.at, who, "☎", OFF_THE_PHONE[event.status])

    def _colour_of(self, who: str) -> int:
        return self._painted.setdefault(who, COLOURS[len(self._painted) % len(COLOURS)])

    def _paint(self, text: str, colour: int) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colours else text
