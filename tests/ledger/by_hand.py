"""The figures of compliance, counted by hand from the raw rows: plain Python, and none of the code it is held against.

Reads whole tables, so it is for tests; each figure is written down once more, as `docs/operate/compliance.md` has it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from voice_app.ledger import tables

DAY, WEEK = timedelta(days=1), timedelta(days=7)
SECONDS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 150, 180, 240, 300, 600)
READ = ("calls", "promises", "promise_matters", "attempts", "follow_ups")


@dataclass
class Counted:
    counts: Counter[str] = field(default_factory=Counter)
    contacts: list[int] = field(default_factory=list)
    causes: Counter[str] = field(default_factory=Counter)

    def plain(self) -> tuple[dict[str, int], list[int], dict[str, int]]:
        """To be compared."""
        return {name: n for name, n in self.counts.items() if n}, sorted(self.contacts), dict(self.causes)


def groups_by_hand(
    connection: Connection, from_at: datetime, to_at: datetime, *, now: datetime, zone: ZoneInfo, group_by: str
) -> dict[str, Counted]:
    """What `compliance.report_on(…).groups` should be."""
    rows = {name: list(connection.execute(select(tables.metadata.tables[name]))) for name in READ}
    agents = _who_dialled_last(rows["attempts"])
    calls = {call.sid: call for call in rows["calls"]}
    promises = {promise.id: promise for promise in rows["promises"]}
    found = defaultdict[str, Counted](Counted)

    def group(at: datetime, need: str | None, agent: str | None) -> Counted:
        local = at.astimezone(zone)
        year, week, _ = local.isocalendar()
        keys: dict[str, Callable[[], str]] = {
            "day": lambda: local.date().isoformat(),
            "week": lambda: f"{year}-W{week:02d}",
            "month": lambda: local.strftime("%Y-%m"),
            "hour": lambda: local.strftime("%H"),
            "need": lambda: need or "",
            "agent": lambda: agent or "",
        }
        return found[keys[group_by]()]

    for promise in rows["promises"]:
        if from_at <= promise.made_at < to_at:
            _promise(group(promise.made_at, promise.need, agents.get(promise.id)), promise, now)
    kept_for = defaultdict[str, list[datetime]](list)
    for matter in rows["promise_matters"]:
        kept_at = promises[matter.promise_id].kept_at
        if matter.call_sid and kept_at:
            kept_for[matter.call_sid].append(kept_at)
    came_back_to = {call.earlier_sid for call in rows["calls"]} - {None}
    for call in rows["calls"]:
        if from_at <= call.arrived_at < to_at:
            into = group(call.arrived_at, call.need, call.answered_by)
            _call(into, call, kept_for[call.sid], now, came_back=call.sid in came_back_to)
    for one in rows["follow_ups"]:
        if one.asked_at and from_at <= one.asked_at < to_at:
            about = calls.get(one.call_sid) or promises.get(one.promise_id)
            _follow_up(group(one.asked_at, about.need if about else None, one.agent_id), one)
    return dict(found)


def whole_by_hand(groups: Iterable[Counted]) -> Counted:
    """All groups together."""
    whole = Counted()
    for one in groups:
        whole.counts.update(one.counts)
        whole.contacts.extend(one.contacts)
        whole.causes.update(one.causes)
    return whole


def _who_dialled_last(attempts: list[Row[Any]]) -> dict[str, str]:
    dialled = [one for one in attempts if one.customer_leg_of is not None]
    return {one.promise_id: one.agent_id for one in sorted(dialled, key=lambda one: one.n)}


def _micros(length: timedelta) -> int:
    return length // timedelta(microseconds=1)


def _promise(into: Counted, one: Row[Any], now: datetime) -> None:
    is_owed = one.state in ("open", "attempting")
    ended_at = one.kept_at or one.closed_at or now
    is_broken = one.kept_at > one.due_by if one.state == "kept" else ended_at >= one.due_by
    near = one.escalated_at is not None or one.effective_due_by < now + timedelta(hours=2)
    is_open = is_owed and one.due_by > now
    kept_within_the_day = one.state == "kept" and one.kept_at - one.made_at <= DAY
    taken_back = one.state == "withdrawn" and one.closed_at - one.made_at < DAY
    young = is_owed and one.made_at > now - DAY
    into.counts["made"] += 1
    for name, holds in {
        "kept_in_time": one.state == "kept" and one.kept_at <= one.due_by,
        "kept_late": one.state == "kept" and one.kept_at > one.due_by,
        "broken_open": is_owed and one.due_by <= now,
        "unreached": one.state == "unreached",
        "withdrawn": one.state == "withdrawn",
        "open": is_open,
        "at_risk": is_open and near,
        "promised_late": one.promised_late,
        "broken": is_broken,
        "called_back": kept_within_the_day,
        "called_back_of": not taken_back and not young,
    }.items():
        into.counts[name] += bool(holds)
    if one.state == "kept":
        into.contacts.append(_micros(one.kept_at - one.made_at))
    if is_broken:
        into.causes[one.broken_because or "service_down"] += 1


def _call(into: Counted, one: Row[Any], kept_at: list[datetime], now: datetime, *, came_back: bool) -> None:
    into.counts["calls"] += 1
    if one.ended_at is None:
        return
    asked = bool(one.language) or one.answered_at is not None or one.outcome == "missed_while_down"
    answered = asked and one.answered_by is not None
    called_back = asked and one.answered_by is None and any(at - one.arrived_at <= DAY for at in kept_at)
    into.counts["asked"] += asked
    into.counts["answered"] += answered
    into.counts["helped"] += answered or called_back
    if one.joined_at is not None:
        reached = one.answered_at is not None
        if reached or one.ended_at - one.joined_at >= timedelta(seconds=5):
            into.counts["offered"] += 1
            into.counts["took_callback"] += one.outcome == "promised"
            into.counts["abandoned"] += one.outcome == "abandoned"
        if reached:
            wait = one.answered_at - one.joined_at
            into.counts["reached"] += 1
            into.counts["waited_micros"] += _micros(wait)
            for seconds in SECONDS:
                into.counts[f"within_{seconds}"] += wait <= timedelta(seconds=seconds)
    if one.answered_by is not None and one.is_resolved is not None and one.arrived_at <= now - WEEK:
        into.counts["talks"] += 1
        into.counts["resolved"] += one.is_resolved
        into.counts["resolved_first"] += one.is_resolved and not came_back


def _follow_up(into: Counted, one: Row[Any]) -> None:
    into.counts["follow_ups"] += 1
    if one.score is not None:
        into.counts["scored"] += 1
        into.counts["score_sum"] += one.score
        into.counts["content"] += one.score >= 4
