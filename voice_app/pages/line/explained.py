"""What each key of the line file means, in the words of whoever is not technical: what it is called, and what it does.

Deliberately lists no key by itself: the forms are made of the file's own declarations, and a key that has no words here
is shown by its name.
"""

from collections.abc import Mapping
from typing import Final

from voice_app.pages.words import N_, say

SECTIONS: Final[Mapping[str, str]] = {
    "waiting": N_("The wait"),
    "routing": N_("Who takes which call"),
    "degraded": N_("When the queue cannot be reached"),
    "callback": N_("Calling back"),
    "caps": N_("Caps against toll fraud"),
    "text": N_("Texts"),
    "follow_up": N_("Did we help you?"),
    "alarms": N_("Who is told of alarms"),
    "digest": N_("The day before, by e-mail"),
    "recording": N_("Recording"),
    "listening": N_("Listening in"),
    "privacy": N_("What is kept, and how long"),
}

EXPLAINED: Final[Mapping[str, tuple[str, str]]] = {
    "waiting.ring_agent": (
        N_("One agent’s phone rings for"),
        N_("Then the next agent is rung. Stay under the voicemail: 20 seconds or less."),
    ),
    "waiting.offer_callback_after": (N_("A callback is offered after"), N_("At the earliest; the place is kept.")),
    "waiting.offer_callback_if_wait_over": (
        N_("It is offered at once where the wait is longer than"),
        N_("By what is expected when somebody joins."),
    ),
    "waiting.widen_after": (
        N_("More agents may take a call after"),
        N_("First those who are good enough, then anybody."),
    ),
    "waiting.wrap_up": (
        N_("Rest after a call"),
        N_("Time for a note; an agent can end it sooner."),
    ),
    "waiting.longest_wait": (N_("The longest wait"), N_("Then a callback is all that is offered.")),
    "waiting.head_start": (
        N_("Head start of live callers"),
        N_("So much earlier they count than a promise that kept its place."),
    ),
    "waiting.last_agent_for": (
        N_("A call is kept for the agent of last time for"),
        N_("A few seconds at most."),
    ),
    "waiting.old_place_for": (
        N_("Who hung up keeps the place for"),
        N_("Whoever rings again within this goes on where they were."),
    ),
    "routing.levels": (N_("The best agent first"), N_("Off: whoever is trained.")),
    "routing.trained_at_once": (
        N_("Nobody waits for the best while somebody trained is free"),
        N_("The level is then an order, not a gate."),
    ),
    "routing.widening": (N_("By waiting, more agents may take a call"), N_("See the times above.")),
    "routing.fewest_skills_first": (
        N_("Generalists stay free"),
        N_("Who can do fewer things is rung first."),
    ),
    "routing.head_start": (N_("Live callers have a head start"), N_("Before promises that kept their place.")),
    "routing.last_agent": (
        N_("The agent of last time is preferred"),
        N_("And offered by name."),
    ),
    "routing.by_name": (
        N_("An agent’s name may be said in the menu"),
        N_("Where the menu listens to words."),
    ),
    "routing.old_place": (N_("Who rings again keeps the old place"), N_("For as long as is said above.")),
    "callback.due_within": (N_("We call back within"), N_("This is what callers are promised.")),
    "callback.call_between": (
        N_("People may be called between"),
        N_("On their own clock."),
    ),
    "callback.attempts": (N_("Tries before “not reached”"), N_("One to ten.")),
    "callback.keep_free": (
        N_("Agents kept free for live callers"),
        N_("A number, or “auto”: we work it out."),
    ),
    "callback.accept_later": (
        N_("Promise a later time where the hours leave none in time"),
        N_("Off: hours with such a hole are refused."),
    ),
    "callback.missed_calls": (
        N_("Who hangs up while waiting is owed a callback too"),
        N_("Also without having asked for it."),
    ),
    "callback.voicemail": (
        N_("A message may be left under a promise"),
        N_("When nobody can answer."),
    ),
    "callback.allowed_countries": (
        N_("Countries that are called back"),
        N_("Two capitals each, one a line, like NL. Anywhere else a colleague decides first."),
    ),
    "callback.denied_prefixes": (
        N_("Numbers that are not called back"),
        N_("By how they begin, one a line, like +31970."),
    ),
    "caps.promises_per_prefix": (
        N_("New promises an hour to numbers that are alike"),
        N_("They differ in their last four digits only."),
    ),
    "caps.dials_per_number": (N_("Calls to one number in 24 hours"), N_("More is never what a person wants.")),
    "caps.dials_an_hour": (N_("Calls to all customers in an hour"), N_("What is held back, a colleague decides.")),
    "caps.minutes_a_day": (
        N_("Minutes with all customers in a day"),
        N_("Then nobody is called any more, and a supervisor is told."),
    ),
    "text.show_caller": (
        N_("Agents who are texted see the caller’s number"),
        N_("In the text that says what a call is about."),
    ),
    "follow_up.mode": (
        N_("Ask by text whether we helped"),
        N_("off: never. ask: only callers who said in the call that they may be asked."),
    ),
    "follow_up.after": (N_("So long after the talk"), N_("Once it has come to a good end.")),
    "follow_up.once_in": (N_("At most once in"), N_("To each phone.")),
    "alarms.text": (N_("Phones that get a text"), N_("One a line, like +31612345678.")),
    "alarms.email": (N_("E-mail addresses"), N_("One a line.")),
    "alarms.sender": (N_("E-mail is sent from"), N_("An address of your own.")),
    "alarms.webhook": (N_("A program that is told"), N_("Its address; for whoever looks after the machines.")),
    "digest.at": (N_("It leaves at"), N_("By the clock of the line, like 07:00.")),
    "digest.to": (
        N_("It goes to"),
        N_("E-mail addresses, one a line. Empty: to nobody; it is on the page all the same."),
    ),
    "degraded.ring": (
        N_("Who is rung then"),
        N_(
            "Agents by id, one a line, in this order; three at most for one caller, and only who is ready. "
            "None: callers are promised a callback."
        ),
    ),
    "digest.language": (N_("Its language"), N_("nl, en, fr or de. Empty: the line’s first.")),
    "digest.own_words": (
        N_("With what people said in their own words"),
        N_("It then leaves the house by e-mail, where no erasure reaches it. Off: it stands on the page alone."),
    ),
    "recording.mode": (
        N_("Recording of talks"),
        N_("off: never. ask: after the caller has said yes to the agent."),
    ),
    "recording.question": (
        N_("How the agent asks"),
        N_("In every language of the line, or in none: then we have words of our own."),
    ),
    "listening.notice": (
        N_("Callers hear that somebody may listen in"),
        N_("In every language of the line. Without it nobody can listen in."),
    ),
    "privacy.keep_personal_data": (
        N_("Numbers, names and notes are kept for"),
        N_("Then they are erased; the figures stay."),
    ),
    "privacy.keep_recordings": (N_("Recordings are kept for"), N_("Then the carrier deletes them.")),
}


PROMPTS: Final[Mapping[str, str]] = {
    "welcome": N_("The greeting"),
    "closed": N_("Closed, without saying until when"),
    "closed_until": N_("Closed, and when it opens again"),
    "nobody": N_("Within the hours, and nobody is there"),
    "soon": N_("In the wait: it will not be long"),
    "still_looking": N_("In the wait: somebody is still being looked for"),
}
"""The sentences that a line may word itself."""


def prompt_called(key: str) -> str:
    return say(PROMPTS[key]) if key in PROMPTS else key.replace("_", " ")


def section_called(name: str) -> str:
    return say(SECTIONS[name]) if name in SECTIONS else name.replace("_", " ")


def called(path: str) -> str:
    """What this key is called; a new one by its name."""
    known = EXPLAINED.get(path)
    return say(known[0]) if known else path.partition(".")[2].replace("_", " ")


def meaning(path: str) -> str:
    """What it does; "" of a new one."""
    known = EXPLAINED.get(path)
    return say(known[1]) if known else ""
