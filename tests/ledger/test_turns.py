"""Writers of one process come in the order in which they came, and one who waits in vain bars nobody."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from tests.recovery.people import eventually
from voice_app.breaker import Breaker
from voice_app.ledger import Ledger, LedgerGone, together
from voice_app.ledger.turns import Turns

LONG, SHORT = timedelta(seconds=20), timedelta(milliseconds=1)


def stand_in_line(turns: Turns, done: list[int], n: int) -> threading.Thread:
    def wait() -> None:
        assert turns.take(LONG) == "in_line"
        done.append(n)
        turns.give()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_who_has_waited_longest_is_next() -> None:
    turns, done = Turns(), list[int]()
    assert turns.take(LONG) == "at_once"
    threads = []
    for n in range(8):
        threads.append(stand_in_line(turns, done, n))
        eventually(lambda: turns.waiting == len(threads), "one more stands in line")
    turns.give()
    for thread in threads:
        thread.join()
    assert done == list(range(8))
    assert turns.take(LONG) == "at_once", "and then it is free"


def test_who_gives_up_leaves_the_line() -> None:
    turns = Turns()
    turns.take(LONG)
    assert [turns.take(SHORT), turns.take(SHORT)] == ["never", "never"]
    assert turns.waiting == 0
    turns.give()
    assert turns.take(SHORT) == "at_once"


def test_one_who_waits_in_vain_is_no_reason_to_refuse_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "TURN", SHORT)
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}", Breaker(timedelta(hours=1), lambda: 0.0))
    ledger.migrate()
    with ledger.write(), pytest.raises(LedgerGone, match="other writers"), ledger.write():
        pass
    with ledger.write(), ledger.read():
        pass
    ledger.close()
