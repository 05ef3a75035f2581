"""Counted against toll fraud: one range of numbers, its promises and its texts, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection

from routing.skills import PromiseId
from tests.ledger.made import EVA, HOUR, JAN, MINUTE, NOW, P1, P2, SECOND, asked, owed
from voice_app.ledger import Ledger, Phone, TextId, promises, texts
from voice_app.ledger.caps import asked_lately, texted_lately
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


@pytest.mark.parametrize("requests", [200])
def test_of_two_hundred_that_ask_at_once_five_are_not_held_back(ledger: Ledger, requests: int) -> None:
    start = threading.Barrier(8)

    def ask(first: int) -> None:
        start.wait(10)
        for number in range(first, requests, 8):
            with ledger.write() as connection:
                phone = in_range(number)
                held = asked_lately(connection, RANGE, NOW) >= MOST
                promises.open_promise(connection, asked(PromiseId(f"P{number}"), phone, needs_approval=held))

    with ThreadPoolExecutor(8) as racers:
        list(racers.map(ask, range(8)))
    with ledger.read() as connection:
        found = [promises.get(connection, PromiseId(f"P{number}")) for number in range(requests)]
    assert sum(promise is not None and not promise.needs_approval for promise in found) == MOST
    assert sum(promise is not None for promise in found) == requests
