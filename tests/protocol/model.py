"""All that can happen to one promise with three attempts, as a graph of small worlds.

A step is one atomic effect: a committed row, a request at the carrier, an answer, a hook, a reading of the list, a
phone. A process that dies simply takes no further step; one that hangs takes it late; a rival worker is one more claim;
a lost answer is an answer that never comes; a hook that comes twice or late is a step that stays possible. The rules
are those of `routing.dialling` and `routing.promises`, the very functions that the service uses, with their own times.

Time is kept per attempt, in seconds since its intent, and moves only where the protocol looks at a clock.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from routing import dialling
from routing.dialling import ACTIVE, Answer, AttemptState
from routing.promises import Event, PromiseState, move
from routing.skills import CallSid

ATTEMPTS = 3
EPOCH = datetime(2026, 1, 5, 12, tzinfo=UTC)
RINGS_FOR = timedelta(seconds=15)
JUST_IN_TIME = int(dialling.INTENT_TIMEOUT.total_seconds()) - 1
TIMEOUT = int(dialling.INTENT_TIMEOUT.total_seconds())
SETTLED_AT = dialling.settles_at(EPOCH, RINGS_FOR)

Worker = Literal["claimed", "requested", "done"]
Leg = Literal["none", "ringing", "talking", "declined", "missed", "spoke"]
LIVE: frozenset[Leg] = frozenset({"ringing", "talking"})


@dataclass(frozen=True)
class Protocol:
    """The protocol, and the ways in which a careless hand might weaken it. `list_lag`: the carrier's real one."""

    list_lag: timedelta = dialling.LIST_LAG
    has_unique_index: bool = True
    doubts_a_500: bool = True
    looks_before_requesting: bool = True
    has_gate: bool = True


class Attempt(NamedTuple):
    """One row, the worker that committed it, and the agent's leg that its request made."""

    state: AttemptState = "intent"
    worker: Worker = "claimed"
    second: int = 0
    missing_since: int | None = None
    leg: Leg = "none"
    created: int = 0
    customer_dialled: bool = False

    def settled_down(self) -> "Attempt":
        """The attempt without what no step will ever look at again, so that equal futures are equal worlds."""
        if self.state == "sent":
            return self._replace(second=0, missing_since=None, created=0)
        if self.state == "ended":
            worker: Worker = "claimed" if self.worker == "claimed" else "done"
            leg = self.leg if self.leg in LIVE else "none"
            return Attempt("ended", worker, leg=leg, customer_dialled=self.customer_dialled)
        return self


class World(NamedTuple):
    promise: PromiseState = PromiseState.OPEN
    attempts: tuple[Attempt, ...] = ()

    def with_attempt(self, number: int, attempt: Attempt, promise: PromiseState | None = None) -> "World":
        changed = (*self.attempts[:number], attempt.settled_down(), *self.attempts[number + 1 :])
        return World(promise or self.promise, changed)

    def with_ended(self, number: int, attempt: Attempt, event: Event | None = None) -> "World":
        """The attempt is over; without an event of its own the promise is tried again, or given up after the last."""
        over = Event.TRY_AGAIN if len(self.attempts) < ATTEMPTS else Event.GIVE_UP
        return self.with_attempt(number, attempt._replace(state="ended"), move(self.promise, event or over))


class Step(NamedTuple):
    """`surely`: the ticker and the phones do this by themselves in the end, whoever has died."""

    name: str
    world: World
    surely: bool = False


def steps(world: World, protocol: Protocol) -> Iterator[Step]:
    """All that can happen next."""
    if world.promise.is_owed:
        yield Step("the person withdraws", world._replace(promise=move(world.promise, Event.WITHDRAW)))
        yield Step("the person rings and is helped", world._replace(promise=move(world.promise, Event.KEEP)))
    yield from _claim(world, protocol)
    for number, attempt in enumerate(world.attempts):
        for of_attempt in (_request, _answer, _hook, _time, _list, _phones, _settle):
            for name, after, surely in of_attempt(world, number, attempt, protocol):
                yield Step(f"{number + 1}: {name}", after, surely)


def _claim(world: World, protocol: Protocol) -> Iterator[Step]:
    indexed = [attempt.state for attempt in world.attempts] if protocol.has_unique_index else []
    if len(world.attempts) < ATTEMPTS and dialling.may_claim(world.promise, indexed):
        claimed = World(move(world.promise, Event.CLAIM), (*world.attempts, Attempt()))
        yield Step(f"{len(world.attempts) + 1}: a worker commits an intent", claimed, surely=True)


def _request(world: World, number: int, attempt: Attempt, protocol: Protocol) -> Iterator[Step]:
    if attempt.worker != "claimed":
        return
    allowed = dialling.may_request(attempt.state, world.promise, EPOCH, _at(attempt.second))
    if allowed or not protocol.looks_before_requesting:
        sent = attempt._replace(worker="requested")
        made = sent._replace(leg="ringing", created=attempt.second)
        yield Step("the request makes a call", world.with_attempt(number, made))
        yield Step("the request is lost", world.with_attempt(number, sent))


def _answer(world: World, number: int, attempt: Attempt, protocol: Protocol) -> Iterator[Step]:
    if attempt.worker != "requested":
        return
    certain: Answer = "not_created" if attempt.leg == "none" else "created"
    doubtful: Answer = "uncertain" if protocol.doubts_a_500 else "not_created"
    for name, answer in ((f"the answer is: {certain}", certain), ("the answer is a 500", doubtful)):
        told = attempt._replace(worker="done", state=dialling.after_answer(attempt.state, answer))
        ends = told.state == "ended" != attempt.state
        yield Step(name, world.with_ended(number, told) if ends else world.with_attempt(number, told))


def _hook(world: World, number: int, attempt: Attempt, _: Protocol) -> Iterator[Step]:
    if attempt.leg != "none":
        yield Step("a hook comes", world.with_attempt(number, _heard(attempt)))


def _time(world: World, number: int, attempt: Attempt, _: Protocol) -> Iterator[Step]:
    if attempt.state == "intent":
        if attempt.worker == "claimed":
            for second in (JUST_IN_TIME, TIMEOUT):
                hung = attempt._replace(second=max(second, attempt.second))
                yield Step(f"the worker hangs for {second} s", world.with_attempt(number, hung))
        if dialling.is_stale(attempt.state, EPOCH, _at(TIMEOUT)):
            stale = attempt._replace(state="unknown", second=TIMEOUT)
            yield Step("the intent times out", world.with_attempt(number, stale), surely=True)


def _list(world: World, number: int, attempt: Attempt, protocol: Protocol) -> Iterator[Step]:
    """The list shows a call at the latest when the carrier's lag is over; before that it may or may not."""
    if attempt.state != "unknown":
        return
    missing_since_at = None if attempt.missing_since is None else _at(attempt.missing_since)
    now = dialling.look_next_at(missing_since_at, SETTLED_AT, _at(attempt.second))
    later = attempt._replace(second=int((now - EPOCH).total_seconds()))
    is_made = attempt.leg != "none"
    may_be_missing = not is_made or now - _at(attempt.created) < protocol.list_lag
    if is_made:
        found = later._replace(state="sent")
        yield Step("the list shows the call", world.with_attempt(number, found), surely=True)
    if may_be_missing:
        missing = later._replace(missing_since=later.second if attempt.missing_since is None else attempt.missing_since)
        if dialling.judge(None, missing_since_at, SETTLED_AT, now) == "no_call":
            yield Step("the list is empty again: no call", world.with_ended(number, missing), surely=True)
        else:
            yield Step("the list is empty", world.with_attempt(number, missing), surely=True)


def _phones(world: World, number: int, attempt: Attempt, protocol: Protocol) -> Iterator[Step]:
    if attempt.leg == "ringing":
        yield Step(
            "the agent does not accept", world.with_attempt(number, attempt._replace(leg="declined")), surely=True
        )
        heard, leg = _heard(attempt), CallSid(f"leg {number}")
        verdict = dialling.gate(heard.state, leg if heard.customer_dialled else None, world.promise, leg)
        if verdict == "won" or not protocol.has_gate:
            talking = heard._replace(leg="talking", customer_dialled=True)
            yield Step("the agent accepts, the customer is dialled", world.with_attempt(number, talking))
        else:
            yield Step("the agent accepts too late", world.with_attempt(number, heard._replace(leg="declined")))
    elif attempt.leg == "talking":
        yield Step("they have spoken", world.with_attempt(number, attempt._replace(leg="spoke")), surely=True)
        yield Step("nobody answers", world.with_attempt(number, attempt._replace(leg="missed")), surely=True)


def _settle(world: World, number: int, attempt: Attempt, _: Protocol) -> Iterator[Step]:
    """A status hook or, where it was lost, a question after signs of life."""
    if attempt.state == "sent" and attempt.leg not in LIVE:
        event = Event.KEEP if attempt.leg == "spoke" else None
        yield Step("its end is known", world.with_ended(number, attempt, event), surely=True)


def _heard(attempt: Attempt) -> Attempt:
    return attempt._replace(state=dialling.after_hook(attempt.state))


def _at(second: int) -> datetime:
    return EPOCH + timedelta(seconds=second)


# ── what must never be, and what must always be possible ────────────────────────────────────────────────────────────

Breach = Callable[[World, World], bool]
"""Does the step from one world to the next break the promise's peace?"""


def rings_twice(_: World, after: World) -> bool:
    """Two live calls for one promise."""
    return sum(attempt.leg in LIVE for attempt in after.attempts) > 1


def talks_twice(_: World, after: World) -> bool:
    """The customer is in two conversations."""
    return sum(attempt.leg == "talking" for attempt in after.attempts) > 1


def dials_when_not_owed(before: World, after: World) -> bool:
    """A request is sent, or the customer dialled, after the promise was kept, withdrawn or given up."""
    return not before.promise.is_owed and (_dials(after) > _dials(before))


def _dials(world: World) -> int:
    return sum(attempt.leg in LIVE for attempt in world.attempts) + sum(
        attempt.customer_dialled for attempt in world.attempts
    )


def is_settled(world: World) -> bool:
    """The promise has ended, and nothing of it is left behind."""
    return not world.promise.is_owed and all(
        attempt.state not in ACTIVE and attempt.leg not in LIVE for attempt in world.attempts
    )
