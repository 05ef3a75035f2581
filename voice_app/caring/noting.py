"""A supervisor's note on a promise: a matter of it, so that whoever calls reads it.

Deliberately changes nothing of when and by whom it is called.
"""

from datetime import datetime

from routing.skills import PromiseId
from voice_app.caring.wanted import Refused
from voice_app.ledger import acts, matters
from voice_app.ledger.matters import Matter
from voice_app.ledger.timeline import tell
from voice_app.runtime import Runtime


def note(house: Runtime, promise: PromiseId, words: str, by: str, now: datetime) -> Refused | None:
    """Add it; the same words again add nothing. Also to one that is closed: what comes out later is worth knowing; not
    to one whose person was erased, by whose number nobody could find it again."""
    with house.ledger.write() as ledger:
        owed = acts.lock(ledger, promise)
        if owed is None:
            return "unknown"
        if owed.phone is None:
            return "erased"
        if matters.add_matter(ledger, promise, Matter(owed.need, words, None, now)):
            tell(ledger, promise, "noted", now, by=by)
    return None
