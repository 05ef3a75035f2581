"""Facts for the flows: each is looked up by a function of its own, and only when the node to be played asks for it.

So a turn of the hold loop touches no SQL, and a question to an agent no queue. Deliberately decides nothing; the one
thing that asking changes is `ring`, which may be handed out once, and `wait`, which is the caller's sign of life.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from flows.thread import Step, Thread
from flows.turn import AgentFacts, Candidate, Dialled, Facts, Promised, Wait, Window, Work
from flows.verbs import Ring
from routing.board import BoardGone
from routing.deadlines import windows as windows_within
from routing.skills import AgentId, CallSid, PromiseId, ReservationId
from voice_app import dispatch, numbers, waits
from voice_app.callers import agent_on, caller_phone, typed_phone
from voice_app.hook import Hook
from voice_app.ledger import AttemptId, LedgerGone, attempts, calls, promises
from voice_app.numbers import Phone
from voice_app.runtime import Runtime
from voice_app.spoken_promise import promised
from voice_app.terms import need_of

CHOICES: Final = 5
"""Windows that a caller can choose from by one key."""
CONTACTS: Final = 3
"""Earlier calls that an agent is told of."""

DIALLED: Final[Mapping[str, Dialled]] = {
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "no_answer",
    "failed": "failed",
}
"""How a customer's phone that was not bridged took our call, by Twilio's word for it."""

LookUp = Callable[[Runtime, Hook, Thread], Any]


def gather(house: Runtime, hook: Hook, step: Step, names: frozenset[str]) -> Facts:
    """The facts that the node of this step asks for."""
    known = {name: LOOK_UPS[name](house, hook, step.thread) for name in names}
    return Facts(now=hook.now, line=house.terms.spoken, thread=step.thread, **known)


# ── the caller ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _callable(house: Runtime, hook: Hook, _: Thread) -> bool:
    return numbers.judge(caller_phone(house, hook), house.line.policy).decision == "callable"


def _recognised(house: Runtime, hook: Hook, _: Thread) -> Promised | None:
    phone = caller_phone(house, hook)
    if phone is None or house.line.is_shared(phone):
        return None
    try:
        with house.ledger.read() as ledger:
            owed = promises.open_for_phone(ledger, phone)
    except LedgerGone:
        return None
    return promised(house, owed, phone) if owed else None


def _candidate(house: Runtime, hook: Hook, _: Thread) -> Candidate | None:
    phone = typed_phone(house, hook.sid)
    verdict = numbers.judge(phone, house.line.policy).decision
    return Candidate(numbers.read_back(phone, house.line.region) if phone else "", verdict)


def _promise(house: Runtime, hook: Hook, thread: Thread) -> Promised | None:
    """The promise that this call knows of: the one its thread names, else the one made in it or joined by it."""
    with house.ledger.read() as ledger:
        owed = promises.get(ledger, PromiseId(thread.promise)) if thread.promise else None
        owed = owed or promises.of_call(ledger, hook.sid)
    return promised(house, owed, caller_phone(house, hook)) if owed else None


def _windows(house: Runtime, hook: Hook, thread: Thread) -> tuple[Window, ...]:
    with house.ledger.read() as ledger:
        owed = promises.get(ledger, PromiseId(thread.promise)) if thread.promise else None
    if owed is None:
        return ()
    asked_at = thread.asked_at or hook.now
    calling = house.terms.calling(Phone(owed.phone) if owed.phone else None, owed.need, asked_at)
    spans = windows_within(asked_at, owed.effective_due_by, calling, house.line.timezone, CHOICES)
    return tuple(Window(span.start_at, span.end_at) for span in spans)


# ── the line and the queue ──────────────────────────────────────────────────────────────────────────────────────────


def _open(house: Runtime, hook: Hook, _: Thread) -> bool:
    return house.terms.hours(hook.now).is_open(hook.now)


def _opens_at(house: Runtime, hook: Hook, _: Thread) -> datetime | None:
    hours = house.terms.hours(hook.now)
    return None if hours.is_open(hook.now) else hours.next_opening(hook.now)


def _staffed(house: Runtime, _: Hook, thread: Thread) -> bool:
    return house.board.staffed(need_of(thread.need, thread.language)) > 0


def _wait(house: Runtime, hook: Hook, thread: Thread) -> Wait | None:
    """None while the board is away: who waits then hears music, keeps the place in the URL, and can still press `1`."""
    try:
        return waits.stand(house, hook, thread)
    except BoardGone:
        return None


def _ring(house: Runtime, hook: Hook, thread: Thread) -> Ring | None:
    try:
        return dispatch.ring_for(house, hook.sid, thread, hook.now)
    except BoardGone:
        return None


def _fallback_number(house: Runtime, _: Hook, __: Thread) -> str | None:
    return house.line.fallback_number


# ── an agent's leg ──────────────────────────────────────────────────────────────────────────────────────────────────


def _agent(house: Runtime, hook: Hook, _: Thread) -> AgentFacts | None:
    agent = agent_on(house, hook)
    if agent is None:
        return None
    on_board = house.board.agent(agent.id)
    return AgentFacts(
        id=agent.id,
        name=agent.name,
        language=agent.languages[0],
        presence=on_board.agent.presence.value if on_board else agent.presence,
        must_give_pin=_pin_of(house, agent.id) not in (None, hook.heard.digits),
    )


def _pin_of(house: Runtime, agent: AgentId) -> str | None:
    return next((one.pin for one in house.line.agents if one.id == agent), None)


def _accepted(house: Runtime, hook: Hook, thread: Thread) -> bool:
    """On an agent's leg: this leg has the work. On the caller's, after a ring: somebody took it."""
    if thread.subject is None:
        return False
    held = house.board.reservation(ReservationId(thread.subject))
    if held is not None and held.work.kind == "call":
        was_taken = held.state in ("accepted", "settled")
        return was_taken and hook.sid in (held.leg, held.work.id)
    if held is None and hook.was_bridged:
        return True
    with house.ledger.read() as ledger:
        attempt = attempts.get(ledger, AttemptId(thread.subject))
    return attempt is not None and attempt.customer_leg_of == hook.sid


def _work(house: Runtime, hook: Hook, thread: Thread) -> Work | None:
    if thread.subject is None:
        return None
    held = house.board.reservation(ReservationId(thread.subject))
    if held is not None and held.work.kind == "call":
        return _call_work(house, CallSid(held.work.id), held.agent, hook.now)
    return _promise_work(house, AttemptId(thread.subject), hook.now)


def _call_work(house: Runtime, sid: CallSid, agent: AgentId, now: datetime) -> Work | None:
    waiting = house.board.call(sid)
    if waiting is None:
        return None
    need = waiting.call.need
    return Work(
        need=need.name,
        language=need.language,
        waited=now - waiting.call.arrived_at,
        is_promise=False,
        contacts=_contacts(house, sid),
        by_answering=_by_answering(house, agent),
    )


def _contacts(house: Runtime, sid: CallSid) -> tuple[datetime, ...]:
    """When this caller called before; nothing where the ledger cannot say: the call goes on."""
    try:
        with house.ledger.read() as ledger:
            call = calls.get(ledger, sid)
            if call is None or call.phone is None or house.line.is_shared(Phone(call.phone)):
                return ()
            return tuple(one.arrived_at for one in calls.contacts(ledger, call.phone, call.arrived_at, CONTACTS))
    except LedgerGone:
        return ()


def _promise_work(house: Runtime, attempt: AttemptId, now: datetime) -> Work | None:
    with house.ledger.read() as ledger:
        tried = attempts.get(ledger, attempt)
        owed = promises.get(ledger, tried.promise_id) if tried else None
    if tried is None or owed is None or tried.state == "ended":
        return None
    return Work(
        need=owed.need,
        language=owed.language,
        waited=now - owed.made_at,
        is_promise=True,
        by_answering=_by_answering(house, tried.agent_id),
    )


def _by_answering(house: Runtime, agent: AgentId) -> bool:
    return house.roster[agent].reach.startswith("client:")


def _customer(house: Runtime, _: Hook, thread: Thread) -> str | None:
    if thread.subject is None:
        return None
    with house.ledger.read() as ledger:
        tried = attempts.get(ledger, AttemptId(thread.subject))
        owed = promises.get(ledger, tried.promise_id) if tried else None
    return owed.phone if owed else None


def _dialled(_: Runtime, hook: Hook, __: Thread) -> Dialled | None:
    if hook.was_bridged:
        return "connected"
    return DIALLED.get(hook.dial_status)


LOOK_UPS: Final[Mapping[str, LookUp]] = {
    "callable": _callable,
    "agent": _agent,
    "recognised": _recognised,
    "open": _open,
    "opens_at": _opens_at,
    "staffed": _staffed,
    "wait": _wait,
    "ring": _ring,
    "accepted": _accepted,
    "promise": _promise,
    "candidate": _candidate,
    "windows": _windows,
    "work": _work,
    "customer": _customer,
    "dialled": _dialled,
    "fallback_number": _fallback_number,
}
"""Every field of Facts that a node may ask for, by name."""
