"""How a form of the line's pages becomes a version: checked, warned of, and never lost when somebody else was faster.

What is wrong is refused, with the form as it was filled in; what will surprise somebody has to be confirmed once; and
whoever began with an older version is told who changed what meanwhile, and saves on top of it. Deliberately knows no
form: it is given an edit, from tables to tables.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import pairwise
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue

from voice_app import versions
from voice_app.bounds import beyond
from voice_app.editing.merging import merged
from voice_app.ledger import agents
from voice_app.line import Line
from voice_app.line.check import findings
from voice_app.mistakes import Mistakes
from voice_app.pages.line import forms, plainly, telling
from voice_app.pages.line.plainly import Told
from voice_app.pages.page import Visit
from voice_app.rostering.behind import Behind, behind
from voice_app.versions import Overtaken, Version

Raw = Mapping[str, Any]
Edit = Callable[[Raw], Raw]


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A version that somebody else has saved. `by`: an agent; None: nobody is known."""

    by: str | None
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overtake:
    """What others did meanwhile, and what this form would do on top of it. `both`: what the two have changed."""

    theirs: tuple[Meanwhile, ...]
    mine: tuple[str, ...]
    both: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it is shown. `raw`: the tables that it shows. `base`: the version that it began with. `insist`: what a
    form says that is sent again in spite of the warnings."""

    raw: Raw
    base: int
    mistakes: tuple[Told, ...] = ()
    concerns: tuple[Told, ...] = ()
    insist: str = ""
    overtake: Overtake | None = None
    line: Line | None = field(default=None, compare=False)

    @property
    def status(self) -> HTTPStatus:
        if self.overtake is not None:
            return HTTPStatus.CONFLICT
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.mistakes or self.concerns else HTTPStatus.OK

    def wrong_at(self, path: str) -> tuple[Told, ...]:
        """What is said beside the field of this path, and of what lies beneath it."""
        return tuple(one for one in self.mistakes if _is_at(path, one.where))

    def wrong_elsewhere(self, *paths: str) -> tuple[Told, ...]:
        """What no field of the form says: it stands above it."""
        return tuple(one for one in self.mistakes if not any(_is_at(path, one.where) for path in paths))


def begin(visit: Visit) -> Draft:
    """The form as it is first shown: with what counts at this moment."""
    newest = versions.newest(visit.house)
    return Draft(newest.line.as_dict(), newest.id, line=newest.line)


def save(visit: Visit, edit: Edit, back_to: str) -> ResponseReturnValue | Draft:
    """Save the edit as a new version and go `back_to` the page, which says so; or the form again, with the reason."""
    newest = versions.newest(visit.house)
    base = forms.number(request.form, "base")
    if base != newest.id:
        return _on_top(visit, edit, base, newest)
    draft = _checked(visit, Draft(edit(newest.line.as_dict()), newest.id), newest.line)
    if draft.status != HTTPStatus.OK or draft.line is None:
        return draft
    done = versions.change(visit.house, draft.line, base=base, by=visit.me, source="page", now=visit.now)
    if isinstance(done, Overtaken):
        return _on_top(visit, edit, base, done.newest)
    return redirect(f"{back_to}{'&' if '?' in back_to else '?'}saved={done.id}", HTTPStatus.SEE_OTHER)


def preview(visit: Visit, edit: Edit) -> Draft:
    """The form with what it would lead to, and nothing saved."""
    newest = versions.newest(visit.house)
    base = forms.number(request.form, "base")
    if base != newest.id:
        return _on_top(visit, edit, base, newest)
    return _checked(visit, Draft(edit(newest.line.as_dict()), newest.id), newest.line, insisting=True)


def _on_top(visit: Visit, edit: Edit, base: int, newest: Version) -> Draft:
    """Of a version that nobody knows, or that cannot be read any more, all that is known is the newest one."""
    began = versions.get(visit.house, base) or newest
    mine = edit(began.line.as_dict())
    together = merged(began.line.as_dict(), newest.line.as_dict(), mine)
    draft = _checked(visit, Draft(together.raw, newest.id), newest.line, insisting=True)
    ours = [] if draft.line is None else versions.differences(newest.line, draft.line)
    mine_told = [] if draft.line is None else telling.sentences(ours, newest.line, draft.line)
    theirs = tuple(_meanwhile(visit, began, newest))
    overtake = Overtake(theirs, tuple(mine_told), tuple(map(telling.thing, together.both)))
    return Draft(
        draft.raw, draft.base, draft.mistakes, draft.concerns, draft.insist, overtake=overtake, line=draft.line
    )


def _meanwhile(visit: Visit, began: Version, newest: Version) -> Iterator[Meanwhile]:
    """Each version since then, the oldest first; where they are more than a page, what they come to."""
    since = [one for one in versions.history(visit.house) if one.id > began.id]
    chain = [began, *reversed(since)]
    if not since or since[-1].base != began.id:
        told = telling.sentences(versions.differences(began.line, newest.line), began.line, newest.line)
        yield Meanwhile(newest.by, tuple(told))
        return
    for before, after in pairwise(chain):
        told = telling.sentences(versions.differences(before.line, after.line), before.line, after.line)
        yield Meanwhile(after.by, tuple(told))


def _checked(visit: Visit, draft: Draft, before: Line, *, insisting: bool = False) -> Draft:
    """With its mistakes, or with what is new of errors and warnings and was not insisted on yet. What stood there
    before is no reason to refuse an edit of something else."""
    try:
        line = Line.from_dict(draft.raw)
    except Mistakes as found:
        return Draft(draft.raw, draft.base, mistakes=plainly.mistakes(found.all))
    out = tuple(beyond(visit.house.ledger, before, line, visit.me, visit.now))
    if out:
        return Draft(draft.raw, draft.base, mistakes=plainly.mistakes(out), line=line)
    old = {one.said for one in concerns_of(visit, before)}
    new = tuple(one for one in concerns_of(visit, line) if one.said not in old)
    refused = tuple(one for one in new if one.severity == "error")
    key = hashlib.sha256("\n".join(one.said for one in new).encode()).hexdigest()[:16] if new else ""
    if refused:
        return Draft(draft.raw, draft.base, mistakes=refused, line=line)
    if new and (insisting or request.form.get("insist") != key):
        return Draft(draft.raw, draft.base, concerns=new, insist=key, line=line)
    return Draft(draft.raw, draft.base, line=line)


def concerns_of(visit: Visit, line: Line) -> tuple[Told, ...]:
    """What cannot work with this line, or will surprise somebody; by the roster as it is."""
    found = plainly.findings(findings(line, visit.house.settings, visit.now))
    return (*found, *plainly.nobody_behind(who_is_behind(visit, line)))


def who_is_behind(visit: Visit, line: Line) -> tuple[Behind, ...]:
    """Of each entry of the menu, by the ledger: what somebody declared a moment ago, no roster in memory tells."""
    with visit.house.ledger.read() as ledger:
        return behind(line, agents.all(ledger))


def _is_at(path: str, where: str) -> bool:
    its = where.partition(",")[0]
    return its == path or its.startswith((f"{path}.", f"{path}["))
