"""Who looked at what: the record of looks, the newest first, by agent and by thing, a page at a time.

Deliberately notes no look of its own: nobody's data is on it.
"""

from collections.abc import Iterator
from typing import Final, get_args

from flask import render_template, request
from flask.typing import ResponseReturnValue

from routing.skills import AgentId
from voice_app.ledger import looks
from voice_app.ledger.looks import Look, Sought, What
from voice_app.pages import csv
from voice_app.pages.numbering import row_number
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.words import N_, say

AT_A_TIME: Final = 50
AT_ONCE: Final = 500
THINGS: Final[dict[What, str]] = {
    "promise": N_("one promise"),
    "promises": N_("a list of promises, with numbers"),
    "phone": N_("whose number this is"),
    "person": N_("all that there is of one person"),
    "export": N_("a file of it"),
    "erasure": N_("an erasure"),
    "digest": N_("what people said in their own words"),
    "boomerang": N_("who comes back again and again"),
}


def looks_at(visit: Visit) -> ResponseReturnValue:
    """What cannot be read in the address is left out of account: it is a filter."""
    sought, start = _sought(), row_number(request.args.get("before", ""))
    with visit.house.ledger.read() as ledger:
        shown, further = looks.page(ledger, sought, start, AT_A_TIME)
    names = {one.id: one.name for one in visit.house.roster.values()}
    return render_template(
        "privacy/looks.html",
        visit=visit,
        shown=shown,
        further=further,
        sought=sought,
        agents=sorted(names.items(), key=lambda one: one[1]),
        names=names,
        things={code: say(words) for code, words in THINGS.items()},
    )


def _sought() -> Sought:
    agent, what = request.args.get("agent") or None, request.args.get("what") or None
    thing = next((one for one in get_args(What) if one == what), None)
    return Sought(AgentId(agent) if agent else None, thing, request.args.get("subject") or None)


def as_file(visit: Visit) -> ResponseReturnValue:
    """The same looks as a table for a spreadsheet: all of them, a page at a time, as the browser reads."""
    sought = _sought()
    names = {one.id: one.name for one in visit.house.roster.values()}
    things = {code: say(words) for code, words in THINGS.items()}
    header = [say(N_("When")), say(N_("Who")), say(N_("At what")), say(N_("Of whom"))]
    rows = (
        (look.at, names.get(look.agent_id, look.agent_id), things[look.what], look.subject)
        for look in _all(visit, sought)
    )
    return csv.answer("looks", header, rows)


def _all(visit: Visit, sought: Sought) -> Iterator[Look]:
    """Each page in a transaction of its own: a slow line holds none open."""
    start: int | None = None
    while True:
        with visit.house.ledger.read() as ledger:
            shown, start = looks.page(ledger, sought, start, AT_ONCE)
        yield from (look for _, look in shown)
        if start is None:
            return


PAGES = (
    Page("GET", "/privacy/looks", looks_at, Who.SUPERVISOR),
    Page("GET", "/privacy/looks.csv", as_file, Who.SUPERVISOR),
)
