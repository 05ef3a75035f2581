"""A supervisor whose phone rings to listen to a talk, and the agent who is told of it.

The caller was told before an agent was joined (`verbs.Ring.notice`). Deliberately knows no mode: everybody enters
unheard, and what is heard of whom is set at the carrier afterwards.
"""

from dataclasses import replace

from flows.facts import Facts, Heard
from flows.intents import JoinListening, LeaveListening
from flows.node import node
from flows.phrases import phrase
from flows.questions import ask, hang_up
from flows.turn import Turn
from flows.verbs import Hangup, Meet


@node("listen_in", asks={"listening"})
def listen_in(_: Heard, facts: Facts) -> Turn:
    """The supervisor picked up."""
    thread, listening = facts.thread, facts.listening
    if listening is None or listening.is_over:
        return _gone(facts)
    if listening.by_answering:
        return Turn(intents=(JoinListening(thread.subject or ""),), then=thread.to("listening"))
    talk = phrase(thread.language, "listen_whisper", name=listening.agent)
    return ask(thread, "listen_accept", talk, phrase(thread.language, "whisper_accept"))


@node("listen_accept")
def listen_accept(heard: Heard, facts: Facts) -> Turn:
    """`1` listens; anything else, and a voicemail, does not."""
    subject = facts.thread.subject or ""
    if heard.digits == "1":
        return Turn(intents=(JoinListening(subject),), then=facts.thread.to("listening"))
    return Turn((Hangup(),), (LeaveListening(subject),))


@node("listening", asks={"listening"})
def listen(_: Heard, facts: Facts) -> Turn:
    """Into the room, unheard. It does not start by a supervisor, nor end by one."""
    thread, listening = facts.thread, facts.listening
    if listening is None or listening.is_over or not listening.is_mine:
        return _gone(facts)
    return Turn((Meet(listening.room, thread.to("listen_left"), starts=False, is_muted=True),))


@node("listen_left", asks={"listening"})
def listen_left(_: Heard, facts: Facts) -> Turn:
    """The room is over: for now, where the caller only holds; else the talk is."""
    listening = facts.listening
    if listening is not None and not listening.is_over and listening.is_mine:
        return Turn(intents=(JoinListening(facts.thread.subject or ""),), then=facts.thread.to("listening"))
    return Turn((Hangup(),), (LeaveListening(facts.thread.subject or ""),))


def _gone(facts: Facts) -> Turn:
    gone = hang_up(facts.thread, phrase(facts.thread.language, "work_gone"))
    return replace(gone, intents=(LeaveListening(facts.thread.subject or ""),))
