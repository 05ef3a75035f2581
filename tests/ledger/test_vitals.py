"""Signs of life and alarms that stand, by one statement."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from routing.alarms import Rule
from tests.counting import counted
from tests.ledger.made import NOW
from voice_app.ledger import AlarmId, alarms, heartbeats, vitals
from voice_app.ledger.vitals import Raised

MINUTE = timedelta(minutes=1)


def raised(connection: Connection, name: str, rule: Rule, after: timedelta = timedelta()) -> AlarmId:
    assert alarms.raise_once(connection, AlarmId(name), rule, name, NOW + after)
    return AlarmId(name)


def test_an_empty_ledger_shows_no_sign(connection: Connection) -> None:
    assert vitals.read(connection) == vitals.Signs({}, ())


def test_beats_and_standing_alarms_are_told_with_when_and_how_many(connection: Connection) -> None:
    heartbeats.beat(connection, heartbeats.TICKER, NOW)
    heartbeats.beat(connection, heartbeats.WORKER, NOW - MINUTE)
    raised(connection, "P1", Rule.PROMISE_BROKEN, MINUTE)
    raised(connection, "P2", Rule.PROMISE_BROKEN)
    alarms.acknowledge(connection, raised(connection, "P3", Rule.PROMISE_BROKEN, 2 * MINUTE), "chloe", NOW + 3 * MINUTE)
    raised(connection, "P4", Rule.PROMISE_AT_RISK)
    alarms.end(connection, Rule.PROMISE_AT_RISK, "P4", NOW + MINUTE)
    seen = vitals.read(connection)
    assert seen.beats == {heartbeats.TICKER: NOW, heartbeats.WORKER: NOW - MINUTE}
    assert seen.raised == (Raised("promise_broken", count=3, unseen=2, since_at=NOW),)


def test_it_is_one_statement(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as looks:
        vitals.read(connection)
    looks.are_at_most(1)
