"""The promises that were missed, a page at a time, held against a look at each; and all of some days, for a file."""

from datetime import datetime

import pytest
from sqlalchemy import Connection

from routing.skills import PromiseId
from tests.ledger.made import DAY, HOUR, MINUTE, NOW, owed
from voice_app.ledger import Ledger, Phone, escalations, misses, promises

BEGUN_AT = NOW - DAY


def made(connection: Connection, number: int, **when: datetime) -> PromiseId:
    phone = Phone(f"+316111111{number:02}")
    return owed(connection, PromiseId(f"P{number:02}"), phone, effective_due_by=when["due_by"], **when).id


@pytest.fixture
def missed(connection: Connection) -> list[str]:
    """Twenty promises, three at a time a few minutes apart, of which half were due within two hours; the ids of those
    that were missed, newest first. The last of them nobody marked: nothing of ours ran any more."""
    is_missed = list[tuple[datetime, str]]()
    for number in range(20):
        made_at = BEGUN_AT + (number - number % 3) * MINUTE
        is_due = number % 2 == 0
        id_ = made(connection, number, made_at=made_at, due_by=made_at + (2 * HOUR if is_due else 2 * DAY))
        in_time, late = made_at + HOUR, made_at + 3 * HOUR
        match number % 5:
            case 0:
                promises.keep(connection, id_, "spoke", in_time, in_time)
            case 1:
                promises.keep(connection, id_, "spoke", late, late)
            case 2:
                promises.withdraw(connection, id_, "asked", late)
        if is_due and number % 5:
            is_missed.append((made_at, id_))
    escalations.mark_broken(connection, BEGUN_AT + 2 * HOUR + 10 * MINUTE)
    return [id_ for _, id_ in sorted(is_missed, reverse=True)]


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_what_was_missed_comes_newest_first_whether_it_is_over_or_owed(
    connection: Connection, missed: list[str], limit: int
) -> None:
    seen = list[misses.Miss]()
    before: tuple[datetime, str] | None = None
    while page := misses.misses(connection, BEGUN_AT, NOW, NOW, before=before, limit=limit):
        seen += page
        before = page[-1].made_at, page[-1].id
    assert [miss.id for miss in seen] == missed
    assert {miss.state for miss in seen} == {"kept", "withdrawn", "open"}


def test_of_a_stretch_of_time_only_its_own_are_shown(connection: Connection, missed: list[str]) -> None:
    shown = misses.misses(connection, BEGUN_AT + 3 * MINUTE, BEGUN_AT + 15 * MINUTE, NOW)
    assert [miss.id for miss in shown] == [id_ for id_ in missed if "P03" <= id_ < "P15"]


def test_a_file_has_each_promise_once_oldest_first(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misses, "TO_A_FILE_AT_A_TIME", 2)
    with ledger.write() as connection:
        for number in range(7):
            at = NOW - (7 - number + number % 3) * HOUR
            made(connection, number, made_at=at, due_by=at + DAY)
    assert [line.id for line in misses.all_lines(ledger, NOW - 5 * HOUR, NOW)] == ["P03", "P04", "P05", "P06"]
