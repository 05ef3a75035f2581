"""Messages under a promise: announced before the beep, and noted by whichever word of them comes first.

The action of a Record, its status hook and the carrier's list all tell of the same recording, in any order, twice, or
after the person has hung up. Deliberately fetches nothing: that is `recordings`.
"""

import structlog

from flows import phrases
from routing.skills import PromiseId
from voice_app.hook import Hook
from voice_app.ledger import messages
from voice_app.ledger.messages import Message
from voice_app.runtime import Runtime

log = structlog.get_logger()


def announce(house: Runtime, promise: PromiseId, hook: Hook) -> None:
    """The person is about to be told; raises LedgerGone, and then nobody is recorded."""
    with house.ledger.write() as ledger:
        messages.expect(ledger, promise, hook.sid, phrases.version, hook.now)


def take(house: Runtime, promise: PromiseId, hook: Hook) -> None:
    """A hook tells of a recording, or of none."""
    if hook.recording is None:
        return
    said = Message(hook.recording, hook.sid, promise, hook.recorded_for, hook.now)
    with house.ledger.write() as ledger:
        is_new = messages.take(ledger, said)
    if is_new:
        log.info("voicemail.left", promise=promise, recording=hook.recording)
