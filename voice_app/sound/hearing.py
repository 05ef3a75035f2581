"""Who listens to a recording, of a talk or of a message: found by its name, played, and told on its record.

Deliberately makes no request of its own (`recordings` does) and lets nobody in: who may hear it is asked before.
"""

from datetime import datetime, timedelta
from typing import Final

from routing.skills import AgentId
from voice_app.ledger import RecordingSid, TalkRecordingId, messages, talk_recordings
from voice_app.ledger.messages import Message
from voice_app.ledger.talk_recordings import TalkRecording
from voice_app.ledger.timeline import of_promise
from voice_app.runtime import Runtime
from voice_app.sound import recordings as sound
from voice_app.sound.recordings import A_SECOND, LARGEST, Sound

ONCE_IN: Final = timedelta(minutes=10)
"""A player asks for a file in many parts; that somebody listens is told once."""
LONGEST_UNKNOWN: Final = timedelta(hours=4)
"""Of a talk whose length nobody told us; the carrier ends every leg by then."""


def find(house: Runtime, name: str) -> TalkRecording | Message | None:
    """What can be heard under this name: ours of a talk, the carrier's of a message. Raises LedgerGone."""
    with house.ledger.read() as ledger:
        message = messages.get(ledger, RecordingSid(name))
        talk = talk_recordings.get(ledger, TalkRecordingId(name))
    if message is not None and message.deleted_at is None:
        return message
    return talk if talk is not None and talk.can_be_heard and talk.sid is not None else None


def is_own_talk(agent: AgentId, it: TalkRecording | Message) -> bool:
    """Did this agent ask for it, in a talk of the own?"""
    return isinstance(it, TalkRecording) and it.agent_id == agent


def play(house: Runtime, it: TalkRecording | Message, by: str, now: datetime) -> Sound:
    """The sound, once the carrier gives it; that this one listens stands on the record before a byte is handed out.
    Raises NotHeard, LedgerGone."""
    found = sound.listen(house.settings, RecordingSid(it.sid or ""), _most(it))
    note(house, it, by, now)
    return found


def _most(it: TalkRecording | Message) -> int:
    if isinstance(it, Message):
        return LARGEST
    length = timedelta(seconds=it.seconds) if it.seconds is not None else LONGEST_UNKNOWN
    return max(LARGEST, A_SECOND * (int(length.total_seconds()) + 60))


def note(house: Runtime, it: TalkRecording | Message, by: str, now: datetime) -> None:
    with house.ledger.write() as ledger:
        if isinstance(it, Message):
            told = [one for one in of_promise(ledger, it.promise_id) if one.event == "message_heard"]
            told = [one for one in told if one.data.get("recording") == it.sid]
        else:
            told = [one for one in talk_recordings.tale(ledger, it.id) if one.event == "heard"]
        if any(one.data.get("by") == by and now - one.at < ONCE_IN for one in told):
            return
        if isinstance(it, Message):
            messages.listened(ledger, it, by, now)
        else:
            talk_recordings.tell(ledger, it.id, "heard", now, by=by)
