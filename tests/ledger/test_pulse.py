"""One look says whether there is anything to do: for something always, for nothing as seldom as it can."""

from dataclasses import asdict, replace
from datetime import timedelta

from sqlalchemy import Connection

from routing.alarms import Rule
from routing.escalation import BEFORE, Cause, Ladder
from routing.skills import ReservationId
from tests.ledger.made import A1, ANNA, DAY, HOUR, LEG, NOW, P1, SECOND, owed, ringing
from voice_app.ledger import (
    AlarmId,
    TalkRecordingId,
    alarms,
    attempts,
    calls,
    erasures,
    escalations,
    messages,
    outages,
    promises,
    talk_recordings,
)
from voice_app.ledger.erasures import Erasure
from voice_app.ledger.pulse import alarms_ask, feel
from voice_app.ledger.talk_recordings import Agreed

TOLD, ANY_AGENT, SUPERVISORS = (BEFORE[step] for step in (Ladder.TOLD, Ladder.ANY_AGENT, Ladder.SUPERVISORS))


def felt(connection: Connection, after: timedelta = timedelta()) -> set[str]:
    """What asks for an act, so long after now."""
    return {name for name, is_so in asdict(feel(connection, NOW + after)).items() if is_so}


def test_an_empty_ledger_asks_for_nothing(connection: Connection) -> None:
    assert felt(connection) == set()


def test_a_promise_may_be_tried_from_its_instant_on_unless_somebody_tries_it(connection: Connection) -> None:
    owed(connection, not_before=NOW + HOUR)
    assert felt(connection, HOUR - SECOND) == {"unforeseen"}
    assert felt(connection, HOUR) == {"due", "unforeseen"}
    ringing(connection, at=NOW + HOUR)
    assert felt(connection, HOUR) == {"in_flight", "unforeseen"}


def test_each_step_of_the_ladder_is_felt_when_its_time_comes_and_no_longer_once_taken(connection: Connection) -> None:
    owed(connection, not_before=NOW + 2 * DAY)
    assert felt(connection, DAY - TOLD - SECOND) == {"unforeseen"}
    assert felt(connection, DAY - TOLD) == {"endangered", "unforeseen"}
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
    assert felt(connection) == {"poisoned", "unforeseen"}
    promises.hold(connection, P1, Cause.POISON.value, NOW)
    assert felt(connection) == {"unforeseen"}


def test_an_outage_is_felt_until_it_is_over(connection: Connection) -> None:
    outages.begin(connection, Cause.CARRIER_DOWN, NOW, NOW + HOUR)
    assert felt(connection) == {"outage"}
    outages.end(connection)
    assert felt(connection) == set()


def test_a_promise_that_is_closed_asks_for_nothing(connection: Connection) -> None:
    owed(connection)
    assert felt(connection) == {"due", "unforeseen"}
    promises.withdraw(connection, P1, "caller", NOW)
    assert felt(connection, 2 * DAY) == set()


def test_a_customer_who_was_dialled_is_felt_for_a_day(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    assert "dialled" not in felt(connection)
    assert attempts.gate(connection, A1, LEG, NOW) == "won"
    assert "dialled" in felt(connection, DAY - SECOND)
    assert "dialled" not in felt(connection, DAY)


def test_a_call_is_felt_until_it_ends(connection: Connection) -> None:
    calls.begin(connection, LEG, None, 1, NOW)
    assert felt(connection) == {"on_the_line"}
    calls.end(connection, LEG, "abandoned", NOW)
    assert felt(connection) == set()


def test_a_message_is_felt_as_long_as_there_is_one(connection: Connection) -> None:
    owed(connection, not_before=NOW + 2 * DAY)
    messages.expect(connection, P1, LEG, "v1", NOW)
    assert felt(connection) == {"left", "unforeseen"}
    messages.expect_no_more(connection, LEG)
    assert felt(connection) == {"unforeseen"}


def test_a_recorded_talk_is_felt_at_any_age(connection: Connection) -> None:
    recording = TalkRecordingId("t1")
    talk_recordings.agree(
        connection, Agreed(recording, LEG, ReservationId("r1"), False, ANNA.id, NOW, "en", "May we?", "v1")
    )
    assert felt(connection) == {"recorded", "taped"}
    talk_recordings.fail(connection, recording, "carrier_21220", NOW)
    assert felt(connection, 1000 * DAY) == {"taped"}


def test_whose_data_is_to_go_is_felt_until_it_has(connection: Connection) -> None:
    asked = Erasure("e1", "somebody", NOW, "chloe", ["promise:p1"], {}, [], None)
    erasures.record(connection, asked)
    assert felt(connection) == {"to_be_erased"}
    erasures.record(connection, replace(asked, waits_for=[], done_at=NOW))
    assert felt(connection) == set()


def test_an_alarm_asks_until_it_is_over_and_everybody_was_told(connection: Connection) -> None:
    assert not alarms_ask(connection)
    told = AlarmId("a1")
    alarms.raise_once(connection, told, Rule.WORKER_SILENT, "worker", NOW, targets=[("text", "+31611111111")])
    assert alarms_ask(connection)
    assert felt(connection) == {"alarmed"}
    group = alarms.claim(connection, NOW + HOUR)
    assert group is not None
    alarms.end(connection, Rule.WORKER_SILENT, "worker", NOW)
    assert felt(connection) == set()
    assert alarms_ask(connection), "whether the message arrived is still to be said"
    alarms.sent(connection, [notice.id for notice in group.notices], NOW + HOUR)
    assert not alarms_ask(connection)
