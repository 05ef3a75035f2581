"""An agent talks to a colleague before the call goes on: what the caller hears meanwhile, and the two of them.

The caller holds in a loop of its own, and each turn looks where to go on: so nobody is forgotten, whatever is lost.
Deliberately decides nothing of that: the house does, from who is where.
"""

from dataclasses import replace
from datetime import timedelta

from flows.facts import Facts, Heard
from flows.intents import EnterRoom, HoldCaller, JoinQueue, LeaveHold
from flows.node import node
from flows.phrases import phrase
from flows.thread import Step
from flows.tongues import language_of
from flows.turn import Turn
from flows.verbs import Ask, Hangup, Meet, Play, Say

LISTEN = timedelta(seconds=1)


@node("talk_over", asks={"consult", "talkroom"})
def talk_over(_: Heard, facts: Facts) -> Turn:
    """The agent's leg has left the caller's: for good, or into a room: with a colleague, or of this talk."""
    if facts.consult is not None and not facts.consult.is_over:
        return Turn(then=replace(facts.thread, said_at=None).to("on_hold"))
    if facts.talkroom is not None and facts.talkroom.is_open and facts.talkroom.agent is not None:
        return Turn(then=replace(facts.thread, said_at=None).to("held"))
    return Turn((Hangup(),))


@node("on_hold", asks={"consult"})
def on_hold(_: Heard, facts: Facts) -> Turn:
    """One turn of holding; no key means anything here, because somebody is on the line for this caller."""
    hold = HoldCaller(facts.thread.subject or "")
    if facts.consult is not None and facts.consult.goes != "hold":
        return Turn(intents=(hold, LeaveHold(hold.talk)), then=facts.thread.to("off_hold"))
    return Turn(intents=(hold,), then=facts.thread.to("holding"))


@node("holding", asks={"consult"})
def holding(_: Heard, facts: Facts) -> Turn:
    """Music; the first time with a word of what it is for. Where the ledger cannot say, the music goes on."""
    thread = replace(facts.thread, piece=facts.thread.piece + 1, said_at=facts.thread.said_at or facts.now)
    name = facts.consult.by if facts.consult is not None else None
    is_first = facts.thread.said_at is None and name is not None
    words = (Say(phrase(thread.language, "consults", name=name), thread.language),) if is_first else ()
    return Turn((Ask((*words, Play(facts.thread.piece)), Step("on_hold", thread), thread.language, patience=LISTEN),))


@node("off_hold", asks={"consult"})
def off_hold(_: Heard, facts: Facts) -> Turn:
    """Into the room, to whoever is there; or back into the line, at the old place."""
    thread, consult = facts.thread, facts.consult
    if consult is None or not consult.has_moved:
        return Turn(then=thread.to("holding"))
    if consult.goes in ("agent", "colleague"):
        return Turn((Meet(consult.room, thread.to("roomed"), ends=True),))
    arrived_at = thread.arrived_at or facts.now
    # What was said of the first wait, and for whom it was, ended with the talk.
    anew = replace(thread, told_until=None, person=None, waits_for=None)
    back = replace(anew, need=consult.need, arrived_at=arrived_at)
    join = JoinQueue(back.need, language_of(back.language), arrived_at)
    return Turn(intents=(join,), then=replace(back, said_at=facts.now).to("waiting_on"))


@node("roomed")
def roomed(_: Heard, __: Facts) -> Turn:
    """The talk in the room is over."""
    return Turn((Hangup(),))


@node("consulting", asks={"consult"})
def consulting(_: Heard, facts: Facts) -> Turn:
    """The agent who wants a word goes into the room; the colleague's phone rings."""
    thread, consult = facts.thread, facts.consult
    if consult is None or consult.is_over:
        return Turn((Hangup(),))
    said = (Say(phrase(thread.language, "consult_rings", name=consult.colleague), thread.language),)
    enter = EnterRoom(thread.subject or "")
    return Turn((*said, Meet(consult.room, thread.to("consulted"))), (enter,))


@node("consulted", asks={"consult"})
def consulted(_: Heard, facts: Facts) -> Turn:
    """The room is over for an agent. Whoever called a customer back, and took them back, is asked how it went."""
    consult = facts.consult
    if consult is not None and consult.is_callback and consult.goes == "agent":
        return Turn(then=facts.thread.to("outcome"))
    return Turn((Hangup(),))
