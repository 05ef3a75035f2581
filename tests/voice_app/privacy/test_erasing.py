"""One person is erased: nothing of this one is left anywhere, nothing of anybody else's is gone."""

from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from tests.ledger.canaries import CALLERS, how_many, lay, left_of
from tests.ledger.made import DAY, EVA, HOUR, JAN, NOW
from voice_app.ledger import Ledger, Phone, erasures, opt_outs
from voice_app.ledger.erasures import Erasure
from voice_app.ledger.tables import calls, customer_phones, former_contacts, metadata, promises
from voice_app.line import Line
from voice_app.privacy import erasing, person

FRIENDS = Phone("+31644444444")
IDS = count(1)
STILL = {"state": "open", "closed_at": None}


def erase(ledger: Ledger, line: Line, phone: Phone = JAN) -> Erasure:
    with ledger.write() as connection:
        who = opt_outs.who(connection, phone, "a key")
        asked = Erasure(f"E{next(IDS)}", who, NOW, "bea", (), {}, (), None)
        return erasing.take(connection, line, asked, phone, NOW)[0]


def look_again(ledger: Ledger, line: Line, standing: Erasure) -> Erasure:
    with ledger.write() as connection:
        erasing.look_again(connection, line, standing, NOW + HOUR)
        return erasures.of_person(connection, standing.who)[0]


def close(connection: Connection, name: str) -> None:
    withdrawn = update(promises).where(promises.c.id == f"promise-{name}")
    connection.execute(withdrawn.values(state="withdrawn", closed_at=NOW))
    attempts = metadata.tables["attempts"]
    over = update(attempts).where(attempts.c.promise_id == f"promise-{name}")
    connection.execute(over.values(state="ended", ended_at=NOW))


@pytest.fixture
def two(ledger: Ledger) -> dict[str, int]:
    with ledger.write() as connection:
        lay(connection, "jan", JAN, NOW - 3 * DAY)
        lay(connection, "eva", EVA, NOW - 3 * DAY)
    return how_many(ledger)


@pytest.mark.threat("T18")
def test_nothing_is_left_of_the_person_and_all_of_the_others(ledger: Ledger, two: dict[str, int], line: Line) -> None:
    eva = left_of(ledger, EVA, "eva")
    assert left_of(ledger, JAN, "jan") >= CALLERS
    done = erase(ledger, line)
    with ledger.read() as connection:
        contacts = len(connection.execute(select(former_contacts)).all())  # by a pseudonym: that somebody called
    assert left_of(ledger, JAN, "jan") == set()
    assert left_of(ledger, EVA, "eva") == eva
    assert (done.done_at, done.waits_for) == (NOW, ())
    gone = dict.fromkeys(("look_ups", "customers", "customer_phones"), 1)
    made = {"erasures": -1, "pseudonym_keys": -1, "former_contacts": -contacts, "timeline": -1}
    assert how_many(ledger) == {table: rows - (gone | made).get(table, 0) for table, rows in two.items()}


@pytest.mark.threat("T18")
@pytest.mark.parametrize("backend", ["sqlite"], scope="session")
def test_nothing_is_left_lying_in_the_file_either(
    ledger: Ledger, two: dict[str, int], line: Line, backend: str, url: str
) -> None:
    """What a database frees it may keep the words of; PostgreSQL overwrites them when it vacuums."""
    del two, backend
    file = Path(url.removeprefix("sqlite:///"))
    erase(ledger, line)
    with ledger.read() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    written = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert b"kanarie van eva in" in written
    assert b"611111111" not in written
    assert b"kanarie van jan in" not in written


@pytest.mark.threat("T18")
def test_it_stands_on_record_that_somebody_was_erased_and_not_who(
    ledger: Ledger, two: dict[str, int], line: Line
) -> None:
    del two
    erase(ledger, line)
    with ledger.read() as connection:
        (record,) = erasures.latest(connection, 5)
    assert (record.asked_by, record.asked_at) == ("bea", NOW)
    assert record.counts["calls"] == 1
    assert set(record.counts) >= {"promises", "attempts", "texts", "promise_matters", "customers"}


def test_an_open_promise_keeps_what_it_needs_until_it_is_closed(ledger: Ledger, line: Line) -> None:
    with ledger.write() as connection:
        lay(connection, "jan", JAN, NOW - DAY, **STILL)
    standing = erase(ledger, line)
    assert standing.done_at is None
    assert {"promises:promise-jan", "promise_matters:1"} <= set(standing.waits_for)
    left = left_of(ledger, JAN, "jan")
    assert {"promises.phone", "promise_matters.note", "texts.body"} <= left
    assert not left & {
        "calls.phone",
        "calls.note",
        "calls.entered",
        "follow_ups.phone",
        "customers.name",
        "drafts.note",
    }
    assert look_again(ledger, line, standing).done_at is None
    with ledger.write() as connection:
        close(connection, "jan")
    done = look_again(ledger, line, standing)
    assert (done.done_at, done.id, done.waits_for) == (NOW + HOUR, standing.id, [])
    assert left_of(ledger, JAN, "jan") == set()


def test_the_order_that_stands_names_nobody(ledger: Ledger, line: Line) -> None:
    with ledger.write() as connection:
        lay(connection, "jan", JAN, NOW - DAY, **STILL)
    erase(ledger, line)
    assert not any(where.startswith("erasures.") for where in left_of(ledger, JAN, "jan"))


def test_a_call_that_goes_on_is_waited_for(ledger: Ledger, two: dict[str, int], line: Line) -> None:
    del two
    with ledger.write() as connection:
        connection.execute(update(calls).where(calls.c.phone == JAN).values(ended_at=None))
    standing = erase(ledger, line)
    assert "calls:call-jan" in standing.waits_for
    with ledger.write() as connection:
        connection.execute(update(calls).where(calls.c.phone == JAN).values(ended_at=NOW))
    assert look_again(ledger, line, standing).done_at == NOW + HOUR
    assert left_of(ledger, JAN, "jan") == set()


def test_an_agent_who_still_writes_is_waited_for(ledger: Ledger, two: dict[str, int], line: Line) -> None:
    del two
    noting = {"ended_at": NOW, "answered_at": NOW, "answered_by": "anna", "wrapped_at": None}
    with ledger.write() as connection:
        connection.execute(update(calls).where(calls.c.phone == JAN).values(**noting))
    standing = erase(ledger, line)
    assert standing.waits_for == ("calls:call-jan",)
    assert look_again(ledger, line, standing).done_at == NOW + HOUR, "an hour later nobody writes any more"


def test_asked_twice_it_is_one_order(ledger: Ledger, line: Line) -> None:
    with ledger.write() as connection:
        lay(connection, "jan", JAN, NOW - DAY, **STILL)
    first, second = erase(ledger, line), erase(ledger, line)
    assert second.id == first.id
    with ledger.read() as connection:
        assert len(erasures.latest(connection, 5)) == 1


def test_a_number_that_a_friend_keyed_in_goes_and_the_friend_stays(ledger: Ledger, line: Line) -> None:
    """Jan's promise was made in a call of a friend, who typed Jan's number; then Jan is erased."""
    with ledger.write() as connection:
        lay(connection, "jan", JAN, NOW - 3 * DAY)
        lay(connection, "friend", FRIENDS, NOW - 3 * DAY)
        typed = {"candidate": "0611111111", "entered": "0611111111"}
        connection.execute(update(calls).where(calls.c.sid == "call-friend").values(**typed))
    erase(ledger, line)
    assert left_of(ledger, JAN, "jan") == set()
    left = left_of(ledger, FRIENDS, "friend")
    assert {"calls.phone", "calls.note", "promises.phone"} <= left


def test_a_friend_whose_call_goes_on_is_not_erased_in_the_other_s_place(ledger: Ledger, line: Line) -> None:
    """What stands in the way has the friend's number, and what was keyed in goes when that call is over."""
    with ledger.write() as connection:
        lay(connection, "friend", FRIENDS, NOW - 3 * DAY)
        typed = {"candidate": "0611111111", "entered": "0611111111", "ended_at": None}
        connection.execute(update(calls).where(calls.c.sid == "call-friend").values(**typed))
    standing = erase(ledger, line)
    assert standing.waits_for == ("calls:call-friend",)
    with ledger.write() as connection:
        connection.execute(update(calls).where(calls.c.sid == "call-friend").values(ended_at=NOW))
    assert look_again(ledger, line, standing).done_at == NOW + HOUR
    assert left_of(ledger, JAN, "jan") == set()
    left = left_of(ledger, FRIENDS, "friend")
    assert {"calls.phone", "calls.note", "promises.phone", "texts.phone", "customers.name"} <= left


def test_a_text_that_nobody_has_answered_is_waited_for(ledger: Ledger, two: dict[str, int], line: Line) -> None:
    """It may be a stop, or a wish to be called: who takes it in needs the number."""
    del two
    texts_in = metadata.tables["incoming_texts"]
    with ledger.write() as connection:
        connection.execute(update(texts_in).where(texts_in.c.phone == JAN).values(handled_at=None))
    standing = erase(ledger, line)
    assert [one.partition(":")[0] for one in standing.waits_for] == ["incoming_texts"]
    assert {"incoming_texts.phone", "incoming_texts.body"} <= left_of(ledger, JAN, "jan")
    with ledger.write() as connection:
        connection.execute(update(texts_in).where(texts_in.c.phone == JAN).values(handled_at=NOW))
    assert look_again(ledger, line, standing).done_at == NOW + HOUR
    assert left_of(ledger, JAN, "jan") == set()


def test_of_two_customers_behind_one_number_nobody_knows_who_asks(
    ledger: Ledger, two: dict[str, int], line: Line
) -> None:
    """Then the number goes from the firm's list, and both customers stay."""
    del two
    with ledger.write() as connection:
        eva = customer_phones.c.customer == "key-eva"
        connection.execute(customer_phones.insert().values(customer="key-eva", phone=JAN))
        assert connection.execute(customer_phones.select().where(eva)).all()
    erase(ledger, line)
    assert left_of(ledger, JAN, "jan") == {"customers.id", "customers.name", "customers.details"}
    assert "customer_phones.phone" in left_of(ledger, EVA, "eva")


def test_who_said_stop_is_not_asked_again(ledger: Ledger, two: dict[str, int], line: Line) -> None:
    del two
    with ledger.write() as connection:
        who = opt_outs.who(connection, JAN, "a key")
        opt_outs.stop(connection, who, "stop", NOW)
    erase(ledger, line)
    with ledger.read() as connection:
        assert opt_outs.has_stopped(connection, who)


def test_what_there_is_is_told_before_it_goes(ledger: Ledger, two: dict[str, int], line: Line) -> None:
    del two
    with ledger.read() as connection:
        found = person.find(connection, line, JAN, NOW)
    assert (found.counts["calls"], found.counts["texts"], found.waits_for, found.promises) == (1, 1, (), ())
    assert [one.name for one in found.customers] == ["kanarie van jan in name"]
    erase(ledger, line)
    with ledger.read() as connection:
        after = person.find(connection, line, JAN, NOW)
    assert (after.is_known, len(after.before)) == (False, 1)


@pytest.mark.parametrize(
    ("written", "refused"), [("06 11111111", None), ("anonymous", "no_number"), ("020 1234567", "own_number")]
)
def test_a_number_is_read_as_anybody_writes_it(line: Line, written: str, refused: str | None) -> None:
    assert person.read(line, written) == (refused or JAN)
