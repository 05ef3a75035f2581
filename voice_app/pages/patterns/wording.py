"""How findings and figures of the patterns are said: in English; the catalogue has the rest.

Deliberately decides nothing.
"""

from collections.abc import Mapping
from typing import Final

from flask import g

from voice_app.ledger.boomerangs import Kind
from voice_app.ledger.ids import PromiseState
from voice_app.pages.page import Visit
from voice_app.pages.promises.wording import cause as cause_called
from voice_app.pages.words import N_, say
from voice_app.pages.writing import about, number, weekday
from voice_app.patterns.findings import (
    ComeBack,
    Finding,
    Misheard,
    Missed,
    NeedRises,
    NotUnderstood,
    TooFewThere,
    WronglyChosen,
)
from voice_app.patterns.returning import ContactShown

MISHEARD: Final[Mapping[Misheard, str]] = {
    "silence": N_("%(calls)s of %(of)s callers said nothing to the menu. Is it too long, or hard to understand?"),
    "key": N_("%(calls)s of %(of)s callers pressed a key that stands for nothing. Is an old menu still on a letter?"),
    "words": N_(
        "%(calls)s of %(of)s callers said something that the menu did not understand. Teach it the words that rise."
    ),
}

TOO_FEW_THERE: Final = N_(
    "On %(weekday)s between %(from)s and %(to)s, %(gave_up)s of %(calls)s callers gave up, with %(ready)s agents ready "
    "on average. One more would help there."
)
NOBODY_THERE: Final = N_(
    "On %(weekday)s between %(from)s and %(to)s, %(gave_up)s of %(calls)s callers gave up, and nobody was there for "
    "them. Have somebody work then, or close the line earlier: closed, it promises to call back."
)

MISHEARD_SHORT: Final[Mapping[Misheard, str]] = {
    "silence": N_("Nothing was said or pressed"),
    "key": N_("A key that stands for nothing"),
    "words": N_("Words that were not understood"),
}


KINDS: Final[Mapping[Kind, str]] = {
    "call": N_("called"),
    "promise": N_("asked to be called back"),
    "text": N_("sent a text"),
}
ENDED: Final[Mapping[str, str]] = {
    "abandoned": N_("hung up while waiting"),
    "promised": N_("was promised a callback"),
    "left": N_("hung up before that"),
    "missed_while_down": N_("met nothing: we were away"),
}
OWED: Final[Mapping[PromiseState, str]] = {
    "open": N_("is owed a callback"),
    "attempting": N_("is being called back"),
    "kept": N_("was called back"),
    "withdrawn": N_("wants no callback any more"),
    "unreached": N_("was not reached"),
}
SETTLED: Final[Mapping[bool, str]] = {True: N_("resolved, the agent said"), False: N_("not resolved, the agent said")}


def ended(contact: ContactShown) -> str:
    """How this contact ended, as far as it is known."""
    said = [say(ENDED[contact.outcome])] if contact.outcome is not None and contact.outcome in ENDED else []
    if contact.agent is not None:
        said.append(say(N_("talked with %(name)s"), name=contact.agent))
    if contact.is_resolved is not None:
        said.append(say(SETTLED[contact.is_resolved]))
    if contact.promise_state is not None:
        said.append(say(OWED[contact.promise_state]))
    return ", ".join(said)


def finding_said(finding: Finding) -> str:
    """In a sentence or two: what it is, and what might be done."""
    match finding:
        case WronglyChosen():
            return _wrongly_chosen(finding)
        case NotUnderstood(how, calls, of):
            return say(MISHEARD[how], calls=number(calls), of=number(of))
        case TooFewThere(cell):
            return say(
                NOBODY_THERE if cell.is_bare else TOO_FEW_THERE,
                weekday=weekday(cell.weekday),
                **{"from": f"{cell.hour}:00", "to": f"{cell.hour + 1}:00"},
                gave_up=number(cell.gave_up),
                calls=number(cell.calls),
                ready=number(cell.ready_a_day),
            )
        case NeedRises(need, rise):
            said = N_("“%(need)s” rises: %(now)s calls in seven days, where a usual week has %(before)s.")
            return say(said, need=about(need), now=number(rise.now), before=number(rise.before))
        case Missed(cause, promises, of):
            said = N_("%(promises)s of %(of)s promises that were broken: %(cause)s.")
            return say(said, promises=number(promises), of=number(of), cause=cause_called(cause))
        case ComeBack(people):
            said = N_(
                "%(people)s people were in touch three times or more within seven days. See who they are, and settle "
                "it for good."
            )
            return say(said, people=number(people))


def _wrongly_chosen(finding: WronglyChosen) -> str:
    visit: Visit = g.visit
    entry = visit.house.line.entry_of(finding.chosen) if finding.chosen else None
    named = {
        "chosen": about(finding.chosen),
        "of": number(finding.of),
        "calls": number(finding.calls),
        "about": about(finding.about),
    }
    if entry is None:
        return say(N_("“%(chosen)s”: of %(of)s calls %(calls)s turned out to be “%(about)s”."), **named)
    said = N_(
        "“%(chosen)s” was chosen %(of)s times and turned out to be “%(about)s” %(calls)s times. Look at the wording "
        "of key %(key)s."
    )
    return say(said, key=entry.key, **named)
