"""A talk that has become a room: a caller who holds for an agent, and comes back; and that agent, who waits in it.

The caller holds in a loop of its own, and each turn looks where to go on: so nobody is forgotten, whatever is lost.
Deliberately decides nothing of that: the house does, from who is where.
"""

from dataclasses import replace
from datetime import timedelta

from flows.facts import Facts, Heard
from flows.intents import EnterTalkroom, LeaveTalkroom, MoveCaller
from flows.node import node
from flows.phrases import phrase
from flows.talkroom import Talkroom
from flows.thread import Step, Thread
from flows.turn import Turn
from flows.verbs import Ask, Hangup, Meet, Play, Prompt, Say

LISTEN = timedelta(seconds=1)
A_MOMENT = timedelta(milliseconds=2)
"""What an instant loses on its way through a URL, and more."""
NOT_FORGOTTEN = timedelta(minutes=2)
"""How long somebody holds without a word."""


@node("held")
def held(_: Heard, facts: Facts) -> Turn:
    """The caller's leg asks where to be: where that is, is written before it goes there."""
    return Turn(intents=(MoveCaller(facts.thread.subject or ""),), then=facts.thread.to("moved"))


@node("moved", asks={"talkroom", "consult"})
def moved(_: Heard, facts: Facts) -> Turn:
    """Music, the room, the line at the old place; or a colleague is being asked, and the caller holds for that."""
    thread, room = facts.thread, facts.talkroom
    if facts.consult is not None and not facts.consult.is_over:
        return Turn(then=replace(thread, said_at=None).to("on_hold"))
    if room is None:
        return Turn((Hangup(),))
    match room.caller:
        case "room":
            return Turn((Meet(room.name, thread.to("room_left"), ends=True),))
        case "line":  # what was said of the first wait, and for whom it was, ended with the talk
            anew = replace(thread, told_until=None, person=None, waits_for=None, need=room.need)
            return Turn(then=anew.to("sent_on"))
        case "over":
            return Turn((Hangup(),))
        case _:
            return _hold(room, facts)


def _hold(room: Talkroom, facts: Facts) -> Turn:
    """No key means anything here, because somebody is on the line for this caller."""
    thread = facts.thread
    is_first = thread.said_at is None
    is_long = thread.said_at is not None and facts.now - thread.said_at >= NOT_FORGOTTEN
    onward = replace(thread, piece=thread.piece + 1, said_at=facts.now if is_first or is_long else thread.said_at)
    words: tuple[Prompt, ...] = ()
    if (is_first or is_long) and room.agent is not None:
        key = "on_hold" if is_first else "still_on_hold"
        words = (Say(phrase(thread.language, key, name=room.agent), thread.language),)
    return Turn((Ask((*words, Play(thread.piece)), Step("held", onward), thread.language, patience=LISTEN),))


@node("room_left", asks={"talkroom", "consult"})
def room_left(_: Heard, facts: Facts) -> Turn:
    """The room is over for the caller: the agent has hung up; or asks a colleague, or wanted the caller to hold."""
    room, consult = facts.talkroom, facts.consult
    if consult is not None and not consult.is_over:
        return Turn(then=replace(facts.thread, said_at=None).to("on_hold"))
    if room is not None and room.is_open and room.wants_hold:
        return Turn(then=replace(facts.thread, said_at=None).to("held"))
    return Turn((Hangup(),))


@node("in_room")
def in_room(_: Heard, facts: Facts) -> Turn:
    """The agent's leg is about to be in the room."""
    return Turn(intents=(EnterTalkroom(facts.thread.subject or ""),), then=facts.thread.to("in_its_room"))


@node("in_its_room", asks={"talkroom"})
def in_its_room(_: Heard, facts: Facts) -> Turn:
    """The agent waits in silence, or talks; and knows by name who listens before that one hears anything."""
    thread, room = facts.thread, facts.talkroom
    if room is None or not room.is_open:
        return Turn(then=thread.to("agent_over"))
    words = tuple(who_listens(name, thread.language) for name in room.listeners)
    onward = replace(thread, said_at=room.agent_in_at)
    return Turn((*words, Meet(room.name, onward.to("agent_left"), ends=True)))


@node("agent_left", asks={"talkroom", "consult"})
def agent_left(_: Heard, facts: Facts) -> Turn:
    """The room is over for the agent, by the caller's leaving it: back into it where the caller holds, or comes."""
    thread, room, consult = facts.thread, facts.talkroom, facts.consult
    if consult is not None and not consult.is_over:
        return Turn(then=thread.to("consulting"))
    if room is not None and room.is_open and _was_long_ago(thread, room):
        return Turn(then=thread.to("in_its_room"))
    if room is not None and room.is_open and room.agent_stays:
        return Turn(then=thread.to("in_room"))
    return Turn(intents=(LeaveTalkroom(thread.subject or ""),), then=thread.to("agent_over"))


def _was_long_ago(thread: Thread, room: Talkroom) -> bool:
    """The agent has been back in the room since: this word of leaving it comes late, or a second time."""
    return thread.said_at is not None and room.agent_in_at is not None and room.agent_in_at - thread.said_at > A_MOMENT


@node("agent_over", asks={"talkroom"})
def agent_over(_: Heard, facts: Facts) -> Turn:
    """Whoever called a customer back is asked how it went."""
    if facts.talkroom is not None and facts.talkroom.is_callback:
        return Turn(then=facts.thread.to("called"))
    return Turn((Hangup(),))


def who_listens(name: str, language: str) -> Say:
    """Into an agent's ear, and nobody else's."""
    return Say(phrase(language, "listener_comes", name=name), language)
