"""A caller to whom we owe a callback: talk now, keep it as it is, or withdraw it.

Deliberately takes silence for none of the last two: who says nothing has called to talk.
"""

from dataclasses import replace

from flows import spoken
from flows.facts import Facts, Heard, Promised
from flows.intents import NoteEntered, WithdrawPromise
from flows.node import node
from flows.phrases import phrase
from flows.questions import ask, goodbye, to_a_person
from flows.turn import Turn


@node("recognised", asks={"recognised"})
def recognise(_: Heard, facts: Facts) -> Turn:
    """Says what we owe, and asks."""
    thread = facts.thread
    if facts.recognised is None:
        return Turn(then=thread.to("entries"))
    return ask(
        thread,
        "recognised_answer",
        _what_we_owe(facts.recognised, facts),
        phrase(thread.language, "recognised_options"),
    )


@node("recognised_answer", asks={"recognised"})
def recognised_answer(heard: Heard, facts: Facts) -> Turn:
    """`1` talk now, `2` keep, `3` withdraw, `#` the menu; silence twice, or anything unknown, talks now."""
    thread, owed = facts.thread, facts.recognised
    if heard.digits == "0":
        return Turn(intents=(NoteEntered("0"),), then=to_a_person(thread, None))
    if heard.digits == "#" or owed is None:
        return Turn(then=thread.to("entries"))
    if heard.digits == "2":
        return goodbye(thread, "kept")
    if heard.digits == "3":
        return Turn(intents=(WithdrawPromise(owed.id, "caller"),), then=thread.to("withdrawn"))
    if heard.silence and thread.tries == 0:
        return Turn(then=thread.retry("recognised"))
    # What the promise is about was said in an earlier call, and is not asked again.
    return Turn(then=to_a_person(replace(thread, promise=owed.id), owed.need))


@node("withdrawn")
def withdrawn(_: Heard, facts: Facts) -> Turn:
    """The promise is no longer owed."""
    return goodbye(facts.thread, "withdrawn")


def _what_we_owe(owed: Promised, facts: Facts) -> str:
    language, line = facts.thread.language, facts.line
    if owed.needs_approval:
        return phrase(language, "recognised_approval", name=line.name)
    if owed.call_by <= facts.now:
        return phrase(language, "recognised_late", name=line.name)
    key = "recognised_window" if owed.window else "recognised"
    return phrase(language, key, name=line.name, time=spoken.due(owed, facts.now, line.timezone, language))
