"""The one question after a talk: did we help you? Who may be asked, when, and what becomes of the answer.

Asked are only callers who said in the talk that they may be: an agent notes that. Then the talk must have come to a
good end (noted as resolved, or a promise kept), some time has passed, it is a decent hour where the phone may be, and
this person was not asked lately. A word stops it for good. Never on the phone: a tape asks nobody anything.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection

from flows.scores import is_yes_or_no, read_score
from routing.skills import AgentId, CallSid, PromiseId
from voice_app import jobs, numbers
from voice_app.ledger import FollowUpId, TextId, calls, follow_ups, opt_outs, promises, texts
from voice_app.ledger.follow_ups import TAKEN_BACK, Agreed, By, FollowUp
from voice_app.ledger.promise import Promise
from voice_app.ledger.rows import take_turn
from voice_app.line.texts import LATE_ANSWERS
from voice_app.numbers import Phone
from voice_app.runtime import Runtime
from voice_app.texting.outbox import text_to

STALE: Final = timedelta(days=2)
"""How long after its time a question is still worth asking: until then a night, a Sunday or a cap is waited for."""
NEVER_NOTED: Final = timedelta(days=2)
"""How long an agent may take to say that the talk came to a good end."""
AN_HOUR: Final = timedelta(hours=1)
QUESTION: Final = "text_follow_up"

Against = Literal["off", "no_number", "shared", "outside_policy", "no_mobile", "stopped", "lately"]
"""Why a person is not to be asked."""


@dataclass(frozen=True, slots=True)
class Yes:
    """That a caller may be asked: which agent heard it, and how that was noted."""

    agent: AgentId
    by: By


def against(ledger: Connection, house: Runtime, phone: Phone | None, now: datetime) -> Against | None:
    """What is against asking whoever has this phone; None: nothing. Only looks."""
    if house.line.follow_up.mode == "off" or house.line.text.sender is None:
        return "off"
    if phone is None:
        return "no_number"
    return _against_phone(house, phone) or _against_person(ledger, house, phone, now)


def _against_phone(house: Runtime, phone: Phone) -> Against | None:
    if house.line.is_shared(phone):
        return "shared"
    if numbers.judge(phone, house.line.policy).decision != "callable":
        return "outside_policy"
    return None if numbers.is_mobile(phone) else "no_mobile"


def _against_person(ledger: Connection, house: Runtime, phone: Phone, now: datetime) -> Against | None:
    who = opt_outs.known_as(ledger, phone)
    if who is None:
        return None
    if opt_outs.has_stopped(ledger, who):
        return "stopped"
    return "lately" if follow_ups.was_asked(ledger, who, now - house.line.follow_up.once_in) else None


def agree_of_call(ledger: Connection, house: Runtime, sid: CallSid, yes: Yes, now: datetime) -> bool:
    """The caller said yes in this call; says whether this person can be asked at all."""
    call = calls.get(ledger, sid)
    if call is None or call.phone is None or against(ledger, house, call.phone, now) is not None:
        return False
    who, language = opt_outs.who(ledger, call.phone, house.new_id()), call.language or house.line.languages[0]
    new = FollowUpId(house.new_id())
    follow_ups.agree(ledger, Agreed(new, sid, None, yes.agent, call.phone, who, language, now, yes.by))
    return True


def agree_of_promise(ledger: Connection, house: Runtime, promise: PromiseId, yes: Yes, now: datetime) -> bool:
    """The same of somebody who was called back; never at a number that was typed."""
    owed = promises.get(ledger, promise)
    if owed is None or owed.phone is None or not is_own_phone(owed):
        return False
    if against(ledger, house, owed.phone, now) is not None:
        return False
    new, who = FollowUpId(house.new_id()), opt_outs.who(ledger, owed.phone, house.new_id())
    follow_ups.agree(ledger, Agreed(new, None, promise, yes.agent, owed.phone, who, owed.language, now, yes.by))
    return True


def is_own_phone(owed: Promise) -> bool:
    """Is the number the person's own, as far as we know: shown by a call, and by one person alone?"""
    return owed.may_text and not owed.shared


def take_back(ledger: Connection, *, call_sid: CallSid | None = None, promise_id: PromiseId | None = None) -> bool:
    """The caller said no after all, or the agent had ticked it by mistake; says whether that came in time."""
    stands = follow_ups.of_talk(ledger, call_sid=call_sid, promise_id=promise_id)
    return stands is not None and follow_ups.drop(ledger, stands.id, TAKEN_BACK)


def ask_all(house: Runtime, now: datetime) -> None:
    """Ask whoever is to be asked by now, each in a transaction of its own."""
    if house.line.follow_up.mode == "off":
        return
    with house.ledger.read() as ledger:
        waiting = follow_ups.agreed(ledger)
    for one in waiting:
        with house.ledger.write() as ledger:
            _consider(ledger, house, one, now)
    if waiting:
        house.jobs.ring(jobs.SEND_TEXTS)


def _consider(ledger: Connection, house: Runtime, agreed: FollowUp, now: datetime) -> None:
    ended = _ended_well(ledger, agreed)
    if ended == "not_well":
        follow_ups.drop(ledger, agreed.id, "not_resolved")
    elif ended is None:
        if now - agreed.agreed_at > NEVER_NOTED:
            follow_ups.drop(ledger, agreed.id, "never_noted")
    elif now >= ended + house.line.follow_up.after:
        _ask_if_it_suits(ledger, house, agreed, ended, now)


def _ended_well(ledger: Connection, agreed: FollowUp) -> datetime | Literal["not_well"] | None:
    """Since when the talk is known to have come to a good end; None: it may yet."""
    if agreed.call_sid is not None:
        call = calls.get(ledger, agreed.call_sid)
        if call is None or call.ended_at is None or call.wrapped_at is None:
            return None
        return max(call.ended_at, call.wrapped_at) if call.disposition == "resolved" else "not_well"
    promise = promises.get(ledger, agreed.promise_id) if agreed.promise_id else None
    if promise is None or promise.closed_at is None:
        return None
    return promise.closed_at if promise.state == "kept" else "not_well"


def _ask_if_it_suits(ledger: Connection, house: Runtime, agreed: FollowUp, ended: datetime, now: datetime) -> None:
    """At a decent hour, within the caps, and not while something is owed: who waits for a call was not helped yet."""
    take_turn(ledger, f"follow-up {agreed.who}")
    phone = agreed.phone
    because = against(ledger, house, phone, now)
    if phone is None or because is not None:
        follow_ups.drop(ledger, agreed.id, because or "no_number")
    elif now > ended + house.line.follow_up.after + STALE:
        follow_ups.drop(ledger, agreed.id, "too_late")
    elif _suits(ledger, house, phone, now) and follow_ups.ask(ledger, agreed.id, now):
        text_to(ledger, house, phone, QUESTION, now, language=agreed.language, text=TextId(f"helped-{agreed.id}"))


def _suits(ledger: Connection, house: Runtime, phone: Phone, now: datetime) -> bool:
    if not house.terms.calling(phone, None, now).call_between.allows(now):
        return False
    prefix, most = numbers.prefix_of(phone), house.line.caps.promises_per_prefix
    take_turn(ledger, f"texts {prefix}")
    if texts.to_range(ledger, prefix, QUESTION, now - AN_HOUR) >= most:
        return False
    return promises.open_for_phone(ledger, phone) is None


def asked(ledger: Connection, phone: Phone, now: datetime) -> FollowUp | None:
    """The question that this person can still answer: of the last seven days, and without a score so far."""
    who = opt_outs.known_as(ledger, phone)
    return follow_ups.unanswered(ledger, who, now - LATE_ANSWERS) if who else None


def is_answer(body: str) -> bool:
    """Can this be read as an answer to the question?"""
    return read_score(body) is not None or is_yes_or_no(body)


def answer(ledger: Connection, house: Runtime, question: FollowUp, body: str, now: datetime) -> str | None:
    """A score ends it, and is thanked for once; words without one are kept, and a score may still come. The phrase that
    is texted back."""
    read = read_score(body)
    score, comment = (read.score, read.comment) if read else (None, body.strip() or None)
    if not follow_ups.answer(ledger, question.id, score, comment, now) or score is None or question.phone is None:
        return None
    thanks, key = TextId(f"thanks-{question.id}"), "text_follow_up_thanks"
    return key if text_to(ledger, house, question.phone, key, now, language=question.language, text=thanks) else None
