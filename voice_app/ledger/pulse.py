"""What on the ledger asks for an act at this instant: one look for all the duties of a tick, which mostly find nothing.

An answer may be yes for nothing, because each duty looks for itself; it is never no for something. Deliberately reads
rows by their narrow indexes only, and says neither which nor how many.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Executable, TextClause, bindparam, or_, select

from routing.escalation import BEFORE, Ladder
from voice_app.ledger.instants import Instant
from voice_app.ledger.listed import TALKS
from voice_app.ledger.tables import (
    ACTIVE,
    ADDRESSED,
    CLAIMED,
    CLIMBING,
    DIALLED,
    LIVE,
    OPEN,
    OWED,
    POISONED,
    QUEUED,
    RAISED,
    STANDING,
    UNBROKEN,
    UNDER_WAY,
    UNESCALATED,
    UNHANDLED,
    UNTOLD,
    acted,
    alarm_notices,
    alarms,
    attempts,
    calls,
    erasures,
    incoming_texts,
    invitation_letters,
    listenings,
    outages,
    promises,
    recordings,
    rooms,
    talk_recordings,
    texts,
    transfers,
)

Condition = ColumnElement[bool] | TextClause


@dataclass(frozen=True, slots=True)
class Pulse:
    """`due`: a promise may be tried. `endangered`: one comes close to its end, and not everybody knows who should.
    `is_broken`: one has passed it, unmarked. `poisoned`: one breaks whoever handles it. `outage`: the carrier fails us.
    `sent_on`: a call is on its way to somebody else. `recorded`: a talk is being recorded, or is about to be.
    `in_a_room`: a caller holds, or a supervisor listens. `talked`: a callback's customer has hung up, and nobody has
    said how it went. `acted`: a supervisor's act is still to be told of. `texted`: a text is to be sent, or is with a
    worker. `answered`: one came in that nobody has taken up. `invited`: an invitation's address is still kept.
    `by_list`: somebody talks who was rung without a board. `unforeseen`: a promise is owed, and no supervisor was told.
    `in_flight`: one is being tried. `dialled`: a customer was, within a day. `alarmed`: an alarm stands. `on_the_line`:
    a call has not ended. `left`: there are messages; `taped`: there are recordings of talks, of whatever age.
    `to_be_erased`: a person's data is to go, once nothing stands in the way.
    """

    due: bool
    endangered: bool
    is_broken: bool
    poisoned: bool
    outage: bool
    sent_on: bool
    recorded: bool
    in_a_room: bool
    talked: bool
    acted: bool
    texted: bool
    answered: bool
    invited: bool
    by_list: bool
    unforeseen: bool
    in_flight: bool
    dialled: bool
    alarmed: bool
    on_the_line: bool
    left: bool
    taped: bool
    to_be_erased: bool


def feel(connection: Connection, now: datetime) -> Pulse:
    """The pulse at `now`."""
    ends = {_ends_within(step): now + BEFORE[step] for step in STEPS}
    found = connection.execute(LOOK, {"now": now, "a_day_ago": now - A_DAY, **ends}).one()
    return Pulse(**{name: bool(answer) for name, answer in found._mapping.items()})


def alarms_ask(connection: Connection) -> bool:
    """Does an alarm stand, or is anybody still to be told of one? Asked by itself: this tick may have raised it."""
    return bool(connection.execute(OF_ALARMS).scalar_one())


def _look() -> Executable:
    p, now = promises.c, bindparam("now", type_=Instant())
    looks: dict[str, ColumnElement[bool]] = {
        "due": _any(OPEN, p.not_before <= now),
        "endangered": or_(_any(UNESCALATED, _is_near(Ladder.TOLD)), *map(_climbs, STEPS[1:])),
        "is_broken": _any(UNBROKEN, p.due_by <= now),
        "poisoned": _any(POISONED, OPEN),
        "outage": _one(outages.c.of),
        "sent_on": _one(transfers.c.id, OWED),
        "recorded": _one(talk_recordings.c.id, UNDER_WAY),
        "in_a_room": or_(_one(rooms.c.id, OWED), _one(listenings.c.id, LIVE)),
        "talked": _one(attempts.c.id, ACTIVE, attempts.c.customer_ended_at.is_not(None)),
        "acted": _one(acted.c.act_id, UNTOLD),
        "texted": or_(_one(texts.c.id, QUEUED), _one(texts.c.id, CLAIMED)),
        "answered": _one(incoming_texts.c.sid, UNHANDLED),
        "invited": _one(invitation_letters.c.id, ADDRESSED),
        "by_list": TALKS,
        "unforeseen": _any(UNESCALATED),
        "in_flight": _one(attempts.c.id, ACTIVE),
        "dialled": _one(attempts.c.id, DIALLED, attempts.c.gated_at > bindparam("a_day_ago", type_=Instant())),
        "alarmed": _one(alarms.c.id, RAISED),
        "on_the_line": _one(calls.c.sid, LIVE),
        "left": _one(recordings.c.sid),
        "taped": _one(talk_recordings.c.id),
        "to_be_erased": _one(erasures.c.id, STANDING),
    }
    return select(*(look.label(name) for name, look in looks.items()))


def _climbs(step: Ladder) -> ColumnElement[bool]:
    return _any(CLIMBING, _is_near(step), promises.c.escalation < step.value)


def _any(*conditions: Condition) -> ColumnElement[bool]:
    return _one(promises.c.id, *conditions)


def _one(key: ColumnElement[Any], *conditions: Condition) -> ColumnElement[bool]:
    """Is there one?"""
    return select(key).where(*conditions).exists()


def _is_near(step: Ladder) -> ColumnElement[bool]:
    return promises.c.effective_due_by <= bindparam(_ends_within(step), type_=Instant())


def _ends_within(step: Ladder) -> str:
    return f"before_step_{step.value}"


A_DAY: Final = timedelta(days=1)
STEPS: Final = (Ladder.TOLD, Ladder.ANY_AGENT, Ladder.SUPERVISORS)
LOOK: Final = _look()
OF_ALARMS: Final = select(
    or_(_one(alarms.c.id, RAISED), _one(alarm_notices.c.id, QUEUED), _one(alarm_notices.c.id, CLAIMED))
)
"""Built once: that took longer each second than the look itself."""
