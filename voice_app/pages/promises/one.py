"""One promise: all that is on record of it, as sentences, and what can be done with it. The look is noted.

Deliberately acts on nothing but a note: that is `acts`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from routing.deadlines import windows
from routing.skills import PromiseId, ReservationId
from routing.spans import Span
from voice_app import caring
from voice_app.caring import UNDO_FOR, Kind, overview
from voice_app.caring.overview import Row
from voice_app.context import persons
from voice_app.context.persons import Person
from voice_app.ledger import ActId, acts, dossiers, looks, promises, talk_recordings
from voice_app.ledger.acts import Act
from voice_app.ledger.dossiers import Dossier
from voice_app.ledger.looks import Look
from voice_app.ledger.promise import Promise
from voice_app.ledger.talk_recordings import TalkRecording
from voice_app.pages.page import Visit
from voice_app.pages.promises import quoting, wording
from voice_app.pages.promises.telling import Tale, sentence
from voice_app.readable import readable

LONGEST_NOTE: Final = 4000
OFFERED: Final = 8
HOURS: Final = (1, 2, 4)
"""For how many hours a promise can be given, besides as long as is safe."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline. `words`: what was said, written or noted."""

    at: datetime
    event: str
    sentence: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page about one promise shows. `may`: the acts that are offered; `as_of`: where the timeline of all ended.
    `windows`: when it could be moved to; `act`: the last one, as long as it can be taken back."""

    row: Row
    dossier: Dossier
    told: tuple[Told, ...]
    person: Person
    lookers: tuple[Look, ...]
    talks: tuple[str, ...]
    windows: tuple[Span, ...]
    may: frozenset[Kind]
    act: Act | None
    as_of: int

    @property
    def promise(self) -> Promise:
        return self.row.promise


def show(visit: Visit, promise_id: str) -> ResponseReturnValue:
    return page(visit, PromiseId(promise_id))


def page(
    visit: Visit, promise_id: PromiseId, *, refused: str | None = None, kind: str | None = None
) -> tuple[str, HTTPStatus]:
    """The page, also where an act of this `kind` was `refused`: what was entered is still there. Raises NotFound."""
    shown = _look(visit, promise_id)
    html = render_template(
        "promises/one.html",
        visit=visit,
        shown=shown,
        words=wording,
        refused=refused,
        refused_kind=kind,
        form=request.form,
        act_id=visit.house.new_id(),
        hours=HOURS,
        undo_for=UNDO_FOR,
        because=wording.BECAUSES,
    )
    return html, HTTPStatus.CONFLICT if refused else HTTPStatus.OK


def _look(visit: Visit, promise_id: PromiseId) -> Shown:
    house, now = visit.house, visit.now
    with house.ledger.write() as ledger:
        promise = promises.get(ledger, promise_id)
        if promise is None:
            raise NotFound
        looks.note(ledger, Look(visit.me, "promise", promise_id, now))
        as_of = acts.newest_entry(ledger)
        dossier = dossiers.of_promise(ledger, promise_id)
        said = quoting.quotes(ledger, house, promise, dossier)
        lookers = looks.at_subject(ledger, promise_id)
        act = acts.last_of(ledger, promise_id, now - UNDO_FOR)
        talks = [ReservationId(tried.id) for tried in dossier.attempts if tried.dialled]
        heard = [one.id for talk in talks for one in talk_recordings.of_talk(ledger, talk) if _can_be_heard(one)]
        person = persons.of_phone(ledger, house, promise.phone, now, None)
    (row,), _ = overview.rows_of(house, [promise], now)
    tale = Tale({tried.id: tried for tried in dossier.attempts})
    told = tuple(
        Told(entry.at, entry.event, sentence(tale, entry), said.get(place))
        for place, entry in enumerate(dossier.timeline)
    )
    free = _windows(visit, promise)
    return Shown(row, dossier, told, person, lookers, tuple(heard), free, _may(promise, now), act, as_of)


def _windows(visit: Visit, promise: Promise) -> tuple[Span, ...]:
    """The next parts of the day in which it can be kept in time."""
    if promise.closed_at is not None or promise.phone is None:
        return ()
    calling = visit.house.terms.calling(promise.phone, promise.need, visit.now)
    return tuple(windows(visit.now, promise.effective_due_by, calling, visit.house.line.timezone, OFFERED))


def _can_be_heard(talk: TalkRecording) -> bool:
    return talk.known == "ended" and talk.wanted != "gone"


def _may(promise: Promise, now: datetime) -> frozenset[Kind]:
    """What is worth offering; whether it can be done is decided when it is asked for."""
    if promise.closed_at is not None:
        return frozenset()
    if promise.needs_approval:
        return frozenset({"approve", "refuse", "withdraw"})
    kept = promise.preferred_agent is not None
    is_short = promise.effective_due_by - now < timedelta(hours=1)
    offered: dict[Kind, bool] = {
        "call_now": True,
        "give": not is_short,
        "give_back": kept,
        "move": True,
        "withdraw": True,
    }
    return frozenset(kind for kind, is_offered in offered.items() if is_offered)


def note(visit: Visit, promise_id: str) -> ResponseReturnValue:
    """A supervisor's note, for whoever calls."""
    words = readable(request.form.get("note", ""))[:LONGEST_NOTE].strip()
    if not words:
        return redirect(f"/promises/{promise_id}", HTTPStatus.SEE_OTHER)
    refused = caring.note(visit.house, PromiseId(promise_id), words, visit.me, visit.now)
    if refused == "unknown":
        raise NotFound
    if refused is not None:
        return page(visit, PromiseId(promise_id), refused=wording.refusal(refused), kind="note")
    return redirect(f"/promises/{promise_id}#told", HTTPStatus.SEE_OTHER)


def act_id(text: str, visit: Visit) -> ActId:
    """The id that the form was made with; another, where that is no id."""
    return ActId(text if text.replace("-", "").isalnum() and len(text) <= 64 else visit.house.new_id())  # noqa: PLR2004 - as ids of ours are
