"""The pages of compliance: are our promises kept, why not where they were not, and the same as files and on paper.

Every figure is the ledger's (`ledger.figures`); here it is looked at, drawn and handed out. Deliberately shows nobody's
number but in the file of all promises, and that is on record as a look.
"""

from collections.abc import Iterator
from typing import Final, get_args

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from routing.norms import NORMS
from routing.skills import PromiseId
from voice_app import reporting
from voice_app.ledger import looks, promises
from voice_app.ledger.compliance import Report
from voice_app.ledger.looks import Look
from voice_app.ledger.misses import Line, Miss, all_lines, misses
from voice_app.pages import charts, csv
from voice_app.pages.compliance import tables
from voice_app.pages.compliance.ranges import GROUPS, RANGES, Looked, looked_at
from voice_app.pages.compliance.tables import CALLS, PROMISES
from voice_app.pages.compliance.views import Which, as_hours, sentences
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.promises.wording import cause


def show(visit: Visit) -> ResponseReturnValue:
    """The page."""
    looked, found = _found(visit)
    with visit.house.ledger.read() as ledger:
        before = promises.get(ledger, PromiseId(request.args["before"])) if request.args.get("before") else None
        seen = (before.made_at, before.id) if before else None
        missed = misses(ledger, looked.span.start_at, looked.span.end_at, visit.now, before=seen, limit=AT_A_TIME)
    return render_template(
        "compliance/show.html",
        **_shown(visit, looked, found),
        ranges=RANGES,
        grouped=GROUPS,
        missed=missed,
        is_first=before is None,
        more=missed[-1].id if len(missed) == AT_A_TIME else None,
    )


def paper(visit: Visit) -> ResponseReturnValue:
    """One page to print."""
    looked, found = _found(visit)
    return render_template("compliance/report.html", **_shown(visit, looked, found), name_of=visit.house.line.name)


def chart(visit: Visit) -> ResponseReturnValue:
    """One of the pictures."""
    which = next((one for one in get_args(Which) if one == request.args.get("of")), None)
    if which is None:
        raise NotFound
    from voice_app.pages.compliance import drawing  # noqa: PLC0415 - the library takes its time, and its memory

    looked, found = _found(visit)
    on, whole = charts.canvas(), found.whole
    rows = tables.rows(dict(found.groups), looked.group_by, visit)
    drawn = {
        "promises": lambda: drawing.promises(rows, on),
        "contact": lambda: drawing.contact(rows, on),
        "waits": lambda: drawing.waits(whole, visit.house.line.region, on),
        "causes": lambda: drawing.causes(whole, cause, on),
    }
    return charts.answer(drawn[which](), on)


def groups_file(visit: Visit) -> Response:
    """Both tables of groups, side by side."""
    looked, found = _found(visit)
    columns = (*PROMISES, *CALLS)
    rows = tables.rows(dict(found.groups), looked.group_by, visit)
    cells = [tables.cells(columns, row) for row in rows]
    return csv.answer(_name("compliance", looked), tables.header(columns, looked.group_by), cells)


def waits_file(visit: Visit) -> Response:
    """Our waits beside what countries ask for."""
    looked, found = _found(visit)
    rows = [
        (
            *(one.norm.country, one.norm.seconds, one.norm.mean, None if one.norm.mean else one.norm.demanded),
            *(one.answered, one.offered, one.share, one.mean_seconds, one.norm.source),
        )
        for one in tables.beside_norms(found.whole, visit.house.line.region)
    ]
    return csv.answer(_name("waits", looked), WAITS_HEADER, rows)


def causes_file(visit: Visit) -> Response:
    """How many were missed for which cause."""
    looked, found = _found(visit)
    rows = [(code, cause(code), number) for code, number in found.whole.causes.most_common()]
    return csv.answer(_name("causes", looked), ["cause", "means", "missed"], rows)


def misses_file(visit: Visit) -> Response:
    """Every promise that was missed, page by page."""
    looked = looked_at(visit, request.args)
    return csv.answer(_name("misses", looked), MISS_HEADER, _all_misses(visit, looked))


AT_A_TIME: Final = 20
"""Misses on the page; more lie a page further."""
WAITS_HEADER: Final = (
    *("country", "seconds", "is_mean", "demanded_share", "answered", "offered", "share", "mean_seconds", "source"),
)
MISS_HEADER: Final = ("promise", "need", "made_at", "due_by", "state", "kept_at", "cause", "agent")
LINE_HEADER: Final = (
    *("promise", "phone", "need", "language", "source", "made_at", "due_by", "state", "kept_at", "kept_how"),
    *("closed_at", "broken_at", "broken_because", "promised_late", "dialled", "agent"),
)


def _all_misses(visit: Visit, looked: Looked) -> Iterator[tuple[csv.Cell, ...]]:
    before = None
    while True:
        with visit.house.ledger.read() as ledger:
            span = looked.span
            found = misses(ledger, span.start_at, span.end_at, visit.now, before=before, limit=1000)
        for miss in found:
            yield _cells_of(miss)
        if len(found) < 1000:  # noqa: PLR2004 - as many as were asked for
            return
        before = (found[-1].made_at, found[-1].id)


def _cells_of(miss: Miss) -> tuple[csv.Cell, ...]:
    return (miss.id, miss.need, miss.made_at, miss.due_by, miss.state, miss.kept_at, miss.cause, miss.agent)


def promises_file(visit: Visit) -> Response:
    """All promises with their numbers: for whoever may see them anyway, and on record."""
    looked = looked_at(visit, request.args)
    with visit.house.ledger.write() as ledger:
        looks.note(ledger, Look(visit.me, "export", None, visit.now))
    lines = all_lines(visit.house.ledger, looked.span.start_at, looked.span.end_at)
    return csv.answer(_name("promises", looked), LINE_HEADER, (cells(line) for line in lines))


def cells(line: Line) -> tuple[csv.Cell, ...]:
    """One promise, as the file has it."""
    return (
        *(line.id, line.phone, line.need, line.language, line.source, line.made_at, line.due_by, line.state),
        *(line.kept_at, line.kept_how, line.closed_at, line.broken_at, line.broken_because, line.promised_late),
        *(line.dialled, line.agent),
    )


def _found(visit: Visit) -> tuple[Looked, Report]:
    looked = looked_at(visit, request.args)
    return looked, reporting.report(visit.house, looked.span, visit.now, looked.group_by)


def _shown(visit: Visit, looked: Looked, found: Report) -> dict[str, object]:
    region = visit.house.line.region
    rows = tables.rows(dict(found.groups), looked.group_by, visit)
    return {
        "visit": visit,
        "looked": looked,
        "rows": rows,
        "whole": found.whole,
        "tables": (("promises", PROMISES), ("calls", CALLS)),
        "beside": list(tables.beside_norms(found.whole, region)),
        "own_country": region if any(norm.country == region for norm in NORMS) else None,
        "says": sentences(rows, found.whole, region),
        "cause": cause,
        "as_hours": as_hours,
    }


def _name(what: str, looked: Looked) -> str:
    return f"{what}-{looked.first}-{looked.last}"


PAGES = (
    Page("GET", "/compliance", show, Who.SUPERVISOR),
    Page("GET", "/compliance/report", paper, Who.SUPERVISOR),
    Page("GET", "/compliance/chart", chart, Who.SUPERVISOR),
    Page("GET", "/compliance/groups.csv", groups_file, Who.SUPERVISOR),
    Page("GET", "/compliance/waits.csv", waits_file, Who.SUPERVISOR),
    Page("GET", "/compliance/causes.csv", causes_file, Who.SUPERVISOR),
    Page("GET", "/compliance/misses.csv", misses_file, Who.SUPERVISOR),
    Page("GET", "/compliance/promises.csv", promises_file, Who.SUPERVISOR),
)
