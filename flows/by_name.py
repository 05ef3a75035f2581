"""An agent by name: asked for in the menu, offered to who talked with that agent last, waited for, and given up.

Deliberately keeps no call for anybody and knows nobody's phone: the house does, and tells whether it still is so.
"""

from dataclasses import replace

from flows.facts import Facts, Heard, Wait
from flows.intents import JoinQueue, WaitFor, WaitForAnybody
from flows.node import node
from flows.phrases import phrase
from flows.thread import Step, Thread
from flows.tongues import language_of
from flows.turn import Turn
from flows.verbs import Goto, Say

KEY = "2"
"""In the wait: for the agent who was offered; and once that was chosen, for anybody again."""


@node("asked_for", asks={"open", "staffed", "person"})
def asked_for(_: Heard, facts: Facts) -> Turn:
    """A caller said the name of an agent: that one, whatever it is about; or, with a word, whoever is there."""
    thread, person = facts.thread, facts.person
    if not (facts.open and facts.staffed):
        return Turn(then=replace(thread, person=None).to("closed"))
    waits = replace(thread, arrived_at=facts.now)
    join = JoinQueue(None, language_of(thread.language), facts.now)
    if person is not None and person.is_ready:
        patient = replace(waits, waits_for=person.id)
        return Turn(intents=(replace(join, agent=person.id),), then=patient.to("waiting"))
    onward = replace(waits, person=None).to("waiting")
    words = () if person is None else (Say(phrase(thread.language, "not_here", name=person.name), thread.language),)
    return Turn((*words, Goto(onward)), (join,))


def is_about_a_person(heard: Heard, thread: Thread) -> bool:
    """Does this key, in the wait, answer the offer of an agent?"""
    return heard.digits == KEY and thread.person is not None


@node("person_chosen")
def chosen(_: Heard, facts: Facts) -> Turn:
    """The caller wants to wait for the agent who was offered, or no longer does."""
    thread = facts.thread
    if thread.waits_for is not None or thread.person is None:
        return Turn(intents=(WaitForAnybody(),), then=Step("person_settled", replace(thread, waits_for=None)))
    # What was told of the wait was for whoever is free first.
    patient = replace(thread, waits_for=thread.person, told_until=None)
    return Turn(intents=(WaitFor(thread.person),), then=Step("person_settled", patient))


def settled(wait: Wait, facts: Facts) -> tuple[Thread, str]:
    """What is said of that choice: as it stands on the board now."""
    thread = replace(facts.thread, said_at=facts.now)
    if thread.waits_for is None:
        return thread, phrase(thread.language, "waits_for_anybody")
    if wait.person is not None and wait.is_kept:
        return thread, phrase(thread.language, "waits_for", name=wait.person.name)
    return _gone(wait, facts)


def news(wait: Wait, facts: Facts) -> tuple[Thread, str] | None:
    """What the wait has to say of an agent by name, if anything: that one is waited for; that this one cannot come any
    more; once, that the agent of last time can be waited for."""
    thread = facts.thread
    if thread.waits_for is not None:
        if not wait.is_kept:
            return _gone(wait, facts)
        return settled(wait, facts) if thread.said_at is None else None
    if wait.person is None or not wait.person.is_ready or wait.only_callback:
        return None
    if thread.person is not None or thread.said_at is None:  # offered before; or no word yet of the wait itself
        return None
    offered = replace(thread, person=wait.person.id, said_at=facts.now)
    return offered, phrase(thread.language, "offer_person", name=wait.person.name)


def _gone(wait: Wait, facts: Facts) -> tuple[Thread, str]:
    """The agent is no longer ready, or did not take the call: whoever is free first does."""
    thread = replace(facts.thread, waits_for=None, said_at=facts.now)
    if wait.person is None:  # nobody of that id works here any more
        return thread, phrase(thread.language, "waits_for_anybody")
    return thread, phrase(thread.language, "person_gone", name=wait.person.name)
