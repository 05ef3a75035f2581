import pytest
from sqlalchemy import Connection

from routing.escalation import BEFORE, Cause, Ladder
from tests.ledger.made import (
    A1,
    A2,
    ANNA,
    BEA,
    DAY,
    EVA,
    HOUR,
    LEG,
    MINUTE,
    NOW,
    P1,
    P2,
    P3,
    SECOND,
    found,
    owed,
    ringing,
)
from voice_app.ledger import Phone, agents, attempts, escalations, outages, promises
from voice_app.ledger.evidence import evidence
from voice_app.ledger.timeline import of_promise

LITTLE_TIME = Cause.LITTLE_TIME


def steps(connection: Connection) -> list[tuple[object, object]]:
    told = (entry.data for entry in of_promise(connection, P1) if entry.event == "escalated")
    return [(data["step"], data["because"]) for data in told]


def test_one_promise_is_escalated_once_whatever_its_deadline(connection: Connection) -> None:
    owed(connection)
    escalated = escalations.escalate(connection, P1, Cause.TOO_FEW_AGENTS, NOW)
    assert escalated is not None
    assert (escalated.escalated_at, escalated.escalated_because) == (NOW, "too_few_agents")
    assert escalated.escalation == Ladder.TOLD
    assert escalations.escalate(connection, P1, LITTLE_TIME, NOW + HOUR) is None
    assert escalations.escalate(connection, P2, LITTLE_TIME, NOW) is None
    assert steps(connection) == [(1, "too_few_agents")]


def test_what_only_a_person_can_mend_is_told_of_one_that_is_escalated_already(connection: Connection) -> None:
    owed(connection)
    assert escalations.explain(connection, P1, Cause.POISON, NOW) is None, "nobody knows of it yet"
    escalations.escalate(connection, P1, LITTLE_TIME, NOW)
    assert escalations.explain(connection, P1, Cause.POISON, NOW)
    assert escalations.explain(connection, P1, Cause.POISON, NOW) is None
    assert found(connection).escalated_because == "poison"
    assert steps(connection) == [(1, "little_time"), (1, "poison")]


def test_a_supervisors_own_phone_is_rung_once_in_a_while_whoever_asks(connection: Connection) -> None:
    assert agents.summon(connection, BEA.id, NOW - HOUR, NOW)
    assert not agents.summon(connection, BEA.id, NOW - HOUR, NOW)
    assert not agents.summon(connection, BEA.id, NOW + MINUTE - HOUR, NOW + MINUTE)
    assert agents.summon(connection, BEA.id, NOW, NOW + HOUR)


def test_what_comes_close_and_nobody_knows_of_is_found(connection: Connection) -> None:
    owed(connection, effective_due_by=NOW + 2 * HOUR)
    assert escalations.unescalated(connection, NOW + HOUR) == ()
    assert [promise.id for promise in escalations.unescalated(connection, NOW + 2 * HOUR)] == [P1]
    escalations.escalate(connection, P1, LITTLE_TIME, NOW)
    assert escalations.unescalated(connection, NOW + 2 * HOUR) == ()


def test_each_step_is_taken_once_in_its_time_and_told_with_the_cause(connection: Connection) -> None:
    owed(connection, effective_due_by=NOW + 3 * HOUR)
    escalations.escalate(connection, P1, LITTLE_TIME, NOW)
    for step in (Ladder.ANY_AGENT, Ladder.SUPERVISORS):
        at = NOW + 3 * HOUR - BEFORE[step]
        assert escalations.climb(connection, step, at - SECOND + BEFORE[step], at - SECOND) == ()
        assert [promise.escalation for promise in escalations.climb(connection, step, at + BEFORE[step], at)] == [step]
        assert escalations.climb(connection, step, at + BEFORE[step], at) == ()
    assert escalations.climb(connection, Ladder.ANY_AGENT, NOW + DAY, NOW + DAY) == ()
    assert steps(connection) == [(1, "little_time"), (2, "little_time"), (3, "little_time")]


def test_what_nobody_may_dial_climbs_no_further(connection: Connection) -> None:
    owed(connection, needs_approval=True)
    owed(connection, P2, EVA)
    promises.withdraw(connection, P2, "caller", NOW)
    assert escalations.climb(connection, Ladder.SUPERVISORS, NOW + 2 * DAY, NOW + 2 * DAY) == ()
    promises.approve(connection, P1, "bea", NOW)
    assert len(escalations.climb(connection, Ladder.SUPERVISORS, NOW + 2 * DAY, NOW + 2 * DAY)) == 1


def test_supervisors_are_rung_for_what_is_open_and_has_climbed_most_urgent_first(connection: Connection) -> None:
    for promise, phone, hours in ((P1, "+31600000001", 3), (P2, "+31600000002", 2), (P3, "+31600000003", 9)):
        owed(connection, promise, Phone(phone), effective_due_by=NOW + hours * HOUR)
    escalations.climb(connection, Ladder.SUPERVISORS, NOW + 3 * HOUR, NOW)
    assert [promise.id for promise in escalations.summonable(connection, NOW, 9)] == [P2, P1]
    attempts.intend(connection, P2, A1, ANNA.id, NOW)
    assert [promise.id for promise in escalations.summonable(connection, NOW, 9)] == [P1]


def test_a_promise_is_broken_once_when_its_deadline_has_passed(connection: Connection) -> None:
    owed(connection)
    assert escalations.mark_broken(connection, NOW + DAY - SECOND) == ()
    (broken,) = escalations.mark_broken(connection, NOW + DAY)
    assert (broken.id, broken.broken_at, broken.state) == (P1, NOW + DAY, "open")
    assert escalations.mark_broken(connection, NOW + DAY + SECOND) == ()


def test_broken_is_a_mark_and_not_an_end_and_goes_again_for_whoever_was_reached_in_time(connection: Connection) -> None:
    owed(connection)
    attempts.intend(connection, P1, A1, ANNA.id, NOW)
    escalations.mark_broken(connection, NOW + DAY)
    escalations.note_miss(connection, P1, Cause.TOO_FEW_AGENTS, NOW + DAY)
    assert (found(connection).state, found(connection).broken_because) == ("attempting", "too_few_agents")
    assert promises.keep(connection, P1, "spoke", NOW + DAY - MINUTE, NOW + DAY + MINUTE)
    assert (found(connection).broken_at, found(connection).broken_because) == (None, None)


def test_what_is_closed_is_neither_broken_nor_escalated(connection: Connection) -> None:
    owed(connection)
    promises.withdraw(connection, P1, "caller", NOW)
    assert escalations.mark_broken(connection, NOW + 2 * DAY) == ()
    assert escalations.unescalated(connection, NOW + 2 * DAY) == ()
    assert escalations.waiting(connection) == []


def test_the_forecast_sees_what_is_owed_in_the_order_of_deadlines(connection: Connection) -> None:
    owed(connection, P1, effective_due_by=NOW + 2 * HOUR, language="en")
    owed(connection, P2, EVA, effective_due_by=NOW + HOUR, needs_approval=True)
    escalations.escalate(connection, P1, LITTLE_TIME, NOW)
    assert escalations.waiting(connection) == [
        (P2, NOW + HOUR, "nl", True, False),
        (P1, NOW + 2 * HOUR, "en", False, True),
    ]


# ── why ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_evidence_of_a_promise_that_nobody_could_keep(connection: Connection) -> None:
    promise = owed(connection)
    seen = evidence(connection, promise, NOW + HOUR)
    assert (seen.rung, seen.refused, seen.carrier, seen.was_manned) == (0, 0, None, False)
    assert seen.found_after == HOUR - DAY


def test_who_was_ready_since_it_was_made_counts_if_they_speak_its_language(connection: Connection) -> None:
    owed(connection)
    owed(connection, P2, EVA, language="fr")
    agents.declare_presence(connection, ANNA.id, "ready", "desk", NOW + MINUTE)
    agents.declare_presence(connection, ANNA.id, "signed_out", "desk", NOW + HOUR)
    assert evidence(connection, found(connection), NOW + DAY).was_manned
    assert not evidence(connection, found(connection, P2), NOW + DAY).was_manned


def test_agents_who_did_not_accept_and_a_person_who_was_rung_are_told_apart(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    attempts.refused(connection, A1, "no_answer", NOW)
    seen = evidence(connection, found(connection), NOW)
    assert (seen.rung, seen.refused) == (0, 1)
    attempts.intend(connection, P1, A2, ANNA.id, NOW)
    attempts.gate(connection, A2, LEG, NOW)
    attempts.settle(connection, A2, "busy", NOW, retry_at=NOW)
    seen = evidence(connection, found(connection), NOW)
    assert (seen.rung, seen.refused) == (1, 1)


@pytest.mark.parametrize(
    ("cause", "carrier"),
    [
        ("carrier_unreachable", Cause.CARRIER_DOWN),
        ("not_listed", Cause.CARRIER_DOWN),
        ("carrier_21211", Cause.CARRIER_REFUSED),
        ("declined", None),
    ],
)
def test_what_the_carrier_did_last_is_evidence(connection: Connection, cause: str, carrier: Cause | None) -> None:
    owed(connection)
    attempts.intend(connection, P1, A1, ANNA.id, NOW)
    attempts.not_created(connection, A1, cause, NOW)
    assert evidence(connection, found(connection), NOW).carrier is carrier


def test_an_outage_that_stands_is_evidence_for_every_promise(connection: Connection) -> None:
    promise = owed(connection)
    outages.begin(connection, Cause.CARRIER_ACCOUNT, NOW, NOW)
    assert evidence(connection, promise, NOW).carrier is Cause.CARRIER_ACCOUNT


# ── the carrier ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_outage_stands_once_and_a_refused_account_is_the_worse_one(connection: Connection) -> None:
    assert outages.of_carrier(connection) is None
    assert outages.begin(connection, Cause.CARRIER_DOWN, NOW, NOW + MINUTE)
    assert not outages.begin(connection, Cause.CARRIER_DOWN, NOW + HOUR, NOW + HOUR)
    assert outages.begin(connection, Cause.CARRIER_ACCOUNT, NOW + HOUR, NOW + HOUR)
    assert not outages.begin(connection, Cause.CARRIER_DOWN, NOW + HOUR, NOW + HOUR)
    standing = outages.of_carrier(connection)
    assert standing is not None
    assert (standing.because, standing.since_at, standing.probe_at) == (Cause.CARRIER_ACCOUNT, NOW, NOW + HOUR)


def test_of_two_that_would_ask_the_carrier_one_does_and_the_end_is_found_once(connection: Connection) -> None:
    outages.begin(connection, Cause.CARRIER_DOWN, NOW, NOW)
    standing = outages.of_carrier(connection)
    assert standing is not None
    assert outages.take_probe(connection, standing, NOW + MINUTE)
    assert not outages.take_probe(connection, standing, NOW + MINUTE)
    assert outages.end(connection)
    assert not outages.end(connection)


# ── crashes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_three_crashes_in_a_row_poison_a_promise_and_a_success_between_them_does_not(connection: Connection) -> None:
    owed(connection)
    for _ in range(2):
        escalations.begin_handling(connection, P1)
    ringing(connection)  # it went well: an agent's phone rang
    attempts.refused(connection, A1, "declined", NOW)
    for _ in range(2):
        escalations.begin_handling(connection, P1)
    assert escalations.poisoned(connection) == []
    escalations.note_crash(connection, P1, NOW, not_before=NOW + HOUR)
    assert escalations.poisoned(connection) == [P1]
    assert (found(connection).crashes, found(connection).not_before) == (3, NOW + HOUR)
    promises.hold(connection, P1, "poison", NOW)
    assert escalations.poisoned(connection) == []


def test_what_a_colleague_lets_go_on_begins_anew(connection: Connection) -> None:
    owed(connection)
    for _ in range(3):
        escalations.begin_handling(connection, P1)
    promises.hold(connection, P1, "poison", NOW)
    promises.approve(connection, P1, "bea", NOW)
    assert found(connection).crashes == 0
