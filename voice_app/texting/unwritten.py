"""A text that came in while nothing of it was written: a restore lost it, or nobody of ours was there to take it.

It is met as if it came now, in the words that the carrier has kept, and once, by its sid. What it asks to be taken back
is taken back; a callback that it asks for is owed, and held until it is known whether the person was called since. Of
somebody who has called or written again after it, a supervisor decides. Deliberately answers nobody: a text of hours
ago has its answer, as a rule.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from flows.scores import read_score
from routing.escalation import Cause
from voice_app import numbers
from voice_app.escalating import escalate
from voice_app.ledger import erasures, incoming, opt_outs, promises
from voice_app.ledger.incoming import IncomingText
from voice_app.ledger.promise import Promise
from voice_app.ledger.timeline import tell
from voice_app.numbers import Phone
from voice_app.readable import readable
from voice_app.runtime import Runtime
from voice_app.texting import follow_up, replies
from voice_app.texting.by_rest import TextOnRecord
from voice_app.texting.replies import LONGEST_BODY

FURTHEST: Final = timedelta(days=7)
"""Who asked for a callback before that has found another way, or given up. Who took one back is heard, however long ago
that was."""
NOT_MET: Final = "too_late"
"""The meaning of a text that asks for nothing any more."""

log = structlog.get_logger()


def make_good(house: Runtime, text: TextOnRecord, called_at: Mapping[Phone, datetime], now: datetime) -> bool:
    """Meet it, if the ledger does not know it; says whether it was new. `called_at`: when whom called last. To people
    only: an agent's word about a call that is lost would be a wish to be called back."""
    phone = numbers.parse(text.sender, house.line.region)
    if phone is None or f"tel:{phone}" in house.by_reach:
        return False
    with house.ledger.write() as ledger:
        if _was_erased_since(ledger, phone, text.at):
            return False
        speaks_again = called_at.get(phone, text.at) > text.at or incoming.has_later(ledger, phone, text.at)
        if not incoming.keep(ledger, text.sid, phone, readable(text.body)[:LONGEST_BODY], text.at):
            return False
        taken = incoming.take(ledger, text.sid, now)
        if taken is not None:
            _meet(ledger, house, taken, phone, now, speaks_again=speaks_again)
    log.warning("text.found_again", text=text.sid)
    return True


def _was_erased_since(ledger: Connection, phone: Phone, at: datetime) -> bool:
    who = opt_outs.known_as(ledger, phone)
    return who is not None and any(one.asked_at >= at for one in erasures.of_person(ledger, who))


def _meet(
    ledger: Connection, house: Runtime, text: IncomingText, phone: Phone, now: datetime, *, speaks_again: bool
) -> None:
    owed = None if house.line.is_shared(phone) else promises.open_for_phone(ledger, phone)
    if owed is not None and (speaks_again or _is_newer(owed, text)):
        _ask_a_supervisor(ledger, house, owed, text, now)
        return
    if owed is None and not _may_ask(ledger, text, phone, now):
        incoming.note(ledger, text.sid, NOT_MET, promise_id=None, answer=None)
        return
    replies.meet(ledger, house, text, now, is_late=True)
    met = incoming.get(ledger, text.sid)
    if owed is None and met is not None and met.promise_id is not None:
        promises.hold(ledger, met.promise_id, Cause.RESTORED.value, now)


def _is_newer(owed: Promise, text: IncomingText) -> bool:
    """It was asked for after the text was written; not by another one of these, which count as if they came now."""
    return owed.source != replies.SOURCE and owed.counts_from > text.at


def _ask_a_supervisor(ledger: Connection, house: Runtime, owed: Promise, text: IncomingText, now: datetime) -> None:
    meaning = replies.meaning_of(house, text, owed.language)
    incoming.note(ledger, text.sid, meaning, promise_id=owed.id, answer=None)
    tell(ledger, owed.id, "text_came_in", now, text=text.sid, meaning=meaning)
    promises.hold(ledger, owed.id, Cause.RESTORED.value, now)
    escalate(ledger, house, owed.id, Cause.RESTORED, now)


def _may_ask(ledger: Connection, text: IncomingText, phone: Phone, now: datetime) -> bool:
    """A bare score answers a question that was asked since, of which nothing is known."""
    is_score = read_score(text.body or "") is not None and follow_up.asked(ledger, phone, text.at) is None
    return now - text.at <= FURTHEST and not is_score
