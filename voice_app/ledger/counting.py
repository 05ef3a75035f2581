"""Counts a stretch of time from the rows themselves, parted as somebody wants it: by need, by agent, or by when.

One statement for each kind of row, which the database adds up; only what cannot be added up (times to contact, whether
a callback came within the day) is read row by row. Deliberately remembers nothing: that is `tallies`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal, or_, select, true

from routing.escalation import Cause
from routing.forecast import SHORT_ABANDON
from routing.promises import AT_RISK
from voice_app.ledger.figures import WITHIN, Figures, counts_of
from voice_app.ledger.instants import Floor, Instant, Lasted
from voice_app.ledger.needs import COMES_BACK_WITHIN
from voice_app.ledger.tables import OWED, attempts, calls, follow_ups, promise_matters, promises

By = Literal["need", "agent", "quarter"]
"""`quarter`: the quarter of an hour, in UTC, out of which days and hours anywhere can be made."""
Key = str | datetime
Counted = dict[Key, Figures]

MICROSECOND: Final = timedelta(microseconds=1)
THE_DAY: Final = timedelta(hours=24)
NOBODY: Final = ""
"""The key of what has no need, or no agent."""


def count(connection: Connection, from_at: datetime, to_at: datetime, now: datetime, by: By) -> Counted:
    """What there is of [from_at, to_at), by key. Keep it short: what is counted at once must be counted in time."""
    found = defaultdict[Key, Figures](Figures)
    for statement in (_promises, _calls, _follow_ups):
        for row in connection.execute(statement(from_at, to_at, now, by)).mappings():
            found[row["key"]].counts.update(counts_of(row))  # type: ignore[arg-type]  # of columns that have these names
    for key, lasted in connection.execute(_contacts(from_at, to_at, by)):
        found[key].contacts.append(lasted)
    for key, cause, number in connection.execute(_causes(from_at, to_at, now, by)):
        found[key].causes[cause] += number
    called_back = {sid: key for key, sid in connection.execute(_called_back(from_at, to_at, by))}
    for key in called_back.values():
        found[key].counts["helped"] += 1
    for figures in found.values():
        figures.counts["helped"] += figures["answered"]
    return dict(found)


# ── promises ────────────────────────────────────────────────────────────────────────────────────────────────────────

_p = promises.c
KEPT: Final = _p.state == "kept"
IN_TIME: Final = _p.kept_at <= _p.due_by


def broken(now: datetime) -> ColumnElement[bool]:
    """Those whose deadline passed before they were kept, withdrawn or given up."""
    unkept = and_(_p.state != "kept", _p.due_by <= func.coalesce(_p.closed_at, literal(now, Instant())))
    return or_(_p.kept_at > _p.due_by, unkept)


def cause() -> ColumnElement[str]:
    """Why one is broken; those that nobody marked, because nothing of ours ran: `service_down`."""
    return func.coalesce(_p.broken_because, Cause.SERVICE_DOWN.value)


def made_in(from_at: datetime, to_at: datetime) -> ColumnElement[bool]:
    return and_(_p.made_at >= from_at, _p.made_at < to_at)


def _promises(from_at: datetime, to_at: datetime, now: datetime, by: By) -> Select[Any]:
    still_owed = OWED & (_p.due_by > now)
    near = or_(_p.escalated_at.is_not(None), _p.effective_due_by < now + AT_RISK)
    is_young = and_(OWED, _p.made_at > now - THE_DAY)
    was_taken_back = and_(_p.state == "withdrawn", Lasted(_p.made_at, _p.closed_at) < THE_DAY // MICROSECOND)
    counted = {
        "made": true(),
        "kept_in_time": KEPT & IN_TIME,
        "kept_late": KEPT & ~IN_TIME,
        "broken_open": OWED & (_p.due_by <= now),
        "unreached": _p.state == "unreached",
        "withdrawn": _p.state == "withdrawn",
        "open": still_owed,
        "at_risk": and_(still_owed, near),
        "promised_late": _p.promised_late.is_(True),
        "broken": broken(now),
        "called_back": KEPT & (Lasted(_p.made_at, _p.kept_at) <= THE_DAY // MICROSECOND),
        "called_back_of": ~or_(is_young, was_taken_back),
    }
    return _grouped(_of_promise(by), counted).where(made_in(from_at, to_at))


def _contacts(from_at: datetime, to_at: datetime, by: By) -> Select[Any]:
    return select(_of_promise(by), Lasted(_p.made_at, _p.kept_at)).where(
        made_in(from_at, to_at), _p.kept_at.is_not(None)
    )


def _causes(from_at: datetime, to_at: datetime, now: datetime, by: By) -> Select[Any]:
    key, because = _of_promise(by).label("key"), cause().label("cause")
    return select(key, because, func.count()).where(made_in(from_at, to_at), broken(now)).group_by("key", "cause")


def _of_promise(by: By) -> ColumnElement[Any]:
    """The agent of a promise is the one who dialled its customer last."""
    if by == "quarter":
        return Floor("quarter", _p.made_at)
    if by == "need":
        return func.coalesce(_p.need, NOBODY)
    dialled = (attempts.c.promise_id == _p.id, attempts.c.customer_leg_of.is_not(None))
    last = select(attempts.c.agent_id).where(*dialled).order_by(attempts.c.n.desc()).limit(1)
    return func.coalesce(last.correlate(promises).scalar_subquery(), NOBODY)


# ── calls ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_c = calls.c
IS_OVER: Final = _c.ended_at.is_not(None)
# With the choice its language is noted, also where it was "whatever it is about".
ASKED: Final = or_(_c.language.is_not(None), _c.answered_at.is_not(None), _c.outcome == "missed_while_down")


# As SQLite does not look it up by: of all calls those that nobody answered are more than those of a few days.
UNANSWERED: Final = func.coalesce(_c.answered_by, NOBODY) == NOBODY


def _calls(from_at: datetime, to_at: datetime, now: datetime, by: By) -> Select[Any]:
    # Each length is reckoned once for each call: it is asked for by every figure of the waits.
    named = ("sid", "arrived_at", "ended_at", "joined_at", "answered_at", "answered_by", "outcome", "is_resolved")
    lengths = (Lasted(_c.joined_at, _c.answered_at).label("wait"), Lasted(_c.joined_at, _c.ended_at).label("stayed"))
    its = select(_of_call(by).label("key"), ASKED.label("is_asked"), *(_c[name] for name in named), *lengths)
    arrived = its.where(_c.arrived_at >= from_at, _c.arrived_at < to_at).cte("arrived").prefix_with("MATERIALIZED")
    one, later = arrived.c, calls.alias()
    is_over = one.ended_at.is_not(None)
    asked = and_(is_over, one.is_asked)
    waited = and_(is_over, one.joined_at.is_not(None))
    reached = waited & one.answered_at.is_not(None)
    offered = waited & or_(one.answered_at.is_not(None), one.stayed >= SHORT_ABANDON // MICROSECOND)
    talked = and_(is_over, one.answered_by.is_not(None), one.is_resolved.is_not(None))
    talks = talked & (one.arrived_at <= now - COMES_BACK_WITHIN)
    resolved = talks & one.is_resolved.is_(True)
    came_back = exists().where(later.c.earlier_sid == one.sid).correlate(arrived)
    counted = {
        "calls": true(),
        "asked": asked,
        "answered": asked & one.answered_by.is_not(None),
        "offered": offered,
        "reached": reached,
        "took_callback": offered & (one.outcome == "promised"),
        "abandoned": offered & (one.outcome == "abandoned"),
        **{f"within_{seconds}": reached & (one.wait <= seconds * 1_000_000) for seconds in WITHIN},
        "talks": talks,
        "resolved": resolved,
        "resolved_first": resolved & ~came_back,
    }
    return _grouped(one.key, counted, {"waited_micros": func.sum(one.wait).filter(reached)})


def _called_back(from_at: datetime, to_at: datetime, by: By) -> Select[Any]:
    """Calls that no agent answered, and whose promise was kept within the day."""
    return (
        select(_of_call(by), _c.sid)
        .join_from(calls, promise_matters, promise_matters.c.call_sid == _c.sid)
        .join(promises, promises.c.id == promise_matters.c.promise_id)
        .where(_c.arrived_at >= from_at, _c.arrived_at < to_at, IS_OVER, ASKED, UNANSWERED)
        .where(Lasted(_c.arrived_at, _p.kept_at) <= THE_DAY // MICROSECOND)
    )


def _of_call(by: By) -> ColumnElement[Any]:
    if by == "quarter":
        return Floor("quarter", _c.arrived_at)
    return func.coalesce(_c.need if by == "need" else _c.answered_by, NOBODY)


# ── follow-ups ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _follow_ups(from_at: datetime, to_at: datetime, _: datetime, by: By) -> Select[Any]:
    rows = follow_ups.c
    keys: Mapping[By, ColumnElement[Any]] = {
        "quarter": Floor("quarter", rows.asked_at),
        "need": func.coalesce(_c.need, _p.need, NOBODY),
        "agent": rows.agent_id,
    }
    counted = {"follow_ups": true(), "scored": rows.score.is_not(None), "content": rows.score >= 4}  # noqa: PLR2004 - of 5
    asked = _grouped(keys[by], counted, {"score_sum": func.sum(rows.score)}).select_from(follow_ups)
    if by == "need":
        talked = follow_ups.outerjoin(calls, _c.sid == rows.call_sid).outerjoin(promises, _p.id == rows.promise_id)
        asked = asked.select_from(talked)
    return asked.where(rows.asked_at >= from_at, rows.asked_at < to_at)


def _grouped(
    key: ColumnElement[Any],
    counted: Mapping[str, ColumnElement[bool]],
    summed: Mapping[str, ColumnElement[Any]] | None = None,
) -> Select[Any]:
    numbers = [func.count().filter(those).label(name) for name, those in counted.items()]
    sums = [number.label(name) for name, number in (summed or {}).items()]
    return select(key.label("key"), *numbers, *sums).group_by("key")


def instant_of(key: Key) -> datetime:
    """Which quarter of an hour this is. Raises TypeError where it is a need or an agent."""
    if isinstance(key, str):
        raise TypeError(f"{key!r} is no quarter of an hour")
    return key


def folded(counted: Counted, fold: Callable[[Key], str]) -> dict[str, Figures]:
    """The same by fewer keys."""
    found = defaultdict[str, Figures](Figures)
    for key, figures in counted.items():
        found[fold(key)].add(figures)
    return dict(found)


def pieces(from_at: datetime, to_at: datetime, longest: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """A stretch in pieces, none longer than so long."""
    while from_at < to_at:
        until = min(from_at + longest, to_at)
        yield from_at, until
        from_at = until
