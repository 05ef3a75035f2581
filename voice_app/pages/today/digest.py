"""The digest of a day as a page, for a month: twelve lines, what is in danger, and what people said themselves.

Reckoned anew with each look, so what is erased is gone; that somebody looked is on record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from routing.days import A_DAY
from voice_app.digest import Digest, day_before, digest_of, is_shown
from voice_app.digest.lines import complaint_said, day_said, endangered_said, twelve
from voice_app.digest.words import sentence
from voice_app.ledger import digests
from voice_app.ledger.complaints import Complaint
from voice_app.ledger.looks import Look, note
from voice_app.pages.page import Visit
from voice_app.pages.words import N_

STATES: Final[Mapping[digests.State, str]] = {
    "queued": N_("is tried again"),
    "claimed": N_("on its way"),
    "sent": N_("sent"),
    "failed": N_("was refused"),
    "unknown": N_("perhaps sent: the answer was lost"),
}
"""How far a letter came."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """`says`: what went wrong, and about what."""

    says: str
    words: str = field(repr=False)


def digest(visit: Visit, day: str) -> ResponseReturnValue:
    """404 for what is no day, is not over, or lies further back than a month."""
    house, zone = visit.house, visit.house.line.timezone
    try:
        which = date.fromisoformat(day)
    except ValueError as error:
        raise NotFound from error
    if not is_shown(zone, which, visit.now):
        raise NotFound
    found = digest_of(house.ledger, house.line, which, visit.now)
    with house.ledger.read() as ledger:
        sent = digests.of_day(ledger, which)
    complaints = shown_complaints(visit, found.complaints)
    if complaints:
        with house.ledger.write() as ledger:
            note(ledger, Look(visit.me, "digest", f"day-{which.isoformat()}", visit.now))
    last = day_before(zone, visit.now)
    return render_template(
        "today/digest.html",
        visit=visit,
        day=which,
        day_said=day_said(which, visit.language),
        lines=lines_of(visit, found),
        is_last=which == last,
        endangered=[(one.id, endangered_said(house.line, one, visit.language)) for one in found.endangered],
        endangered_said=_danger(visit, found),
        complaints=complaints,
        before=which - A_DAY if is_shown(zone, which - A_DAY, visit.now) else None,
        after=which + A_DAY if which < last else None,
        sent=[one.state for one in sent],
        STATES=STATES,
    )


def lines_of(visit: Visit, found: Digest) -> tuple[str, ...]:
    """The twelve, in the visitor's language."""
    return twelve(visit.house.line, found.figures, visit.language)


def shown_complaints(visit: Visit, complaints: tuple[Complaint, ...]) -> tuple[Quoted, ...]:
    return tuple(Quoted(complaint_said(visit.house.line, one, visit.language), one.words) for one in complaints)


def _danger(visit: Visit, found: Digest) -> str:
    if not found.endangered_count:
        return sentence(visit.language, "none_endangered")
    return sentence(visit.language, "endangered", count=found.endangered_count)
