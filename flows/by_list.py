"""Without a board: callers ring the agents of a list themselves, one phone after another, until somebody accepts.

The whisper and the key are those of any ring. Deliberately chooses nobody: the house hands out the next phone, and says
whose it was.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from flows.facts import Facts, Heard
from flows.intents import JoinQueue, RefuseFromList, TakeFromList
from flows.node import node
from flows.outbound import gone, what_it_is
from flows.phrases import phrase
from flows.questions import ask
from flows.thread import Step, Thread
from flows.tongues import language_of
from flows.turn import Turn
from flows.verbs import Ask, Bridge, Hangup, Play, Ring, Say

LISTEN: Final = timedelta(seconds=1)
QUIET: Final = timedelta(seconds=45)
"""How long who waits hears music before the board is taken to stay away."""


def ring(listed: Ring) -> Ring:
    """The next phone; before the first of them the caller hears what is going on."""
    thread = listed.then.thread
    return listed if thread.tries else replace(listed, notice=phrase(thread.language, "apology_ringing"))


@node("hold_on", asks={"board_is_away"})
def hold_on(_: Heard, facts: Facts) -> Turn:
    """Nobody can tell how the wait stands: music, until it is plain that the board does not come back at once."""
    thread = facts.thread
    if facts.board_is_away and thread.arrived_at is not None:
        heard_at = thread.said_at or thread.arrived_at
        if facts.now - heard_at >= QUIET:
            return Turn(then=thread.to("list_next"))
    return _music(thread)


@node("list_next", asks={"next_on_list"})
def ring_next(_: Heard, facts: Facts) -> Turn:
    """The next phone of the list, if there is one."""
    if facts.next_on_list is not None:
        return Turn((ring(facts.next_on_list),))
    return Turn(then=facts.thread.to("list_over"))


@node("list_rang", asks={"list_taken"})
def rang(_: Heard, facts: Facts) -> Turn:
    """Such a phone has rung, and the conversation is over or never began."""
    if facts.list_taken:
        return Turn(then=facts.thread.to("talk_over"))
    return Turn(then=facts.thread.retry("list_next"))


@node("list_over", asks={"can_promise"})
def over(_: Heard, facts: Facts) -> Turn:
    """Nobody of the list took it. Who waited waits on, and is offered a callback where one can be written down; others
    join the queue, if there is one again by now: else they are owed a callback."""
    thread = replace(facts.thread, subject=None)
    if thread.arrived_at is None:
        since = thread.said_at or facts.now
        join = JoinQueue(thread.need, language_of(thread.language), since)
        return Turn(intents=(join,), then=replace(thread, arrived_at=since, said_at=facts.now).to("waiting"))
    may_offer = facts.can_promise and thread.promise is None and not thread.emergency
    told = replace(thread, said_at=facts.now, offered_at=facts.now if may_offer else thread.offered_at)
    return _music(told, phrase(thread.language, "apology_waiting" if may_offer else "apology_stay"))


def _music(thread: Thread, *words: str) -> Turn:
    said = tuple(Say(sentence, thread.language) for sentence in words)
    onward = Step("waiting", replace(thread, piece=thread.piece + 1))
    return Turn((Ask((*said, Play(thread.piece)), onward, thread.language, patience=LISTEN),))


# ── the agent's leg ─────────────────────────────────────────────────────────────────────────────────────────────────


@node("list_whisper", asks={"list_work"})
def whisper(_: Heard, facts: Facts) -> Turn:
    """The agent picked up: what it is about, as ever."""
    thread, work = facts.thread, facts.list_work
    if work is None or thread.subject is None:
        return gone(facts)
    return ask(thread, "list_accept", what_it_is(work, facts), phrase(thread.language, "whisper_accept"))


@node("list_accept")
def accept(heard: Heard, facts: Facts) -> Turn:
    """`1` accepts; a voicemail does not."""
    thread = facts.thread
    if thread.subject is None:
        return gone(facts)
    if heard.digits == "1":
        return Turn(intents=(TakeFromList(thread.subject),), then=thread.to("list_accepted"))
    return Turn((Hangup(),), (RefuseFromList(thread.subject),))


@node("list_accepted", asks={"list_taken"})
def accepted(_: Heard, facts: Facts) -> Turn:
    """The caller is this agent's, if still there."""
    return Turn((Bridge(),)) if facts.list_taken else gone(facts)
