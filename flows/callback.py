"""Taking a promise: `1` makes it, then it is spoken, and may be changed or undone.

Deliberately asks nothing before the promise exists, unless there is no number to call.
"""

from dataclasses import replace

from flows import spoken
from flows.facts import Facts, Heard, Promised
from flows.intents import ChooseWindow, KeepCandidate, MakePromise, MovePromise, WithdrawPromise
from flows.node import node
from flows.phrases import phrase
from flows.questions import ask, carry_on, goodbye, to_a_person
from flows.thread import Step, Thread
from flows.tongues import language_of
from flows.turn import Turn
from flows.verbs import Goto, Say

TRIES = 3
"""At a number: so many that cannot be called, and a person takes over; so many silences, and we stop asking."""
CHOICES = 5
"""Windows that are read out at once."""


@node("callback", asks={"callable"})
def callback(_: Heard, facts: Facts) -> Turn:
    """The caller pressed `1` for a callback."""
    thread = facts.thread
    if not facts.callable:
        return _ask_number(thread, phrase(thread.language, "number_needed"))
    return Turn(intents=(MakePromise(thread.need, language_of(thread.language)),), then=thread.to("promised"))


@node("promised", asks={"promise"})
def promised(_: Heard, facts: Facts) -> Turn:
    """The promise is on the ledger: it is spoken with its time and number."""
    if facts.promise is None:
        return Turn(then=facts.thread.to("apology"))
    language, waits = facts.thread.language, facts.thread.arrived_at is not None
    sentences = [_what_was_promised(facts.promise, facts)]
    if facts.promise.texted and facts.promise.own_number and not facts.promise.needs_approval:
        sentences.append(phrase(language, "text_follows"))
    sentences.append(phrase(language, "promised_options"))
    if waits:
        sentences.append(phrase(language, "promised_stay"))
    if _may_leave_message(facts):
        sentences.append(phrase(language, "promised_message"))
    # Who waits on has just been told enough to be left alone for a while.
    told = replace(facts.thread, promise=facts.promise.id, said_at=facts.now, offered_at=facts.now)
    return ask(told, "promised_answer", *sentences)


@node("promised_answer", asks={"promise"})
def promised_answer(heard: Heard, facts: Facts) -> Turn:
    """`1` right, `2` another number, `3` another time, `4` a message where it was offered, `*` undo; the promise stands
    whatever else is heard."""
    thread, owed = facts.thread, facts.promise
    ways = {"2": thread.to("number"), "3": thread.to("time"), "0": to_a_person(thread, None)}
    if heard.digits in ways:
        return Turn(then=ways[heard.digits])
    if heard.digits == "1":
        return goodbye(thread, "goodbye" if owed is None or owed.needs_approval else "see_you")
    if heard.digits == "4" and _may_leave_message(facts):
        return Turn(then=thread.to("message"))
    if heard.digits == "*" and owed is not None:
        return _undo(owed, thread)
    if heard.silence or thread.tries > 0:
        return carry_on(thread)
    return Turn(then=thread.retry("promised"))


@node("number")
def number(_: Heard, facts: Facts) -> Turn:
    """Asks for the number to call."""
    return _ask_number(facts.thread)


@node("number_typed")
def number_typed(heard: Heard, facts: Facts) -> Turn:
    """A number was typed; whether it can be called is for the house to say."""
    thread = facts.thread
    if heard.digits == "0":
        return Turn(then=to_a_person(thread, None))
    if not heard.digits:
        return carry_on(thread) if thread.tries + 1 >= TRIES else Turn(then=thread.retry("number"))
    return Turn(intents=(KeepCandidate(heard.digits),), then=Step("number_read_back", thread))


@node("number_read_back", asks={"candidate"})
def number_read_back(_: Heard, facts: Facts) -> Turn:
    """Reads the typed number back, digit by digit, or says that it cannot be called."""
    thread, language, candidate = facts.thread, facts.thread.language, facts.candidate
    if candidate is not None and candidate.verdict != "impossible":
        heard = phrase(language, "number_heard", digits=spoken.digits(candidate.digits, language))
        return ask(thread, "number_confirmed", heard)
    if thread.tries + 1 >= TRIES:
        return Turn(then=to_a_person(thread, thread.need))
    return _ask_number(replace(thread, tries=thread.tries + 1), phrase(language, "number_impossible"))


@node("number_confirmed", asks={"promise"})
def number_confirmed(heard: Heard, facts: Facts) -> Turn:
    """`1` right: the promise is made, or moved there; `2` again."""
    thread, owed = facts.thread, facts.promise
    if heard.digits == "1" and owed is not None:
        return Turn(intents=(MovePromise(owed.id),), then=thread.to("promised"))
    if heard.digits == "1":
        make = MakePromise(thread.need, language_of(thread.language), to_candidate=True)
        return Turn(intents=(make,), then=thread.to("promised"))
    if heard.digits == "2":
        return Turn(then=thread.to("number"))
    if heard.digits == "0":
        return Turn(then=to_a_person(thread, None))
    return carry_on(thread) if thread.tries + 1 >= TRIES else Turn(then=thread.retry("number_read_back"))


@node("time", asks={"windows"})
def time(_: Heard, facts: Facts) -> Turn:
    """Reads out the windows in which the call may come."""
    thread, language = facts.thread, facts.thread.language
    if not facts.windows:
        return Turn((Say(phrase(language, "time_none"), language), Goto(thread.to("promised"))))
    choices = (
        phrase(
            language,
            "time_choice",
            window=spoken.stretch(window, facts.now, facts.line.timezone, language),
            key=key,
        )
        for key, window in enumerate(facts.windows[:CHOICES], start=1)
    )
    asked = replace(thread, asked_at=thread.asked_at or facts.now)
    return ask(asked, "time_chosen", phrase(language, "time_ask"), *map(spoken.capital, choices))


@node("time_chosen", asks={"windows", "promise"})
def time_chosen(heard: Heard, facts: Facts) -> Turn:
    """A key for one of the windows; the deadline stays where it is."""
    thread, owed = facts.thread, facts.promise
    window = dict(zip("12345", facts.windows, strict=False)).get(heard.digits)
    if window is not None and owed is not None:
        return Turn(intents=(ChooseWindow(owed.id, window),), then=thread.to("promised"))
    if heard.digits == "0":
        return Turn(then=to_a_person(thread, None))
    return carry_on(thread) if thread.tries > 0 else Turn(then=thread.retry("time"))


def _may_leave_message(facts: Facts) -> bool:
    """Where nobody can answer now. Who waits is about to talk, and may be rung for in the middle of a word."""
    return facts.line.takes_messages and facts.thread.arrived_at is None


def _what_was_promised(owed: Promised, facts: Facts) -> str:
    language = facts.thread.language
    where = (
        phrase(language, "own_number")
        if owed.own_number
        else phrase(language, "number", digits=spoken.digits(owed.digits, language))
    )
    if owed.needs_approval:
        return phrase(language, "promised_approval", number=where)
    key = "promised_window" if owed.window else "promised"
    return phrase(language, key, time=spoken.due(owed, facts.now, facts.line.timezone, language), number=where)


def _undo(owed: Promised, thread: Thread) -> Turn:
    free = replace(thread, promise=None)
    back = free.to("waiting" if thread.arrived_at is not None else "entries")
    undone = Say(phrase(thread.language, "undone"), thread.language)
    return Turn((undone, Goto(back)), (WithdrawPromise(owed.id, "undone"),))


def _ask_number(thread: Thread, *reason: str) -> Turn:
    return ask(thread, "number_typed", *reason, phrase(thread.language, "number_ask"), digits=None)
