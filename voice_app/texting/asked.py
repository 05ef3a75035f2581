"""What a phone was asked by text besides about a callback, and the answer to it: an agent, about a call that is over; a
caller, whether we helped.

Deliberately meets no wish for a callback: that is `replies`, to which whatever is none of these is left.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from flows.replies import Emergency, Other, Reply
from flows.scores import read_wish
from routing.skills import AgentId, CallSid
from voice_app.ledger import incoming, opt_outs, texts
from voice_app.ledger.agents import Agent
from voice_app.ledger.follow_ups import FollowUp
from voice_app.ledger.incoming import IncomingText
from voice_app.ledger.promise import Promise
from voice_app.line.texts import LATE_ANSWERS
from voice_app.numbers import Phone
from voice_app.runtime import Runtime
from voice_app.texting import after_talk, agent_replies, follow_up
from voice_app.texting.addressee import Addressee, addressee, asked_last


def asked_of(ledger: Connection, house: Runtime, text: IncomingText, phone: Phone, now: datetime) -> "Asked":
    """What this phone was asked, besides about a callback. A word that says stop counts for good, whatever it
    answers."""
    wish = read_wish(text.body or "")
    if wish is not None:
        who = opt_outs.who(ledger, phone, house.new_id())
        opt_outs.stop(ledger, who, "stop", now) if wish == "stop" else opt_outs.start(ledger, who)
    agent = house.by_reach.get(f"tel:{phone}")
    last = asked_last(texts.last_to(ledger, phone, text.at - LATE_ANSWERS))
    if agent is not None and last != "agent" and not after_talk.waiting_for_a_word(ledger, agent.id, now):
        agent = None  # calls as a customer
    return Asked(ledger, house, text, last, wish, agent, follow_up.asked(ledger, phone, text.at), now)


@dataclass(frozen=True, slots=True)
class Asked:
    """What else than a callback a text may be about. `last`: what was texted there last; `wish`: to be asked no more,
    or again; `agent`: whose phone it is, if a word of that agent is waited for; `question`: whether we helped."""

    ledger: Connection
    house: Runtime
    text: IncomingText
    last: Addressee
    wish: Literal["stop", "start"] | None
    agent: Agent | None
    question: FollowUp | None
    now: datetime

    def who_is_meant(self, reply: Reply, owed: Promise | None) -> Addressee:
        """Somebody in danger is a caller, always. And an agent is one as far as a callback is owed there."""
        if isinstance(reply, Emergency):
            return "caller"
        reads: dict[Addressee, bool] = {}
        if self.agent is not None:
            reads["agent"] = (
                self.wish is not None or agent_replies.reads(self.house, self.agent.id, self.text) is not None
            )
        if self.question is not None:
            reads["follow_up"] = self.wish is not None or follow_up.is_answer(self.text.body or "")
        is_callers = not isinstance(reply, Other) and (self.agent is None or owed is not None)
        return addressee(self.last, {**reads, "caller": is_callers})

    def meet_agent(self, agent: Agent) -> tuple[AgentId, CallSid] | None:
        if self.wish is not None:
            self._note_wish()
            return None
        met = agent_replies.meet(self.ledger, self.house, agent.id, self.text, self.now)
        incoming.note(self.ledger, self.text.sid, met.meaning, promise_id=met.promise, answer=met.answer)
        return (agent.id, met.noted) if met.noted else None

    def meet_answer(self, question: FollowUp) -> None:
        if self.wish is not None:
            self._note_wish()
            return
        said = follow_up.answer(self.ledger, self.house, question, self.text.body or "", self.now)
        incoming.note(self.ledger, self.text.sid, "helped", promise_id=None, answer=said)

    def _note_wish(self) -> None:
        """Not answered: who wants no more texts gets no more texts."""
        incoming.note(self.ledger, self.text.sid, f"wish_{self.wish}", promise_id=None, answer=None)
