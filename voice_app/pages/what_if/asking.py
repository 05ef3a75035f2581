"""What would a day have been like, if …? The form, what is wrong with it, and the questions that were asked before.

Deliberately plays nothing: the process for long work does, and is only rung for.
"""

from http import HTTPStatus
from typing import Any, Final

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from routing.days import A_DAY, day_at
from voice_app import jobs
from voice_app.ledger import heartbeats, what_ifs
from voice_app.ledger.what_ifs import WhatIf
from voice_app.pages import writing
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.what_if import wording
from voice_app.pages.words import N_, say
from voice_app.whatif.question import LONGER, MOST_MORE, SEEDS, Known, Question, Reason, Wrong, check

MOST_WAITING: Final = 5
SHOWN: Final = 20
REASONS: Final[dict[Reason, str]] = {
    "missing": N_("This is missing."),
    "out_of_range": N_("Choose one of what is offered."),
    "unknown": N_("This is not known here."),
    "not_past": N_("That day is not over yet."),
    "too_long_ago": N_("That day is too long ago: at most 90 days."),
    "not_typical": N_("The calls of a day that was are what they were: choose a usual day to have more or fewer."),
    "can_already": N_("This agent can do that already."),
}
NOTHING_CHANGED: Final = N_("Say what would be different: one thing at least.")
TOO_MANY: Final = N_("Five questions wait already: let one of them be answered first, or cancel it.")


def what_if(visit: Visit) -> ResponseReturnValue:
    return _form(visit, _usual(visit))


def ask(visit: Visit) -> ResponseReturnValue:
    """Put it in line, and show how far it is."""
    asked = read(request.form)
    try:
        check(asked, _known(visit))
    except Wrong as wrong:
        return _form(visit, asked, _told(asked, wrong))
    house = visit.house
    one = WhatIf(house.new_id(), visit.me, visit.now, asked.kept, "asked", 2 * asked.seeds, 0)
    with house.ledger.write() as ledger:
        is_in_line = what_ifs.ask(ledger, one, MOST_WAITING)
    if not is_in_line:
        return _form(visit, asked, {"": say(TOO_MANY)}, HTTPStatus.CONFLICT)
    house.jobs.ring(jobs.ANSWER_WHAT_IF, one.id)
    return redirect(f"/what-if/{one.id}", HTTPStatus.SEE_OTHER)


def read(form: MultiDict[str, str]) -> Question:
    """The question as the form has it; what is no number is one that is out of every range."""

    def number(name: str, otherwise: int | None) -> Any:
        written = form.get(name, "").strip()
        if not written:
            return otherwise
        return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else -1  # noqa: PLR2004 - digits

    return Question(
        of="weekday" if form.get("of") == "weekday" else "day",
        day=form.get("day") or None,
        weekday=number("weekday", None),
        seeds=number("seeds", 12),
        more=number("more", 0),
        more_skills=tuple(dict.fromkeys(form.getlist("more_skills"))),
        more_level=number("more_level", 2),
        earlier=number("earlier", 0),
        later=number("later", 0),
        learner=form.get("learner") or None,
        subject=form.get("subject") or None,
        level=number("level", 2),
        calls=number("calls", 100),
        rules=form.get("rules", ""),  # type: ignore[arg-type]  # looked at by `check`
    )


def _told(asked: Question, wrong: Wrong) -> dict[str, str]:
    told = {name: say(REASONS[reason]) for name, reason in wrong.reasons.items()}
    if not asked.changes_something:
        told["more"] = say(NOTHING_CHANGED)
    return told


def _usual(visit: Visit) -> Question:
    """Yesterday, as often as gives an answer soonest; whoever comes in addition can do everything."""
    line = visit.house.line
    yesterday = day_at(visit.now, line.timezone) - A_DAY
    needs = tuple(dict.fromkeys(entry.need for entry in line.menu))
    return Question(day=yesterday.isoformat(), weekday=0, seeds=min(SEEDS), more_skills=needs)


def _known(visit: Visit) -> Known:
    line = visit.house.line
    agents = {str(one.id): set(one.skills) for one in visit.house.roster.values()}
    return Known(day_at(visit.now, line.timezone), {entry.need for entry in line.menu}, agents)


def _form(
    visit: Visit, asked: Question, wrong: dict[str, str] | None = None, status: HTTPStatus | None = None
) -> ResponseReturnValue:
    house = visit.house
    with house.ledger.read() as ledger:
        before = what_ifs.latest(ledger, SHOWN)
        beats = heartbeats.by_process(ledger)
    last = beats.get(heartbeats.SLOW)
    page = render_template(
        "what_if/form.html",
        visit=visit,
        asked=asked,
        wrong=wrong or {},
        needs=list(dict.fromkeys(entry.need for entry in house.line.menu)),
        agents=sorted(house.roster.values(), key=lambda one: one.name),
        weekdays=[writing.weekday(day) for day in range(7)],
        longer=LONGER,
        seeds=SEEDS,
        most=MOST_MORE,
        before=before,
        names={one.id: one.name for one in house.roster.values()},
        sentence=lambda one: wording.of_question(visit, Question.found(one.question)),
        states={state: say(words) for state, words in wording.STATES.items()},
        is_away=last is None or visit.now - last > heartbeats.SILENT_AFTER,
    )
    return page, status or (HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)


PAGES = (
    Page("GET", "/what-if", what_if, Who.SUPERVISOR),
    Page("POST", "/what-if", ask, Who.SUPERVISOR),
)
