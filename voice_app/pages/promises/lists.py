"""The list of promises, and looking for one by its number; each look is noted.

A number is sent in a form and never stands in an address. Deliberately changes nothing.
"""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from routing.skills import PromiseId
from voice_app import numbers
from voice_app.caring import MOST, UNDO_FOR, overview
from voice_app.ledger import acts, looks, opt_outs, promise_lists, promises
from voice_app.ledger.looks import Look
from voice_app.ledger.pages import BadCursor
from voice_app.ledger.promise import Promise
from voice_app.ledger.promise_lists import COUNTED, LEAST_DIGITS, OF_ALL, WHATEVER
from voice_app.pages.page import Visit
from voice_app.pages.promises import cutting, wording
from voice_app.pages.promises.cutting import Sought
from voice_app.pages.words import N_, say

FOUND: Final = 50
LONGEST: Final = 60
_ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_.\-]{1,64}")

NOT_A_NUMBER: Final = N_("Enter a whole number, four or more of its last digits, or the id of a promise.")
NOTHING: Final = N_("No promise was made to such a number, and none has this id.")


def show(visit: Visit) -> ResponseReturnValue:
    """The list, as its address says."""
    sought = cutting.read(visit.house, request.args)
    status, seen = HTTPStatus.OK, None
    try:
        seen = overview.overview(visit.house, sought.group, sought.cut, sought.cursor, visit.now)
    except BadCursor:
        sought = Sought(sought.group, sought.cut, None, sought.given, (*sought.mistaken, "cursor"))
        seen = overview.overview(visit.house, sought.group, sought.cut, None, visit.now)
    with visit.house.ledger.write() as ledger:
        looks.note(ledger, Look(visit.me, "promises", None, visit.now))
        lately = acts.lately(ledger, visit.now - UNDO_FOR)
    return _page(visit, sought, seen=seen, lately=lately), status


def _page(visit: Visit, sought: Sought, **other: object) -> str:
    return render_template(
        "promises/list.html",
        visit=visit,
        sought=sought,
        words=wording,
        groups=OF_ALL,
        choices=_choices(visit),
        whatever=WHATEVER,
        counted=COUNTED,
        most=MOST,
        undo_for=UNDO_FOR,
        soon=timedelta(hours=2),
        **other,
    )


def _choices(visit: Visit) -> dict[str, list[str]]:
    """What the filters offer."""
    line = visit.house.line
    return {"need": [entry.need for entry in line.menu], "language": list(line.languages)}


def search(visit: Visit) -> ResponseReturnValue:
    """By a whole number, by how one ends, or by the id of a promise; the answer is a page of its own."""
    text = request.form.get("number", "").strip()[:LONGEST]
    with visit.house.ledger.write() as ledger:
        found = _find(ledger, visit, text)
    if isinstance(found, str):
        return _found(visit, text, (), told=say(found)), HTTPStatus.OK
    if len(found) == 1:
        return redirect(f"/promises/{found[0].id}", HTTPStatus.SEE_OTHER)
    return _found(visit, text, found, told=None if found else say(NOTHING)), HTTPStatus.OK


def _find(ledger: Connection, visit: Visit, text: str) -> tuple[Promise, ...] | str:
    if _ID.fullmatch(text) and (one := promises.get(ledger, PromiseId(text))):
        return (one,)
    digits = re.sub(r"[\s()./\-]", "", text)
    if not re.fullmatch(r"\+?[0-9]{4,20}", digits):
        return NOT_A_NUMBER
    phone = numbers.parse(text, visit.house.line.region)
    subject = opt_outs.who(ledger, phone, visit.house.new_id()) if phone else None
    looks.note(ledger, Look(visit.me, "phone", subject, visit.now))
    found = promise_lists.of_phone(ledger, phone, FOUND) if phone else ()
    ending = digits.lstrip("+")
    if found or len(ending) < LEAST_DIGITS:
        return found
    return promise_lists.of_last_digits(ledger, ending, FOUND)


def _found(visit: Visit, text: str, found: tuple[Promise, ...], told: str | None) -> str:
    rows, _ = overview.rows_of(visit.house, found, visit.now)
    return render_template(
        "promises/found.html",
        visit=visit,
        rows=rows,
        text=text,
        told=told,
        words=wording,
        most=FOUND,
    )
