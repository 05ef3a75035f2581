"""A month of the line, and one day of it that is to be otherwise: closed, or open at other hours, with a reason that
callers hear.

A day is chosen by its address and edited by a form, so that it works without a script and survives a reload.
"""

from datetime import date, timedelta
from functools import partial
from http import HTTPStatus
from typing import Final

from babel.dates import format_skeleton
from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from routing.days import day_at
from voice_app.editing.edits import SPECIAL_DAYS, Raw, with_special_day, without_special_day
from voice_app.editing.month import Day, day_of, month_of
from voice_app.pages.line import forms, room, saving
from voice_app.pages.line.saving import Draft
from voice_app.pages.page import Page, Visit, Who

HERE: Final = "/line/calendar"
FAR: Final = 5
"""Years ahead and back that a calendar is shown for."""
HOWS: Final = ("usual", "closed", "hours")


def show(visit: Visit) -> ResponseReturnValue:
    draft = saving.begin(visit)
    day = _day(visit, request.args.get("day", "")) if "day" in request.args else None
    first = day.replace(day=1) if day is not None else _month(visit, request.args.get("month", ""))
    return _page(visit, draft, first, day)


def save(visit: Visit) -> ResponseReturnValue:
    form = request.form
    day, how = _day(visit, form.get("day", "")), form.get("how", "")
    if how not in HOWS:
        raise BadRequest("no such way to be open")
    if how == "usual":
        edit = partial(without_special_day, day=day)
    else:
        hours = forms.stretches(form, "day") if how == "hours" else []
        if how == "hours" and not hours:
            hours = ["-"]  # no hours were filled in: told beside the field
        reason = forms.by_language(form, "reason", visit.house.newest().line.languages)
        edit = partial(with_special_day, day=day, hours=hours, reason=reason)
    saved = saving.save(visit, edit, f"{HERE}?day={day.isoformat()}")
    return _page(visit, saved, day.replace(day=1), day, how) if isinstance(saved, Draft) else saved


def _page(visit: Visit, draft: Draft, first: date, day: date | None, how: str = "") -> ResponseReturnValue:
    line = visit.house.newest().line
    today = day_at(visit.now, line.timezone)
    shown = None if day is None else _Filled.of(draft.raw, day, day_of(line, day, visit.language), how)
    return room.page(
        visit,
        "line/calendar.html",
        HTTPStatus(draft.status),
        draft=draft,
        line=line,
        first=first,
        title=format_skeleton("yMMMM", first, locale=visit.language),
        weeks=month_of(line, first.year, first.month, visit.language),
        before=_next(first, -1),
        after=_next(first, 1),
        today=today,
        day=shown,
        at=f"special_day[{_place(draft.raw, day)}]" if day is not None else "special_day",
    )


class _Filled:
    """One day as its form shows it."""

    def __init__(self, day: Day, how: str, hours: list[str], reason: dict[str, str]) -> None:
        self.day, self.how, self.hours, self.reason = day, how, hours, reason

    @classmethod
    def of(cls, raw: Raw, date_: date, day: Day, how: str) -> "_Filled":
        entry = next((one for one in raw.get(SPECIAL_DAYS, ()) if one.get("date") == date_.isoformat()), None)
        if entry is None:
            return cls(day, "usual", list(day.hours), {})
        hours = [str(one) for one in entry.get("hours", ())]
        return cls(day, how or ("hours" if hours else "closed"), hours, dict(entry.get("reason") or {}))


def _place(raw: Raw, day: date) -> int:
    """Where in the list this day stands, from 1, as mistakes count."""
    days = [one.get("date") for one in raw.get(SPECIAL_DAYS, ())]
    return days.index(day.isoformat()) + 1 if day.isoformat() in days else 0


def _day(visit: Visit, text: str) -> date:
    """Raises NotFound for what is no day, or one that nobody plans for."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise NotFound from None
    if abs(day.year - visit.now.year) > FAR:
        raise NotFound
    return day


def _month(visit: Visit, text: str) -> date:
    """The first of that month; of this one where none is named, or one that nobody plans for."""
    today = day_at(visit.now, visit.house.line.timezone)
    try:
        first = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return today.replace(day=1)
    return first if abs(first.year - today.year) <= FAR else today.replace(day=1)


def _next(first: date, months: int) -> str:
    near = first + timedelta(days=32) if months > 0 else first - timedelta(days=1)
    return f"{near:%Y-%m}"


PAGES = (
    Page("GET", HERE, show, Who.SUPERVISOR),
    Page("POST", HERE, save, Who.SUPERVISOR),
)
