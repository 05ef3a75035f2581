"""What happened to a promise, as sentences in the visitor's language: every event that anything of ours ever writes.

A timeline holds ids and codes only; whose they are, and what they mean, is said here. Deliberately reads nothing: the
words that a person heard or was texted are `quoting`'s.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from routing.escalation import Ladder
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.timeline import Entry
from voice_app.pages.promises import wording
from voice_app.pages.words import N_, say
from voice_app.pages.writing import about, clock, length, moment, named


@dataclass(frozen=True, slots=True)
class Tale:
    """What sentences are made with: the attempts, by id."""

    attempts: Mapping[str, Attempt]

    def who(self, id_: object) -> str:
        """What somebody is called; a program's own id as it is."""
        return named(str(id_))

    def agent(self, entry: Entry) -> str:
        """Who it was, of an entry about an attempt."""
        tried = self.attempts.get(str(entry.data.get("attempt")))
        return self.who(tried.agent_id) if tried else say(N_("an agent"))


def sentence(tale: Tale, entry: Entry) -> str:
    """One entry; an event that another version of the program wrote by its name."""
    told = SENTENCES.get(entry.event)
    return told(tale, entry) if told else entry.event.replace("_", " ")


PROMISED: Final = N_("Promised.")
MADE: Final[Mapping[str, str]] = {
    "wait": N_("Promised to a caller who waited."),
    "closed": N_("Promised to a caller while nobody was there to answer."),
    "api": N_("Promised by a form or a program."),
    "text": N_("Promised in answer to a text."),
    "missed": N_("Promised because we missed the call."),
    "missed_call": N_("Promised to a caller who hung up while waiting."),
    "apology": N_("Promised because something of ours broke during the call."),
}
REFUSALS: Final[Mapping[str, str]] = {
    "declined": N_("%(agent)s did not accept."),
    "no_answer": N_("%(agent)s did not answer."),
    "busy": N_("%(agent)s’s phone was engaged."),
    "unreachable": N_("%(agent)s’s phone could not be reached."),
    "caller_left": N_("%(agent)s’s phone stopped ringing: it was no longer needed."),
    "expired": N_("Nothing was heard of %(agent)s’s phone."),
}
SETTLED: Final[Mapping[str, str]] = {
    "spoke": N_("%(agent)s said that they spoke."),
    "no_answer": N_("The person did not answer."),
    "busy": N_("The person’s phone was engaged."),
    "machine": N_("A voicemail answered."),
    "wrong_number": N_("Whoever answered was somebody else."),
    "provider_error": N_("The carrier could not dial the number."),
    "unknown": N_("Nobody knows how this attempt went."),
}
KEPT: Final[Mapping[str, str]] = {
    "spoke": N_("Kept: the person was spoken with."),
    "presumed": N_("Taken for kept: they talked, and nobody said how it went."),
    "called_back": N_("Kept: the person rang us, and was answered."),
}
STEPS: Final[Mapping[int, str]] = {
    Ladder.TOLD: N_("Put before the supervisors: %(cause)s."),
    Ladder.ANY_AGENT: N_("Goes before every caller who waits, and to whoever is ready."),
    Ladder.SUPERVISORS: N_("Supervisors are rung on their own phones."),
}
HELD_BACK: Final[Mapping[str, str]] = {
    "number_cap": N_("Not dialled: this number was called as often as is allowed."),
    "dials_an_hour": N_("Not dialled: the limit of calls in an hour was reached."),
    "minutes_a_day": N_("Not dialled: the limit of minutes in a day was reached."),
    "broken": N_("Not dialled: something of ours broke."),
}
MEANINGS: Final[Mapping[str, str]] = {
    "stop": N_("A text from the person: no call any more."),
    "now": N_("A text from the person: now, please."),
    "at": N_("A text from the person: another time."),
    "thanks": N_("A text from the person: thanks."),
    "emergency": N_("A text from the person: somebody may be in danger."),
}
WITHDRAWN: Final[Mapping[str, str]] = {
    "asked": N_("Withdrawn by %(who)s: the person wants no call any more."),
    "spoken": N_("Withdrawn by %(who)s: the person was spoken with in another way."),
    "twice": N_("Withdrawn by %(who)s: there is another promise for this."),
    "mistake": N_("Withdrawn by %(who)s: it was made by mistake."),
    "other": N_("Withdrawn by %(who)s."),
    "not_approved": N_("%(who)s decided that the number is not called."),
}
SAID: Final[Mapping[str, str]] = {
    "promised": N_("The caller was told of the promise."),
    "recognised": N_("The caller rang again, and was told what we owe."),
}
GONE: Final[Mapping[str, str]] = {
    "discarded": N_("The message was deleted, because somebody wanted it so."),
    "kept_long_enough": N_("The message was deleted: it was kept long enough."),
}


def _plain(words: str) -> Callable[[Tale, Entry], str]:
    return lambda _tale, _entry: say(words)


def _by_agent(words: str) -> Callable[[Tale, Entry], str]:
    return lambda tale, entry: say(words, agent=tale.agent(entry))


def _by_who(words: str) -> Callable[[Tale, Entry], str]:
    return lambda tale, entry: say(words, who=tale.who(entry.data.get("by")))


def _by(table: Mapping[str, str], name: str, otherwise: str) -> Callable[[Tale, Entry], str]:
    """By a code of the entry; what is not in the table, by a sentence with the code in it."""

    def told(tale: Tale, entry: Entry) -> str:
        code = str(entry.data.get(name))
        return say(table.get(code, otherwise), agent=tale.agent(entry), who=tale.who(entry.data.get("by")), code=code)

    return told


def _made(tale: Tale, entry: Entry) -> str:
    if entry.data.get("by"):
        return say(N_("Promised by %(who)s, who talked with the person."), who=tale.who(entry.data["by"]))
    return say(MADE.get(str(entry.data.get("source")), PROMISED))


def _matter(tale: Tale, entry: Entry) -> str:
    need = entry.data.get("need")
    matter = about(str(need) if need else None)
    if entry.data.get("by"):
        return say(
            N_("%(who)s promised to call about this too: %(matter)s."), who=tale.who(entry.data["by"]), matter=matter
        )
    return say(N_("Asked for again: %(matter)s."), matter=matter)


def _window(tale: Tale, entry: Entry) -> str:
    when = f"{moment(_at(entry, 'window_from'))}–{clock(_at(entry, 'window_to'))}"
    if entry.data.get("by"):
        return say(N_("%(who)s moved the call to %(when)s."), who=tale.who(entry.data["by"]), when=when)
    return say(N_("The call is wanted %(when)s."), when=when)


def _moved(_: Tale, entry: Entry) -> str:
    if entry.data.get("needs_approval"):
        return say(N_("Wanted at another number, which somebody has to approve."))
    return say(N_("Wanted at another number."))


def _merged(_: Tale, entry: Entry) -> str:
    if entry.data.get("into"):
        return say(N_("Became part of the promise that this number was owed already."))
    return say(N_("Another promise became part of this one."))


def _held(_: Tale, entry: Entry) -> str:
    return say(N_("Somebody has to decide: %(cause)s."), cause=wording.approval(str(entry.data.get("cause"))))


def _put_off(_: Tale, entry: Entry) -> str:
    return say(
        N_("Put off to %(when)s: this number was called as often as is allowed."), when=moment(_at(entry, "until"))
    )


def _intended(tale: Tale, entry: Entry) -> str:
    return say(N_("%(agent)s is to be rung for it."), agent=tale.who(entry.data.get("agent")))


def _not_created(tale: Tale, entry: Entry) -> str:
    return say(N_("The carrier did not ring %(agent)s."), agent=tale.agent(entry))


def _talked(_: Tale, entry: Entry) -> str:
    seconds = entry.data.get("talked_seconds")
    return say(N_("The conversation was over after %(length)s."), length=length(float(seconds or 0)))


def _settled(tale: Tale, entry: Entry) -> str:
    if entry.data.get("presumed"):
        return say(N_("They talked, and nobody said how it went."))
    return _by(SETTLED, "outcome", N_("This attempt ended: %(code)s."))(tale, entry)


def _escalated(_: Tale, entry: Entry) -> str:
    step = entry.data.get("step")
    words = STEPS.get(step if isinstance(step, int) else Ladder.TOLD, STEPS[Ladder.TOLD])
    return say(words, cause=wording.cause(str(entry.data.get("because"))))


def _broken(_: Tale, entry: Entry) -> str:
    return say(
        N_("Broken: the deadline has passed. The cause: %(cause)s."),
        cause=wording.cause(str(entry.data.get("because"))),
    )


def _withdrawn(tale: Tale, entry: Entry) -> str:
    if entry.data.get("by") is None:
        return say(N_("Withdrawn."))
    return _by(WITHDRAWN, "because", WITHDRAWN["other"])(tale, entry)


def _given(tale: Tale, entry: Entry) -> str:
    who, agent = tale.who(entry.data.get("by")), tale.who(entry.data.get("agent"))
    return say(
        N_("%(who)s gave it to %(agent)s; nobody else calls before %(when)s."),
        who=who,
        agent=agent,
        when=moment(_at(entry, "until")),
    )


def _undone(tale: Tale, entry: Entry) -> str:
    act = next((say(words) for kind, words in wording.ACTS.items() if kind == entry.data.get("kind")), "")
    return say(N_("%(who)s undid this: %(act)s."), who=tale.who(entry.data.get("by")), act=act)


def _at(entry: Entry, name: str) -> datetime:
    return datetime.fromisoformat(str(entry.data[name]))


SENTENCES: Final[Mapping[str, Callable[[Tale, Entry], str]]] = {
    "made": _made,
    "matter_added": _matter,
    "window_chosen": _window,
    "wanted_now": _plain(N_("The person wants to be called now.")),
    "moved": _moved,
    "merged": _merged,
    "held": _held,
    "approved": _by_who(N_("%(who)s approved the number.")),
    "cleared": _plain(N_("The carrier’s list shows no call with this person since the backup: it goes on.")),
    "put_off": _put_off,
    "kept": _by(KEPT, "how", N_("Kept.")),
    "unreached": _plain(N_("Given up: the person was tried as often as was agreed, and not reached.")),
    "withdrawn": _withdrawn,
    "erased": _plain(N_("Whose it was has been erased, because somebody asked.")),
    # attempts
    "attempt_intended": _intended,
    "attempt_sent": _by_agent(N_("%(agent)s’s phone rings.")),
    "attempt_in_doubt": _by_agent(N_("Nobody knows yet whether %(agent)s’s phone rings.")),
    "attempt_not_created": _not_created,
    "agent_refused": _by(REFUSALS, "cause", N_("%(agent)s did not take it.")),
    "dial_held_back": _by(HELD_BACK, "cause", N_("Not dialled: the number needs approval.")),
    "customer_dialled": _by_agent(N_("%(agent)s accepted, and the person’s phone rings.")),
    "customer_answered": _plain(N_("The person’s phone was answered.")),
    "customer_ended": _talked,
    "attempt_settled": _settled,
    # in danger
    "escalated": _escalated,
    "broken": _broken,
    "crashed": _plain(N_("Handling it broke down; it is tried again.")),
    # what was said, written and heard
    "said": _by(SAID, "node", N_("The caller was told of the promise.")),
    "text_queued": _plain(N_("A text to the person:")),
    "text_sent": _plain(N_("The text has left.")),
    "text_failed": _plain(N_("The text could not be sent.")),
    "text_in_doubt": _plain(N_("Nobody knows whether the text has left; it is not sent twice.")),
    "text_held_back": _plain(N_("No text: too many went to this range of numbers.")),
    "text_came_in": _by(MEANINGS, "meaning", N_("A text from the person.")),
    "recording_announced": _plain(N_("The caller was told that a message is recorded.")),
    "message_left": _plain(N_("The person left a message.")),
    "message_heard": _by_who(N_("%(who)s listened to the message.")),
    "message_discarded": _by_who(N_("%(who)s wants the message deleted.")),
    "message_deleted": _by(GONE, "because", N_("The message was deleted.")),
    # what supervisors did
    "hurried": _by_who(N_("%(who)s wants it called now.")),
    "given": _given,
    "given_back": _by_who(N_("%(who)s gave it back to everybody.")),
    "noted": _by_who(N_("%(who)s noted:")),
    "undone": _undone,
}
"""By event."""
