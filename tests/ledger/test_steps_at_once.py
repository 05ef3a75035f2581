"""Two requests about one promise at the same instant, each in a process of its own: one after the other, whoever is
first, on both databases; and the house says the same in the end."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
import redis

from routing.spans import Span
from tests.journeys.askings import asks_for_a_callback
from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.lines import line_of
from tests.journeys.world import World
from tests.ledger.made import A1, ANNA, LEG, OTHER_LEG
from tools.embedded_redis import EmbeddedRedis
from voice_app import attempts as keeping
from voice_app import promising
from voice_app.ledger import AttemptId, Ledger, attempts, calls, texts
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.promise import Promise
from voice_app.promising import Wish

Step = Callable[[], object]

IN_TIME = 10
WHILE_WAITING = 0.1
"""Seconds in which a step that is not held up would long be through."""


@pytest.fixture
def world(redis_server: EmbeddedRedis, bare_ledger: Ledger) -> Iterator[World]:
    with redis.Redis.from_url(redis_server.url, decode_responses=True) as client:
        client.flushall()
        yield World.build(line_of(), bare_ledger, client, MONDAY_NOON)


@pytest.fixture
def promise(world: World) -> Promise:
    asks_for_a_callback(world)
    return world.promise()


@pytest.fixture
def attempt(world: World, promise: Promise) -> AttemptId:
    """Anna's phone rings for it."""
    with world.house.ledger.write() as ledger:
        assert attempts.intend(ledger, promise.id, A1, ANNA.id, world.now)
        assert attempts.sent(ledger, A1, LEG, world.now)
    return A1


def at_once(*steps: Step) -> list[object]:
    """What each was answered; all start at the same instant."""
    start = threading.Barrier(len(steps))

    def run(step: Step) -> object:
        start.wait(IN_TIME)
        return step()

    with ThreadPoolExecutor(len(steps)) as threads:
        return list(threads.map(run, steps))


def before_the_commit_of(world: World, monkeypatch: pytest.MonkeyPatch, first: Step, second: Step) -> None:
    """`second` comes when `first` has written and not committed; it has to wait for that."""
    written, through = threading.Event(), threading.Event()
    with ThreadPoolExecutor(2) as threads:

        def hold(_: str) -> None:
            monkeypatch.undo()
            written.set()
            assert not through.wait(WHILE_WAITING), "it did not wait for what was not committed"

        def then() -> None:
            assert written.wait(IN_TIME)
            second()
            through.set()

        for room in (keeping, promising):
            monkeypatch.setattr(room, "failpoint", lambda name: hold(name) if name.endswith("before_commit") else None)
        both = [threads.submit(first), threads.submit(then)]
        for one in both:
            one.result(IN_TIME)


def state(world: World) -> str:
    return world.promise().state


def the_attempt(world: World, attempt: AttemptId = A1) -> Attempt:
    with world.house.ledger.read() as ledger:
        found = attempts.get(ledger, attempt)
    assert found is not None
    return found


# ── the gate ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.fault("F20")
def test_two_legs_at_the_gate_are_let_through_one(world: World, attempt: AttemptId) -> None:
    legs = (LEG, OTHER_LEG)
    passed = at_once(*(partial(keeping.may_dial, world.house, attempt, leg, None, world.now) for leg in legs))
    assert sorted(passed) == [False, True]
    assert the_attempt(world).customer_leg_of == legs[passed.index(True)]


@pytest.mark.fault("F20")
def test_a_leg_at_the_gate_waits_for_the_one_before_it(
    world: World, attempt: AttemptId, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: dict[str, bool] = {}

    def asks(leg: str) -> None:
        passed[leg] = keeping.may_dial(world.house, attempt, leg, None, world.now)  # type: ignore[arg-type] # a sid

    before_the_commit_of(world, monkeypatch, partial(asks, LEG), partial(asks, OTHER_LEG))
    assert passed == {LEG: True, OTHER_LEG: False}


def _answers_and_hangs_up(world: World, attempt: AttemptId) -> None:
    with world.house.ledger.write() as ledger:
        assert attempts.customer_answered(ledger, attempt, world.now)
        assert attempts.customer_ended(ledger, attempt, timedelta(minutes=2), world.now)


@pytest.mark.fault("F20")
@pytest.mark.parametrize("first", ["spoke", "not_reached"])
def test_of_two_outcomes_the_first_stands(
    world: World, attempt: AttemptId, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """An agent's key and an agent's desk say it at once, and differently."""
    house, now = world.house, world.now
    assert keeping.may_dial(house, attempt, LEG, None, now)
    _answers_and_hangs_up(world, attempt)
    other = "not_reached" if first == "spoke" else "spoke"
    says = partial(keeping.record_outcome, house, attempt)
    before_the_commit_of(world, monkeypatch, partial(says, first, now), partial(says, other, now))
    expected = {"spoke": ("kept", "spoke"), "not_reached": ("open", "machine")}
    assert (state(world), the_attempt(world).outcome) == expected[first]


# ── the promise ─────────────────────────────────────────────────────────────────────────────────────────────────────


def wish(call: str) -> Wish:
    return Wish(
        phone="+31633333333",  # type: ignore[arg-type] # a phone
        need="billing",
        language="nl",
        source="wait",
        call_sid=call,  # type: ignore[arg-type] # a sid
        own_phone=True,
    )


@pytest.mark.fault("F20")
@pytest.mark.parametrize("second", [LEG, OTHER_LEG], ids=["the same call", "another call"])
def test_two_requests_of_one_phone_are_one_promise(world: World, monkeypatch: pytest.MonkeyPatch, second: str) -> None:
    owed: dict[str, tuple[str, bool]] = {}

    def asks(who: str, call: str) -> None:
        promise, is_new = promising.make(world.house, wish(call), world.now)
        owed[who] = (promise.id, is_new)

    before_the_commit_of(world, monkeypatch, partial(asks, "first", LEG), partial(asks, "second", second))
    made = world.promise().id
    assert owed == {"first": (made, True), "second": (made, False)}
    assert len(_texts(world)) == (1 if second == LEG else 2), "one confirmation for each call that asked"


def _texts(world: World) -> list[str]:
    with world.house.ledger.read() as ledger:
        return [text.phrase for text in texts.of_promise(ledger, world.promise().id)]


@pytest.mark.fault("F20")
def test_a_window_and_a_withdrawal_end_in_a_withdrawal(world: World, promise: Promise) -> None:
    house, now = world.house, world.now
    evening = Span(now + timedelta(hours=5), now + timedelta(hours=7))
    at_once(
        partial(promising.choose_window, house, promise.id, evening, now),
        partial(promising.withdraw, house, promise.id, "solved", now),
    )
    assert state(world) == "withdrawn"
    events = world.events(promise.id)
    assert events.count("withdrawn") == 1
    if "window_chosen" in events:
        assert events.index("window_chosen") < events.index("withdrawn")


# ── rows that two moves need ────────────────────────────────────────────────────────────────────────────────────────


def withdrawn(world: World) -> None:
    """By a colleague."""
    promising.withdraw(world.house, world.promise().id, "solved", world.now)


def kept(world: World) -> None:
    """By a talk: the caller has rung in."""
    sid = world.promise().call_sid
    with world.house.ledger.write() as ledger:
        call = calls.get(ledger, sid) if sid else None
        assert call is not None
        assert promising.keep_by_talking(ledger, world.house, call, world.now)
        keeping.call_off(ledger, world.house, world.promise().id, world.now)


@pytest.mark.parametrize("closed", [withdrawn, kept])
def test_a_promise_that_closes_while_its_agents_leg_ends_stops_neither(
    world: World,
    attempt: AttemptId,
    monkeypatch: pytest.MonkeyPatch,
    closed: Callable[[World], None],
) -> None:
    """Both change the promise and its attempt; each has the first of its two rows when it asks for the second."""
    have_one = threading.Barrier(2)

    def then(move: Callable[..., object]) -> Callable[..., object]:
        def meets(*args: object) -> object:
            with suppress(threading.BrokenBarrierError):
                have_one.wait(WHILE_WAITING)
            return move(*args)

        return meets

    monkeypatch.setattr(keeping, "call_off", then(keeping.call_off))
    monkeypatch.setattr(attempts, "_reopen", then(attempts._reopen))
    at_once(
        partial(closed, world),
        partial(keeping.agent_leg_is_over, world.house, attempt, "no-answer", world.now),
    )
    assert state(world) == closed.__name__
    assert the_attempt(world).state == "ended"
