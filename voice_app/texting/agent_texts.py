"""What agents are told and asked by text, on the own mobile, where the line file says that they want it: what the call
is about that they took, and how it ended.

Queued once for each call or callback; leaving is the outbox's, and no ring ever waits for one. A text is read by others
too, on a locked screen: it has the need, the wait and the last note cut short, and a number only where the line file
says so. Deliberately reads no answer: that is `agent_replies`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection

from flows import spoken
from flows.phrases import phrase
from routing.skills import AgentId
from voice_app import jobs, numbers
from voice_app.ledger import (
    AttemptId,
    ReservationId,
    TextId,
    calls,
    opt_outs,
    promises,
    reservations,
    sessions,
    texts,
    unnoted,
)
from voice_app.ledger.matters import matters_of
from voice_app.ledger.reservations import Reservation
from voice_app.ledger.unnoted import Unnoted
from voice_app.line.texts import mobile_of
from voice_app.numbers import Phone
from voice_app.readable import one_line
from voice_app.runtime import Runtime

ASKED_WITHIN: Final = timedelta(minutes=15)
"""How long after a call its agent is still asked: who hears of it later than that has gone on to others."""
AT_A_DESK: Final = timedelta(minutes=15)
"""Since a page was last opened; when that was is known to a few minutes."""
LONGEST_NOTE: Final = 70
"""Characters of a note in a text."""
LONGEST: Final = 320
"""Characters of the whole text: two messages at most, in the alphabet that most notes are written in."""

Wanted = Literal["context", "outcome"]


def mobile_for(house: Runtime, agent: AgentId, wanted: Wanted) -> Phone | None:
    """Where this agent gets such texts; None where they are not wanted, or cannot arrive."""
    its = next((one for one in house.line.agents if one.id == agent), None)
    if its is None or wanted not in its.texts or house.line.text.sender is None:
        return None
    return mobile_of(house.line, its)


def accepted(house: Runtime, reservation: ReservationId, agent: AgentId) -> None:
    """This agent has the work: a worker writes what it is about, if that is wanted. The caller's leg waits for none of
    it."""
    if mobile_for(house, agent, "context") is not None:
        house.jobs.ring(jobs.TELL_AGENT, reservation)


def is_over(house: Runtime, agent: AgentId) -> None:
    """A call of this agent's is over: a worker asks how it ended, if that is wanted."""
    if mobile_for(house, agent, "outcome") is not None:
        house.jobs.ring(jobs.ASK_AGENTS)


def tell(house: Runtime, reservation: ReservationId, now: datetime) -> None:
    """Queue the text about the work that was accepted under this reservation, once."""
    with house.ledger.write() as ledger:
        held = reservations.get(ledger, reservation)
        mobile = mobile_for(house, held.agent_id, "context") if held else None
        if held is not None and mobile is not None and held.result == "accepted":
            work = _work(ledger, house, held, now)
            if work is not None and not _has_stopped(ledger, mobile):
                body = _write(house, work, tongue_of(house, held.agent_id))
                texts.queue(ledger, TextId(f"about-{reservation}"), mobile, "agent_context", body, now=now)
    house.jobs.ring(jobs.SEND_TEXTS)


@dataclass(frozen=True, slots=True)
class _Work:
    """What a call or a callback is about, as far as its agent is told by text."""

    need: str | None
    language: str
    waited: timedelta
    phone: Phone | None
    note: str | None
    is_callback: bool = False


def _work(ledger: Connection, house: Runtime, held: Reservation, now: datetime) -> _Work | None:
    if held.call_sid is not None:
        call = calls.get(ledger, held.call_sid)
        if call is None:
            return None
        waited, last = (call.answered_at or now) - call.arrived_at, _last_note(ledger, house, call.phone, now)
        return _Work(call.need, call.language or house.line.languages[0], waited, call.phone, last)
    owed = promises.of_attempt(ledger, AttemptId(held.id))
    if owed is None:
        return None
    notes = [matter.note for matter in matters_of(ledger, owed.id) if matter.note]
    last = notes[-1] if notes else _last_note(ledger, house, owed.phone, now)
    return _Work(owed.need, owed.language, now - owed.made_at, owed.phone, last, is_callback=True)


def _last_note(ledger: Connection, house: Runtime, phone: Phone | None, before: datetime) -> str | None:
    """What was noted of this person last; nothing of a number that many people share."""
    if phone is None or house.line.is_shared(phone):
        return None
    return next((call.note for call in calls.contacts(ledger, phone, before) if call.note), None)


def _write(house: Runtime, work: _Work, tongue: str) -> str:
    said = [phrase(tongue, "whisper_callback")] if work.is_callback else []
    said += [label(house, work.need, tongue), spoken.language_name(work.language, tongue)]
    if work.waited >= timedelta(minutes=1):
        said.append(phrase(tongue, "whisper_waited", duration=spoken.duration(work.waited, tongue)))
    if house.line.text.show_caller and work.phone is not None:
        said.append(numbers.read_back(work.phone, house.line.region))
    body = phrase(tongue, "agent_context", name=house.line.name, about=", ".join(said))
    if work.note:
        body += " " + phrase(tongue, "agent_context_note", note=_shortened(work.note))
    return body[:LONGEST]


def _shortened(note: str) -> str:
    line = one_line(note)
    return line if len(line) <= LONGEST_NOTE else line[: LONGEST_NOTE - 1].rstrip() + "…"


def ask_how_it_ended(house: Runtime, now: datetime) -> None:
    """Ask the agents who want that about their calls that are over and of which they have said nothing, each once."""
    wanting = [AgentId(one.id) for one in house.line.agents if mobile_for(house, AgentId(one.id), "outcome")]
    if not wanting:
        return
    with house.ledger.read() as ledger:
        waiting = unnoted.unasked(ledger, wanting, now - ASKED_WITHIN)
    for call in waiting:
        with house.ledger.write() as ledger:
            _ask(ledger, house, call, now)
    if waiting:
        house.jobs.ring(jobs.SEND_TEXTS)


def _ask(ledger: Connection, house: Runtime, call: Unnoted, now: datetime) -> None:
    """Not while the agent's desk is open, which asks the same; who closes it is asked after all."""
    if any(session.seen_at > now - AT_A_DESK for session in sessions.live(ledger, call.agent_id)):
        return
    mobile = mobile_for(house, call.agent_id, "outcome")
    code = unnoted.ask(ledger, call.sid, call.agent_id, now)
    if mobile is None or code is None or _has_stopped(ledger, mobile):
        return
    body = _question(house, call.agent_id, call.need, code)
    texts.queue(ledger, TextId(f"ended-{call.sid}"), mobile, "agent_asked", body, now=now, call_sid=call.sid)


def _question(house: Runtime, agent: AgentId, need: str | None, code: int) -> str:
    """Which call it is about, and how an answer is written."""
    tongue = tongue_of(house, agent)
    asked = [phrase(tongue, "agent_asked", call=which(house, need, code, tongue))]
    if house.line.follow_up.mode == "ask":
        asked.append(phrase(tongue, "agent_asked_plus"))
    return " ".join(asked)


def which(house: Runtime, need: str | None, code: int | None, tongue: str) -> str:
    """A call as it is named to its agent: "Gesprek 12, een rekening"."""
    about = label(house, need, tongue)
    return phrase(tongue, "agent_call", code=code, about=about) if code else spoken.capital(about)


def label(house: Runtime, need: str | None, tongue: str) -> str:
    labels = (entry.label[tongue] for entry in house.terms.spoken(None).menu if entry.need == need)
    return next(labels, phrase(tongue, "whisper_anything"))


def tongue_of(house: Runtime, agent: AgentId) -> str:
    return house.terms.spoken_to(house.roster[agent].languages)


def _has_stopped(ledger: Connection, mobile: Phone) -> bool:
    who = opt_outs.known_as(ledger, mobile)
    return who is not None and opt_outs.has_stopped(ledger, who)
