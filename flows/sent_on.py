"""A caller whom an agent sends on to somebody else; and that agent, whose customer has gone on.

Deliberately asks the caller nothing again: need, language and arrival are in the thread.
"""

from dataclasses import replace
from datetime import timedelta

from flows.facts import Facts, Heard, SentOn
from flows.intents import JoinQueue
from flows.node import node
from flows.phrases import phrase
from flows.questions import hang_up
from flows.tongues import language_of
from flows.turn import Turn
from flows.verbs import Goto, Pause, Say

ON_ITS_WAY = timedelta(seconds=1)
"""Until the customer's leg has asked for its next step."""


@node("sent_on")
def sent_on(_: Heard, facts: Facts) -> Turn:
    """The caller has left the talk, and stands in the line at the old place."""
    arrived_at = facts.thread.arrived_at or facts.now
    thread = replace(facts.thread, arrived_at=arrived_at)
    return Turn(intents=(JoinQueue(thread.need, language_of(thread.language), arrived_at),), then=thread.to("going_on"))


@node("going_on", asks={"sent_on", "ring"})
def go_on(_: Heard, facts: Facts) -> Turn:
    """Who is being looked for; and that phone rings, if it may."""
    thread = replace(facts.thread, said_at=facts.now, waits_for=_kept_for(facts.sent_on))
    words = (Say(_to_whom(facts.sent_on, facts), thread.language),) if facts.sent_on is not None else ()
    return Turn((*words, facts.ring if facts.ring is not None else Goto(thread.to("waiting"))))


@node("parted", asks={"sent_on"})
def parted(_: Heard, facts: Facts) -> Turn:
    """The agent's customer is no longer on the line: sent on, or gone after all."""
    if facts.sent_on is not None and facts.sent_on.has_arrived:
        return hang_up(facts.thread, phrase(facts.thread.language, "sent_on_done"))
    return Turn(then=facts.thread.to("outcome"))


def wait_for_arrival(facts: Facts) -> Turn:
    """What the agent hears between the two: nothing."""
    return Turn((Pause(ON_ITS_WAY), Goto(facts.thread.to("parted"))))


def _kept_for(sent: SentOn | None) -> str | None:
    """The colleague whom the caller knows to wait for; the wait says so if that comes to nothing (`flows.by_name`)."""
    colleague = sent.colleague if sent is not None else None
    return colleague.id if colleague is not None and colleague.is_ready else None


def _to_whom(sent: SentOn, facts: Facts) -> str:
    language = facts.thread.language
    if sent.is_lost:
        return phrase(language, "hold_lost", name=sent.by)
    if sent.colleague is not None:
        key = "sent_on_to_person" if sent.colleague.is_ready else "sent_on_person_away"
        return phrase(language, key, name=sent.by, colleague=sent.colleague.name)
    label = next((entry.label[language] for entry in facts.line.menu if entry.need == facts.thread.need), None)
    if label is None:
        return phrase(language, "sent_on", name=sent.by)
    return phrase(language, "sent_on_to_need", name=sent.by, label=label)
