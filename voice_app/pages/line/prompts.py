"""The few sentences that a line may say in its own words: ours beside them, heard before they are saved.

Deliberately words nothing but those that the line file lets be worded (`flows.wording`).
"""

from functools import partial
from http import HTTPStatus
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from flows.tongues import language_of
from flows.verbs import Say
from flows.wording import OWN
from voice_app.editing.edits import with_prompts
from voice_app.editing.hearing import Sentence, prompts_of
from voice_app.line import Line
from voice_app.pages.line import forms, listening, room, saving
from voice_app.pages.line.explained import prompt_called
from voice_app.pages.line.saving import Draft
from voice_app.pages.page import Page, Visit, Who

HERE: Final = "/line/prompts"


def show(visit: Visit) -> ResponseReturnValue:
    return _page(visit, saving.begin(visit))


def save(visit: Visit) -> ResponseReturnValue:
    """Or only hear one, where the button that was pressed says so."""
    languages = visit.house.newest().line.languages
    edit = partial(with_prompts, worded={key: forms.by_language(request.form, key, languages) for key in OWN})
    wanted = request.form.get("say", "")
    if wanted or request.form.get("act") == "hear":
        draft = saving.preview(visit, edit)
        rung = _ring(visit, draft, wanted) if wanted else None
        return _page(visit, draft, heard_only=True, rung=rung)
    saved = saving.save(visit, edit, HERE)
    return _page(visit, saved) if isinstance(saved, Draft) else saved


def _ring(visit: Visit, draft: Draft, wanted: str) -> listening.Rung | None:
    found = (one for one in _sentences(visit, draft.line) if f"{one.key}-{one.tongue}" == wanted)
    chosen = next(found, None)
    return None if chosen is None or draft.mistakes else listening.ring(visit, [Say(chosen.said, chosen.tongue)])


def _sentences(visit: Visit, line: Line | None) -> tuple[Sentence, ...]:
    return prompts_of(line, visit.now) if line is not None else ()


def _page(
    visit: Visit, draft: Draft, *, heard_only: bool = False, rung: listening.Rung | None = None
) -> ResponseReturnValue:
    line = visit.house.newest().line
    said = {(one.key, language_of(one.tongue)): one for one in _sentences(visit, draft.line)}
    ours = {(one.key, language_of(one.tongue)): one.ours for one in prompts_of(line, visit.now)}
    return room.page(
        visit,
        "line/prompts.html",
        HTTPStatus.OK if heard_only and not draft.mistakes and draft.overtake is None else HTTPStatus(draft.status),
        draft=draft,
        languages=line.languages,
        keys=[(key, prompt_called(key)) for key in OWN],
        own=draft.raw.get("prompts", {}),
        ours=ours,
        said=said,
        paths=[f"prompts.{key}" for key in OWN],
        heard_only=heard_only,
        rung=rung,
        click=visit.house.new_id(),
    )


PAGES = (
    Page("GET", HERE, show, Who.SUPERVISOR),
    Page("POST", HERE, save, Who.SUPERVISOR),
)
