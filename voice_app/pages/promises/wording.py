"""What the codes of a promise are called on its pages: groups, causes, what stands in the way, acts and their refusals.

In English; the catalogues have the rest. Deliberately decides nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from routing.escalation import Cause
from routing.policy import Choice
from routing.reasons import ON_HOLD, NoMatch, Why
from voice_app.caring import Because, Kept, Kind, Refused
from voice_app.ledger.ids import Outcome
from voice_app.ledger.promise_lists import Group
from voice_app.pages.desk.wording import OUTCOMES
from voice_app.pages.words import N_, say
from voice_app.pages.writing import moment, named

GROUPS: Final[Mapping[Group, str]] = {
    "broken": N_("Broken, and still owed"),
    "at_risk": N_("At risk"),
    "needs_approval": N_("Needs approval"),
    "due_next": N_("Due next"),
    "open": N_("Open"),
    "done": N_("Done"),
    "kept": N_("Kept promises"),
    "unreached": N_("Not reached"),
    "withdrawn": N_("Withdrawn"),
}
EMPTY: Final[Mapping[Group, str]] = {
    "broken": N_("No promise is broken."),
    "at_risk": N_("No promise is at risk."),
    "needs_approval": N_("No number waits for approval."),
    "due_next": N_("Nothing is due within four hours."),
    "open": N_("Nobody else waits for a call."),
    "done": N_("Nothing is done yet."),
}
SOURCES: Final[Mapping[str, str]] = {
    "wait": N_("while waiting"),
    "closed": N_("outside the hours, or with nobody there"),
    "api": N_("by a form or a program"),
    "text": N_("by text"),
    "agent": N_("by an agent"),
    "missed": N_("a call that we missed"),
    "missed_call": N_("hung up while waiting"),
    "apology": N_("after something of ours broke"),
}
CAUSES: Final[Mapping[Cause, str]] = {
    Cause.NOBODY_SIGNED_ON: N_("nobody who speaks its language was signed on"),
    Cause.TOO_FEW_AGENTS: N_("more was owed than the agents had time for"),
    Cause.AGENTS_REFUSED: N_("agents were rung, and none accepted"),
    Cause.NOT_REACHED: N_("the person was rung, and not spoken with"),
    Cause.WRONG_NUMBER: N_("whoever answered was somebody else"),
    Cause.NUMBER_REFUSED: N_("the carrier found no way to the number"),
    Cause.NEEDS_APPROVAL: N_("somebody has to decide whether the number may be called"),
    Cause.CAPPED: N_("a limit against fraud was reached"),
    Cause.CARRIER_DOWN: N_("the carrier did not answer"),
    Cause.CARRIER_ACCOUNT: N_("the carrier refused our account"),
    Cause.CARRIER_REFUSED: N_("the carrier refused to ring an agent"),
    Cause.POISON: N_("handling it broke down again and again"),
    Cause.RESTORED: N_("a backup was restored: the person may have been called since, or a colleague withdrew it"),
    Cause.SERVICE_DOWN: N_("our own service was down"),
    Cause.LITTLE_TIME: N_("little time was left"),
}
APPROVALS: Final[Mapping[str, str]] = {
    "country": N_("a country that is not called by itself"),
    "number_type": N_("a kind of number that is not called by itself"),
    "denied_prefix": N_("a range that the line file denies"),
    "premium_exchange": N_("a number that may cost extra"),
    "international_network": N_("a network of no country"),
    "prefix_cap": N_("many numbers of this range asked at once"),
    "wrong_number": N_("whoever answered was somebody else"),
    "poison": N_("handling it broke down again and again"),
    "restored": N_("a backup was restored: the person may have been called since, or a colleague withdrew it"),
}
"""Why a colleague has to decide; of others their code is shown."""

STANDS: Final[Mapping[Why, str]] = {
    "nobody_ready": N_("Nobody is ready."),
    "nobody_idle": N_("Everybody who is ready is busy."),
    "nobody_suitable": N_("Nobody who is free may take it."),
    "widens_later": N_("Nobody who is free is good enough yet."),
    "kept_for_agent": N_("Kept for one agent."),
    "kept_for_its_agent": N_("Kept for its agent, who is not free."),
    "not_free": N_("Nobody is free."),
    "nothing_waits": N_("Nothing stands in the way."),
    "not_suitable": N_("Nobody who is free may take it."),
    "kept_free": N_("Agents are kept free for callers."),
    "closed": N_("The line is closed."),
    "ringing": N_("It is being called right now."),
    "talking": N_("It is being talked about right now."),
    "ended": N_("It is over."),
    "needs_approval": N_("You have to decide whether the number may be called."),
    "not_yet": N_("Its next try is later."),
    "window_to_come": N_("The call is agreed for later."),
    "on_the_line": N_("The person is on the line with us."),
    "not_at_this_hour": N_("This number is not called at this hour."),
    "others_first": N_("More urgent promises go first."),
    "other_work_first": N_("Whoever is free has something more urgent."),
    "capped": N_("A limit against fraud is reached: nobody is called."),
    "carrier_down": N_("The carrier does not answer: nobody is called."),
    "carrier_account": N_("The carrier refuses our account: nobody is called."),
}
NOT_BEFORE: Final = N_("Not before %(when)s.")
ACTS: Final[Mapping[Kind, str]] = {
    "call_now": N_("Call now"),
    "give": N_("Give to an agent"),
    "give_back": N_("Back to everybody"),
    "move": N_("Move"),
    "approve": N_("Approve"),
    "refuse": N_("Refuse"),
    "withdraw": N_("Withdraw"),
}
BEFORE: Final[Mapping[Kind, str]] = {
    "call_now": N_(
        "Goes before every caller who waits, to whoever is free first, at the next hour at which this number may be "
        "called."
    ),
    "give": N_("Until then nobody else calls, unless less than an hour is left. It appears on the agent’s desk."),
    "give_back": N_("Whoever is free calls."),
    "move": N_("The deadline stays where it is. A text tells the person in ten minutes, unless you undo it."),
    "approve": N_("The number may be called and texted from now on."),
    "refuse": N_("The number is never called, and the promise is closed."),
    "withdraw": N_("Nobody calls any more. A phone that rings for it stops; a conversation goes on."),
}
"""What will happen."""

DID: Final[Mapping[Kind, str]] = {
    "call_now": N_("Goes first from now on, to whoever is free first."),
    "give": N_("Given to the agent, on whose desk it is now."),
    "give_back": N_("Whoever is free calls."),
    "move": N_("Moved. The deadline is where it was; the person is told in ten minutes."),
    "approve": N_("Approved: the number may be called."),
    "refuse": N_("Refused: the number is not called."),
    "withdraw": N_("Withdrawn: nobody calls any more."),
}
"""What has happened."""

REFUSED: Final[Mapping[Refused, str]] = {
    "unknown": N_("There is no such promise."),
    "closed": N_("It was kept, given up or withdrawn meanwhile."),
    "changed": N_("Something has happened to it since you saw it. Look again."),
    "being_called": N_("It is being called right now."),
    "unapproved": N_("Its number must be approved first."),
    "not_asked": N_("Its number needs no approval."),
    "erased": N_("Its number is not known any more."),
    "no_such_agent": N_("Choose an agent."),
    "own_phone": N_("This is the agent’s own phone."),
    "too_late_to_give": N_("Less than an hour is left: whoever is free calls."),
    "nobodys": N_("It is kept for nobody."),
    "does_not_fit": N_("Nobody can call at that time before its deadline, which never moves."),
}
KEPT: Final[Mapping[Kept, str]] = {
    "too_late": N_("Ten minutes are over."),
    "told": N_("The person was told of it already."),
    "changed": N_("Something else has happened to it since."),
    "spoken": N_("The person rang us meanwhile, and was answered."),
    "in_the_way": N_("This person is owed another call by now: there is one promise for each number."),
}
BECAUSES: Final[Mapping[Because, str]] = {
    "asked": N_("The person wants no call any more (confirmed by text in ten minutes)"),
    "spoken": N_("The person was spoken with in another way"),
    "twice": N_("There is another promise for this"),
    "mistake": N_("It was made by mistake"),
    "other": N_("Something else"),
}


def standing(now: datetime, match: Choice | NoMatch | None) -> str | None:
    """What stands in the way, in a sentence; None: nobody can tell."""
    if match is None:
        return None
    if isinstance(match, Choice):
        return say(N_("%(agent)s is about to be rung."), agent=named(match.agent))
    sentence = say(STANDS[match.why])
    if match.again_at is None or match.again_at <= now or match.why not in (*ON_HOLD, "kept_for_its_agent"):
        return sentence
    return f"{sentence} {say(NOT_BEFORE, when=moment(match.again_at))}"


def cause(code: str | None) -> str:
    """Why it is at risk, or broken."""
    known = next((words for cause_, words in CAUSES.items() if cause_.value == code), None)
    return say(known) if known else code or ""


def approval(code: str | None) -> str:
    """Why a colleague has to decide."""
    return _called(APPROVALS, code)


def source(code: str) -> str:
    """How it came about."""
    return _called(SOURCES, code)


def outcome(code: Outcome) -> str:
    """How an attempt ended, as the desk says it."""
    return say(OUTCOMES[code])


def refusal(code: str) -> str:
    """Why it was left as it was."""
    return _called({str(known): words for known, words in REFUSED.items()}, code)


def kept(code: str) -> str:
    """Why it was not taken back."""
    return _called({str(known): words for known, words in KEPT.items()}, code)


def _called(table: Mapping[str, str], code: str | None) -> str:
    """A code that no table has was written by another version of the program."""
    words = table.get(code or "")
    return say(words) if words else code or ""
