"""Agents who phone the support number: how a callback ended, if they have not said it; presence by key, behind a PIN.

Deliberately knows no roster: who is on this leg, and whether a PIN was right, are facts.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from flows.facts import AgentFacts, Facts, Heard, Presence
from flows.intents import GivePin, RecordOutcome, SetPresence
from flows.node import node
from flows.outbound import OUTCOMES
from flows.phrases import phrase
from flows.questions import ask, hang_up
from flows.thread import Step, Thread
from flows.turn import Turn
from flows.verbs import Hangup

PRESENCES: Final[Mapping[str, Presence]] = {"1": "ready", "2": "on_break", "3": "signed_out"}
GUARDED: Final = frozenset({"on_break", "signed_out"})
"""Presences that a borrowed caller id could do harm with: nobody would be rung any more."""
LAST_CALL: Final = "last_call"
"""Behind a PIN too: with a borrowed caller id nobody is to say how a call ended, or have us call somebody."""
PIN_TRIES = 3


@node("staff", asks={"agent"})
def staff(_: Heard, facts: Facts) -> Turn:
    """An agent calls."""
    agent = facts.agent
    if agent is None:
        return Turn(then=facts.thread.to("greeting"))
    thread = replace(facts.thread, language=agent.language)
    if agent.must_give_pin and not agent.own_phone:
        return Turn(then=thread.to("pin"))
    # A borrowed caller id must not be able to say that somebody was spoken with; the desk asks those with a PIN.
    return Turn(then=thread.to("presence_asked" if agent.must_give_pin else "unsettled"))


@node("unsettled", asks={"unsettled"})
def ask_outcome(_: Heard, facts: Facts) -> Turn:
    """Whoever left us without a word about a callback is asked at the next contact, before anything else."""
    if facts.unsettled is None:
        return Turn(then=facts.thread.to("presence_asked"))
    thread, language = replace(facts.thread, subject=facts.unsettled), facts.thread.language
    return ask(thread, "settled", phrase(language, "outcome_open"), phrase(language, "outcome_ask"))


@node("settled")
def settled(heard: Heard, facts: Facts) -> Turn:
    """`1` spoke, `2` not reached, `3` wrong number; silence and other keys leave it open for the next time."""
    ended, attempt = OUTCOMES.get(heard.digits), facts.thread.subject
    recorded = (RecordOutcome(attempt, ended),) if ended is not None and attempt is not None else ()
    return Turn(intents=recorded, then=replace(facts.thread, subject=None).to("presence_asked"))


@node("presence_asked", asks={"agent", "last_talk"})
def ask_presence(_: Heard, facts: Facts) -> Turn:
    """Says the presence that stands, and asks for the new one; and how the last call ended, if that is not noted."""
    thread, agent = facts.thread, facts.agent
    if agent is None:
        return Turn(then=thread.to("greeting"))
    hello = phrase(agent.language, "staff", name=agent.name)
    options = [phrase(agent.language, "staff_options")]
    if facts.last_talk is not None:
        options.append(phrase(agent.language, "staff_last_call"))
    return ask(thread, "staff_answer", hello, _presence(agent), *options)


@node("staff_answer", asks={"agent"})
def staff_answer(heard: Heard, facts: Facts) -> Turn:
    """`1` ready, `2` on break, `3` sign out, `9` calls as a customer; `4` how the last call ended."""
    thread, agent = facts.thread, facts.agent
    if heard.digits == "9" or agent is None:
        return Turn(then=thread.to("greeting"))
    if heard.digits == "4":
        return Turn(then=replace(thread, subject=LAST_CALL).to("pin") if agent.must_give_pin else thread.to(LAST_CALL))
    if presence := PRESENCES.get(heard.digits):
        return _declare(presence, agent, thread)
    return Turn((Hangup(),)) if thread.tries > 0 else Turn(then=thread.retry("presence_asked"))


@node("pin", asks={"agent"})
def pin(_: Heard, facts: Facts) -> Turn:
    """Asks for the PIN, as long as any is looked at."""
    language = facts.thread.language
    if facts.agent is not None and facts.agent.pin_is_barred:
        return hang_up(facts.thread, phrase(language, "pin_barred"))
    wrong = (phrase(language, "pin_wrong"),) if facts.thread.tries else ()
    return ask(facts.thread, "pin_typed", *wrong, phrase(language, "pin_ask"), digits=None)


@node("pin_typed")
def pin_typed(heard: Heard, facts: Facts) -> Turn:
    """A PIN was typed; whether it is right is for the house to say."""
    given = (GivePin(heard.digits),) if heard.digits else ()
    return Turn(intents=given, then=Step("pin_checked", facts.thread))


@node("pin_checked", asks={"agent"})
def pin_checked(_: Heard, facts: Facts) -> Turn:
    """Right: on with what was asked for. Wrong: again, and after the third the call is over. Barred: as if wrong."""
    thread, agent = facts.thread, facts.agent
    if agent is None:
        return Turn(then=thread.to("greeting"))
    if agent.pin_is_barred:
        return hang_up(thread, phrase(thread.language, "pin_barred"))
    if agent.must_give_pin and thread.tries + 1 >= PIN_TRIES:
        return hang_up(thread, phrase(thread.language, "pin_refused"))
    if agent.must_give_pin:
        return Turn(then=thread.retry("pin"))
    if thread.subject == LAST_CALL:
        return Turn(then=replace(thread, subject=None).to(LAST_CALL))
    asked_for = next((presence for presence in PRESENCES.values() if presence == thread.subject), None)
    return _declare(asked_for, agent, thread) if asked_for else Turn(then=thread.to("staff"))


@node("presence", asks={"agent"})
def confirm_presence(_: Heard, facts: Facts) -> Turn:
    """Says the presence that stands now."""
    agent = facts.agent
    if agent is None:
        return Turn((Hangup(),))
    return hang_up(facts.thread, _presence(agent), phrase(facts.thread.language, "goodbye"))


def _declare(presence: Presence, agent: AgentFacts, thread: Thread) -> Turn:
    if agent.must_give_pin and (presence in GUARDED or not agent.own_phone):
        return Turn(then=replace(thread, subject=presence).to("pin"))
    return Turn(intents=(SetPresence(presence),), then=thread.to("presence"))


def _presence(agent: AgentFacts) -> str:
    return phrase(agent.language, f"presence_{agent.presence}")
