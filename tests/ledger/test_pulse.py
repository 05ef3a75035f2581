"""One look says whether there is anything to do: for something always, for nothing as seldom as it can."""

from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import Connection

from routing.escalation import BEFORE, Cause, Ladder
from tests.ledger.made import DAY, HOUR, NOW, P1, SECOND, owed, ringing
from voice_app.ledger import escalations, outages, promises
from voice_app.ledger.pulse import feel

TOLD, ANY_AGENT, SUPERVISORS = (BEFORE[step] for step in (Ladder.TOLD, Ladder.ANY_AGENT, Ladder.SUPERVISORS))


def felt(connection: Connection, after: timedelta = timedelta()) -> set[str]:
    """What asks for an act, so long after now."""
    return {name for name, is_so in asdict(feel(connection, NOW + after)).items() if is_so}


def test_an_empty_ledger_asks_for_nothing(connection: Connection) -> None:
    assert felt(connection) == set()


def test_a_promise_may_be_tried_from_its_instant_on_unless_somebody_tries_it(connection: Connection) -> None:
    owed(connection, not_before=NOW + HOUR)
    assert felt(connection, HOUR - SECOND) == set()
    assert felt(connection, HOUR) == {"due"}
    ringing(connection, at=NOW + HOUR)
    assert felt(connection, HOUR) == set()


def test_each_step_of_the_ladder_is_felt_when_its_time_comes_and_no_longer_once_taken(connection: Connection) -> None:
    owed(connection, not_before=NOW + 2 * DAY)
    assert felt(connection, DAY - TOLD - SECOND) == set()
    assert felt(connection, DAY - TOLD) == {"endangered"}
    escalations.escalate(connection, P1, Cause.LITTLE_TIME, NOW)
    for step, before in ((Ladder.ANY_AGENT, ANY_AGENT), (Ladder.SUPERVISORS, SUPERVISORS)):
        assert felt(connection, DAY - before - SECOND) == set()
        assert felt(connection, DAY - before) == {"endangered"}
        escalations.climb(connection, step, NOW + DAY, NOW)
    assert felt(connection, DAY - SECOND) == set()


def test_a_broken_promise_is_felt_until_it_is_marked(connection: Connection) -> None:
    owed(connection, not_before=NOW + 2 * DAY)
    assert "is_broken" in felt(connection, DAY)
    escalations.mark_broken(connection, NOW + DAY)
    assert "is_broken" not in felt(connection, DAY)


def test_a_poison_promise_is_felt_until_it_is_held(connection: Connection) -> None:
    owed(connection, not_before=NOW + 2 * DAY)
    for _ in range(3):
        escalations.note_crash(connection, P1, NOW, NOW + 2 * DAY)
    assert felt(connection) == {"poisoned"}
    promises.hold(connection, P1, Cause.POISON.value, NOW)
    assert felt(connection) == set()


def test_an_outage_is_felt_until_it_is_over(connection: Connection) -> None:
    outages.begin(connection, Cause.CARRIER_DOWN, NOW, NOW + HOUR)
    assert felt(connection) == {"outage"}
    outages.end(connection)
    assert felt(connection) == set()


def test_a_promise_that_is_closed_asks_for_nothing(connection: Connection) -> None:
    owed(connection)
    assert felt(connection) == {"due"}
    promises.withdraw(connection, P1, "caller", NOW)
    assert felt(connection, 2 * DAY) == set()
