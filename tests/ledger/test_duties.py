import base64

import pytest
from sqlalchemy import Connection

from routing.skills import PromiseId
from tests.ledger.made import A1, ANNA, DAY, HOUR, MINUTE, NOW, P1, P2, P3, SECOND, owed
from voice_app.ledger import Phone, attempts, duties, promises
from voice_app.ledger.pages import BadCursor


def many_owed(connection: Connection, count: int) -> list[PromiseId]:
    ids = [PromiseId(f"P{number:03}") for number in range(count)]
    for number, promise_id in enumerate(ids):
        due_by = NOW + DAY + (number % 3) * MINUTE  # many share a deadline
        owed(connection, promise_id, Phone(f"+3161{number:07}"), due_by=due_by)
    return ids


def test_due_is_what_is_open_approved_and_not_to_wait_by_deadline(connection: Connection) -> None:
    phones = [Phone(f"+3162000000{number}") for number in range(6)]
    owed(connection, PromiseId("later"), phones[0], effective_due_by=NOW + 3 * HOUR)
    owed(connection, PromiseId("younger"), phones[1], effective_due_by=NOW + HOUR, counts_from=NOW)
    owed(connection, PromiseId("older"), phones[2], effective_due_by=NOW + HOUR, counts_from=NOW - HOUR)
    owed(connection, PromiseId("waits"), phones[3], not_before=NOW + SECOND)
    owed(connection, PromiseId("unapproved"), phones[4], needs_approval=True)
    owed(connection, PromiseId("ringing"), phones[5])
    attempts.intend(connection, PromiseId("ringing"), A1, ANNA.id, NOW)
    assert [promise.id for promise in duties.due(connection, NOW)] == ["older", "younger", "later"]
    assert [promise.id for promise in duties.due(connection, NOW, limit=1)] == ["older"]


def test_the_pages_hold_every_promise_once_by_deadline(connection: Connection) -> None:
    ids = many_owed(connection, 25)
    seen: list[str] = []
    cursor = None
    for expected in (10, 10, 5):
        page = duties.page(connection, cursor=cursor, limit=10)
        assert len(page.items) == expected
        seen += [promise.id for promise in page.items]
        cursor = page.next_cursor
    assert cursor is None
    assert seen == sorted(ids, key=lambda promise_id: (int(promise_id[1:]) % 3, promise_id))


def test_a_full_last_page_is_the_last(connection: Connection) -> None:
    many_owed(connection, 10)
    assert duties.page(connection, limit=10).next_cursor is None


def test_a_page_may_be_of_one_state_and_before_one_deadline(connection: Connection) -> None:
    for promise_id, phone, due_by in (
        (P1, "+31600000001", NOW),
        (P2, "+31600000002", NOW),
        (P3, "+31600000003", NOW + DAY),
    ):
        owed(connection, promise_id, Phone(phone), due_by=due_by)
    promises.withdraw(connection, P2, "caller", NOW)
    assert [promise.id for promise in duties.page(connection, "open").items] == [P1, P3]
    assert [promise.id for promise in duties.page(connection, due_before=NOW + SECOND).items] == [P1, P2]
    assert [promise.id for promise in duties.page(connection, "withdrawn", NOW + DAY).items] == [P2]
    assert duties.page(connection, "kept").items == ()


@pytest.mark.parametrize(
    "place",
    [
        "",
        "nonsense",
        "2026-03-02T09:30:00 P1",
        "\udcff",
        "0001-01-01T00:00:00+23:59 P1",
        "2026-03-02T09:30:00+00:00 P\0",
    ],
)
def test_a_cursor_of_somebody_elses_making_is_refused(connection: Connection, place: str) -> None:
    cursor = base64.urlsafe_b64encode(place.encode(errors="surrogateescape")).decode()
    with pytest.raises(BadCursor):
        duties.page(connection, cursor=cursor)
    with pytest.raises(BadCursor):
        duties.page(connection, cursor="é")


def test_what_falls_due_before_then_is_counted_late_or_not(connection: Connection) -> None:
    owed(connection, P1, made_at=NOW - 2 * DAY)
    owed(connection, P2, Phone("+31622222222"))
    owed(connection, P3, Phone("+31633333333"), made_at=NOW - HOUR)
    promises.withdraw(connection, P3, "caller", NOW)
    assert duties.fall_due(connection, NOW + DAY) == 1
    assert duties.fall_due(connection, NOW + DAY + SECOND) == 2
    assert duties.fall_due(connection, NOW - 3 * DAY) == 0
