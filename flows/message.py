"""Leaving a message under a promise, for the colleague who will call: told first that it is recorded, then the beep.

Deliberately the only place where anything is recorded, and never without a promise: a message that nobody is bound to
call about would be a promise that nobody keeps.
"""

from datetime import timedelta

from flows.facts import Facts, Heard
from flows.intents import AnnounceRecording
from flows.node import node
from flows.phrases import phrase
from flows.questions import carry_on, goodbye
from flows.thread import Step
from flows.turn import Turn
from flows.verbs import Goto, Record, Say

LONGEST = timedelta(minutes=2)
"""As the notice says."""
SILENCE = timedelta(seconds=7)
"""After which somebody has finished, or is not going to begin; people think for longer than Twilio's five seconds."""


@node("message", asks={"promise"})
def message(_: Heard, facts: Facts) -> Turn:
    """The notice and the beep, in one turn: there is no way to the one but through the other."""
    thread, owed = facts.thread, facts.promise
    if owed is None or not facts.line.takes_messages:
        return carry_on(thread)
    notice = Say(phrase(thread.language, "message_notice"), thread.language)
    record = Record(owed.id, Step("message_taken", thread), LONGEST, SILENCE)
    return Turn((notice, record), (AnnounceRecording(owed.id),))


@node("message_taken", asks={"recorded"})
def message_taken(_: Heard, facts: Facts) -> Turn:
    """What was said is on the ledger; or nothing was said, and there is one more beep."""
    thread = facts.thread
    if facts.recorded:
        return goodbye(thread, "message_noted")
    if thread.tries > 0:
        return carry_on(thread)
    return Turn((Say(phrase(thread.language, "message_empty"), thread.language), Goto(thread.retry("message"))))
