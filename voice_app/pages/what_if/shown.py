"""One question: how far it is, loaded anew while it is played; then what came of it: a sentence, a chart, a table.

Deliberately plays nothing, and shows nobody's data: days are made of figures.
"""

from http import HTTPStatus
from typing import Any

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from voice_app.ledger import what_ifs
from voice_app.ledger.what_ifs import WhatIf
from voice_app.pages import charts
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.what_if import wording
from voice_app.pages.words import N_, say
from voice_app.whatif.question import Question

SERIES = {"base": N_("as it is"), "then": N_("with the change")}


def question(visit: Visit, id: str) -> ResponseReturnValue:
    with visit.house.ledger.read() as ledger:
        found = what_ifs.get(ledger, id)
        ahead = what_ifs.ahead_of(ledger, found) if found is not None and found.state == "asked" else 0
    if found is None:
        raise NotFound
    return render_template(
        "what_if/question.html",
        visit=visit,
        one=found,
        ahead=ahead,
        title=wording.of_question(visit, Question.found(found.question)),
        tone=wording.tone(found.result) if found.result else "",
        finding=wording.finding(found.result) if found.result else None,
        lines=wording.lines(found.result) if found.result else [],
        hours=_hours(found),
        why=say(wording.CAUSES[found.cause]) if found.cause and found.cause in wording.CAUSES else None,
        asked_by=next((one.name for one in visit.house.roster.values() if one.id == found.asked_by), found.asked_by),
        says=say(N_("Share of callers answered within 60 seconds, by the hour: as it is, and with the change")),
    )


def cancel(visit: Visit, id: str) -> ResponseReturnValue:
    """Cancelling what is over changes nothing."""
    with visit.house.ledger.write() as ledger:
        what_ifs.cancel(ledger, id, visit.now)
    return redirect(f"/what-if/{id}", HTTPStatus.SEE_OTHER)


def chart(visit: Visit, id: str) -> ResponseReturnValue:
    """The picture of a question that was answered."""
    import altair as alt  # noqa: PLC0415 - half a second and 100 MB that only a chart needs

    with visit.house.ledger.read() as ledger:
        found = what_ifs.get(ledger, id)
    if found is None or not found.result:
        raise NotFound
    on = charts.canvas()
    rows = [
        {"hour": hour, "of": say(words), **of}
        for hour, its in _hours(found)
        for name, words in SERIES.items()
        if (of := its[name]["within_60"]) is not None
    ]
    x = alt.X("hour", type="nominal", title=say(N_("Hour of the day")), sort=None)
    y = alt.Y("mean", type="quantitative", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    colours = alt.Scale(domain=[say(words) for words in SERIES.values()], range=[on.inks.away, on.inks.accent])
    legend = alt.Legend(symbolOpacity=1)
    colour = alt.Color("of", type="nominal", title=None, scale=colours, legend=legend)
    plot = alt.Chart(alt.InlineData(values=rows), width=on.width, height=on.height)
    low = alt.Y("low", type="quantitative", title=None)
    band = plot.mark_area(opacity=0.18, clip=True).encode(x=x, y=low, y2="high", color=colour)
    return charts.answer(alt.layer(band, plot.mark_line(point=True, clip=True).encode(x=x, y=y, color=colour)), on)


def _hours(found: WhatIf) -> list[tuple[str, dict[str, Any]]]:
    """Those at which anybody called, in order; figures that are not known are left out."""
    by_hour = (found.result or {}).get("by_hour", {})
    return [(hour, its) for hour, its in sorted(by_hour.items()) if any(_called(its[of]) for of in SERIES)]


def _called(its: dict[str, Any]) -> bool:
    arrived = its["arrived"]
    return bool(arrived and arrived["mean"])


PAGES = (
    Page("GET", "/what-if/<id>", question, Who.SUPERVISOR),
    Page("GET", "/what-if/<id>/chart", chart, Who.SUPERVISOR),
    Page("POST", "/what-if/<id>/cancel", cancel, Who.SUPERVISOR),
)
