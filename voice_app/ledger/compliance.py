"""Do we keep our promises? Counts over the promises made in a stretch of time, each defined where it is named.

The counts part the promises made: made = kept_in_time + kept_late + broken_open + unreached + withdrawn + open.
Percentages of nothing are None, never 0 or 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select

from routing.escalation import Cause
from routing.promises import AT_RISK
from voice_app.ledger.instants import Instant
from voice_app.ledger.tables import OWED, calls, promise_matters, promises

THE_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Compliance:
    """The report on the promises with from ≤ made_at < to, as they stand now.

    `made`: all of them.
    `kept_in_time`: the person was spoken with by `due_by`.
    `kept_late`: the person was spoken with after `due_by`.
    `broken_open`: still owed, and `due_by` has passed.
    `unreached`: given up after the last attempt.
    `withdrawn`: the person did not want it any more, or it was merged with another.
    `open`: still owed, and `due_by` is to come.
    `at_risk`: those of `open` that were escalated, or can be kept for less than two hours more.
    `promised_late`: those of `made` for which no time within `due_within` could be promised.
    `kept_share`: kept_in_time ÷ (kept_in_time + broken), where broken are all whose `due_by` passed before they were
    kept, withdrawn or given up. So giving up or withdrawing late hides nothing, and what was closed unkept in
    time counts on neither side.
    `median_seconds_to_contact`: from made to spoken with, over all that were kept.
    `helped_share`: of the calls that arrived in the same time, are over, and asked for somebody (chose something, were
    answered, or met nothing because we were away), those that an agent answered and did not send on in vain, or that
    had a promise kept within 24 hours of their arrival.
    `missed_because`: the broken (see `kept_share`) by `broken_because`; those that nobody marked, because nothing of
    ours ran, by `service_down`.
    """

    made: int
    kept_in_time: int
    kept_late: int
    broken_open: int
    unreached: int
    withdrawn: int
    open: int
    at_risk: int
    promised_late: int
    kept_share: float | None
    median_seconds_to_contact: float | None
    helped_share: float | None
    missed_because: Mapping[str, int]


def compliance(connection: Connection, from_at: datetime, to_at: datetime, now: datetime) -> Compliance:
    """Report on [from_at, to_at)."""
    made = (promises.c.made_at >= from_at, promises.c.made_at < to_at)
    kept = promises.c.state == "kept"
    in_time = promises.c.kept_at <= promises.c.due_by
    still_owed = OWED & (promises.c.due_by > now)
    near = or_(promises.c.escalated_at.is_not(None), promises.c.effective_due_by < now + AT_RISK)
    gone_wrong = or_(
        promises.c.kept_at > promises.c.due_by,
        and_(
            promises.c.state != "kept",
            promises.c.due_by <= func.coalesce(promises.c.closed_at, literal(now, Instant())),
        ),
    )
    row = connection.execute(
        select(
            func.count().label("made"),
            _count(kept, in_time).label("kept_in_time"),
            _count(kept, ~in_time).label("kept_late"),
            _count(OWED & (promises.c.due_by <= now)).label("broken_open"),
            _count(promises.c.state == "unreached").label("unreached"),
            _count(promises.c.state == "withdrawn").label("withdrawn"),
            _count(still_owed).label("open"),
            _count(still_owed, near).label("at_risk"),
            _count(promises.c.promised_late.is_(True)).label("promised_late"),
            _count(gone_wrong).label("broken"),
        ).where(*made)
    ).one()
    counts = dict(row._mapping)
    broken = counts.pop("broken")
    contacts = connection.execute(select(promises.c.made_at, promises.c.kept_at).where(*made, kept))
    seconds = [(contact.kept_at - contact.made_at).total_seconds() for contact in contacts]
    return Compliance(
        **counts,
        kept_share=_share(counts["kept_in_time"], counts["kept_in_time"] + broken),
        median_seconds_to_contact=median(seconds) if seconds else None,
        helped_share=_helped_share(connection, from_at, to_at),
        missed_because=_causes(connection, *made, gone_wrong),
    )


def _causes(connection: Connection, *of_them: ColumnElement[bool]) -> dict[str, int]:
    cause = func.coalesce(promises.c.broken_because, Cause.SERVICE_DOWN.value).label("cause")
    counted = select(cause, func.count()).where(*of_them).group_by("cause").order_by("cause")
    return {row.cause: row[1] for row in connection.execute(counted)}


def _helped_share(connection: Connection, from_at: datetime, to_at: datetime) -> float | None:
    # With the choice its language is noted, also where it was "whatever it is about".
    asked = or_(calls.c.language.is_not(None), calls.c.answered_at.is_not(None), calls.c.outcome == "missed_while_down")
    of_them = (calls.c.arrived_at >= from_at, calls.c.arrived_at < to_at, calls.c.ended_at.is_not(None), asked)
    kept = (
        select(calls.c.sid, calls.c.arrived_at, promises.c.kept_at)
        .join(promise_matters, promise_matters.c.call_sid == calls.c.sid)
        .join(promises, promises.c.id == promise_matters.c.promise_id)
        .where(*of_them, calls.c.answered_by.is_(None), promises.c.kept_at.is_not(None))
    )
    called_back = {call.sid for call in connection.execute(kept) if call.kept_at <= call.arrived_at + THE_DAY}
    all_of_them, answered = connection.execute(
        select(func.count(), func.count(calls.c.answered_by)).where(*of_them)
    ).one()
    return _share(answered + len(called_back), all_of_them)


def _count(*those: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(*those)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
