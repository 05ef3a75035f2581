import pytest
from sqlalchemy import Connection

from tests.ledger.made import HOUR, JAN, MINUTE, NOW, P1, SECOND
from voice_app.ledger import TextId, texts

T1, T2 = TextId("T1"), TextId("T2")
BODY = "We bellen u terug voor morgen half elf."


@pytest.fixture(autouse=True)
def _queued(connection: Connection) -> None:
    assert texts.queue(connection, T1, JAN, "promise_made", BODY, now=NOW, promise_id=P1)


def test_a_text_is_claimed_once_and_sent(connection: Connection) -> None:
    claimed = texts.claim(connection, NOW)
    assert claimed is not None
    assert (claimed.id, claimed.phone, claimed.body, claimed.state) == (T1, JAN, BODY, "claimed")
    assert texts.claim(connection, NOW) is None
    assert texts.sent(connection, T1, "SM1", NOW + SECOND)
    assert not texts.failed(connection, T1, "21610", NOW + SECOND)
    (text,) = texts.of_promise(connection, P1)
    assert (text.state, text.message_sid, text.closed_at) == ("sent", "SM1", NOW + SECOND)


def test_the_oldest_text_goes_first(connection: Connection) -> None:
    texts.queue(connection, TextId("T0"), JAN, "unreached", BODY, now=NOW + SECOND)
    claimed = [texts.claim(connection, NOW + MINUTE) for _ in range(3)]
    assert [text and text.id for text in claimed] == ["T1", "T0", None]


def test_queueing_again_changes_nothing(connection: Connection) -> None:
    assert not texts.queue(connection, T1, JAN, "promise_made", "Iets anders", now=NOW)
    assert [text.body for text in texts.of_promise(connection, P1)] == [BODY]


def test_what_the_carrier_did_not_take_is_tried_again_later(connection: Connection) -> None:
    texts.claim(connection, NOW)
    assert texts.failed(connection, T1, "20429", NOW, retry_at=NOW + MINUTE)
    assert texts.claim(connection, NOW + 59 * SECOND) is None
    assert texts.claim(connection, NOW + MINUTE) is not None


def test_what_the_carrier_refused_for_good_is_not_tried_again(connection: Connection) -> None:
    texts.claim(connection, NOW)
    assert texts.failed(connection, T1, "21610", NOW)
    assert texts.claim(connection, NOW + HOUR) is None
    assert [(text.state, text.cause) for text in texts.of_promise(connection, P1)] == [("failed", "21610")]


def test_a_text_whose_answer_was_lost_is_not_sent_twice(connection: Connection) -> None:
    texts.claim(connection, NOW)
    assert texts.in_doubt(connection, T1, "read_timeout", NOW)
    assert texts.claim(connection, NOW + HOUR) is None


def test_a_text_whose_worker_died_is_not_sent_twice(connection: Connection) -> None:
    texts.claim(connection, NOW)
    assert texts.give_up_stale(connection, NOW + 59 * SECOND) == ()
    assert [text.id for text in texts.give_up_stale(connection, NOW + MINUTE)] == [T1]
    assert texts.give_up_stale(connection, NOW + MINUTE) == ()
    assert texts.claim(connection, NOW + HOUR) is None
    assert not texts.sent(connection, T1, "SM1", NOW + HOUR)


def test_a_text_that_nobody_claimed_is_neither_sent_nor_failed(connection: Connection) -> None:
    assert not texts.sent(connection, T1, "SM1", NOW)
    assert not texts.failed(connection, T1, "21610", NOW, retry_at=NOW)
    assert not texts.sent(connection, T2, "SM1", NOW)
