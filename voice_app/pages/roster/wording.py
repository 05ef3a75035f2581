"""What the roster's pages say: why something cannot be, what was changed of whom, by whom.

Pure, but for the language of whoever looks.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from routing.agents import Activity, Presence
from routing.skills import AgentId
from voice_app.ledger.account_events import COMMAND, AccountEvent, Event
from voice_app.ledger.agents import PresenceChange
from voice_app.ledger.invitation_letters import Letter
from voice_app.line import Line
from voice_app.line.values import WEEKDAYS, OnCall, write_span
from voice_app.mistakes import Mistakes
from voice_app.numbers import Reason
from voice_app.pages.page import Visit
from voice_app.pages.words import N_, say
from voice_app.pages.writing import about, tongue, weekday
from voice_app.rostering import hours
from voice_app.rostering.edits import Contended, LastSupervisor, Stale, Taken
from voice_app.rostering.reaching import NotReached
from voice_app.rostering.record import Changed, Edited, Told
from voice_app.rostering.week import Wrong

REFUSALS: Final = (Mistakes, Stale, Taken, NotReached, LastSupervisor, Contended)
"""What an edit may raise that is told to whoever edits."""

ROLES: Final = {"agent": N_("agent"), "supervisor": N_("supervisor")}
KINDS: Final = {"tel": N_("A phone number"), "sip": N_("A SIP phone"), "client": N_("The browser, on the desk")}
TEXTS: Final = {
    "context": N_("what a call is about, when it rings"),
    "outcome": N_("how it ended, to be answered by text"),
}
LEVELS: Final = (N_("cannot"), N_("can do"), N_("good"), N_("best"))

NOT_REACHED: Final[Mapping[Reason, str]] = {
    "in_policy": N_("We do not ring that number."),
    "no_number": N_("There is no such phone number. Write it as you would dial it, or with + and the country."),
    "own_number": N_("That is a number of the line itself: we would ring ourselves."),
    "emergency": N_("That begins as an emergency number does."),
    "international_network": N_("That is a satellite, or a network of no country: we do not ring those."),
    "country": N_("The line rings no numbers of that country. Allow it in the line first, if somebody works there."),
    "denied_prefix": N_("The line rings no numbers that begin so."),
    "premium_exchange": N_("That number costs extra for whoever rings it."),
    "number_type": N_("That kind of number is not an ordinary phone, and may cost extra."),
}
WRONG: Final = {
    "id": N_("Use small letters, digits, - and _, at most 40; or leave it blank."),
    "name": N_("Write a name, of at most 100 characters."),
    "reach": N_("No phone is reached there. A SIP address is written like name@host."),
    "languages": N_("Somebody who answers speaks a language: choose at least one."),
    "shifts": N_("Something is wrong with these hours."),
    "on_call": N_("Something is wrong with these hours."),
}
ELSE: Final = N_("That cannot be: %(what)s.")
TAKEN: Final = {
    "id": N_("%(name)s signs in by that, or did. Choose another."),
    "reach": N_("That is the phone of %(name)s. A phone belongs to one agent."),
}
LAST_SUPERVISOR: Final = N_(
    "Nobody would be left who can open these pages. Make another supervisor first, who has a password."
)
STALE: Final = N_("%(who)s has changed this meanwhile. It is shown as it is now; nothing of yours was written.")
CONTENDED: Final = N_("Many change the line right now. Try again in a moment; nothing was written.")
WRONG_HOURS: Final[Mapping[Wrong, str]] = {
    "half": N_("from when until when?"),
    "no_time": N_("that is no time of day"),
    "backwards": N_("it ends before it begins: over midnight, write two, one until 00:00, one from 00:00"),
    "overlap": N_("these overlap: make them one, or move one of them"),
}

CLOSED: Final = N_("The line is closed all through %(when)s.")
OPEN_ANYWAY: Final = N_("The line is open all through %(when)s: being on call adds nothing then.")

PRESENCES: Final[Mapping[Presence, str]] = {
    Presence.READY: N_("Ready"),
    Presence.ON_BREAK: N_("On break"),
    Presence.SIGNED_OUT: N_("Signed off"),
}
ACTIVITIES: Final[Mapping[Activity, str]] = {
    Activity.RESERVED: N_("is being rung"),
    Activity.TALKING: N_("talks"),
    Activity.WRAPPING_UP: N_("wraps up"),
}

EVENTS: Final[Mapping[Event, str]] = {
    "added": N_("%(who)s added this agent."),
    "invited": N_("%(who)s made an invitation."),
    "invitation_used": N_("%(who)s came in by a pass."),
    "invitation_withdrawn": N_("%(who)s withdrew the invitation."),
    "password_set": N_("%(who)s chose a password."),
    "second_factor_set": N_("%(who)s set up the second key."),
    "second_factor_forgotten": N_("%(who)s took the second key away, to be set up anew."),
    "recovery_code_used": N_("%(who)s came in by a spare code."),
    "spare_codes_made": N_("%(who)s made spare codes anew."),
    "signed_out": N_("%(who)s ended a session."),
    "signed_out_elsewhere": N_("%(who)s ended the other sessions."),
    "disabled": N_("%(who)s let this agent leave."),
    "enabled": N_("%(who)s let this agent come back."),
    "pin_set": N_("%(who)s set a PIN."),
    "pin_cleared": N_("%(who)s took the PIN away."),
}
PUT: Final[Mapping[str, str]] = {
    "on_break": N_("%(who)s put this agent on break."),
    "signed_out": N_("%(who)s signed this agent off."),
}
EDITED: Final = N_("%(who)s changed:")
KEYS: Final = {
    "name": N_("Name"),
    "reach": N_("Phone"),
    "languages": N_("Languages"),
    "skills": N_("Skills"),
    "role": N_("Role"),
    "shifts": N_("Shifts"),
    "on_call": N_("On call"),
    "texts": N_("Told by text"),
}
LETTERS: Final = {
    "queued": N_("is on its way to %(address)s"),
    "claimed": N_("is on its way to %(address)s"),
    "sent": N_("was sent to %(address)s"),
    "failed": N_("could not be sent to %(address)s"),
    "unknown": N_("may have arrived at %(address)s, or not"),
}


def days() -> dict[str, str]:
    """The days of a week, by the line file's name of each."""
    return {name: weekday(at).capitalize() for at, name in enumerate(WEEKDAYS)}


def refusals(visit: Visit, error: Exception) -> dict[str, str]:
    """What to say beside which field; under "" what is about none of them."""
    match error:
        case Mistakes(all=mistakes):
            return {mistake.where.partition(".")[0]: _wrong(mistake.where, mistake.what) for mistake in mistakes}
        case Taken(key=key, holder=holder):
            return {key: say(TAKEN[key], name=holder.name)}
        case NotReached(why=why):
            return {"reach": say(NOT_REACHED[why])}
        case LastSupervisor():
            return {"role": say(LAST_SUPERVISOR)}
        case Stale(by=by):
            return {"": say(STALE, who=named(visit, by))}
        case _:
            return {"": say(CONTENDED)}


def _wrong(where: str, what: str) -> str:
    words = WRONG.get(where.partition(".")[0].partition("[")[0])
    return say(words) if words else say(ELSE, what=what)


def named(visit: Visit, by: str | None) -> str:
    """Whoever did something, as colleagues call that person."""
    if by == COMMAND:
        return say(N_("Somebody at the host’s terminal"))
    try:
        return visit.house.roster[AgentId(by or "")].name
    except KeyError:
        return say(N_("Somebody"))


def told_said(visit: Visit, told: Told) -> str:
    """One entry of an agent's record, as a sentence."""
    match told:
        case AccountEvent(event=event, by=by):
            words = EVENTS.get(event)
            return say(words, who=named(visit, by)) if words else event
        case PresenceChange(presence=presence, by=by):
            return say(PUT[presence], who=named(visit, by))
        case Edited(source="file"):
            return say(N_("The line file, edited by hand, changed:"))
        case Edited(by=by):
            return say(EDITED, who=named(visit, by))


def changed_said(changed: Changed) -> str:
    """ "Skills: a bill 1 → 2"."""
    key = KEYS.get(changed.key)
    label = say(key) if key else changed.key
    if changed.key == "skills":
        old, new = changed.before or {}, changed.after or {}
        return f"{label}: {', '.join(_levels(old, new))}"
    return f"{label}: {_value(changed.key, changed.before)} → {_value(changed.key, changed.after)}"


def _levels(old: Mapping[str, int], new: Mapping[str, int]) -> Iterator[str]:
    for need in dict.fromkeys((*old, *new)):
        if old.get(need, 0) != new.get(need, 0):
            yield f"{about(need)} {old.get(need, 0)} → {new.get(need, 0)}"


def _value(key: str, value: Any) -> str:
    if not value:
        return "–"
    if key == "reach":  # whoever reads the record needs no number: the agent's page has it
        return say(KINDS.get(str(value).partition(":")[0], N_("The browser, on the desk")))
    if key == "role":
        return say(ROLES[value])
    if key == "languages":
        return ", ".join(map(tongue, value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def warnings_of(visit: Visit, line: Line, agent: AgentId) -> dict[str, list[str]]:
    """What of this agent's week will surprise somebody, by kind."""
    entry = next((one for one in line.agents if one.id == agent), None)
    if entry is None:
        return {}
    return {
        "shifts": [say(CLOSED, when=_when(one)) for one in hours.shifts_while_closed(line, entry)],
        "on_call": [say(OPEN_ANYWAY, when=_when(one)) for one in hours.on_call_while_open(line, entry)],
    }


def _when(window: OnCall) -> str:
    """ "Saturday 20:00-24:00"."""
    return f"{days()[WEEKDAYS[window.weekday]]} {write_span(window.span)}"


def letter_said(letter: Letter) -> str:
    """What became of an invitation that was sent by e-mail."""
    return say(LETTERS[letter.state], address=letter.address)
