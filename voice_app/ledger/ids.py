"""What things are called on the ledger. Ids are made by the caller (unguessable), never here."""

from typing import Literal, NewType

AttemptId = NewType("AttemptId", str)
ReservationId = NewType("ReservationId", str)
TextId = NewType("TextId", str)
Phone = NewType("Phone", str)
"""E.164."""

Presence = Literal["ready", "on_break", "signed_out"]
PromiseState = Literal["open", "attempting", "kept", "withdrawn", "unreached"]
AttemptState = Literal["intent", "unknown", "sent", "ended"]
Outcome = Literal["spoke", "no_answer", "busy", "machine", "wrong_number", "provider_error", "unknown"]
Disposition = Literal["resolved", "follow_up", "transferred", "not_reached", "wrong_number"]
TextState = Literal["queued", "claimed", "sent", "failed", "unknown"]
