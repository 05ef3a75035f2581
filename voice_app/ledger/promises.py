"""What we owe: how a promise is made, changed and closed, each step once and for good.

    open → attempting → kept · withdrawn · unreached        (`attempts` makes the moves into and out of attempting)

A phone is owed one promise at a time: another request adds a matter to it, a window changes when to call, and
`due_by` never moves. A shared number, and a caller without a number of their own, is owed one per call; and one more by
the agent who talks in it. All of that is unique indexes, so that it holds whoever races; the functions only say what
came of it. A promise withdrawn in a call does not stand in the way of another one in the same call ("undo", then `1`
again).

Every move tells the timeline. When to call, and whether a number may be called, is decided elsewhere.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, TextClause, bindparam, case, func, select, update
from sqlalchemy.exc import IntegrityError

from routing.skills import CallSid, PromiseId
from voice_app.ledger.gone import LedgerGone
from voice_app.ledger.ids import AttemptId, Phone
from voice_app.ledger.matters import Matter, add_matter, matters_of
from voice_app.ledger.preferring import by_agent, in_time, prefer
from voice_app.ledger.promise import Promise, Request, Window
from voice_app.ledger.rows import changes, insert_once, one
from voice_app.ledger.tables import BY_AN_AGENT, BY_ITS_CALLER, OWED, OWED_TO_ONE, attempts, promises
from voice_app.ledger.timeline import Code, tell
from voice_app.numbers import prefix_of

LOST_RACES = 3
"""How often the promise that stood in our way may have closed before we could read it."""

OWED_TO_PHONE = select(promises).where(promises.c.phone == bindparam("phone"), OWED_TO_ONE)
"""Asked at each call's beginning, so built once."""

Guard = ColumnElement[bool] | TextClause


def open_promise(connection: Connection, request: Request) -> tuple[Promise, bool]:
    """Owe this callback; returns the promise that is owed now, and whether it is a new one.

    Where one is owed to this phone already, or was made in this call, that one is returned, with the request's need
    and note as a further matter and with its window, if it has one. Raises LedgerGone if it cannot tell.
    """
    for _ in range(LOST_RACES):
        if _insert(connection, request):
            return _owed(connection, request.id), True
        standing = _in_the_way(connection, request)
        if standing is not None:
            return _join(connection, standing, request), False
    raise LedgerGone("a promise kept opening and closing while another was made")


def _insert(connection: Connection, request: Request) -> bool:
    window = request.window
    created = insert_once(
        connection,
        promises,
        id=request.id,
        phone=request.phone,
        need=request.need,
        language=request.language,
        state="open",
        source=request.source,
        call_sid=request.call_sid,
        made_at=request.made_at,
        due_by=request.due_by,
        effective_due_by=request.effective_due_by,
        promised_late=request.promised_late,
        late_because=request.late_because,
        counts_from=request.counts_from,
        not_before=request.not_before,
        window_from=window.from_at if window else None,
        window_to=window.to_at if window else None,
        shared=request.shared,
        may_text=request.may_text,
        needs_approval=request.needs_approval,
        approval_because=request.approval_because,
        prefix=prefix_of(request.phone),
        talk=request.talk,
        preferred_agent=request.preferred_agent,
        preferred_until=request.preferred_until,
    )
    if created:
        add_matter(connection, request.id, _matter(request))
        tell(
            connection,
            request.id,
            "made",
            request.made_at,
            source=request.source,
            call=request.call_sid,
            due_by=request.due_by,
            effective_due_by=request.effective_due_by,
            needs_approval=request.needs_approval,
            **by_agent(request),
        )
    return created


def _in_the_way(connection: Connection, request: Request) -> Promise | None:
    """The promise that this request repeats or joins; locked, so that it does not close meanwhile."""
    same: list[Guard] = [promises.c.id == request.id, (promises.c.phone == request.phone) & OWED_TO_ONE]
    if request.talk is not None:
        same.insert(1, (promises.c.talk == request.talk) & BY_AN_AGENT)
    elif request.call_sid is not None:  # to SQL "= None" would be every promise that was not made in a call
        same.insert(1, (promises.c.call_sid == request.call_sid) & BY_ITS_CALLER)
    for rule in same:
        found = one(Promise, connection, select(promises).where(rule).with_for_update())
        if found is not None:
            return found
    return None


def _join(connection: Connection, standing: Promise, request: Request) -> Promise:
    if add_matter(connection, standing.id, _matter(request)):
        about = {"need": request.need, "call": request.call_sid, **by_agent(request)}
        tell(connection, standing.id, "matter_added", request.made_at, **about)
    if request.may_text:
        _write(connection, standing.id, OWED & (promises.c.phone == request.phone), {"may_text": True})
    window = in_time(request.window, standing)
    if window is not None:
        choose_window(connection, standing.id, window, request.made_at)
    if request.preferred_agent is not None:
        prefer(connection, _owed(connection, standing.id), request.preferred_agent)
    return _owed(connection, standing.id)


def _matter(request: Request) -> Matter:
    return Matter(request.need, request.note, request.call_sid, request.made_at, made_by=request.made_by)


def choose_window(connection: Connection, promise_id: PromiseId, window: Window, now: datetime, **about: Code) -> bool:
    """Call within `window` from now on, not before; the deadline does not move. `about`: who of us decided it, if not
    the person."""
    within: dict[str, object] = {"window_from": window.from_at, "window_to": window.to_at, "not_before": window.from_at}
    moved = _write(connection, promise_id, OWED, within | {"hurried_at": None})
    if moved:
        _keep_for_its_agent(connection, promise_id)
        agreed = {"window_from": window.from_at, "window_to": window.to_at}
        tell(connection, promise_id, "window_chosen", now, **agreed, **about)
    return moved


def _keep_for_its_agent(connection: Connection, promise_id: PromiseId) -> None:
    moved = _owed(connection, promise_id)
    if moved.preferred_agent is not None:
        prefer(connection, moved, moved.preferred_agent)


def call_now(connection: Connection, promise_id: PromiseId, now: datetime) -> bool:
    """Call as soon as anybody can; without a window it has its place in the line again. The deadline does not move."""
    soonest: dict[str, object] = {"window_from": None, "window_to": None, "not_before": now, "preferred_until": None}
    freed = _write(connection, promise_id, OWED, soonest)
    if freed:
        tell(connection, promise_id, "wanted_now", now)
    return freed


def move(
    connection: Connection,
    promise_id: PromiseId,
    phone: Phone,
    now: datetime,
    *,
    approval_because: str | None = None,
    shared: bool = False,
) -> Promise | None:
    """Owe it at another number, which gets no text, and is called once a colleague approves where something is against
    it; returns the promise owed there, None if this one is not open.

    Where that number is owed a promise already, that one stays, with its earlier deadline and with this one's
    matters, and this one ends as withdrawn, reason "merged": one open promise per phone.
    """
    there: dict[str, object] = {"phone": phone, "prefix": prefix_of(phone), "may_text": False}
    needs_approval = approval_because is not None
    there |= {"needs_approval": needs_approval, "approval_because": approval_because, "shared": shared}
    try:
        with connection.begin_nested():
            moved = _write(connection, promise_id, promises.c.state == "open", there)
    except IntegrityError:
        return _merge(connection, promise_id, phone, now)
    if not moved:
        return None
    tell(connection, promise_id, "moved", now, needs_approval=needs_approval)
    return _owed(connection, promise_id)


def _merge(connection: Connection, promise_id: PromiseId, phone: Phone, now: datetime) -> Promise | None:
    into = open_for_phone(connection, phone)
    if into is None:
        raise LedgerGone("the promise in the way closed meanwhile")
    if not withdraw(connection, promise_id, "merged", now):
        return None
    for matter in matters_of(connection, promise_id):
        add_matter(connection, into.id, matter)
    tell(connection, promise_id, "merged", now, into=into.id)
    tell(connection, into.id, "merged", now, other=promise_id)
    return _owed(connection, into.id)


def approve(connection: Connection, promise_id: PromiseId, by: str, now: datetime) -> bool:
    """A colleague, by id, decides that this number may be called and texted."""
    asked = OWED & promises.c.needs_approval.is_(True)
    free: dict[str, object] = {"needs_approval": False, "approved_by": by, "approved_at": now, "crashes": 0}
    approved = _write(connection, promise_id, asked, free)
    if approved:
        tell(connection, promise_id, "approved", now, by=by)
    return approved


def hold(connection: Connection, promise_id: PromiseId, cause: str, now: datetime) -> bool:
    """Call nobody until a colleague approves; for a wrong number, or whatever else a person must look at."""
    free = OWED & promises.c.needs_approval.is_(False)
    held = _write(connection, promise_id, free, {"needs_approval": True, "approval_because": cause})
    if held:
        tell(connection, promise_id, "held", now, cause=cause)
    return held


def put_off(connection: Connection, promise_id: PromiseId, until: datetime, cause: str, now: datetime) -> bool:
    """Try it no sooner than `until`; the deadline does not move."""
    sooner = OWED & (promises.c.state == "open") & (promises.c.not_before < until)
    later = _write(connection, promise_id, sooner, {"not_before": until})
    if later:
        tell(connection, promise_id, "put_off", now, cause=cause, until=until)
    return later


def keep(connection: Connection, promise_id: PromiseId, how: str, at: datetime, now: datetime) -> bool:
    """The person was spoken with at `at`; false if it is closed already.

    Whoever was reached in time and talked on past the deadline was not let down: the mark goes again.
    """
    late = promises.c.due_by < at
    marks = {name: case((late, promises.c[name])) for name in ("broken_at", "broken_because")}
    kept = {"state": "kept", "kept_how": how, "kept_at": at, "closed_at": now, **marks}
    done = _write(connection, promise_id, OWED, kept)
    if done:
        tell(connection, promise_id, "kept", now, how=how, spoke_at=at)
    return done


def withdraw(connection: Connection, promise_id: PromiseId, reason: str, now: datetime, **about: Code) -> bool:
    """The person does not want it any more; `reason` may be the person's own words. `about`: who of us decided it, and
    why, where it was one of us."""
    done = _write(connection, promise_id, OWED, {"state": "withdrawn", "reason": reason, "closed_at": now})
    if done:
        tell(connection, promise_id, "withdrawn", now, **about)
    return done


def _write(connection: Connection, promise_id: PromiseId, guard: Guard, new: dict[str, object]) -> bool:
    return changes(connection, update(promises).where(promises.c.id == promise_id, guard).values(**new))


def get(connection: Connection, promise_id: PromiseId) -> Promise | None:
    """One promise."""
    return one(Promise, connection, select(promises).where(promises.c.id == promise_id))


def of_attempt(connection: Connection, attempt: AttemptId) -> Promise | None:
    """The promise that this attempt is to keep."""
    kept_by = select(attempts.c.promise_id).where(attempts.c.id == attempt).scalar_subquery()
    return one(Promise, connection, select(promises).where(promises.c.id == kept_by))


def open_for_phone(connection: Connection, phone: Phone) -> Promise | None:
    """The promise that is owed to this person; never one made from a shared number."""
    return one(Promise, connection, OWED_TO_PHONE, phone=phone)


def made_since(connection: Connection, at: datetime) -> int:
    """How many promises were made after that instant."""
    made: int = connection.execute(select(func.count()).where(promises.c.made_at > at)).scalar_one()
    return made


def of_call(connection: Connection, sid: CallSid) -> Promise | None:
    """The promise that this call's own caller was made, unless it was withdrawn."""
    return one(Promise, connection, select(promises).where(promises.c.call_sid == sid, BY_ITS_CALLER))


def made_in(connection: Connection, sids: Collection[CallSid]) -> set[CallSid]:
    """Those of these calls whose callers were made a promise that was not withdrawn."""
    made = select(promises.c.call_sid).where(promises.c.call_sid.in_(sids), BY_ITS_CALLER)
    return set(connection.execute(made).scalars())


def _owed(connection: Connection, promise_id: PromiseId) -> Promise:
    found = get(connection, promise_id)
    if found is None:
        raise LookupError(f"promise {promise_id} was just written and is not there")
    return found
