"""One person is erased because somebody asked: at once what nobody needs any more, what is still owed when it is over.

What stands in the way is on record by ids and the person by a pseudonym, so an erasure that waits keeps no number of
its own: the promise has it. Opt-outs stay, so that nobody who said stop is asked again. Deliberately asks the carrier
for nothing: its recordings go by `workers.forgetting`, until its own list says so.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from voice_app import jobs
from voice_app.ledger import boomerangs, erasures, look_ups, messages, opt_outs, talk_recordings, voices
from voice_app.ledger.erasing import closed_of, customers_of, erase_rows, erase_theirs, held_back, numbers_of
from voice_app.ledger.erasures import Erasure
from voice_app.ledger.keeping import Whose
from voice_app.ledger.rows import take_turn
from voice_app.ledger.timeline import tell
from voice_app.ledger.voices import Voice
from voice_app.line import Line
from voice_app.numbers import Phone
from voice_app.privacy import beside
from voice_app.privacy.person import whose
from voice_app.runtime import Runtime

BY: Final = "erasure"


def erase(house: Runtime, phone: Phone, by: str, now: datetime) -> Erasure:
    """Erase this person, one transaction. Asked again while an erasure stands, it goes on with that one. Raises
    LedgerGone: then nothing has changed."""
    with house.ledger.write() as ledger:
        who = opt_outs.who(ledger, phone, house.new_id())
        begun = Erasure(house.new_id(), who, now, by, (), {}, (), None)
        erasure, heard = take(ledger, house.line, begun, phone, now)
        beside.note(house.settings.erasures_file, erasure)
    _ring(house, heard)
    return erasure


def go_on(house: Runtime, standing: Erasure, now: datetime) -> None:
    """Look again whether what stood in the way of this one is over."""
    with house.ledger.write() as ledger:
        heard = look_again(ledger, house.line, standing, now)
    _ring(house, heard)


def look_again(ledger: Connection, line: Line, standing: Erasure, now: datetime) -> tuple[Voice, ...]:
    """The same within a transaction; the recordings that are to be gone by it."""
    erasure = erasures.standing_of(ledger, standing.who)
    if erasure is None:
        return ()  # another process was faster
    erase_rows(ledger, erasure.waits_for, now)
    for phone in numbers_of(ledger, erasure.waits_for):
        if opt_outs.known_as(ledger, phone) == erasure.who:
            return take(ledger, line, erasure, phone, now)[1]
    erasures.record(ledger, replace(erasure, waits_for=(), done_at=now))
    return ()


def take(
    ledger: Connection, line: Line, asked: Erasure, phone: Phone, now: datetime
) -> tuple[Erasure, tuple[Voice, ...]]:
    """Erase what is free to go, and put it on record; with the recordings that are to be gone by it."""
    take_turn(ledger, "erasures")
    of, erasure = whose(line, phone), erasures.standing_of(ledger, asked.who) or asked
    heard = tuple(one for one in voices.of_person(ledger, of) if not one.is_owed)
    for one in heard:
        _forget(ledger, one, now)
    _forget_answers_about(ledger, of)
    boomerangs.keep_former(ledger, phone, erasure.who, now)
    for promise in closed_of(ledger, of):
        tell(ledger, promise, "erased", now, by=BY)  # so that nobody takes an act back that has closed it
    counts = dict(erasure.counts)
    for table, count in erase_theirs(ledger, of, now).items():
        counts[table] = counts.get(table, 0) + count
    waits_for = held_back(ledger, of, now)
    known = tuple(dict.fromkeys((*erasure.recordings, *(one.id for one in heard))))
    done = replace(erasure, waits_for=waits_for, counts=counts, recordings=known, done_at=None if waits_for else now)
    erasures.record(ledger, done)
    return done, heard


def _forget(ledger: Connection, heard: Voice, now: datetime) -> None:
    if heard.talk is not None:
        talk_recordings.forget(ledger, heard.talk, "erased", BY, now)
    elif heard.message is not None and (message := messages.get(ledger, heard.message)) is not None:
        messages.discard(ledger, message, BY, now)


def _forget_answers_about(ledger: Connection, of: Whose) -> None:
    """What the firm's program said of other numbers of the same customer, where there is one customer only."""
    found = customers_of(ledger, of)
    if len(found) == 1:
        look_ups.forget(ledger, found[0].id, ())


def _ring(house: Runtime, gone: tuple[Voice, ...]) -> None:
    for one in gone:
        if one.talk is not None:
            house.jobs.ring(jobs.RECORD, one.talk)
