"""Whatever order things come in, the ledger says and holds what a plain model of a promise and its attempts does."""

from contextlib import ExitStack
from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from routing.skills import CallSid, PromiseId
from tests.ledger.conftest import undone
from tests.ledger.made import ANNA, DAY, EVA, JAN, MINUTE, NOW, asked
from voice_app.ledger import AttemptId, Ledger, Phone, attempts, duties, escalations, promises, timeline
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.ids import Outcome
from voice_app.ledger.promise import Promise
from voice_app.ledger.rows import many
from voice_app.ledger.tables import attempts as attempts_table

OWED = {"open", "attempting"}
ACTIVE = {"intent", "unknown", "sent"}
phones = st.sampled_from([JAN, EVA])
numbers = st.integers(0, 3)
legs = st.sampled_from([CallSid("CA1"), CallSid("CA2"), CallSid("CA3")])
outcomes: st.SearchStrategy[Outcome] = st.sampled_from(["spoke", "no_answer", "busy", "machine", "unknown"])


@dataclass
class Owed:
    phone: Phone
    state: str = "open"
    held: bool = False
    broken: bool = False


@dataclass
class Try:
    promise: Owed
    state: str = "intent"
    leg: str | None = None
    gate: str | None = None
    over: bool = False


@dataclass
class Model:
    promises: dict[PromiseId, Owed] = field(default_factory=dict)
    attempts: dict[AttemptId, Try] = field(default_factory=dict)

    def owed(self, phone: Phone) -> Owed | None:
        return next((owed for owed in self.promises.values() if owed.phone == phone and owed.state in OWED), None)


class LifeCycle(RuleBasedStateMachine):
    """Every move on ids that exist, are closed, or never were; the model foretells each answer."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.model = Model()
        self.now = NOW
        self.open_things = ExitStack()
        self.connection = self.open_things.enter_context(undone(ledger))

    def teardown(self) -> None:
        with self.open_things:
            self.every_end_was_told_once()

    def every_end_was_told_once(self) -> None:
        for promise_id, owed in self.model.promises.items():
            told = [entry.event for entry in timeline.of_promise(self.connection, promise_id)]
            ends = [event for event in told if event in {"kept", "withdrawn", "unreached"}]
            assert ends == ([] if owed.state in OWED else [owed.state])

    @initialize(phone=phones)
    def owe_one(self, phone: Phone) -> None:
        self.ask(phone)

    @rule(minutes=st.sampled_from([1, 60, 1440]))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule(phone=phones)
    def ask(self, phone: Phone) -> None:
        promise_id = PromiseId(f"P{len(self.model.promises)}")
        _, created = promises.open_promise(self.connection, asked(promise_id, phone, made_at=self.now))
        assert created == (self.model.owed(phone) is None)
        if created:
            self.model.promises[promise_id] = Owed(phone)

    @rule(number=numbers, phone=phones)
    def move(self, number: int, phone: Phone) -> None:
        promise_id, owed = self.promise(number)
        there = self.model.owed(phone)
        moved = promises.move(self.connection, promise_id, phone, self.now)
        movable = owed is not None and owed.state == "open"
        assert (moved is not None) == movable
        if owed is None or not movable:
            return
        if there is None or there is owed:
            owed.phone, owed.held = phone, False
        else:
            owed.state = "withdrawn"

    @rule(number=numbers)
    def withdraw(self, number: int) -> None:
        promise_id, owed = self.promise(number)
        self.close(owed, "withdrawn", promises.withdraw(self.connection, promise_id, "caller", self.now))

    @rule(number=numbers)
    def keep(self, number: int) -> None:
        promise_id, owed = self.promise(number)
        self.close(owed, "kept", promises.keep(self.connection, promise_id, "called_back", self.now, self.now))

    def close(self, owed: Owed | None, state: str, done: bool) -> None:
        assert done == (owed is not None and owed.state in OWED)
        if done and owed is not None:
            owed.state = state

    @rule(number=numbers, approve=st.booleans())
    def decide(self, number: int, approve: bool) -> None:
        promise_id, owed = self.promise(number)
        if approve:
            done = promises.approve(self.connection, promise_id, ANNA.id, self.now)
        else:
            done = promises.hold(self.connection, promise_id, "wrong_number", self.now)
        assert done == (owed is not None and owed.state in OWED and owed.held == approve)
        if done and owed is not None:
            owed.held = not approve

    @rule()
    def tick(self) -> None:
        marked = {promise.id for promise in escalations.mark_broken(self.connection, self.now)}
        for promise_id, owed in self.model.promises.items():
            late = self.found(promise_id).due_by <= self.now
            assert (promise_id in marked) == (owed.state in OWED and late and not owed.broken)
            owed.broken |= promise_id in marked

    @rule(number=numbers)
    def intend(self, number: int) -> None:
        promise_id, owed = self.promise(number)
        attempt_id = AttemptId(f"A{len(self.model.attempts)}")
        claimed = attempts.intend(self.connection, promise_id, attempt_id, ANNA.id, self.now)
        assert (claimed is not None) == (owed is not None and owed.state == "open" and not owed.held)
        if claimed is not None and owed is not None:
            owed.state = "attempting"
            self.model.attempts[attempt_id] = Try(owed)

    @precondition(lambda self: self.model.attempts)
    @rule(back=numbers, leg=legs)
    def sent(self, back: int, leg: CallSid) -> None:
        attempt_id, attempt = self.attempt(back)
        leg = CallSid(f"{leg}-{attempt_id}")
        agreed = attempts.sent(self.connection, attempt_id, leg, self.now)
        fresh = attempt.state in {"intent", "unknown"}
        assert agreed == (fresh or (attempt.state == "sent" and attempt.leg == leg))
        if fresh:
            attempt.state, attempt.leg = "sent", leg

    @precondition(lambda self: self.model.attempts)
    @rule(back=numbers)
    def doubt(self, back: int) -> None:
        attempt_id, attempt = self.attempt(back)
        assert attempts.in_doubt(self.connection, attempt_id, "read_timeout", self.now) == (attempt.state == "intent")
        if attempt.state == "intent":
            attempt.state = "unknown"

    @precondition(lambda self: self.model.attempts)
    @rule(back=numbers, refused=st.booleans())
    def come_to_nothing(self, back: int, refused: bool) -> None:
        attempt_id, attempt = self.attempt(back)
        if refused:
            done = attempts.refused(self.connection, attempt_id, "no_answer", self.now)
            assert done == (attempt.state in ACTIVE and attempt.gate is None)
        else:
            done = attempts.not_created(self.connection, attempt_id, "20429", self.now)
            assert done == (attempt.state in {"intent", "unknown"} and attempt.gate is None)
        if done:
            self.end(attempt, "open")

    @precondition(lambda self: self.model.attempts)
    @rule(back=numbers, leg=legs)
    def gate(self, back: int, leg: CallSid) -> None:
        attempt_id, attempt = self.attempt(back)
        answer = attempts.gate(self.connection, attempt_id, leg, self.now)
        wanted = attempt.state in ACTIVE and attempt.promise.state == "attempting"
        if wanted and attempt.gate is None:
            assert answer == "won"
            attempt.gate = leg
        else:
            assert answer == ("again" if wanted and attempt.gate == leg and not attempt.over else "settled")

    @precondition(lambda self: self.model.attempts)
    @rule(back=numbers)
    def hang_up(self, back: int) -> None:
        attempt_id, attempt = self.attempt(back)
        first = attempts.customer_ended(self.connection, attempt_id, MINUTE, self.now)
        assert first == (attempt.gate is not None and not attempt.over)
        attempt.over |= first

    @precondition(lambda self: self.model.attempts)
    @rule(back=numbers, outcome=outcomes, again=st.booleans())
    def settle(self, back: int, outcome: Outcome, again: bool) -> None:
        attempt_id, attempt = self.attempt(back)
        retry_at = self.now if again else None
        done = attempts.settle(self.connection, attempt_id, outcome, self.now, retry_at=retry_at)
        assert done == (attempt.state in ACTIVE and attempt.gate is not None)
        if done:
            self.end(attempt, "kept" if outcome == "spoke" else "open" if again else "unreached")

    def end(self, attempt: Try, state: str) -> None:
        attempt.state = "ended"
        if attempt.promise.state == "attempting":
            attempt.promise.state = state

    @invariant()
    def the_ledger_holds_what_the_model_does(self) -> None:
        found = duties.page(self.connection).items
        assert {promise.id: (promise.phone, promise.state, promise.needs_approval) for promise in found} == {
            promise_id: (owed.phone, owed.state, owed.held) for promise_id, owed in self.model.promises.items()
        }
        assert all(promise.due_by == promise.made_at + DAY for promise in found)
        tries = many(Attempt, self.connection, select(attempts_table))
        assert {row.id: (row.state, row.leg_sid, row.customer_leg_of) for row in tries} == {
            attempt_id: (attempt.state, attempt.leg, attempt.gate)
            for attempt_id, attempt in self.model.attempts.items()
        }

    @invariant()
    def a_phone_is_owed_one_and_a_promise_has_one_attempt(self) -> None:
        owed = [promise.phone for promise in self.model.promises.values() if promise.state in OWED]
        assert len(owed) == len(set(owed))
        active = [id(attempt.promise) for attempt in self.model.attempts.values() if attempt.state in ACTIVE]
        assert len(active) == len(set(active))
        attempting = [id(promise) for promise in self.model.promises.values() if promise.state == "attempting"]
        assert set(attempting) <= set(active)

    def promise(self, number: int) -> tuple[PromiseId, Owed | None]:
        promise_id = PromiseId(f"P{number}")
        return promise_id, self.model.promises.get(promise_id)

    def attempt(self, back: int) -> tuple[AttemptId, Try]:
        """One of the latest attempts: the older ones are as over as the last but one."""
        every = list(self.model.attempts.items())
        return every[-1 - back % len(every)]

    def found(self, promise_id: PromiseId) -> Promise:
        found = promises.get(self.connection, promise_id)
        assert found is not None
        return found


def test_the_ledger_lives_as_the_model_does(shared_ledger: Ledger) -> None:
    class OnThisLedger(LifeCycle):
        def __init__(self) -> None:
            super().__init__(shared_ledger)

    run_state_machine_as_test(OnThisLedger, settings=settings(max_examples=20, stateful_step_count=25, deadline=None))
