"""Counted against toll fraud: one range of numbers, its promises and its texts, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from routing.skills import CallSid, PromiseId
from tests.ledger.made import (
    A1,
    ANNA,
    DAY,
    EVA,
    HOUR,
    JAN,
    LEG,
    MINUTE,
    NOW,
    P1,
    P2,
    SECOND,
    asked,
    found,
    owed,
    ringing,
)
from voice_app.ledger import AttemptId, Ledger, LedgerGone, Phone, TextId, attempts, promises, texts
from voice_app.ledger.caps import Spent, asked_lately, dialled_enough, free_again_at, spent, texted_lately
from voice_app.numbers import prefix_of

RANGE = "+3163000"
MOST = 5


def in_range(number: int) -> Phone:
    return Phone(f"{RANGE}{number:04}")


def test_the_promises_of_a_range_count_for_an_hour(connection: Connection) -> None:
    for number in range(3):
        owed(connection, PromiseId(f"P{number}"), in_range(number), made_at=NOW + number * MINUTE)
    owed(connection, PromiseId("elsewhere"), JAN)
    assert asked_lately(connection, RANGE, NOW + 2 * MINUTE) == 3
    assert asked_lately(connection, RANGE, NOW + 2 * MINUTE, besides=PromiseId("P2")) == 2
    assert asked_lately(connection, RANGE, NOW + HOUR - SECOND) == 3
    assert asked_lately(connection, RANGE, NOW + HOUR + MINUTE) == 1
    assert asked_lately(connection, RANGE, NOW + 2 * HOUR) == 0


def test_taking_a_promise_back_does_not_make_room_for_another(connection: Connection) -> None:
    owed(connection, P1, in_range(1))
    promises.withdraw(connection, P1, "undone", NOW)
    assert asked_lately(connection, RANGE, NOW) == 1


def test_a_shared_number_does_not_count(connection: Connection) -> None:
    for number in range(3):
        owed(connection, PromiseId(f"P{number}"), in_range(1), shared=True)
    assert asked_lately(connection, RANGE, NOW) == 0


def test_a_promise_counts_in_the_range_to_which_it_is_moved(connection: Connection) -> None:
    owed(connection, P1, JAN)
    later = NOW + 3 * HOUR
    promises.move(connection, P1, in_range(1), later)
    assert asked_lately(connection, prefix_of(JAN), later) == 0
    assert asked_lately(connection, RANGE, later) == 1
    assert asked_lately(connection, RANGE, later + HOUR + SECOND) == 0


def test_a_move_says_why_a_colleague_decides(connection: Connection) -> None:
    owed(connection, P1, JAN, needs_approval=True, approval_because="country")
    moved = promises.move(connection, P1, EVA, NOW, approval_because="prefix_cap")
    assert moved is not None
    assert (moved.needs_approval, moved.approval_because) == (True, "prefix_cap")
    moved = promises.move(connection, P1, JAN, NOW)
    assert moved is not None
    assert (moved.needs_approval, moved.approval_because) == (False, None)


def test_the_texts_of_a_range_count_for_an_hour_each_kind_by_itself(connection: Connection) -> None:
    owed(connection, P1, in_range(1))
    owed(connection, P2, JAN)
    for count, (promise, phrase) in enumerate([(P1, "text_promised"), (P1, "text_moved"), (P2, "text_promised")]):
        texts.queue(connection, TextId(f"T{count}"), in_range(1), phrase, "…", now=NOW, promise_id=promise)
    assert texted_lately(connection, RANGE, "text_promised", NOW) == 1
    assert texted_lately(connection, RANGE, "text_moved", NOW + HOUR - SECOND) == 1
    assert texted_lately(connection, RANGE, "text_moved", NOW + HOUR) == 0
    assert texts.is_queued(connection, TextId("T0"))
    assert not texts.is_queued(connection, TextId("T9"))


def dialled(connection: Connection, count: int, promise: PromiseId = P1, talk: timedelta = 2 * MINUTE) -> None:
    """Tries at a promise, an hour apart, each talked for so long and not the end of it."""
    for number in range(count):
        at, attempt, leg = NOW + number * HOUR, AttemptId(f"{promise}-{number}"), CallSid(f"CA-{promise}-{number}")
        assert attempts.intend(connection, promise, attempt, ANNA.id, at) is not None
        attempts.sent(connection, attempt, leg, at)
        assert attempts.gate(connection, attempt, leg, at) == "won"
        attempts.customer_answered(connection, attempt, at)
        attempts.customer_ended(connection, attempt, talk, at + talk)
        attempts.settle(connection, attempt, "machine", at + talk, retry_at=at + talk)


def test_a_dial_is_kept_with_the_number_that_was_dialled(connection: Connection) -> None:
    owed(connection)
    dialled(connection, 1)
    (tried,) = attempts.of_promise(connection, P1)
    assert tried.phone == JAN


def test_what_was_spent_counts_dials_for_an_hour_and_talks_for_a_day(connection: Connection) -> None:
    assert spent(connection, NOW) == Spent(0, timedelta())
    owed(connection)
    dialled(connection, 3)
    assert spent(connection, NOW + 2 * HOUR + 2 * MINUTE) == Spent(1, 6 * MINUTE)
    assert spent(connection, NOW + DAY + MINUTE) == Spent(0, 4 * MINUTE)
    assert spent(connection, NOW + 2 * DAY) == Spent(0, timedelta())


def test_a_talk_that_goes_on_counts_as_far_as_it_has_gone(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    attempts.gate(connection, A1, LEG, NOW)
    attempts.customer_answered(connection, A1, NOW)
    assert spent(connection, NOW + 7 * MINUTE).talked == 7 * MINUTE


def test_a_number_that_was_dialled_enough_is_free_a_day_after_the_first_of_the_last_dials(
    connection: Connection,
) -> None:
    owed(connection)
    dialled(connection, 3)
    assert free_again_at(connection, found(connection), 3, NOW + 3 * HOUR) == NOW + DAY
    assert free_again_at(connection, found(connection), 2, NOW + 3 * HOUR) == NOW + HOUR + DAY
    assert free_again_at(connection, found(connection), 4, NOW + 3 * HOUR) is None
    assert free_again_at(connection, found(connection), 3, NOW + DAY) is None


def test_the_cap_is_the_numbers_and_not_the_promises(connection: Connection) -> None:
    owed(connection)
    dialled(connection, 3)
    promises.withdraw(connection, P1, "caller", NOW + 4 * HOUR)
    owed(connection, P2, made_at=NOW + 4 * HOUR)
    assert dialled_enough(connection, 3, NOW + 5 * HOUR) == ((found(connection, P2), NOW + DAY),)


def test_behind_a_shared_number_each_promise_is_dialled_by_itself(connection: Connection) -> None:
    owed(connection, shared=True)
    dialled(connection, 3)
    owed(connection, P2, shared=True)
    assert [promise.id for promise, _ in dialled_enough(connection, 3, NOW + 5 * HOUR)] == [P1]


def test_a_promise_is_put_off_once_and_its_deadline_stays(connection: Connection) -> None:
    owed(connection)
    assert promises.put_off(connection, P1, NOW + DAY, "number_cap", NOW)
    assert not promises.put_off(connection, P1, NOW + HOUR, "number_cap", NOW)
    assert (found(connection).not_before, found(connection).due_by) == (NOW + DAY, NOW + DAY)
    assert dialled_enough(connection, 1, NOW) == ()


def test_what_is_held_back_is_open_again_and_nobodys_refusal(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    assert attempts.held_back(connection, A1, "number_cap", NOW, NOW + MINUTE)
    assert (found(connection).state, found(connection).not_before) == ("open", NOW + MINUTE)
    assert attempts.gate(connection, A1, LEG, NOW) == "settled"
    assert not attempts.held_back(connection, A1, "number_cap", NOW, NOW + MINUTE)


@pytest.mark.parametrize("requests", [200])
def test_of_two_hundred_that_ask_at_once_five_are_not_held_back(ledger: Ledger, requests: int) -> None:
    start = threading.Barrier(8)

    def asks(number: int) -> bool:
        try:
            with ledger.write() as connection:
                held = asked_lately(connection, RANGE, NOW) >= MOST
                request = asked(PromiseId(f"P{number}"), in_range(number), needs_approval=held)
                return promises.open_promise(connection, request)[1]
        except LedgerGone:
            return False

    def ask(first: int) -> None:
        start.wait(30)
        for number in range(first, requests, 8):
            while not asks(number):  # the carrier asks again where the ledger was too busy
                pass

    with ThreadPoolExecutor(8) as racers:
        list(racers.map(ask, range(8)))
    with ledger.read() as connection:
        made = [found(connection, PromiseId(f"P{number}")) for number in range(requests)]
    assert sum(not promise.needs_approval for promise in made) == MOST
