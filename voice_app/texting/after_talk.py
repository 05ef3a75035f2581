"""What an agent without a desk says of a call that is over, by text or by key: how it ended, a note, when to call back.

Each is one guarded write: the first word about a call stays, whoever says it and wherever. Deliberately reads no text
and says nothing: that is `agent_replies`, and the flows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import structlog
from sqlalchemy import Connection

from flows.facts import LastTalk, Window
from flows.intents import AgreeToBeAsked, CallBackLater, NoteEnding
from flows.last_call import KEYS
from flows.thread import Thread
from routing.board import BoardGone
from routing.skills import AgentId, CallSid
from routing.spans import Span
from voice_app import jobs, legs, numbers
from voice_app.callers import agent_on
from voice_app.desk.calling_back import CallBack, NoCallback, Promised, windows_to_choose
from voice_app.desk.wrapping_up import Wrapped, WrapUp, note_down
from voice_app.ledger import calls, conversations, drafts, reservations, unnoted
from voice_app.ledger.conversations import Conversation
from voice_app.ledger.ids import Disposition
from voice_app.ledger.unnoted import Unnoted
from voice_app.runtime import Runtime
from voice_app.talk import Talk
from voice_app.texting import follow_up
from voice_app.texting.agent_texts import label, tongue_of
from voice_app.texting.follow_up import Yes

NOTED_WITHIN: Final = timedelta(hours=24)
"""How long after a call its agent may still say by phone how it ended."""
AT_ONCE: Final[Mapping[Disposition, bool | None]] = {"resolved": True, "follow_up": False}
"""Whether it was resolved in the call itself, by what the agent says of it."""

log = structlog.get_logger()


def waiting_for_a_word(ledger: Connection, agent: AgentId, now: datetime) -> tuple[Unnoted, ...]:
    """The calls of which this agent can still say by phone how they ended; the last one first."""
    return unnoted.of_agent(ledger, agent, now - NOTED_WITHIN)


@dataclass(frozen=True, slots=True)
class Word:
    """What an agent says of a call of the agent's own."""

    agent: AgentId
    call: Unnoted
    words: str | None = None


def note(ledger: Connection, house: Runtime, word: Word, disposition: Disposition, now: datetime) -> bool:
    """How it ended, with whatever was written of it before: on the desk, or in a text that nobody could read. False
    where somebody was quicker."""
    talk = _conversation(ledger, word)
    form = WrapUp(disposition, _note(ledger, word, talk), AT_ONCE[disposition])
    if talk is not None:
        return isinstance(note_down(ledger, house, talk, form, now), Wrapped)
    call, said = word.call.sid, form.disposition
    return calls.wrap(ledger, call, word.agent, said, now, note=form.note, is_resolved=form.is_resolved)


def _note(ledger: Connection, word: Word, talk: Conversation | None) -> str | None:
    draft = drafts.get(ledger, talk.reservation) if talk else None
    return "\n".join(filter(None, (draft.note if draft else None, word.call.unread, word.words))) or None


def _conversation(ledger: Connection, word: Word) -> Conversation | None:
    """None: a call that was taken without being held for anybody, by somebody who was not at work."""
    why = reservations.why(ledger, call_sid=word.call.sid)
    mine = [held.id for held in why if held.agent_id == word.agent and held.result == "accepted"]
    return conversations.get(ledger, mine[-1]) if mine else None


def can_be_called(house: Runtime, call: Unnoted) -> bool:
    return call.phone is not None and numbers.judge(call.phone, house.line.policy).decision == "callable"


def call_back(
    ledger: Connection, house: Runtime, word: Word, window: Span, now: datetime
) -> Promised | NoCallback | Literal["late"]:
    """The agent has told the caller that we call back then: from now on the agent's own promise, of which the caller
    gets a text. *late*: somebody said before how the call ended."""
    talk = _conversation(ledger, word)
    if talk is None or not can_be_called(house, word.call):
        return "no_number"
    form = WrapUp("follow_up", _note(ledger, word, talk), AT_ONCE["follow_up"], CallBack(window))
    match note_down(ledger, house, talk, form, now):
        case Wrapped(promised=Promised() as promised):
            return promised
        case "no_number" | "not_answered" | "too_far" | "nobody_calls_then" | "outcome_first" as hindrance:
            return hindrance
    return "late"


def wrap_up_is_over(house: Runtime, agent: AgentId, sid: CallSid, now: datetime) -> None:
    """Whoever was still wrapping up this very call is ready for the next."""
    try:
        on_board = house.board.agent(agent)
        held = house.board.reservation(on_board.reservation) if on_board and on_board.reservation else None
        if held is not None and held.state == "settled" and held.work.id == sid:
            legs.wrap_up_is_over(house, agent, now, held.id)
    except BoardGone:
        log.warning("agent.wraps_up_without_board", agent=agent)


# ── by key ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def last_talk(talk: Talk, thread: Thread) -> LastTalk | None:
    """The call that this leg is about, or else the last one that waits for a word of the agent on it."""
    house, now, agent = talk.house, talk.hook.now, agent_on(talk.house, talk.hook)
    if agent is None:
        return None
    with talk.ledger() as ledger:
        waiting = waiting_for_a_word(ledger, agent.id, now)
        about = next((one for one in waiting if thread.subject in (None, one.sid)), None)
        if about is None:
            return None
        may_ask = follow_up.against(ledger, house, about.phone, now) is None
        can_call = can_be_called(house, about)
    tongue = tongue_of(house, agent.id)
    return LastTalk(about.sid, label(house, about.need, tongue), about.answered_at, may_ask, can_call)


def later_windows(talk: Talk, thread: Thread) -> tuple[Window, ...]:
    """When the caller of that call can be called back, as of the moment at which the agent was asked."""
    house, agent, asked_at = talk.house, agent_on(talk.house, talk.hook), thread.asked_at or talk.hook.now
    with talk.ledger() as ledger:
        about = unnoted.one_of_agent(ledger, agent.id, CallSid(thread.subject or "")) if agent else None
    if about is None or about.phone is None:
        return ()
    spans = windows_to_choose(house, about.phone, about.need, asked_at)[: len(KEYS)]
    return tuple(Window(span.start_at, span.end_at) for span in spans)


LOOK_UPS: Final[Mapping[str, Callable[[Talk, Thread], Any]]] = {"last_talk": last_talk, "later_windows": later_windows}


def _note_ending(talk: Talk, _: Thread, ended: NoteEnding) -> None:
    def write(ledger: Connection, word: Word) -> None:
        note(ledger, talk.house, word, ended.ending, talk.hook.now)

    _by_key(talk, ended.call, write)


def _call_back_later(talk: Talk, _: Thread, wanted: CallBackLater) -> None:
    def write(ledger: Connection, word: Word) -> None:
        call_back(ledger, talk.house, word, Span(wanted.window.from_at, wanted.window.to_at), talk.hook.now)

    _by_key(talk, wanted.call, write)
    talk.house.jobs.ring(jobs.SEND_TEXTS)


def _by_key(talk: Talk, call: str, write: Callable[[Connection, Word], None]) -> None:
    """Only about the agent's own call, and only as long as nothing was said of it."""
    agent = agent_on(talk.house, talk.hook)
    if agent is None:
        return
    with talk.house.ledger.write() as ledger:
        about = unnoted.one_of_agent(ledger, agent.id, CallSid(call))
        if about is not None:
            write(ledger, Word(agent.id, about))
    wrap_up_is_over(talk.house, agent.id, CallSid(call), talk.hook.now)


def _agree_to_be_asked(talk: Talk, _: Thread, agreed: AgreeToBeAsked) -> None:
    """Only of a call that this very agent has answered."""
    agent, house = agent_on(talk.house, talk.hook), talk.house
    with house.ledger.write() as ledger:
        call = calls.get(ledger, CallSid(agreed.call))
        if agent is not None and call is not None and call.answered_by == agent.id:
            follow_up.agree_of_call(ledger, house, call.sid, Yes(agent.id, "phone"), talk.hook.now)


PERFORMERS: Final[Mapping[type, Callable[[Talk, Thread, Any], None]]] = {
    NoteEnding: _note_ending,
    CallBackLater: _call_back_later,
    AgreeToBeAsked: _agree_to_be_asked,
}
