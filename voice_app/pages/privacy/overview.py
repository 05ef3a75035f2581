"""Privacy: what is kept of people and how long, what goes next, who may see what, and what was erased.

Names nobody. Deliberately erases nothing: `person` asks for that, the ticker does.
"""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from voice_app.ledger import erasures, voices
from voice_app.ledger.erasures import Erasure
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.privacy import kinds, roles
from voice_app.pages.words import N_, say
from voice_app.pages.writing import named
from voice_app.privacy import retention

SHOWN = 20
BY_OTHERS = {"api": N_("a program"), "command": N_("a command")}


def privacy(visit: Visit) -> ResponseReturnValue:
    house = visit.house
    kept = house.line.privacy
    with house.ledger.read() as ledger:
        runs, asked = erasures.last_runs(ledger, 7), erasures.latest(ledger, SHOWN)
    foreseen = retention.foresee(house.ledger, house.line, visit.now)
    return render_template(
        "privacy/overview.html",
        visit=visit,
        kept=kinds.table(kept.keep_personal_data, kept.keep_recordings),
        foreseen=foreseen,
        will_go=kinds.counted(foreseen.counts),
        runs=[(run, kinds.counted(retention.by_table(run.counts))) for run in runs],
        asked=asked,
        asker=asker,
        roles=roles.table(current_app.extensions["pages"]),
    )


def erasure(visit: Visit, id: str) -> ResponseReturnValue:
    """One that was asked for: what went, what waits, what the carrier still shows."""
    with visit.house.ledger.read() as ledger:
        found = erasures.get(ledger, id)
        left = voices.left(ledger, tuple(found.recordings)) if found else ()
    if found is None:
        raise NotFound
    return render_template(
        "privacy/erasure.html",
        visit=visit,
        erasure=found,
        went=kinds.counted(found.counts),
        waits=waits_for(found),
        left=left,
        asker=asker,
    )


def waits_for(found: Erasure) -> list[str]:
    """What stands in the way, in words, each once."""
    tables = dict.fromkeys(one.partition(":")[0] for one in found.waits_for)
    return [say(kinds.TABLES[table]) for table in tables]


def asker(by: str) -> str:
    """What whoever asked is called."""
    return say(BY_OTHERS[by]) if by in BY_OTHERS else named(by)


PAGES = (
    Page("GET", "/privacy", privacy, Who.SUPERVISOR),
    Page("GET", "/privacy/erasures/<id>", erasure, Who.SUPERVISOR),
)
