"""What things are called on the ledger. Ids are made by the caller (unguessable), never here."""

from typing import Literal, NewType

from routing.skills import ReservationId
from voice_app.numbers import Phone

__all__ = [
    "ActId",
    "AlarmId",
    "AttemptId",
    "FollowUpId",
    "HoldId",
    "ListeningId",
    "LookUpId",
    "MessageSid",
    "NoticeId",
    "Phone",
    "RecordingSid",
    "ReservationId",
    "RoomId",
    "TalkRecordingId",
    "TextId",
    "TransferId",
    "VerificationId",
]

ActId = NewType("ActId", str)
"""Of what a supervisor does to promises; made with the form, so that a form that comes twice is one act."""
AttemptId = NewType("AttemptId", str)
"""Also the id of the reservation under which the attempt's agent is held."""
TextId = NewType("TextId", str)
MessageSid = NewType("MessageSid", str)
"""The carrier's id of a text message."""
LookUpId = NewType("LookUpId", str)
VerificationId = NewType("VerificationId", str)
FollowUpId = NewType("FollowUpId", str)
AlarmId = NewType("AlarmId", str)
NoticeId = NewType("NoticeId", str)
TransferId = NewType("TransferId", str)
TalkRecordingId = NewType("TalkRecordingId", str)
"""Ours, of a talk that is recorded, from the caller's yes on; the carrier's own name of it may never become known."""
RoomId = NewType("RoomId", str)
HoldId = NewType("HoldId", str)
ListeningId = NewType("ListeningId", str)
RecordingSid = NewType("RecordingSid", str)
"""The carrier's name of a recording; the only thing of it that is believed, and that its address is made of."""

Presence = Literal["ready", "on_break", "signed_out"]
PromiseState = Literal["open", "attempting", "kept", "withdrawn", "unreached"]
AttemptState = Literal["intent", "unknown", "sent", "ended"]
Outcome = Literal["spoke", "no_answer", "busy", "machine", "wrong_number", "provider_error", "unknown"]
Disposition = Literal["resolved", "follow_up", "transferred", "not_reached", "wrong_number"]
TextState = Literal["queued", "claimed", "sent", "failed", "unknown"]
NoticeState = TextState
Channel = Literal["text", "email", "webhook"]
AlarmState = Literal["raised", "acknowledged", "over"]
ListeningMode = Literal["listen", "whisper", "join"]
TransferMode = Literal["cold", "consult"]
TransferState = Literal["asked", "arrived", "cancelled", "failed"]
