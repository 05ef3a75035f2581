"""A question is played by one process, may be cancelled at any moment, is found where it was lost, and kept a while."""

import pytest
from sqlalchemy import Connection

from tests.ledger.made import BEA, DAY, MINUTE, NOW, SECOND
from voice_app.ledger import what_ifs
from voice_app.ledger.what_ifs import WhatIf


def asked(count: int = 1) -> WhatIf:
    return WhatIf(f"W{count}", BEA.id, NOW + count * SECOND, {"of": "day"}, "asked", 24, 0)


@pytest.fixture
def one(connection: Connection) -> WhatIf:
    assert what_ifs.ask(connection, asked(), 3)
    return asked()


def state(connection: Connection) -> str:
    found = what_ifs.get(connection, "W1")
    assert found is not None
    return found.state


def test_of_two_processes_one_plays_it(connection: Connection, one: WhatIf) -> None:
    assert what_ifs.waiting(connection) == ("W1",)
    assert what_ifs.begin(connection, one.id, NOW)
    assert not what_ifs.begin(connection, one.id, NOW)
    assert what_ifs.waiting(connection) == ()
    assert what_ifs.went_on(connection, one.id, 7, NOW)
    assert what_ifs.answered(connection, one.id, {"figures": {}}, NOW + MINUTE)
    found = what_ifs.get(connection, one.id)
    assert found is not None
    assert (found.state, found.runs_done, found.result) == ("done", 24, {"figures": {}})


def test_of_what_was_cancelled_nothing_is_kept(connection: Connection, one: WhatIf) -> None:
    what_ifs.begin(connection, one.id, NOW)
    assert what_ifs.cancel(connection, one.id, NOW)
    assert not what_ifs.went_on(connection, one.id, 8, NOW)
    assert not what_ifs.answered(connection, one.id, {}, NOW)
    assert not what_ifs.failed(connection, one.id, "x", NOW)
    assert not what_ifs.cancel(connection, one.id, NOW)
    assert state(connection) == "cancelled"


def test_only_so_many_wait(connection: Connection) -> None:
    assert [what_ifs.ask(connection, asked(count), 3) for count in range(1, 5)] == [True, True, True, False]
    third = what_ifs.get(connection, "W3")
    assert third is not None
    assert what_ifs.ahead_of(connection, third) == 2
    what_ifs.cancel(connection, "W1", NOW)
    assert what_ifs.ask(connection, asked(5), 3)


def test_one_whose_process_is_gone_is_found(connection: Connection, one: WhatIf) -> None:
    what_ifs.begin(connection, one.id, NOW)
    what_ifs.went_on(connection, one.id, 3, NOW + MINUTE)
    assert what_ifs.find_lost(connection, NOW + 2 * MINUTE) == 0
    assert what_ifs.find_lost(connection, NOW + 4 * MINUTE) == 1
    assert state(connection) == "lost"
    assert not what_ifs.went_on(connection, one.id, 4, NOW + 5 * MINUTE), "it was not gone, only slow: it stops"


def test_what_is_over_is_forgotten_and_what_is_not_stays(connection: Connection, one: WhatIf) -> None:
    what_ifs.ask(connection, asked(2), 3)
    what_ifs.cancel(connection, one.id, NOW)
    assert what_ifs.forget_before(connection, NOW) == 0
    assert what_ifs.forget_before(connection, NOW + DAY) == 1
    assert [found.id for found in what_ifs.latest(connection, 5)] == ["W2"]
