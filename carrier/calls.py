"""One leg of a call: its state, its times, and how hooks describe it.

Changes nothing by itself: `lines` moves it, `player` plays on it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carrier.dial import Dialogue
    from carrier.player import Player
    from carrier.room import Room

API_VERSION = "2010-04-01"

FINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})

# Twilio rings about that much longer than a `timeout` says.
RINGS_LONGER = timedelta(seconds=5)

# What SipResponseCode tells when nothing more precise is known.
SIP_CODES = {"completed": 200, "busy": 486, "no-answer": 487, "failed": 404, "canceled": 487}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a document is fetched, and where instead when that fails."""

    url: str
    method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is told about the progress of a leg, and of which events."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(slots=True, eq=False)
class Call:
    sid: str
    account_sid: str
    from_: str
    to: str
    direction: str
    created_at: datetime
    parent_sid: str | None = None
    number_sid: str | None = None
    forwarded_from: str = ""
    target: Target | None = None
    inline_twiml: str = ""
    subscription: Subscription | None = None
    timeout: timedelta = timedelta(seconds=60)
    time_limit: timedelta = timedelta(hours=4)
    send_digits: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    status: str = "queued"
    updated_at: datetime | None = None
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    sip_code: int | None = None
    hooks_sent: int = 0
    cookies: dict[str, str] = field(default_factory=dict)
    player: "Player | None" = None
    dialogue: "Dialogue | None" = None
    peer: "Call | None" = None
    room: "Room | None" = None
    is_muted: bool = False

    @property
    def is_live(self) -> bool:
        return self.status not in FINAL

    @property
    def is_answered(self) -> bool:
        return self.status == "in-progress"

    @property
    def partners(self) -> "list[Call]":
        """The legs that this one hears, and that hear it, too."""
        if self.peer is not None:
            return [self.peer]
        return self.room.others(self) if self.room is not None else []

    @property
    def listeners(self) -> "list[Call]":
        """The legs that hear this one."""
        if self.peer is not None:
            return [self.peer]
        return self.room.listeners(self) if self.room is not None else []

    def overhears(self, other: "Call") -> bool:
        """Hears the other, who does not hear this one."""
        return self in other.listeners and other not in self.listeners

    def duration(self) -> timedelta:
        """From answer to end; nothing for a leg that was not answered or has not ended."""
        if self.answered_at is None or self.ended_at is None:
            return timedelta(0)
        return self.ended_at - self.answered_at

    def params(self) -> dict[str, str]:
        """What every request about this leg carries (Twilio, "Request parameters").

        The geographic keys are undocumented; Twilio sends them empty for numbers outside North America.
        """
        params = {
            "CallSid": self.sid,
            "AccountSid": self.account_sid,
            "From": self.from_,
            "To": self.to,
            "Caller": self.from_,
            "Called": self.to,
            "CallStatus": self.status,
            "ApiVersion": API_VERSION,
            "Direction": self.direction,
        }
        for party in ("From", "To", "Caller", "Called"):
            params |= {f"{party}{part}": "" for part in ("City", "State", "Zip", "Country")}
        if self.parent_sid:
            params["ParentCallSid"] = self.parent_sid
        if self.forwarded_from:
            params["ForwardedFrom"] = self.forwarded_from
        return params

    def final_params(self) -> dict[str, str]:
        """What the last status callback adds: CallDuration in seconds, Duration in minutes begun."""
        seconds = round(self.duration().total_seconds())
        code = self.sip_code or SIP_CODES[self.status]
        return {
            "CallDuration": str(seconds),
            "Duration": str(math.ceil(seconds / 60)),
            "SipResponseCode": str(code),
        }
