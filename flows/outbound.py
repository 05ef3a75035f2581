"""An agent's phone that we ring: the whisper, the acceptance, and after a callback how it ended.

Deliberately says nothing to the customer who is called back: a person does.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from flows import spoken
from flows.facts import Facts, Heard, Outcome, Work
from flows.intents import AcceptRing, DeclineRing, RecordOutcome
from flows.node import node
from flows.phrases import phrase
from flows.questions import ask, hang_up
from flows.sent_on import wait_for_arrival
from flows.tongues import language_of
from flows.turn import Turn
from flows.verbs import Bridge, Connect, Hangup, Meet

CUSTOMER_RINGS = timedelta(seconds=40)
"""How long a customer's phone rings while the agent listens to it ringing."""
WORTH_TELLING = timedelta(seconds=30)
"""A shorter wait is left out of the whisper: the caller hears it too, as ringing."""
OUTCOMES: Final[Mapping[str, Outcome]] = {"1": "spoke", "2": "not_reached", "3": "wrong_number"}


@node("whisper", asks={"work"})
def whisper(_: Heard, facts: Facts) -> Turn:
    """The agent picked up: says in one breath what it is about, in the agent's language, and asks."""
    thread, work = facts.thread, facts.work
    if work is None or thread.subject is None:
        return gone(facts)
    if work.by_answering:
        return Turn(intents=(AcceptRing(thread.subject),), then=thread.to("accepted"))
    return ask(thread, "accept", what_it_is(work, facts), phrase(thread.language, "whisper_accept"))


@node("accept")
def accept(heard: Heard, facts: Facts) -> Turn:
    """`1` accepts; anything else, and what a voicemail makes of the question, does not."""
    thread = facts.thread
    if thread.subject is None:
        return gone(facts)
    if heard.digits == "1":
        return Turn(intents=(AcceptRing(thread.subject),), then=thread.to("accepted"))
    return Turn((Hangup(),), (DeclineRing(thread.subject),))


@node("accepted", asks={"accepted", "work", "customer", "consult"})
def accepted(_: Heard, facts: Facts) -> Turn:
    """The work is this agent's, if it was still to be had: a caller is let through, a customer is rung."""
    if not facts.accepted or facts.work is None:
        return gone(facts)
    if facts.work.consulted_by is not None and facts.consult is not None:
        return Turn((Meet(facts.consult.room, facts.thread.to("consulted")),))
    if not facts.work.is_promise:
        return Turn((Bridge(),))
    if facts.customer is None:
        return gone(facts)
    return Turn((Connect(facts.customer, CUSTOMER_RINGS, facts.thread.to("called")),))


@node("called", asks={"dialled", "sent_on", "consult", "talkroom"})
def called(_: Heard, facts: Facts) -> Turn:
    """The customer has hung up, or was never there: only the agent knows the rest. Unless it was sent on."""
    if facts.consult is not None and not facts.consult.is_over:
        return Turn(then=facts.thread.to("consulting"))
    if facts.talkroom is not None and facts.talkroom.is_open:
        return Turn(then=facts.thread.to("in_room"))
    if facts.sent_on is not None:
        return Turn(then=facts.thread.to("parted")) if facts.sent_on.has_arrived else wait_for_arrival(facts)
    if facts.dialled in {None, "connected"}:
        return Turn(then=facts.thread.to("outcome"))
    return hang_up(facts.thread, phrase(facts.thread.language, f"customer_{facts.dialled}"))


@node("outcome")
def outcome(_: Heard, facts: Facts) -> Turn:
    """Asks how the callback ended."""
    return ask(facts.thread, "outcome_answer", phrase(facts.thread.language, "outcome_ask"))


@node("outcome_answer")
def outcome_answer(heard: Heard, facts: Facts) -> Turn:
    """`1` spoke, `2` not reached, `3` wrong number; asked twice at most, since the desk can say it too."""
    thread, ended = facts.thread, OUTCOMES.get(heard.digits)
    if ended is not None and thread.subject is not None:
        noted = hang_up(thread, phrase(thread.language, "outcome_noted"))
        return replace(noted, intents=(RecordOutcome(thread.subject, ended),))
    return Turn((Hangup(),)) if thread.tries > 0 else Turn(then=thread.retry("outcome"))


def what_it_is(work: Work, facts: Facts) -> str:
    """In one breath: who, what about, in which language, since when."""
    language, who = facts.thread.language, spoken.who(work.name or "")
    parts = [*_who_and_what(who, work, facts), *_in_which_language(who, work, facts)]
    if work.consulted_by is not None:
        return spoken.capital(", ".join((phrase(language, "whisper_consult", name=work.consulted_by), *parts))) + "."
    if work.sent_on_by is not None:  # how long, and whether they called before, the colleague knows
        return spoken.capital(", ".join((phrase(language, "whisper_sent_on", name=work.sent_on_by), *parts))) + "."
    if work.is_promise:
        parts.insert(0, phrase(language, _why_rung(work)))
    tells_more = work.has_message or work.would_be_broken  # and both would take too long
    if work.waited >= WORTH_TELLING and not tells_more:
        parts.append(phrase(language, "whisper_waited", duration=spoken.duration(work.waited, language)))
    parts.extend(_called_before(who, work, facts))
    return spoken.capital(", ".join(parts)) + "."


def _who_and_what(who: str, work: Work, facts: Facts) -> tuple[str, ...]:
    """Who it is, if the firm knows; in danger it counts first what it is."""
    label = _label(work, facts)
    if not who:
        return (label,)
    return (label, who) if work.is_emergency else (who, label)


def _in_which_language(who: str, work: Work, facts: Facts) -> tuple[str, ...]:
    """Said of every call; beside a name only where it is another than the agent hears this in, to keep it short."""
    is_expected = work.language == language_of(facts.thread.language)
    return () if who and is_expected else (spoken.language_name(work.language, facts.thread.language),)


def _why_rung(work: Work) -> str:
    if work.would_be_broken:
        return "whisper_urgent"
    return "whisper_message" if work.has_message else "whisper_callback"


def _label(work: Work, facts: Facts) -> str:
    language = facts.thread.language
    if work.is_emergency:
        return phrase(language, "whisper_emergency")
    labels = (entry.label[language] for entry in facts.line.menu if entry.need == work.need)
    return next(labels, phrase(language, "whisper_anything"))


def _called_before(who: str, work: Work, facts: Facts) -> tuple[str, ...]:
    """Only what is fresh enough to matter in the first sentence: a call of today or yesterday, of one without a name.
    Or, instead, that the caller asks for this very agent, who then knows that."""
    if work.asked_for:
        return (phrase(facts.thread.language, "whisper_asked_for"),)
    zone, language = facts.line.timezone, facts.thread.language
    if who or not work.contacts or spoken.days_ahead(work.contacts[0], facts.now, zone) < -1:
        return ()
    return (phrase(language, "whisper_called", day=spoken.day(work.contacts[0], facts.now, zone, language)),)


def gone(facts: Facts) -> Turn:
    """What the phone rang for is no longer to be had."""
    return hang_up(facts.thread, phrase(facts.thread.language, "work_gone"))
