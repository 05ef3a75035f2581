"""Closing the line at short notice, and opening it again.

What closing will do is said before it is done: who waits, which promises fall due. Deliberately hangs up on nobody:
talks go on, and whoever waits is offered a callback.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Final

from flask import redirect, request
from flask.typing import ResponseReturnValue

from flows.phrases import phrase
from routing.board import BoardGone
from routing.calendar import IN_SIGHT
from routing.days import day_at
from voice_app import versions
from voice_app.editing.edits import with_closure, without_closure
from voice_app.editing.hearing import closed_of
from voice_app.ledger import duties
from voice_app.line import Line
from voice_app.pages.line import forms, room, saving
from voice_app.pages.line.plainly import Told
from voice_app.pages.line.saving import Draft
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import N_, say
from voice_app.runtime import Runtime
from voice_app.terms import Terms
from voice_app.versions import Overtaken

HERE: Final = "/line/close"
REASONS: Final = ("because_fault", "because_alarm", "because_ill", "because_training", "because_weather")
"""Sentences that the house speaks, one in each language."""
OWN: Final = "own"
MOST_COUNTED: Final = 1000
AS_A_FIELD: Final = "%Y-%m-%dT%H:%M"
AS_THE_FILE: Final = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What closing until then will do. `waiting`: callers at this moment; None: the board does not tell. `due`:
    promises that fall due before the line opens again. `reopens`: None: not within the weeks in sight."""

    until: datetime
    reopens: datetime | None
    waiting: int | None
    due: int


@dataclass(frozen=True, slots=True)
class _Filled:
    """The form as it was filled in. `chosen`: a reason of `REASONS`, or OWN."""

    until: str
    chosen: str = ""
    own: Mapping[str, str] = field(default_factory=dict)


def show(visit: Visit) -> ResponseReturnValue:
    return _page(visit, saving.begin(visit), _Filled(_usual_end(visit)))


def close(visit: Visit) -> ResponseReturnValue:
    """Say what it will do; and do it, where that was confirmed for this very instant."""
    form, line = request.form, visit.house.newest().line
    until, own = form.get("until", "")[:16], forms.by_language(form, "reason", line.languages)
    chosen = form.get("reason", "") or (OWN if any(own.values()) else "")  # who writes one in haste wants it heard
    edit = partial(
        with_closure,
        from_at=_written(visit.now, line),
        until_at=until.replace("T", " "),
        reason=_reason(chosen, own, line),
    )
    seen = _in_the_future(visit, saving.preview(visit, edit))
    ends_at = seen.line.closures[0].end_at if seen.line is not None and seen.line.closures else None
    if ends_at is None or seen.mistakes or form.get("confirmed") != ends_at.isoformat():
        return _page(visit, seen, _Filled(until, chosen, own), _foresee(visit, seen.line, ends_at))
    saved = saving.save(visit, edit, "/line")
    return _page(visit, saved, _Filled(until, chosen, own)) if isinstance(saved, Draft) else saved


def _in_the_future(visit: Visit, draft: Draft) -> Draft:
    """A closure that is over already closes nothing, and is a slip of whoever filled it in."""
    if draft.mistakes or draft.line is None or any(span.end_at > visit.now for span in draft.line.closures):
        return draft
    over = Told("error", "closure.until", say(N_("That is over already. Fill in a time that is still to come.")), True)
    return replace(draft, mistakes=(over,), concerns=())


def open_again(visit: Visit) -> ResponseReturnValue:
    """In one click, whoever saved what meanwhile: of all that is on the line it takes away the closure alone."""
    newest = versions.newest(visit.house)
    while True:
        line = Line.from_dict(without_closure(newest.line.as_dict()))
        done = versions.change(visit.house, line, base=newest.id, by=visit.me, source="page", now=visit.now)
        if not isinstance(done, Overtaken):
            return redirect(f"/line?saved={done.id}", HTTPStatus.SEE_OTHER)
        newest = done.newest


def _reason(chosen: str, own: Mapping[str, str], line: Line) -> Mapping[str, str]:
    if chosen in REASONS:
        return {language: phrase(language, chosen) for language in line.languages}
    return own if chosen == OWN else {}


def _usual_end(visit: Visit) -> str:
    """The end of today's hours; where the line opens no more today, of the next stretch. Where its hours have no end,
    in an hour or a little more: two days are no proposal to somebody in haste."""
    line, hours = visit.house.newest().line, visit.house.newest().terms.hours(visit.now)
    today = day_at(visit.now, line.timezone)
    far = visit.now + timedelta(days=2)
    spans = hours.open_spans(visit.now, far)
    ends = [span.end_at.astimezone(line.timezone) for span in spans if span.end_at < far]
    of_today = [end for end in ends if (end - timedelta(minutes=1)).date() == today]
    end = next(iter([*of_today[-1:], *ends]), _quarter(visit.now.astimezone(line.timezone) + timedelta(hours=1)))
    return end.strftime(AS_A_FIELD)


def _quarter(at: datetime) -> datetime:
    """The next one: as people say it, and hear it said."""
    past = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at - past + timedelta(minutes=15) if past else at


def _written(at: datetime, line: Line) -> str:
    return at.astimezone(line.timezone).strftime(AS_THE_FILE)


def _foresee(visit: Visit, line: Line | None, until: datetime | None) -> Foreseen | None:
    if line is None or until is None:
        return None
    reopens = Terms.of(line).hours(visit.now).next_opening(until)
    with visit.house.ledger.read() as ledger:
        due = duties.fall_due(ledger, reopens or until + IN_SIGHT)
    return Foreseen(until, reopens, _waiting(visit.house), due)


def _waiting(house: Runtime) -> int | None:
    try:
        return len(house.board.waiting(MOST_COUNTED))
    except BoardGone:
        return None


def _page(visit: Visit, draft: Draft, filled: _Filled, foreseen: Foreseen | None = None) -> ResponseReturnValue:
    line = visit.house.newest().line
    return room.page(
        visit,
        "line/close.html",
        HTTPStatus.OK if foreseen is not None and draft.overtake is None and not draft.mistakes else draft.status,
        draft=draft,
        line=line,
        filled=filled,
        reasons=[(code, phrase(visit.language, code)) for code in REASONS],
        foreseen=foreseen,
        heard=closed_of(draft.line, visit.now) if foreseen is not None and draft.line is not None else (),
    )


PAGES = (
    Page("GET", HERE, show, Who.SUPERVISOR),
    Page("POST", HERE, close, Who.SUPERVISOR),
    Page("POST", "/line/open", open_again, Who.SUPERVISOR),
)
