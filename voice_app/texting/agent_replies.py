"""What becomes of a text from an agent's own phone: how a call ended, a note, a promise to call back.

Bound to the agent's last call of which nothing was said, or to the one whose code the text begins with. What cannot be
read is kept, goes into the note when there is one, and is answered with how to write it. Deliberately reads no
language: `flows.agent_replies` does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from flows.agent_replies import Ended, code_of, read_ending
from flows.phrases import phrase
from flows.spoken import due_in_writing
from flows.tongues import language_of
from routing.skills import AgentId, CallSid, PromiseId
from routing.spans import Span
from voice_app.desk.calling_back import Promised
from voice_app.ledger import TextId, calls, incoming, texts, unnoted
from voice_app.ledger.calls import Call
from voice_app.ledger.incoming import IncomingText
from voice_app.ledger.unnoted import Unnoted
from voice_app.numbers import Phone
from voice_app.runtime import Runtime
from voice_app.spoken_promise import promised
from voice_app.texting import follow_up
from voice_app.texting.after_talk import NOTED_WITHIN, Word, call_back, can_be_called, note, waiting_for_a_word
from voice_app.texting.agent_texts import tongue_of, which
from voice_app.texting.follow_up import Yes

AN_HOUR: Final = timedelta(hours=1)
ANSWERS: Final = 6
"""In an hour, to a phone that texts what we cannot read: it may be a machine. What counts is always confirmed."""

ENDINGS: Final = {"resolved": "agent_resolved", "follow_up": "agent_follow_up"}
"""As a phrase names them."""


@dataclass(frozen=True, slots=True)
class Met:
    """What it meant, what was texted back, the promise that came of it; and the call that is noted by now."""

    meaning: str
    answer: str | None
    promise: PromiseId | None = None
    noted: CallSid | None = None


def reads(house: Runtime, agent: AgentId, text: IncomingText) -> Ended | None:
    """What it says of a call, in the agent's own language or any other."""
    language = language_of(tongue_of(house, agent))
    return read_ending(text.body or "", language, text.at, house.line.timezone)


def meet(ledger: Connection, house: Runtime, agent: AgentId, text: IncomingText, now: datetime) -> Met:
    """Do what an agent's text says, in the transaction that takes it up."""
    return _Meeting(ledger, house, agent, text, now).meet(reads(house, agent, text))


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A text that came from an agent's own phone, and all that it takes to do what it says."""

    ledger: Connection
    house: Runtime
    agent: AgentId
    text: IncomingText
    now: datetime

    def meet(self, ended: Ended | None) -> Met:
        waiting = waiting_for_a_word(self.ledger, self.agent, self.now)
        if not waiting:
            return Met("agent_late", self._say("agent_nothing_open"))
        code = ended.code if ended else code_of(self.text.body or "")
        call = next((one for one in waiting if one.code == code), None) if code else waiting[0]
        if ended is not None and call is None and (noted := self._noted_under(code)):
            return self._late(noted.need, code)
        if ended is None or call is None:
            return self._keep(call or waiting[0])
        if ended.ending == "call_back":
            return self._call_back(call, ended)
        word = Word(self.agent, call, ended.note)
        if not note(self.ledger, self.house, word, ended.ending, self.now):
            return self._late(call.need, call.code)
        if ended.may_ask:
            follow_up.agree_of_call(self.ledger, self.house, call.sid, Yes(self.agent, "text"), self.now)
        confirmed = self._confirm(call, phrase(self._tongue, ENDINGS[ended.ending]))
        return Met(ENDINGS[ended.ending], confirmed, noted=call.sid)

    def _call_back(self, call: Unnoted, ended: Ended) -> Met:
        if not can_be_called(self.house, call):
            return self._keep(call, "agent_no_number", ended.note)
        if ended.window is None:
            return self._keep(call, "agent_when", ended.note)
        window = Span(ended.window.from_at, ended.window.to_at)
        match call_back(self.ledger, self.house, Word(self.agent, call, ended.note), window, self.now):
            case Promised(promise):
                told = promised(self.house, promise, None, self.now)
                time = due_in_writing(told, self.now, self.house.line.timezone, self._tongue)
                confirmed = self._confirm(call, phrase(self._tongue, "agent_call_back", time=time))
                return Met("agent_call_back", confirmed, promise.id, call.sid)
            case "late":
                return self._late(call.need, call.code)
            case "no_number":
                return self._keep(call, "agent_no_number", ended.note)
        return self._keep(call, "agent_not_then", ended.note)

    def _noted_under(self, code: int | None) -> Call | None:
        """The call that is meant, and was noted before. What is said of it belongs to no other."""
        sid = unnoted.noted_under(self.ledger, self.agent, code, self.now - NOTED_WITHIN) if code else None
        return calls.get(self.ledger, sid) if sid else None

    def _late(self, need: str | None, code: int | None) -> Met:
        return Met("agent_late", self._say("agent_noted_before", call=which(self.house, need, code, self._tongue)))

    def _keep(self, call: Unnoted, key: str = "agent_unread", words: str | None = None) -> Met:
        """Nothing that was written is lost; how it is written is told."""
        kept = words if key != "agent_unread" else self.text.body
        if kept:
            unnoted.ask(self.ledger, call.sid, self.agent, self.now)
            unnoted.keep_unread(self.ledger, call.sid, kept)
        about = which(self.house, call.need, call.code, self._tongue)
        return Met("agent_unread", self._say(key, call=about))

    def _confirm(self, call: Unnoted, ending: str) -> str | None:
        about = which(self.house, call.need, call.code, self._tongue)
        return self._text("agent_noted", call=about, ending=ending)

    def _say(self, key: str, **said: object) -> str | None:
        if self.text.phone is None or incoming.answers_to(self.ledger, self.text.phone, self.now - AN_HOUR) >= ANSWERS:
            return None
        return self._text(key, **said)

    def _text(self, key: str, **said: object) -> str | None:
        if self.house.line.text.sender is None or self.text.phone is None:
            return None
        body = phrase(self._tongue, key, **said)
        texts.queue(self.ledger, TextId(self.house.new_id()), Phone(self.text.phone), key, body, now=self.now)
        return key

    @property
    def _tongue(self) -> str:
        return tongue_of(self.house, self.agent)
