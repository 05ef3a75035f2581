"""What the board tells: its values, how they are written on it, and how its answers are read.

Deliberately speaks to no Redis; `routing.board` does.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, cast
from urllib.parse import quote, unquote

from routing.agents import Activity, Agent, Presence
from routing.plan import Plan, Room
from routing.policy import Candidate, Head
from routing.queues import Staffing, WaitingCall, Wish, WishedBecause, Work, WorkKind
from routing.reasons import Reason
from routing.skills import (
    BEST,
    CAN,
    GOOD,
    UNTRAINED,
    AgentId,
    CallSid,
    Language,
    Level,
    Need,
    NeedName,
    ReservationId,
    Skills,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
ANY = "*"
"""Any need, or any language, in the names of queues and classes."""

Record = dict[str, str]
CallState = Literal["waiting", "reserved", "talking"]
ReservationState = Literal["held", "ringing", "accepted", "settled"]


@dataclass(frozen=True, slots=True)
class AgentOnBoard:
    """An agent, and the reservation that the agent is held, talking or wrapping up under. `order`: among those who are
    idle, before how long they have been."""

    agent: Agent
    reservation: ReservationId | None
    order: str


@dataclass(frozen=True, slots=True)
class CallOnBoard:
    """A call and where it stands. `ahead`: how many are before it in its queue (the position is one more); None: it
    does not wait, or was not asked for."""

    call: WaitingCall
    state: CallState
    reservation: ReservationId | None
    agent: AgentId | None
    ahead: int | None = None


@dataclass(frozen=True, slots=True)
class Reservation:
    """An agent held for work. held → ringing → accepted → settled; a reservation that was rescinded is forgotten.
    `leg`: whose key accepted it."""

    id: ReservationId
    agent: AgentId
    work: Work
    state: ReservationState
    reason: Reason
    reserved_at: datetime
    expires_at: datetime
    leg: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What `policy.choose` needs for one call or promise. `wished`: the agent of the call's wish."""

    idle: tuple[Candidate, ...]
    staffing: Staffing
    wished: Agent | None = None


@dataclass(frozen=True, slots=True)
class Heads:
    """What `policy.next_work` needs for one agent. `agent`: None when not on the roster."""

    agent: Agent | None
    heads: tuple[Head, ...]
    idle: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class Due:
    """What the ticker has to end: reservations to rescind as expired, agents whose rest or wrap-up has lapsed, calls
    that have given no sign of life; calls whose wish is over, or is to be looked at."""

    expired: tuple[ReservationId, ...]
    lapsed: tuple[AgentId, ...]
    ghosts: tuple[CallSid, ...]
    wishes: tuple[CallSid, ...]


def micros(at: datetime) -> int:
    """An instant as the board writes it, exactly: a Redis score holds whole numbers up to 2^53, the year 2255."""
    return (at - EPOCH) // MICROSECOND


def instant(written: str) -> datetime:
    return EPOCH + timedelta(microseconds=int(written))


@lru_cache
def queue_name(need: Need) -> str:
    """need:language, as in `billing:nl`; `*:nl` for a person, whatever it is about."""
    subject = ANY if need.name is None else quote(need.name, safe="")
    return f"{subject}:{quote(need.language, safe='')}"


def read_need(queue: str) -> Need:
    subject, language = queue.split(":")
    return Need(None if subject == ANY else NeedName(unquote(subject)), Language(unquote(language)))


def class_names(skills: Skills) -> list[str]:
    """The indexes an agent stands in: need:language:level for all that the agent can, and *:language; each of them
    for any language, too. The classes of an untrained agent are those for any need."""
    trained = [(quote(need, safe=""), level) for need, level in skills.levels.items() if level > UNTRAINED]
    languages = [*(quote(language, safe="") for language in skills.languages), ANY]
    return [
        name
        for language in languages
        for name in [f"{ANY}:{language}", *(f"{need}:{language}:{level}" for need, level in trained)]
    ]


def write_skills(skills: Skills) -> str:
    return json.dumps({"levels": dict(skills.levels), "languages": skills.languages}, sort_keys=True)


def idle_order(skills: Skills, *, fewest_skills: bool) -> str:
    """What comes first in the order of idle agents: the number of skills, or nothing where generalists are not
    spared."""
    return f"{skills.breadth if fewest_skills else 0:04}"


def write_wish(wish: Wish | None, look_at: datetime) -> str:
    """As `keep` in `_wish.lua` reads it; instants are words, because a Lua number would lose digits."""
    if wish is None:
        return ""
    until_at = str(micros(wish.until_at)) if wish.until_at else ""
    return json.dumps(
        {"agent": wish.agent, "because": wish.because, "until_at": until_at, "look_at": str(micros(look_at))}
    )


def read_wish(record: Record) -> Wish | None:
    if not record["wish"]:
        return None
    until_at = instant(record["until_at"]) if record["until_at"] else None
    return Wish(AgentId(record["wish"]), cast(WishedBecause, record["because"]), until_at)


def write_ids(ids: frozenset[AgentId]) -> str:
    return json.dumps(sorted(ids)) if ids else "[]"


def read_skills(written: str) -> Skills:
    skills = json.loads(written)
    return Skills(skills["levels"], tuple(skills["languages"]))


def read_agent(agent_id: str, record: Record) -> AgentOnBoard:
    rests_until = record["rests_until"]
    agent = Agent(
        id=AgentId(agent_id),
        skills=read_skills(record["skills"]),
        since=instant(record["since"]),
        presence=Presence(record["presence"]),
        activity=Activity(record["activity"]),
        rests_until=instant(rests_until) if rests_until else None,
        refusals=int(record["refusals"]),
    )
    reservation = ReservationId(record["reservation"]) if record["reservation"] else None
    return AgentOnBoard(agent, reservation, record["order"])


def read_call(sid: str, record: Record, ahead: int | None = None) -> CallOnBoard:
    return CallOnBoard(
        call=WaitingCall(
            sid=CallSid(sid),
            need=read_need(record["queue"]),
            arrived_at=instant(record["arrived_at"]),
            counts_from=instant(record["counts_from"]),
            barred=frozenset(json.loads(record["barred"])),
            wish=read_wish(record),
            last_agent=AgentId(record["last_agent"]) if record["last_agent"] else None,
            sent_on_at=instant(record["sent_on_at"]) if record["sent_on_at"] else None,
        ),
        state=cast(CallState, record["state"]),
        reservation=ReservationId(record["reservation"]) if record["reservation"] else None,
        agent=AgentId(record["agent"]) if record["agent"] else None,
        ahead=ahead,
    )


def read_reservation(reservation_id: str, record: Record) -> Reservation:
    return Reservation(
        id=ReservationId(reservation_id),
        agent=AgentId(record["agent"]),
        work=Work(cast(WorkKind, record["kind"]), record["work"]),
        state=cast(ReservationState, record["state"]),
        reason=Reason.from_json(json.loads(record["reason"])),
        reserved_at=instant(record["reserved_at"]),
        expires_at=instant(record["expires_at"]),
        leg=record["leg"] or None,
    )


def write_plan(plan: Plan) -> Record:
    room = {language: [its.promises, its.then_by and micros(its.then_by)] for language, its in plan.room.items()}
    return {
        "reserve": str(plan.reserve),
        "zone": plan.zone,
        "first_in": "" if plan.first_in is None else json.dumps(sorted(plan.first_in)),
        "room": json.dumps(room),
        "made_at": str(micros(plan.made_at)) if plan.made_at else "",
    }


def read_plan(record: Record) -> Plan:
    if not record:
        return Plan()
    first_in, made_at, room = record.get("first_in"), record.get("made_at"), json.loads(record.get("room", "{}"))
    return Plan(
        reserve=int(record["reserve"]),
        zone=cast(Literal["green", "yellow", "red"], record["zone"]),
        first_in=frozenset(json.loads(first_in)) if first_in else None,
        room={language: Room(promises, by and instant(by)) for language, (promises, by) in room.items()},
        made_at=instant(made_at) if made_at else None,
    )


def read_snapshot(need: Need, barred: frozenset[AgentId], wished_id: AgentId | None, answer: Sequence[Any]) -> Snapshot:
    """`answer`: what `snapshot.lua` gives. Where somebody trained is idle, the untrained do not matter."""
    staffing = read_staffing(need, answer[0])
    speaks = staffing.speaking > 0
    trained = [
        _candidate(rank, level, speaks)
        for level, ranks in zip((BEST, GOOD, CAN), answer[1:4], strict=True)
        for rank in ranks
    ]
    wished = read_agent(wished_id, unflatten(answer[5])).agent if wished_id and answer[5] else None
    if any(one.agent not in barred for one in trained):
        return Snapshot(tuple(trained), staffing, wished)
    level = BEST if need.name is None else UNTRAINED
    return Snapshot(tuple(_candidate(rank, level, speaks) for rank in answer[4]), staffing, wished)


def read_staffing(need: Need, counts: Sequence[int]) -> Staffing:
    best, good, can, speaking, ready, idle = counts
    if need.name is None:
        best = speaking  # everybody is best at being a person
    return Staffing(best, good, can, speaking, ready, idle)


def read_heads(agent_id: str, answer: Sequence[Any]) -> Heads:
    """`answer`: what `heads.lua` gives."""
    agent, plan, idle, calls = answer
    heads = []
    for sid, call, counts in calls:
        waiting = read_call(sid, unflatten(call)).call
        heads.append(Head(waiting, read_staffing(waiting.need, counts)))
    return Heads(
        agent=read_agent(agent_id, unflatten(agent)).agent if agent else None,
        heads=tuple(heads),
        idle=idle,
        plan=read_plan(unflatten(plan)),
    )


def unflatten(flat: Sequence[str]) -> Record:
    """A hash as Lua gives it: field, value, field, value ..."""
    return dict(zip(flat[::2], flat[1::2], strict=True))


def _candidate(rank: str, level: Level, speaks: bool) -> Candidate:
    """`rank`: a member of an idle index, "order|since|id breadth"."""
    _, since, who = rank.split("|", 2)
    agent, breadth = who.rsplit(" ", 1)
    return Candidate(AgentId(agent), level, speaks, int(breadth), instant(since))
