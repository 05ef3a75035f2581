"""The ledger: what we must be able to prove tomorrow.

    with ledger.write() as connection:                  # one transaction; its end is the commit
        promise, created = promises.open_promise(connection, request)

Functions stand in modules by actor (`agents`, `calls`, `promises`, `attempts`, …) and take the connection first, so
that several make one transaction. Each write has a guard in its own statement or in a unique index, and says whether it
was let through: a repeat, a race or a crash changes nothing. `now` is always given; no SQL here asks a clock.
Deliberately no objects that save themselves, and nothing of what is true only right now: that is the board's.
"""

from voice_app.ledger.gone import LedgerFull, LedgerGone
from voice_app.ledger.ids import (
    ActId,
    AlarmId,
    AttemptId,
    FollowUpId,
    HoldId,
    ListeningId,
    LookUpId,
    MessageSid,
    NoticeId,
    Phone,
    RecordingSid,
    ReservationId,
    RoomId,
    TalkRecordingId,
    TextId,
    TransferId,
    VerificationId,
)
from voice_app.ledger.store import Ledger, UnknownSchema

__all__ = [
    "ActId",
    "AlarmId",
    "AttemptId",
    "FollowUpId",
    "HoldId",
    "Ledger",
    "LedgerFull",
    "LedgerGone",
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
    "UnknownSchema",
    "VerificationId",
]
