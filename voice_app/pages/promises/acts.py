"""Acts on promises: what will happen, done, what came of it, and taken back.

A form that comes twice is one act. Deliberately decides nothing: `voice_app.caring` does.
"""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import groupby
from typing import Final, get_args

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from routing.deadlines import windows
from routing.skills import AgentId, PromiseId
from routing.spans import Span
from voice_app import caring
from voice_app.caring import MOST, UNDO_FOR, Because, Kind, Order, Wanted
from voice_app.ledger import ActId, acts, looks, promise_lists, promises
from voice_app.ledger.acts import Acted
from voice_app.ledger.looks import Look
from voice_app.ledger.promise import Promise
from voice_app.pages.numbering import row_number
from voice_app.pages.page import Visit
from voice_app.pages.promises import cutting, wording
from voice_app.pages.promises import one as one_promise
from voice_app.pages.promises.one import HOURS, LONGEST_NOTE, act_id
from voice_app.pages.words import N_, say
from voice_app.readable import readable

AHEAD: Final = timedelta(days=2)
OFFERED: Final = 8
NOBODY: Final = N_("Choose at least one promise.")
NO_REASON: Final = N_("Choose why.")
NO_WINDOW: Final = N_("Choose a time.")
NO_AGENT: Final = N_("Choose an agent.")
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
BECAUSES: Final[tuple[Because, ...]] = get_args(Because)


def choose(visit: Visit) -> ResponseReturnValue:
    """What will happen to the promises that are chosen, before it does."""
    return _ask(visit, _kind(), _chosen(visit))


def _ask(visit: Visit, kind: Kind, chosen: tuple[PromiseId, ...], told: str | None = None) -> tuple[str, HTTPStatus]:
    with visit.house.ledger.write() as ledger:
        found = [promise for id_ in chosen if (promise := promises.get(ledger, id_)) is not None]
        looks.note(ledger, Look(visit.me, "promises", None, visit.now))
    page = render_template(
        "promises/choose.html",
        visit=visit,
        kind=kind,
        promises=found,
        words=wording,
        told=told if found else say(NOBODY),
        as_of=request.form.get("as_of", ""),
        act_id=visit.house.new_id(),
        form=request.form,
        windows=_windows(visit),
        hours=HOURS,
        most=MOST,
        is_all=bool(request.form.get("all")),
        back=cutting.read(visit.house, request.form).address(),
    )
    return page, HTTPStatus.OK if found and told is None else HTTPStatus.CONFLICT


def _windows(visit: Visit) -> list[Span]:
    """The next parts of the day in which the line is open; of each promise counts what fits it."""
    calling = visit.house.terms.calling(None, None, visit.now)
    return windows(visit.now, visit.now + AHEAD, calling, visit.house.line.timezone, OFFERED)


def act(visit: Visit) -> ResponseReturnValue:
    """Do it. Of one promise its own page says what came of it, of several a page of the act."""
    kind, chosen, is_one = _kind(), _chosen(visit), bool(request.form.get("one"))
    if not chosen:
        return _ask(visit, kind, ())
    wanted = _wanted(visit, kind)
    if isinstance(wanted, str):
        told = say(wanted)
        return (
            one_promise.page(visit, chosen[0], refused=told, kind=kind) if is_one else _ask(visit, kind, chosen, told)
        )
    as_of = row_number(request.form.get("as_of", ""))
    order = Order(act_id(request.form.get("act", ""), visit), wanted, visit.me, visit.now, as_of)
    done = caring.act(visit.house, order, chosen)
    if not is_one:
        return redirect(f"/promises/acts/{done.act}", HTTPStatus.SEE_OTHER)
    if refused := done.refused.get(chosen[0]):
        return one_promise.page(visit, chosen[0], refused=wording.refusal(refused), kind=kind)
    return redirect(f"/promises/{chosen[0]}", HTTPStatus.SEE_OTHER)


def _kind() -> Kind:
    """By which of the buttons the form was sent."""
    kind = next((one for one in KINDS if one == request.form.get("kind")), None)
    if kind is None:
        raise BadRequest
    return kind


def _chosen(visit: Visit) -> tuple[PromiseId, ...]:
    """The promises that are ticked; or all that match what the list is cut by, MOST at most."""
    if not request.form.get("all"):
        return tuple(map(PromiseId, dict.fromkeys(request.form.getlist("promise"))))[:MOST]
    sought = cutting.read(visit.house, request.form)
    with visit.house.ledger.read() as ledger:
        return promise_lists.ids(ledger, sought.group, sought.cut, visit.now, MOST)


def _wanted(visit: Visit, kind: Kind) -> Wanted | str:
    """What the form asks for; or what is missing in it."""
    form = request.form
    if kind == "give":
        agent = form.get("agent", "")
        if agent not in visit.house.roster:
            return NO_AGENT
        return Wanted(kind, agent=AgentId(agent), until_at=_until(visit.now, form.get("hours", "")))
    if kind == "move":
        window = _window(form.get("window", ""))
        return Wanted(kind, window=window) if window else NO_WINDOW
    if kind == "withdraw":
        because = next((one for one in BECAUSES if one == form.get("because")), None)
        words = readable(form.get("words", ""))[:LONGEST_NOTE].strip() or None
        return Wanted(kind, because=because, words=words) if because else NO_REASON
    return Wanted(kind)


def _until(now: datetime, hours: str) -> datetime | None:
    return now + timedelta(hours=int(hours)) if hours in map(str, HOURS) else None


def _window(text: str) -> Span | None:
    """Written as two instants with a bar between."""
    try:
        from_at, to_at = map(datetime.fromisoformat, text.split("|"))
        if from_at.tzinfo is None or to_at.tzinfo is None:
            return None
        span = Span(from_at.astimezone(UTC), to_at.astimezone(UTC))
    except (ValueError, OverflowError):
        return None
    return span if span.start_at < span.end_at else None


# ── what came of it ─────────────────────────────────────────────────────────────────────────────────────────────────


def show(visit: Visit, act_id: str) -> ResponseReturnValue:
    """What an act did, to which promises not, and why; and what came of taking it back."""
    with visit.house.ledger.write() as ledger:
        found = acts.get(ledger, ActId(act_id))
        if found is None:
            raise NotFound
        rows = acts.promises_of(ledger, found.id)
        theirs = {row.promise_id: promises.get(ledger, row.promise_id) for row in rows}
        looks.note(ledger, Look(visit.me, "promises", None, visit.now))
    return render_template(
        "promises/act.html",
        visit=visit,
        act=found,
        done=[row for row in rows if row.is_done and row.undone_at is None],
        undone=[row for row in rows if row.undone_at is not None],
        left=_by_reason([row for row in rows if row.refused is not None], "refused"),
        kept=_by_reason([row for row in rows if row.kept_because is not None], "kept_because"),
        promises=theirs,
        words=wording,
        undo_until=found.at + UNDO_FOR,
    )


def _by_reason(rows: list[Acted], name: str) -> list[tuple[str, list[Acted]]]:
    ordered = sorted(rows, key=lambda row: (str(getattr(row, name)), row.promise_id))
    return [(reason, list(its)) for reason, its in groupby(ordered, key=lambda row: str(getattr(row, name)))]


def undo(visit: Visit, act_id: str) -> ResponseReturnValue:
    """Take it back, as far as that can be."""
    undone = caring.undo(visit.house, ActId(act_id), visit.me, visit.now)
    if undone is None:
        raise NotFound
    back: Promise | None = None
    if request.form.get("one") and len(undone.done) == 1 and not undone.kept:
        with visit.house.ledger.read() as ledger:
            back = promises.get(ledger, undone.done[0])
    where = f"/promises/{back.id}" if back else f"/promises/acts/{act_id}"
    return redirect(where, HTTPStatus.SEE_OTHER)
