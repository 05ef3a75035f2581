"""The hours of a week, and whose public holidays close the line."""

from functools import partial
from http import HTTPStatus
from typing import Final

import holidays as calendars
from babel import Locale
from flask import request
from flask.typing import ResponseReturnValue

from voice_app.editing.edits import with_week
from voice_app.line.values import WEEKDAYS
from voice_app.pages.line import forms, room, saving
from voice_app.pages.line.saving import Draft
from voice_app.pages.page import Page, Visit, Who

HERE: Final = "/line/hours"


def show(visit: Visit) -> ResponseReturnValue:
    return _page(visit, saving.begin(visit))


def save(visit: Visit) -> ResponseReturnValue:
    form = request.form
    edit = partial(with_week, days=forms.week(form), holidays=form.get("holidays", "")[:20])
    saved = saving.save(visit, edit, HERE)
    return _page(visit, saved) if isinstance(saved, Draft) else saved


def _page(visit: Visit, draft: Draft) -> ResponseReturnValue:
    hours = draft.raw.get("hours", {})
    return room.page(
        visit,
        "line/hours.html",
        HTTPStatus(draft.status),
        draft=draft,
        hours=hours,
        weekdays=WEEKDAYS,
        countries=_countries(visit, str(hours.get("holidays", ""))),
    )


def _countries(visit: Visit, chosen: str) -> list[tuple[str, str]]:
    """Whose holidays are known: code and name, in the order of the names; after each country that is chosen, or the
    line's own, its parts."""
    names = Locale.parse(visit.language).territories
    known = calendars.list_supported_countries(include_aliases=False)
    named = sorted((str(names.get(code, code)), code) for code in known)
    shown: list[tuple[str, str]] = []
    for name, code in named:
        shown.append((code, name))
        if code in (visit.house.line.region, chosen.partition("-")[0]):
            shown += [(f"{code}-{part}", f"{name}: {part}") for part in known[code]]
    return shown


PAGES = (
    Page("GET", HERE, show, Who.SUPERVISOR),
    Page("POST", HERE, save, Who.SUPERVISOR),
)
