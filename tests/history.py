"""What happened, as an oracle is shown it: the ledger, the carrier's record, the clock and perhaps the board.

Puts the two books beside each other: which leg was rung for which attempt, who talked to whom. Judges nothing.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select

from carrier import record as carrier_record
from carrier.events import Event
from carrier.record import Conversation, Leg, Taken
from routing.board import Board
from routing.skills import AgentId, CallSid, PromiseId
from routing.spans import Span
from voice_app.ledger import AttemptId, Ledger, ListeningId, agents, lines, tables
from voice_app.ledger.acts import Acted
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.calls import Call
from voice_app.ledger.listenings import Listening, Notice, notice_of, record_of
from voice_app.ledger.promise import Promise
from voice_app.ledger.rows import many
from voice_app.ledger.talk_recordings import TalkRecording
from voice_app.line import Line
from voice_app.living_line import FRESH
from voice_app.terms import Terms

NO_TIME = timedelta()
A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Written:
    """The ledger, read in one transaction. `told`: the timelines, by instant and event. `promised_in`: in which calls
    an agent promised it. `acted`: what supervisors did to each promise."""

    promises: tuple[Promise, ...]
    attempts: Mapping[PromiseId, tuple[Attempt, ...]]
    calls: Mapping[CallSid, Call]
    events: Mapping[PromiseId, tuple[str, ...]]
    promised_in: Mapping[PromiseId, frozenset[CallSid]]
    told: Mapping[PromiseId, tuple[tuple[datetime, str], ...]]
    acted: tuple[Acted, ...]


@dataclass(frozen=True)
class History:
    """Everything up to `now`.

    `away`: when the ticker, every worker or a store was not there; what must be done in time is then not yet due.
    `latency`: how long a word is on its way between us and the carrier; none on a virtual clock.
    `acknowledged`: promises that a program was told of.
    """

    ledger: Ledger
    terms: Terms
    record: Sequence[Event]
    now: datetime
    board: Board | None = None
    away: Collection[Span] = ()
    latency: timedelta = NO_TIME
    acknowledged: Collection[PromiseId] = ()

    # the line

    @cached_property
    def _in_force(self) -> tuple[tuple[datetime, Terms], ...]:
        """Every version of the line and since when, oldest first."""
        with self.ledger.read() as ledger:
            found = sorted(lines.before(ledger, None, 1000), key=lambda one: one.id)
        if len(found) < 2:
            return ((datetime.min.replace(tzinfo=UTC), self.terms),)
        return tuple((one.since_at, Terms.of(Line.from_dict(one.content))) for one in found)

    def terms_at(self, at: datetime) -> tuple[Terms, ...]:
        """What may have been in force at that instant: a process looks for another version each second."""
        begun = [(since_at, terms) for since_at, terms in self._in_force if since_at <= at + self.latency]
        until = [since_at for since_at, _ in begun[1:]]
        lately = at - FRESH - A_MOMENT - self.latency
        over = [terms for (_, terms), until_at in zip(begun, until, strict=False) if until_at >= lately]
        return (*over, *(terms for _, terms in begun[-1:])) or (self.terms,)

    # the ledger

    @cached_property
    def written(self) -> Written:
        promises, attempts, timeline = tables.promises, tables.attempts, tables.timeline
        with self.ledger.read() as ledger:
            tried, told = defaultdict(list), defaultdict(list)
            for attempt in many(Attempt, ledger, select(attempts).order_by(attempts.c.n)):
                tried[attempt.promise_id].append(attempt)
            entries = select(timeline.c.promise_id, timeline.c.at, timeline.c.event).order_by(timeline.c.id)
            for entry in ledger.execute(entries):
                told[PromiseId(entry.promise_id)].append((entry.at, str(entry.event)))
            agreed = defaultdict[PromiseId, set[CallSid]](set)
            by_agents = select(tables.promise_matters).where(tables.promise_matters.c.made_by.is_not(None))
            for matter in ledger.execute(by_agents):
                agreed[PromiseId(matter.promise_id)].add(CallSid(matter.call_sid))
            return Written(
                many(Promise, ledger, select(promises).order_by(promises.c.made_at, promises.c.id)),
                {promise: tuple(its) for promise, its in tried.items()},
                {call.sid: call for call in many(Call, ledger, select(tables.calls))},
                {promise: tuple(event for _, event in its) for promise, its in told.items()},
                {promise: frozenset(its) for promise, its in agreed.items()},
                {promise: tuple(its) for promise, its in told.items()},
                many(Acted, ledger, select(tables.acted)),
            )

    @property
    def promises(self) -> tuple[Promise, ...]:
        return self.written.promises

    def attempts(self, promise: PromiseId) -> tuple[Attempt, ...]:
        return self.written.attempts.get(promise, ())

    def events(self, promise: PromiseId) -> tuple[str, ...]:
        """The names of its timeline's entries."""
        return self.written.events.get(promise, ())

    def last_told(self, promise: PromiseId, *events: str) -> datetime | None:
        """When one of these was told of it last."""
        return max((at for at, event in self.written.told.get(promise, ()) if event in events), default=None)

    # the carrier's record

    @cached_property
    def legs(self) -> tuple[Leg, ...]:
        return tuple(carrier_record.legs(self.record))

    @cached_property
    def _leg_of(self) -> Mapping[str, Leg]:
        return {leg.sid: leg for leg in self.legs}

    def leg(self, sid: str) -> Leg:
        return self._leg_of[sid]

    @cached_property
    def conversations(self) -> tuple[Conversation, ...]:
        return tuple(carrier_record.conversations(self.record))

    @cached_property
    def agent_legs(self) -> Mapping[AttemptId, tuple[Leg, ...]]:
        """The legs that a request of ours made, by the attempt that their first document's address names."""
        found = defaultdict(list)
        for leg in self.legs:
            if leg.direction == "outbound-api":
                found[AttemptId(subject_of(leg.url))].append(leg)
        return {attempt: tuple(its) for attempt, its in found.items()}

    @cached_property
    def customer_legs(self) -> Mapping[AttemptId, tuple[Leg, ...]]:
        """The legs that were dialled out of those."""
        attempt_of = {leg.sid: attempt for attempt, its in self.agent_legs.items() for leg in its}
        found = defaultdict(list)
        for leg in self.legs:
            if leg.parent_sid in attempt_of:
                found[attempt_of[leg.parent_sid]].append(leg)
        return {attempt: tuple(its) for attempt, its in found.items()}

    def rung_for(self, promise: PromiseId) -> list[Leg]:
        """The agents' legs for this promise, oldest first."""
        return [leg for attempt in self.attempts(promise) for leg in self.agent_legs.get(attempt.id, ())]

    def dialled_for(self, promise: PromiseId) -> list[Leg]:
        """The customer's legs for this promise, oldest first."""
        return [leg for attempt in self.attempts(promise) for leg in self.customer_legs.get(attempt.id, ())]

    def talks_of(self, legs: Iterable[Leg]) -> list[Conversation]:
        """The conversations in which one of these legs took part."""
        sids = {leg.sid for leg in legs}
        return [talk for talk in self.conversations if sids & {talk.parent_sid, talk.other_sid}]

    def legs_at(self, address: str) -> list[Leg]:
        """What rang, or would have, at this phone."""
        return [leg for leg in self.legs if leg.direction != "inbound" and leg.to == address]

    def holds(self, leg: Leg) -> list[tuple[datetime, datetime, str]]:
        """From when until when this caller held, and during which talk."""
        asked = [
            one for one in carrier_record.requests(self.record) if one.call_sid == leg.sid and "/voice/" in one.url
        ]
        found = list[tuple[datetime, datetime, str]]()
        for step, following in zip(asked, (*asked[1:], None), strict=False):
            if "<Gather" in step.body and any(f"/voice/{node}?" in step.body for node in ("on_hold", "held")):
                until_at = following.at if following else leg.ended_at or self.now
                found.append((step.at, until_at, subject_of(step.url)))
        return found

    def who_consults(self, talk: str) -> list[str]:
        """The legs of the agent and of the colleague who have a word in this talk, as far as they were ever there."""
        transfers, rooms = tables.transfers.c, tables.rooms.c
        with self.ledger.read() as ledger:
            its = select(transfers.agent_leg, transfers.colleague_leg)
            rows = [
                *ledger.execute(its.where(transfers.talk == talk)),
                *ledger.execute(select(rooms.agent_leg).where(rooms.talk == talk)),
            ]
        return [sid for row in rows for sid in row if sid is not None and sid in self._leg_of]

    # recordings

    @cached_property
    def taken(self) -> tuple[Taken, ...]:
        """What was recorded, by the carrier's own record."""
        return tuple(carrier_record.recordings(self.record))

    @cached_property
    def agreed(self) -> tuple[TalkRecording, ...]:
        """What callers said yes to."""
        with self.ledger.read() as ledger:
            rows = tables.talk_recordings
            return many(TalkRecording, ledger, select(rows).order_by(rows.c.agreed_at))

    @cached_property
    def announced(self) -> Mapping[str, datetime]:
        """When the caller of this leg was first told that a message is recorded."""
        told = select(tables.timeline.c.at, tables.timeline.c.data).where(
            tables.timeline.c.event == "recording_announced"
        )
        with self.ledger.read() as ledger:
            rows = ledger.execute(told.order_by(tables.timeline.c.id.desc())).all()
        return {row.data["call"]: row.at for row in rows}

    @cached_property
    def listenings(self) -> Mapping[str, Listening]:
        """What each supervisor's leg was made for."""
        with self.ledger.read() as ledger:
            found = many(Listening, ledger, select(tables.listenings).where(tables.listenings.c.leg.is_not(None)))
        return {str(one.leg): one for one in found}

    def modes_asked(self, listening: ListeningId) -> list[tuple[datetime, str]]:
        """How this supervisor wanted to take part, from when on."""
        with self.ledger.read() as ledger:
            return [(one.at, str(one.mode)) for one in record_of(ledger, listening) if one.event == "asked"]

    def notice(self, sid: str) -> Notice | None:
        """What this caller is known to have been told."""
        with self.ledger.read() as ledger:
            return notice_of(ledger, CallSid(sid))

    @cached_property
    def in_rooms(self) -> Sequence[tuple[str, str, datetime, datetime]]:
        """Which leg was in the room of which name, from when until when."""
        found = list[tuple[str, str, datetime, datetime]]()
        asked = defaultdict(list)
        for one in carrier_record.requests(self.record):
            if one.call_sid is not None and one.purpose in ("twiml", "action", "fallback"):
                asked[one.call_sid].append(one)
        for sid, steps in asked.items():
            for step, following in zip(steps, (*steps[1:], None), strict=False):
                name = re.search(r"<Conference[^>]*>([^<]+)</Conference>", step.body)
                until_at = following.at if following else self.leg(sid).ended_at or self.now
                if name and sid in self._leg_of:
                    found.append((sid, name[1], step.at, min(until_at, self.leg(sid).ended_at or self.now)))
        return found

    # people

    @cached_property
    def reach(self) -> Mapping[AgentId, str]:
        """Each agent's phone, as the carrier addresses it."""
        with self.ledger.read() as ledger:
            return {agent.id: agent.reach.removeprefix("tel:") for agent in agents.ever(ledger)}

    # time

    def had_time(self, from_at: datetime, until_at: datetime, needed: timedelta) -> bool:
        """Was everything at work for so long at a stretch, somewhere between the two?"""
        there_since_at = from_at
        for span in sorted(self.away):
            if min(span.start_at, until_at) - there_since_at >= needed:
                return True
            there_since_at = max(there_since_at, span.end_at)
        return until_at - there_since_at >= needed

    def was_away(self, at: datetime) -> bool:
        return any(span.start_at <= at <= span.end_at for span in self.away)


def subject_of(url: str) -> str:
    """Whom a step's address is about (`voice_app.steps`)."""
    return parse_qs(urlsplit(url).query).get("i", [""])[0]
