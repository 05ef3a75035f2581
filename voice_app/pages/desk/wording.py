"""How the desk says what the house knows by a code: how it went, how a caller is known, why this agent, what stands in
the way. In English; the catalogues have the rest.

Deliberately decides nothing, and knows no template.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from routing.agents import Activity, Presence
from routing.reasons import Reason, Ruling
from routing.skills import UNTRAINED
from routing.spans import Span
from voice_app.context import Context, Known
from voice_app.desk import (
    Card,
    Colleague,
    Desk,
    NeedOpen,
    NoCallback,
    Promised,
    Refused,
    Stage,
    windows_to_choose,
)
from voice_app.ledger.ids import Disposition, Outcome
from voice_app.ledger.transfers import Transfer
from voice_app.pages.page import Visit
from voice_app.pages.words import N_, say
from voice_app.pages.writing import about, clock, labelled, moment, phone
from voice_app.under_way.sending_on import Hindrance

DISPOSITIONS: Final[Mapping[Disposition, str]] = {
    "resolved": N_("Resolved"),
    "follow_up": N_("Needs follow-up"),
    "transferred": N_("Sent on"),
    "not_reached": N_("Not reached"),
    "wrong_number": N_("Wrong number"),
}

KNOWN: Final[Mapping[Known, tuple[str, str]]] = {
    "no_number": ("", N_("Shows no number")),
    "shared": ("", N_("Number that many people share")),
    "new": ("", N_("First contact from this number")),
    "recognised": ("accent", N_("Number recognised; that proves nobody")),
    "verified": ("good", N_("Confirmed by a code by text")),
}
"""The colour of the mark, and what it says."""

WHY_YOU: Final[Mapping[Ruling, str]] = {
    "best_match": N_("You are the best match of all who were free."),
    "next_in_line": N_("You became free, and this call was first in line."),
    "last_time": N_("You talked with this caller last time."),
    "asked_for": N_("The caller asked for you."),
    "promised": N_("You promised this person to call back."),
    "sent_on": N_("A colleague sent the call on to you."),
    "place_in_line": N_("You became free when this callback’s place in the line came up."),
    "deadline_at_risk": N_("You became free, and this callback must be made soon."),
    "room_to_call_back": N_("You became free, and enough others are free, too."),
    "by_list": N_("You were next on the list while we could not see who waits."),
}

HINDRANCES: Final[Mapping[Hindrance, str]] = {
    "no_talk": N_("Nobody is on the line with you any more."),
    "to_oneself": N_("You have this call already."),
    "colleague_not_ready": N_("This colleague is not ready."),
    "nobody_can": N_("Nobody else who is ready is trained for this."),
    "nobody_free": N_("Nobody is free to be asked right now."),
    "leg_unknown": N_("You can send this call on at once, but not ask first."),
    "closed": N_("The line is closed: nobody would be rung for the call."),
    "under_way": N_("The call is on its way to somebody else already."),
}

REFUSED: Final[Mapping[Refused | NoCallback, str]] = {
    "unknown": N_("This conversation is too far back, or nothing is known of it."),
    "not_yours": N_("This conversation is a colleague’s."),
    "not_over": N_("You are still talking."),
    "wrapped_already": N_("It was noted already: in another window, or by phone."),
    "no_number": N_("Not promised: nobody can be called back who shows no number."),
    "nobody_calls_then": N_("Not promised: nobody can call at that time. Choose another."),
    "too_far": N_("Not promised: that is more than four weeks ahead."),
    "not_answered": N_("Not promised: the customer has not answered yet."),
    "outcome_first": N_("Say first how this callback went; then promise the next."),
}
"""Why an act on a conversation was not let through."""

FAILED: Final[Mapping[str, str]] = {
    "gone": N_("The caller had hung up."),
    "talk_over": N_("Your talk was over before the call could go on."),
    "not_sent": N_("The phone company did not answer; nothing has changed."),
}
"""Why a call was not sent on, by the transfer's cause."""

CARRIER_REFUSED: Final = N_("The phone company refused; nothing has changed.")

OUTCOMES: Final[Mapping[Outcome, str]] = {
    "spoke": N_("spoke"),
    "no_answer": N_("no answer"),
    "busy": N_("engaged"),
    "machine": N_("voicemail"),
    "wrong_number": N_("wrong number"),
    "provider_error": N_("could not be dialled"),
    "unknown": N_("not known"),
}

STAGES: Final[Mapping[Stage, str]] = {
    "idle": N_("Nobody rings"),
    "ringing": N_("Rings for you"),
    "talking": N_("In conversation"),
    "wrapping_up": N_("Wrap up"),
}
CONSULTED: Final[Mapping[Stage, str]] = {**STAGES, "talking": N_("A word with a colleague")}
PRESENCES: Final[Mapping[Presence, str]] = {
    Presence.READY: N_("Ready"),
    Presence.ON_BREAK: N_("On break"),
    Presence.SIGNED_OUT: N_("Signed off"),
}
ACTIVITIES: Final[Mapping[Activity, str]] = {
    Activity.IDLE: N_("free"),
    Activity.RESERVED: N_("is being rung"),
    Activity.TALKING: N_("talks"),
    Activity.WRAPPING_UP: N_("wraps up"),
}

IDLE: Final[Mapping[Presence, str]] = {
    Presence.READY: N_("You are ready"),
    Presence.ON_BREAK: N_("You are on break"),
    Presence.SIGNED_OUT: N_("You are signed off"),
}


def who(card: Card) -> str:
    """By what a caller is called: the name, else the number."""
    context = card.context
    return context.name or (phone(context.phone) if context.phone else say(N_("No number shown")))


def entered(context: Context) -> list[str]:
    """What the caller keyed or said, but for single keys: those chose from a menu, and what about is said anyway."""
    return [line for line in context.entered if len(line.strip()) > 1]


def aloud(card: Card) -> str:
    """The ringing call in a sentence, for whoever hears the page."""
    return say(N_("Rings for you: %(who)s, %(about)s"), who=who(card), about=about(card.context.need))


def waits_since(visit: Visit, desk: Desk) -> datetime | None:
    """Of a caller who still waits, since when; so that the time runs in the page."""
    if desk.card is None or desk.stage != "ringing" or desk.card.kind != "call":
        return None
    return (visit.now - timedelta(seconds=desk.card.context.waited_seconds)).replace(microsecond=0)


def stage_said(desk: Desk) -> str:
    if desk.card and desk.card.rings_there:
        return say(N_("Their phone rings"))
    table = CONSULTED if desk.card and desk.card.kind == "consult" else STAGES
    return say(table[desk.stage])


def how_to_accept(desk: Desk) -> str:
    """What to do now, with the phone that this agent has."""
    kind = desk.card.kind if desk.card else "call"
    if desk.agent.reach.startswith("client:"):
        return say(N_("Answer in the browser."))
    if kind == "callback":
        return say(N_("Pick up your phone and press 1: then theirs rings."))
    return say(N_("Pick up your phone and press 1."))


def why_you(reason: Reason) -> str:
    """The decision in two sentences at most."""
    said = [say(WHY_YOU[reason.ruling])]
    if reason.need.name is not None and reason.level > UNTRAINED:
        said.append(say(N_("Your level for this is %(level)s of 3."), level=reason.level))
    if reason.need.name is not None and reason.level <= UNTRAINED:
        said.append(say(N_("You are not trained for this; nobody better was free.")))
    if not reason.speaks:
        said.append(say(N_("Nobody who speaks the language was free.")))
    return " ".join(said)


def idle_said(desk: Desk) -> str:
    """What it means that nobody rings."""
    if desk.rests_until:
        return say(N_("You are resting"))
    return say(IDLE[desk.presence])


def idle_means(desk: Desk) -> str:
    if desk.rests_until:
        return say(N_("Your phone rang and was not accepted. “Ready” ends the rest at once."))
    if desk.presence is not Presence.READY:
        return say(N_("Your phone is not rung. Say that you are ready when you are."))
    return say(N_("Your phone rings for the next call that suits you."))


def endings(card: Card) -> Mapping[Disposition, str]:
    """How this conversation can have ended: somebody who called us was reached."""
    return {code: label for code, label in DISPOSITIONS.items() if card.kind == "callback" or code != "not_reached"}


def ended(card: Card) -> Disposition | None:
    """What the agent has chosen already, or what is so anyway."""
    chosen = card.draft.disposition if card.draft else None
    return chosen or card.context.suggested_disposition


def turned_out(visit: Visit, card: Card) -> Sequence[str]:
    """What it may have been about after all, as the menu has it. Nothing of a call that goes on to somebody else: there
    the transfer says so."""
    sent_on = card.transfer is not None and card.transfer.state != "failed"
    needs = [entry.need for entry in visit.house.line.menu if entry.need != card.context.need]
    return () if card.kind == "consult" or sent_on else needs


def presence_said(visit: Visit, desk: Desk) -> str:
    if desk.reason is None:
        return say(PRESENCES[desk.presence])
    return labelled(visit.house.line.desk.break_reasons.get(desk.reason, {}), desk.reason)


def windows(visit: Visit, card: Card) -> Sequence[Span]:
    """When somebody could call this person; none where nobody can."""
    context = card.context
    return windows_to_choose(visit.house, context.phone, context.need, visit.now) if context.phone else ()


def promised_said(promised: Promised) -> str:
    """What was promised, for the agent to say it."""
    owed = promised.promise
    if owed.needs_approval:
        return say(N_("Noted. A supervisor decides first whether this number may be called."))
    when = f"{moment(owed.window.from_at)}–{clock(owed.window.to_at)}" if owed.window else moment(owed.effective_due_by)
    if not promised.is_then:
        return say(N_("A callback was promised earlier, and comes first: by %(when)s."), when=when)
    if not promised.is_new:
        return say(N_("A callback was owed already; this belongs to it now: %(when)s."), when=when)
    return say(N_("Promised: %(when)s."), when=when) if owed.window else say(N_("Promised: by %(when)s."), when=when)


def staffed(need: NeedOpen) -> str:
    """Whether somebody is there for it."""
    if not need.ready:
        return say(N_("nobody is ready"))
    if need.free:
        return say(N_("%(count)s free"), count=need.free)
    return say(N_("%(count)s wait"), count=need.waiting)


def colleague_said(colleague: Colleague) -> str:
    said = [say(ACTIVITIES[colleague.activity])]
    if colleague.level is not None and colleague.level > UNTRAINED:
        said.append(say(N_("level %(level)s"), level=colleague.level))
    if colleague.speaks is False:
        said.append(say(N_("speaks another language")))
    return " · ".join(said)


def transfer_said(visit: Visit, transfer: Transfer) -> str:
    """How far a call that is sent on has come."""
    if not transfer.is_consult:
        return say(
            N_("On the way to %(where)s. The caller is with you until then."), where=destination(visit, transfer)
        )
    name = visit.house.roster[transfer.colleague].name if transfer.colleague else destination(visit, transfer)
    if transfer.goes_to == "colleague":
        return say(N_("The caller goes on to %(name)s."), name=name)
    if transfer.goes_to == "agent":
        return say(N_("The caller comes back to you."))
    if transfer.joined_at and not transfer.colleague_left_at:
        return say(N_("%(name)s is on the line with you. The caller hears music."), name=name)
    return say(N_("%(name)s is being rung. The caller hears music."), name=name)


def destination(visit: Visit, transfer: Transfer) -> str:
    return visit.house.roster[transfer.to_agent].name if transfer.to_agent else about(transfer.to_need)


def failed_said(transfer: Transfer) -> str:
    cause = transfer.cause or ""
    return say(FAILED.get(cause, CARRIER_REFUSED))
