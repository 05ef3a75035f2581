"""What becomes of a text that comes in: a callback taken back, wanted now or at another time, a note for the agent, or
a promise to somebody who had none.

Or, where that phone was asked something else, the answer to it: an agent's word about a call, whether we helped.

The hook keeps the text, a job acts on it, in one transaction with its answer. Answers are few (a text costs money, and
two machines that answer each other never stop): so many an hour to a phone, and to all strangers of a range of numbers.
Deliberately reads no language: `flows.replies` does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from flows.facts import Window as Wished
from flows.replies import At, Emergency, Now, Reply, Stop, Thanks, read_reply
from routing.alarms import Rule
from routing.deadlines import fit_window
from routing.skills import AgentId, CallSid
from routing.spans import Span
from voice_app import attempts, jobs, numbers, promising
from voice_app.alarms import raise_alarm
from voice_app.hook import read_sid
from voice_app.ledger import MessageSid, incoming, matters, promises
from voice_app.ledger.incoming import IncomingText
from voice_app.ledger.matters import Matter
from voice_app.ledger.promise import Promise, Window
from voice_app.ledger.timeline import tell
from voice_app.numbers import Phone
from voice_app.promising import Wish
from voice_app.readable import readable
from voice_app.runtime import Runtime
from voice_app.texting import after_talk
from voice_app.texting.asked import asked_of
from voice_app.texting.outbox import text_about, text_to

LONGEST_BODY: Final = 1600
"""Characters; Twilio cuts there (Twilio docs, messaging webhooks: `Body`)."""
AN_HOUR: Final = timedelta(hours=1)
ANSWERS_TO_A_PHONE: Final = 3
"""In an hour. Whoever texts on is not told more, but is read all the same."""
SOURCE: Final = "text"
"""Where a promise came from that was made here."""


def take_in(house: Runtime, form: Mapping[str, str], now: datetime) -> None:
    """Keep a text as the carrier brings it, and wake a worker. Raises LedgerGone."""
    sid = MessageSid(read_sid(form, "MessageSid"))
    if not sid:
        return
    phone = numbers.parse(form.get("From", ""), house.line.region)
    with house.ledger.write() as ledger:
        incoming.keep(ledger, sid, phone, readable(form.get("Body", ""))[:LONGEST_BODY], now)
    house.jobs.ring(jobs.ANSWER_TEXT, sid)


def answer(house: Runtime, sid: MessageSid, now: datetime) -> None:
    """Do what the text asks for, once, however often this is called."""
    noted = None
    with house.ledger.write() as ledger:
        text = incoming.take(ledger, sid, now)
        if text is not None:
            noted = meet(ledger, house, text, now)
    if noted is not None:
        after_talk.wrap_up_is_over(house, *noted, now)
    house.jobs.ring(jobs.SEND_TEXTS)


def meet(
    ledger: Connection, house: Runtime, text: IncomingText, now: datetime, *, is_late: bool = False
) -> tuple[AgentId, CallSid] | None:
    """Do what it asks for, in this transaction. The agent, and the agent's call, that has been noted by this text, if
    it is one of those. `is_late`: it may have been answered long ago, and is not again."""
    verdict = numbers.judge(text.phone, house.line.policy)
    if text.phone is None or verdict.decision == "impossible":  # a name, a short number: nobody who could be called
        incoming.note(ledger, text.sid, verdict.reason, promise_id=None, answer=None)
        return None
    owed = None if house.line.is_shared(text.phone) else promises.open_for_phone(ledger, text.phone)
    language = owed.language if owed else numbers.language_for(text.phone, house.line.languages)
    reply = read_reply(text.body or "", language, text.at, house.line.timezone)
    asked = asked_of(ledger, house, text, text.phone, now)
    match asked.who_is_meant(reply, owed):
        case "agent" if asked.agent is not None:
            return asked.meet_agent(asked.agent)
        case "follow_up" if asked.question is not None:
            asked.meet_answer(asked.question)
            return None
    may_answer = not is_late and _may_answer(ledger, house, text.phone, owed, now)
    desk = _Desk(ledger, house, text.phone, text, language, may_answer, now)
    about, said = desk.meet(reply, owed) if owed else desk.meet_stranger(reply)
    incoming.note(ledger, text.sid, _name(reply), promise_id=about.id if about else None, answer=said)
    if about is not None:
        tell(ledger, about.id, "text_came_in", now, text=text.sid, meaning=_name(reply))
    return None


def meaning_of(house: Runtime, text: IncomingText, language: str) -> str:
    """What it asks for, as it is read; nothing is done."""
    return _name(read_reply(text.body or "", language, text.at, house.line.timezone))


def _name(reply: Reply) -> str:
    """`stop`, `now`, `at`, `thanks`, `emergency` or `other`."""
    return type(reply).__name__.lower()


def _may_answer(ledger: Connection, house: Runtime, phone: Phone, owed: Promise | None, now: datetime) -> bool:
    """Only where we can text, only numbers that we may call, and a few texts an hour; to people of whom we know nothing
    but texts, so many to a range of numbers, because the numbers in texts can be made up."""
    since = now - AN_HOUR
    is_allowed = numbers.judge(phone, house.line.policy).decision == "callable" or (owed and not owed.needs_approval)
    if house.line.text.sender is None or not is_allowed or house.line.is_shared(phone):
        return False
    if incoming.answers_to(ledger, phone, since) >= ANSWERS_TO_A_PHONE:
        return False
    is_known = owed is not None and owed.source != SOURCE
    most = house.line.caps.promises_per_prefix
    return is_known or incoming.answers_to_range(ledger, numbers.prefix_of(phone), since) < most


Outcome = tuple[Promise | None, str | None]
"""The promise that the text was about or made, and the phrase that was texted back."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """One text being met, in one transaction."""

    ledger: Connection
    house: Runtime
    phone: Phone
    text: IncomingText
    language: str
    may_answer: bool
    now: datetime

    def meet(self, reply: Reply, owed: Promise) -> Outcome:
        """From somebody to whom a callback is owed."""
        match reply:
            case Stop():
                return self._withdraw(owed)
            case Now():
                wanted = promises.call_now(self.ledger, owed.id, self.now)
                return self._say("text_now", owed) if wanted else (owed, None)
            case At(window):
                return self._move(owed, window)
            case Thanks():
                return owed, None
            case Emergency():
                self._raise()
                self._note(owed)
                return self._say("text_emergency", owed)
            case _:
                self._note(owed)
                return self._say("text_noted", owed)

    def meet_stranger(self, reply: Reply) -> Outcome:
        """From somebody to whom nothing is owed: unless it is no wish at all, it is one to be called back."""
        match reply:
            case Stop():
                return None, self._tell_stranger("text_nothing_owed")
            case Thanks():
                return None, None
            case Emergency():
                self._raise()
        key = "text_emergency" if isinstance(reply, Emergency) else "text_promised"
        wish = Wish(
            phone=self.phone,
            need=None,
            language=self.language,
            source=SOURCE,
            own_phone=self.may_answer,
            note=self.text.body or None,
            window=Span(reply.window.from_at, reply.window.to_at) if isinstance(reply, At) else None,
            text=key,
        )
        made, _ = promising.owe(self.ledger, self.house, wish, self.now)
        return made, key if made.may_text and not made.needs_approval else None

    def _raise(self) -> None:
        """A supervisor reads it now, whatever else becomes of it."""
        raise_alarm(self.ledger, self.house, Rule.EMERGENCY, self.text.sid, self.now, because="text")

    def _tell_stranger(self, key: str) -> str | None:
        if not self.may_answer:
            return None
        told = text_to(self.ledger, self.house, self.phone, key, self.now, language=self.language)
        return key if told else None

    def _withdraw(self, owed: Promise) -> Outcome:
        promises.withdraw(self.ledger, owed.id, "text", self.now)
        attempts.call_off(self.ledger, self.house, owed.id, self.now)
        return self._say("text_withdrawn", owed)

    def _move(self, owed: Promise, wished: Wished) -> Outcome:
        """To the wished time, as far as it lies before the deadline, which stays; else whoever calls reads the wish."""
        calling = self.house.terms.calling(self.phone, owed.need, self.now)
        window = fit_window(Span(wished.from_at, wished.to_at), self.now, owed.effective_due_by, calling)
        if window is None:
            self._note(owed)
            return self._say("text_not_then", owed)
        attempts.call_off(self.ledger, self.house, owed.id, self.now)
        moved = promises.choose_window(self.ledger, owed.id, Window(window.start_at, window.end_at), self.now)
        return self._say("text_moved", owed) if moved else (owed, None)

    def _note(self, owed: Promise) -> None:
        """The words, as a further matter of the same need, so that the agent sees them."""
        said = Matter(owed.need, self.text.body or None, None, self.now)
        if matters.add_matter(self.ledger, owed.id, said):
            tell(self.ledger, owed.id, "matter_added", self.now, need=owed.need, call=None)

    def _say(self, key: str, owed: Promise) -> Outcome:
        """Of the promise as it stands now. A text from a phone shows that it can be texted, whoever asked at first."""
        standing = promises.get(self.ledger, owed.id) or owed
        told = text_about(self.ledger, self.house, replace(standing, may_text=self.may_answer), key, self.now)
        return owed, key if told else None
