"""Every version of the line: who made it, when, by which way, what it changed; two of them side by side; and back to
any.

Deliberately takes nothing away: going back is a new version.
"""

from http import HTTPStatus
from typing import Final

from flask import redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from voice_app import versions
from voice_app.bounds import beyond
from voice_app.pages.line import forms, plainly, room, telling
from voice_app.pages.line.room import Told
from voice_app.pages.page import Page, Visit, Who
from voice_app.versions import Overtaken, Version

HERE: Final = "/line/versions"


def show(visit: Visit) -> ResponseReturnValue:
    return _page(visit)


def restore(visit: Visit) -> ResponseReturnValue:
    """Where somebody has saved meanwhile, whoever goes back is told, and may do it all the same."""
    wanted, base = forms.number(request.form, "version"), forms.number(request.form, "base")
    found, newest = versions.get(visit.house, wanted), versions.newest(visit.house)
    out = () if found is None else beyond(visit.house.ledger, newest.line, found.line, visit.me, visit.now)
    if refused := plainly.mistakes(out):
        return _page(visit, HTTPStatus.CONFLICT, refused=refused)
    done = versions.restore(visit.house, wanted, base=base, by=visit.me, now=visit.now)
    if done is None:
        raise NotFound
    if isinstance(done, Overtaken):
        return _page(visit, HTTPStatus.CONFLICT, overtaken=room.told_of(visit, done.newest), wanted=wanted)
    return redirect(f"{HERE}?saved={done.id}", HTTPStatus.SEE_OTHER)


def _page(
    visit: Visit,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    overtaken: Told | None = None,
    wanted: int = 0,
    refused: tuple[plainly.Told, ...] = (),
) -> ResponseReturnValue:
    newest = versions.newest(visit.house)
    found = versions.history(visit.house, forms.number(request.args, "before") or None)
    return room.page(
        visit,
        "line/history.html",
        status,
        newest=newest.id,
        history=_told(visit, found),
        older=found[-1].id if len(found) == versions.A_PAGE else None,
        compared=_compared(visit),
        overtaken=overtaken,
        wanted=wanted,
        refused=refused,
    )


def _told(visit: Visit, found: tuple[Version, ...]) -> list[Told]:
    """Each beside the one that it was made from, which is mostly the next of them."""
    by_id = {one.id: one.line for one in found}
    return [room.told_of(visit, one, by_id.get(one.base or 0)) for one in found]


def _compared(visit: Visit) -> tuple[int, int, list[str]] | None:
    """The two that were chosen, and how the second differs. Raises NotFound for one that there is not."""
    chosen = forms.number(request.args, "from"), forms.number(request.args, "to")
    if not any(chosen):
        return None
    one, other = (versions.get(visit.house, id_) for id_ in chosen)
    if one is None or other is None:
        raise NotFound
    told = telling.sentences(versions.differences(one.line, other.line), one.line, other.line)
    return one.id, other.id, told


PAGES = (
    Page("GET", HERE, show, Who.SUPERVISOR),
    Page("POST", f"{HERE}/restore", restore, Who.SUPERVISOR),
)
