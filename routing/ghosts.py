"""Ghosts: what board, ledger and carrier hold for real, each for itself, and is not so.

Three witnesses are put beside each other. The carrier's word on a leg counts most, but its list of live calls lags, so
that no list alone convicts anybody: whatever it tells of is asked after by itself, and a leg that nobody owns must have
been so for two looks. Deliberately asks nobody and repairs nothing: facts in, verdicts out.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from routing.dialling import LIST_LAG
from routing.skills import AgentId, CallSid, ReservationId


class Ghost(StrEnum):
    """Each kind, as it is logged and counted."""

    CALLER_GONE = "caller_gone"
    TALK_OVER = "talk_over"
    END_UNTOLD = "end_untold"
    CALLER_UNHEARD = "caller_unheard"
    LEG_UNOWNED = "leg_unowned"
    BOARD_TORN = "board_torn"


MEANS: Final[Mapping[Ghost, str]] = {
    Ghost.CALLER_GONE: "A caller who waits, or is rung for, and has hung up.",
    Ghost.TALK_OVER: "An agent who talks, and the talk is over.",
    Ghost.END_UNTOLD: "A call of whose end nobody told us.",
    Ghost.CALLER_UNHEARD: "Somebody on the line for whom nothing is done any more: brought back into the queue.",
    Ghost.LEG_UNOWNED: "A phone of ours that is on the line for nobody: hung up.",
    Ghost.BOARD_TORN: "A record of the board whose other half is gone: taken away.",
}

TWO_LOOKS: Final = timedelta(seconds=30)
"""So long at least a leg must have been nobody's before anything is done about it."""
SELF_SERVICE: Final = timedelta(minutes=5)
"""How long somebody may be busy with questions and a message, in no queue and in no talk: menus end by themselves long
before, and a message lasts two minutes."""


@dataclass(frozen=True, slots=True)
class LiveLeg:
    """A leg that the carrier lists as live. `agent`: whose phone it is, if an agent's; `parent`: of a leg that a Dial
    made."""

    sid: CallSid
    is_inbound: bool
    agent: AgentId | None
    parent: CallSid | None


@dataclass(frozen=True, slots=True)
class KnownCall:
    """An inbound call as the ledger knows it."""

    has_ended: bool
    was_answered: bool
    is_promised: bool


UNKNOWN: Final = KnownCall(has_ended=False, was_answered=False, is_promised=False)


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose a leg may be. `on_board`: calls that wait, are rung for or talk; `attempted`: legs of attempts in flight,
    and of supervisors who listen; `busy`: agents whom the board or an attempt has on the phone; `ours`: legs that some
    attempt or listening, over or not, made."""

    on_board: Collection[CallSid]
    attempted: Collection[CallSid]
    busy: Collection[AgentId]
    ours: Collection[CallSid]
    calls: Mapping[CallSid, KnownCall]


# ── legs that nobody owns ───────────────────────────────────────────────────────────────────────────────────────────


def strays(legs: Collection[LiveLeg], owners: Owners) -> dict[CallSid, timedelta]:
    """The legs that nobody owns, and how long each may be so before something is done. Whoever is in a conversation, by
    whichever of its two legs, is never among them."""
    parents = {leg.parent for leg in legs if leg.parent is not None}
    alone = (leg for leg in legs if leg.parent is None and leg.sid not in parents)
    judged = ((leg.sid, _patience(leg, owners)) for leg in alone)
    return {sid: patience for sid, patience in judged if patience is not None}


def _patience(leg: LiveLeg, owners: Owners) -> timedelta | None:
    """None: it is somebody's, or it cannot be told."""
    if not leg.is_inbound:
        is_stray = leg.sid in owners.ours and leg.sid not in owners.attempted and leg.agent not in owners.busy
        return TWO_LOOKS if is_stray else None
    if leg.sid in owners.on_board or leg.agent is not None:
        return None
    known = owners.calls.get(leg.sid, UNKNOWN)
    if known.was_answered:
        return None  # a conversation, or it was one: with whom it goes on may stand nowhere here
    if known.has_ended:
        return TWO_LOOKS  # who is over for us gets nothing but music from us
    return None if known.is_promised else SELF_SERVICE


# ── calls that are over ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Held:
    """Something of ours that lives as long as a leg does: a talk, or a call without an end."""

    leg: CallSid
    since_at: datetime


def doubtful(held: Collection[Held], live: Collection[CallSid], now: datetime) -> Iterator[Held]:
    """Those whose leg the list would show by now, and does not: each is to be asked after by itself. Oldest first."""
    missing = (one for one in held if one.leg not in live and one.since_at <= now - LIST_LAG)
    yield from sorted(missing, key=lambda one: (one.since_at, one.leg))


# ── the board by itself ─────────────────────────────────────────────────────────────────────────────────────────────

RecordKind = Literal["agent", "reservation", "call", "promise"]
Index = Literal["expiries", "talks", "lapses", "waiting", "seen", "kinds"]


@dataclass(frozen=True, slots=True)
class Records:
    """The board as it lies: who names whom, and who stands in which index. Read piece by piece, so that it may show
    what was never so at any one instant: whatever is found is looked at once more before it is taken away.

    `agents`: the reservation that each names, for those who are doing something; `rests`: agents who rest or wrap up;
    `reservations`: whom each holds, and whether it is a talk; `calls`: the reservation of each call, None: it waits;
    `holds`: the reservation by which each promise is held; `kinds`: those of which a call waits.
    """

    agents: Mapping[AgentId, ReservationId]
    rests: Collection[AgentId]
    reservations: Mapping[ReservationId, AgentId]
    calls: Mapping[CallSid, ReservationId | None]
    holds: Mapping[str, ReservationId]
    kinds: Collection[str]
    indexes: Mapping[Index, Collection[str]]


@dataclass(frozen=True, slots=True)
class Torn:
    """A record whose other half is gone."""

    kind: RecordKind | Index
    id: str


def torn(records: Records) -> Iterator[Torn]:
    """What names something that is not there, or is not named by what it holds: a Redis that evicts, or a move of ours
    that was wrong, leaves such behind, and nothing else ever ends it."""
    there = records.reservations
    yield from (Torn("agent", agent) for agent, held in records.agents.items() if held not in there)
    yield from (Torn("reservation", held) for held, agent in there.items() if records.agents.get(agent) != held)
    yield from (Torn("call", sid) for sid, held in records.calls.items() if _is_torn(sid, held, records))
    yield from (Torn("promise", promise) for promise, held in records.holds.items() if held not in there)
    for index, members in records.indexes.items():
        yield from (Torn(index, member) for member in members if member not in _owners(index, records))


def _is_torn(sid: CallSid, held: ReservationId | None, records: Records) -> bool:
    """A call that waits stands in the queue and is watched; any other has a reservation."""
    if held is not None:
        return held not in records.reservations
    return sid not in records.indexes["waiting"] or sid not in records.indexes["seen"]


def _owners(index: Index, records: Records) -> Collection[str]:
    match index:
        case "expiries" | "talks":
            return records.reservations
        case "lapses":
            return records.rests
        case "waiting" | "seen":
            return records.calls
        case "kinds":
            return records.kinds
