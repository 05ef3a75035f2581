"""What an agent without a desk says of a call that is over, by text or by key: how it ended, a note, when to call back.

Each is one guarded write: the first word about a call stays, whoever says it and wherever. Deliberately reads no text
and says nothing: that is `agent_replies`, and the flows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from flows.facts import LastTalk, Window
from flows.intents import AgreeToBeAsked, CallBackLater, NoteEnding
from flows.thread import Thread
from routing.board import BoardGone
from routing.calendar import Calling
from routing.deadlines import fit_window, windows
from routing.skills import AgentId, CallSid
from routing.spans import Span
from voice_app import admitting, follow_up, jobs, legs, numbers, promising
from voice_app.agent_texts import label, tongue_of
from voice_app.callers import agent_on
from voice_app.follow_up import Yes
from voice_app.ledger import calls, unnoted
from voice_app.ledger.ids import Disposition
from voice_app.ledger.promise import Promise
from voice_app.ledger.unnoted import Unnoted
from voice_app.promising import Wish
from voice_app.runtime import Runtime
from voice_app.talk import Talk

NOTED_WITHIN: Final = timedelta(hours=24)
"""How long after a call its agent may still say by phone how it ended."""
CHOICES: Final = 5
"""Windows that can be chosen from by one key."""
SOURCE: Final = "agent"

log = structlog.get_logger()


def waiting_for_a_word(ledger: Connection, agent: AgentId, now: datetime) -> tuple[Unnoted, ...]:
    """The calls of which this agent can still say by phone how they ended; the last one first."""
    return unnoted.of_agent(ledger, agent, now - NOTED_WITHIN)


@dataclass(frozen=True, slots=True)
class Word:
    """What an agent says of a call of the agent's own; with it goes what could not be read before."""

    agent: AgentId
    call: Unnoted
    words: str | None = None

    @property
    def note(self) -> str | None:
        return "\n".join(filter(None, (self.call.unread, self.words))) or None


def note(ledger: Connection, word: Word, disposition: Disposition, now: datetime) -> bool:
    """How it ended; false where somebody was quicker."""
    return calls.wrap(ledger, word.call.sid, word.agent, disposition, now, note=word.note)


@dataclass(frozen=True, slots=True)
class Later:
    """When this person can be called back: at the latest by `due_by`."""

    due_by: datetime
    calling: Calling

    def fit(self, window: Window, now: datetime) -> Span | None:
        return fit_window(Span(window.from_at, window.to_at), now, self.due_by, self.calling)


def later(ledger: Connection, house: Runtime, call: Unnoted, now: datetime) -> Later | None:
    """None: nobody who can be called."""
    if call.phone is None or numbers.judge(call.phone, house.line.policy).decision != "callable":
        return None
    calling = house.terms.calling(call.phone, call.need, now)
    due = admitting.due(ledger, house, calling, _language(house, call), now)
    return Later(due.effective_due_by, calling)


def call_back(ledger: Connection, house: Runtime, word: Word, window: Span, now: datetime) -> Promise | None:
    """The agent has told the caller that we call back then: it is owed from now on, and the caller gets it by text.
    None where somebody said before how the call ended."""
    call = word.call
    if call.phone is None or not note(ledger, word, "follow_up", now):
        return None
    wish = Wish(
        phone=call.phone,
        need=call.need,
        language=_language(house, call),
        source=SOURCE,
        own_phone=True,
        note=word.note,
        window=window,
    )
    owed, _ = promising.owe(ledger, house, wish, now)
    return owed


def _language(house: Runtime, call: Unnoted) -> str:
    return call.language or house.line.languages[0]


def wrap_up_is_over(house: Runtime, agent: AgentId, sid: CallSid, now: datetime) -> None:
    """Whoever was still wrapping up this very call is ready for the next."""
    try:
        on_board = house.board.agent(agent)
        held = house.board.reservation(on_board.reservation) if on_board and on_board.reservation else None
        if held is not None and held.state == "settled" and held.work.id == sid:
            legs.wrap_up_is_over(house, agent, now)
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
        can_call = later(ledger, house, about, now) is not None
    tongue = tongue_of(house, agent.id)
    return LastTalk(about.sid, label(house, about.need, tongue), about.answered_at, may_ask, can_call)


def later_windows(talk: Talk, thread: Thread) -> tuple[Window, ...]:
    """When the caller of that call can be called back, as of the moment at which the agent was asked."""
    house, agent, asked_at = talk.house, agent_on(talk.house, talk.hook), thread.asked_at or talk.hook.now
    with talk.ledger() as ledger:
        about = unnoted.one_of_agent(ledger, agent.id, CallSid(thread.subject or "")) if agent else None
        may = later(ledger, house, about, asked_at) if about else None
    if may is None:
        return ()
    spans = windows(asked_at, may.due_by, may.calling, house.line.timezone, CHOICES)
    return tuple(Window(span.start_at, span.end_at) for span in spans)


LOOK_UPS: Final[Mapping[str, Callable[[Talk, Thread], Any]]] = {"last_talk": last_talk, "later_windows": later_windows}


def _note_ending(talk: Talk, _: Thread, ended: NoteEnding) -> None:
    def write(ledger: Connection, word: Word) -> None:
        note(ledger, word, ended.ending, talk.hook.now)

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
