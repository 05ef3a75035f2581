"""One person, by number: what there is, handed out as a file, and erased.

The number is in a form and never in an address; that somebody looked is noted by its pseudonym. Deliberately erases
nothing itself: `voice_app.privacy.erasing` does, and the ticker what stands in the way.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Response, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from routing.skills import PromiseId
from voice_app.caring import acting
from voice_app.caring.wanted import Order, Wanted
from voice_app.ledger import looks, opt_outs
from voice_app.ledger.ids import ActId
from voice_app.ledger.looks import Look, What
from voice_app.numbers import Phone
from voice_app.pages.page import Page, Visit, Who
from voice_app.pages.privacy import kinds, overview, paper
from voice_app.pages.words import N_, say
from voice_app.privacy import erasing, export, person
from voice_app.privacy.person import Refusal

REFUSALS: Final[dict[Refusal, str]] = {
    "no_number": N_("That is no phone number."),
    "shared": N_(
        "Many people share this number, by the line file: what one of them said cannot be told from what another did. "
        "So nothing of it is shown, handed out or erased."
    ),
    "own_number": N_("That is a number of the line itself."),
}


def ask(visit: Visit) -> ResponseReturnValue:
    """The form alone."""
    return _form(visit)


def find(visit: Visit) -> ResponseReturnValue:
    phone = _read(visit)
    return _refuse(visit) if phone is None else _show(visit, phone)


def hand_out(visit: Visit) -> ResponseReturnValue:
    """Everything, in a file: to read, and for another program to take."""
    phone = _read(visit)
    if phone is None:
        return _refuse(visit)
    _note(visit, phone, "export")
    named = f'attachment; filename="person-{visit.now:%Y-%m-%d}.zip"'
    zipped = stream_with_context(_zipped(visit, phone))
    return Response(zipped, mimetype="application/zip", headers={"Content-Disposition": named})


def erase(visit: Visit) -> ResponseReturnValue:
    """From here on it is shown under an address that names nobody."""
    phone = _read(visit)
    if phone is None:
        return _refuse(visit)
    if request.form.get("sure") != "yes":
        return _show(visit, phone, not_sure=True, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    _note(visit, phone, "erasure")
    found = erasing.erase(visit.house, phone, visit.me, visit.now)
    return redirect(f"/privacy/erasures/{found.id}", HTTPStatus.SEE_OTHER)


def withdraw(visit: Visit) -> ResponseReturnValue:
    """What stands in the way is taken back first: whoever is to be forgotten is not called any more."""
    phone = _read(visit)
    if phone is None:
        return _refuse(visit)
    with visit.house.ledger.read() as ledger:
        owed = {one.id for one in person.find(ledger, visit.house.line, phone, visit.now).promises}
    wanted = PromiseId(request.form.get("promise", ""))
    if wanted not in owed:
        return _show(visit, phone, status=HTTPStatus.CONFLICT)
    withdrawn = Order(ActId(visit.house.new_id()), Wanted("withdraw", because="asked"), visit.me, visit.now)
    acting.act(visit.house, withdrawn, [wanted])
    return _show(visit, phone)


# ── which number ────────────────────────────────────────────────────────────────────────────────────────────────────


def _read(visit: Visit) -> Phone | None:
    found = _judged(visit)
    return None if found in REFUSALS else Phone(found)


def _judged(visit: Visit) -> Phone | Refusal:
    return person.read(visit.house.line, request.form.get("phone", ""))


def _note(visit: Visit, phone: Phone, what: What) -> None:
    with visit.house.ledger.write() as ledger:
        who = opt_outs.who(ledger, phone, visit.house.new_id())
        looks.note(ledger, Look(visit.me, what, who, visit.now))


# ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────────────


def _form(visit: Visit, refused: str | None = None, written: str = "") -> ResponseReturnValue:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render_template("privacy/person.html", visit=visit, found=None, refused=refused, written=written), status


def _refuse(visit: Visit) -> ResponseReturnValue:
    why = next(words for code, words in REFUSALS.items() if code == _judged(visit))
    return _form(visit, say(why), request.form.get("phone", "")[:40])


def _show(
    visit: Visit, phone: Phone, *, not_sure: bool = False, status: HTTPStatus = HTTPStatus.OK
) -> ResponseReturnValue:
    _note(visit, phone, "person")
    with visit.house.ledger.read() as ledger:
        found = person.find(ledger, visit.house.line, phone, visit.now)
    page = render_template(
        "privacy/person.html",
        visit=visit,
        found=found,
        there=kinds.counted(found.counts),
        asker=overview.asker,
        not_sure=not_sure,
        refused=None,
        written=phone,
    )
    return page, status


def _zipped(visit: Visit, phone: Phone) -> Iterator[bytes]:
    with export.nameless() as whole:
        with visit.house.ledger.read() as ledger, ZipFile(whole, "w", ZIP_DEFLATED) as archive:
            of = person.whose(visit.house.line, phone)
            with archive.open("person.json", "w") as file:
                for piece in export.as_json(ledger, of, visit.now):
                    file.write(piece.encode())
            with archive.open("person.html", "w") as file:
                for piece in paper.as_page(ledger, of, visit):
                    file.write(piece.encode())
        yield from export.sent(whole)


PAGES = (
    Page("GET", "/privacy/person", ask, Who.SUPERVISOR),
    Page("POST", "/privacy/person", find, Who.SUPERVISOR),
    Page("POST", "/privacy/person/export", hand_out, Who.SUPERVISOR),
    Page("POST", "/privacy/person/erase", erase, Who.SUPERVISOR),
    Page("POST", "/privacy/person/withdraw", withdraw, Who.SUPERVISOR),
)
