import pytest
from sqlalchemy import Connection

from tests.ledger.made import (
    A1,
    A2,
    ANNA,
    BEA,
    CUSTOMER,
    DAY,
    HOUR,
    LEG,
    MINUTE,
    NOW,
    OTHER_LEG,
    P1,
    P2,
    SECOND,
    found,
    owed,
    ringing,
    state_of,
    talked,
)
from voice_app.ledger import AttemptId, attempts, escalations, promises, timeline
from voice_app.ledger.attempt import Attempt


def the(connection: Connection, attempt_id: AttemptId = A1) -> Attempt:
    attempt = attempts.get(connection, attempt_id)
    assert attempt is not None
    return attempt


def test_intending_claims_the_promise(connection: Connection) -> None:
    owed(connection)
    attempt = attempts.intend(connection, P1, A1, ANNA.id, NOW)
    assert attempt == the(connection)
    assert (attempt.state, attempt.n, attempt.agent_id, attempt.started_at) == ("intent", 1, ANNA.id, NOW)
    assert not attempt.dialled
    assert state_of(connection) == "attempting"
    assert promises.of_attempt(connection, A1) == promises.get(connection, P1)
    assert attempts.intend(connection, P1, A2, BEA.id, NOW) is None
    assert attempts.get(connection, A2) is None
    assert promises.of_attempt(connection, A2) is None


def test_what_is_not_open_and_approved_is_not_claimed(connection: Connection) -> None:
    owed(connection, needs_approval=True)
    assert attempts.intend(connection, P1, A1, ANNA.id, NOW) is None
    promises.withdraw(connection, P1, "caller", NOW)
    assert attempts.intend(connection, P1, A1, ANNA.id, NOW) is None
    assert attempts.intend(connection, P2, A1, ANNA.id, NOW) is None


def test_the_agents_leg_is_noted_once_and_a_repeat_agrees(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    assert attempts.sent(connection, A1, LEG, NOW + SECOND)
    assert not attempts.sent(connection, A1, OTHER_LEG, NOW)
    assert (the(connection).state, the(connection).leg_sid, the(connection).heard_at) == ("sent", LEG, NOW + SECOND)


def test_a_hook_may_overtake_the_carriers_answer(connection: Connection) -> None:
    owed(connection)
    attempts.intend(connection, P1, A1, ANNA.id, NOW)
    assert attempts.sent(connection, A1, LEG, NOW + 2 * SECOND)  # the hook
    assert attempts.sent(connection, A1, LEG, NOW + SECOND)  # the answer to our request
    assert the(connection).heard_at == NOW + 2 * SECOND
    assert not attempts.in_doubt(connection, A1, "read_timeout", NOW)


def test_a_leg_belongs_to_one_attempt(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    attempts.refused(connection, A1, "no_answer", NOW)
    attempts.intend(connection, P1, A2, BEA.id, NOW)
    assert not attempts.sent(connection, A2, LEG, NOW)
    assert the(connection, A2).state == "intent"


def test_in_doubt_until_evidence_comes(connection: Connection) -> None:
    owed(connection)
    attempts.intend(connection, P1, A1, ANNA.id, NOW)
    assert attempts.in_doubt(connection, A1, "read_timeout", NOW)
    assert not attempts.in_doubt(connection, A1, "worker_died", NOW)
    assert state_of(connection) == "attempting"
    assert attempts.sent(connection, A1, LEG, NOW)
    assert the(connection).state == "sent"


def test_a_strangers_call_that_the_list_showed_gives_way_to_a_word_with_our_id(connection: Connection) -> None:
    owed(connection)
    attempts.intend(connection, P1, A1, ANNA.id, NOW)
    attempts.in_doubt(connection, A1, "read_timeout", NOW)
    assert attempts.listed(connection, A1, OTHER_LEG, NOW)
    assert attempts.sent(connection, A1, LEG, NOW + SECOND)  # the whisper
    assert not attempts.listed(connection, A1, OTHER_LEG, NOW + SECOND)
    assert (the(connection).leg_sid, the(connection).heard_at) == (LEG, NOW + SECOND)
    assert attempts.gate(connection, A1, LEG, NOW + SECOND) == "won"
    assert not attempts.sent(connection, A1, OTHER_LEG, NOW + MINUTE)


def test_the_first_empty_list_is_remembered(connection: Connection) -> None:
    owed(connection)
    attempts.intend(connection, P1, A1, ANNA.id, NOW)
    assert attempts.not_listed(connection, A1, NOW) is None
    attempts.in_doubt(connection, A1, "read_timeout", NOW)
    assert attempts.not_listed(connection, A1, NOW + SECOND) == NOW + SECOND
    assert attempts.not_listed(connection, A1, NOW + MINUTE) == NOW + SECOND


def test_no_call_opens_the_promise_again(connection: Connection) -> None:
    owed(connection)
    attempts.intend(connection, P1, A1, ANNA.id, NOW)
    assert attempts.not_created(connection, A1, "20429", NOW, retry_at=NOW + MINUTE)
    assert not attempts.not_created(connection, A1, "20429", NOW)
    assert (the(connection).state, the(connection).cause, the(connection).outcome) == ("ended", "20429", None)
    assert (state_of(connection), found(connection).not_before) == ("open", NOW + MINUTE)
    again = attempts.intend(connection, P1, A2, ANNA.id, NOW + MINUTE)
    assert again is not None
    assert again.n == 2


@pytest.mark.fault("F5")
def test_an_answer_that_comes_after_the_attempt_was_given_up_changes_nothing(connection: Connection) -> None:
    """A worker sleeps behind its request until two lists have shown no call, and wakes with the answer."""
    owed(connection)
    attempts.intend(connection, P1, A1, ANNA.id, NOW)
    attempts.in_doubt(connection, A1, "worker_died", NOW)
    assert attempts.not_created(connection, A1, "not_listed", NOW)
    assert not attempts.sent(connection, A1, LEG, NOW + MINUTE)
    assert (the(connection).state, state_of(connection)) == ("ended", "open")


def test_a_leg_that_exists_was_created(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    assert not attempts.not_created(connection, A1, "20429", NOW)
    assert state_of(connection) == "attempting"


def test_a_refusal_opens_the_promise_and_counts_for_nothing(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    assert attempts.refused(connection, A1, "voicemail", NOW)
    assert not attempts.refused(connection, A1, "voicemail", NOW)
    assert state_of(connection) == "open"
    assert [attempt.dialled for attempt in attempts.of_promise(connection, P1)] == [False]
    refusal = timeline.of_promise(connection, P1)[-1]
    assert (refusal.event, refusal.data) == ("agent_refused", {"attempt": A1, "cause": "voicemail"})


def test_the_gate_hands_out_the_customer_once(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    assert attempts.gate(connection, A1, LEG, NOW) == "won"
    assert attempts.gate(connection, A1, LEG, NOW) == "again"
    assert attempts.gate(connection, A1, OTHER_LEG, NOW) == "settled"
    assert the(connection).dialled


def test_the_gate_is_shut_once_the_promise_needs_no_call(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    promises.keep(connection, P1, "called_back", NOW, NOW)
    assert attempts.gate(connection, A1, LEG, NOW) == "settled"
    assert not the(connection).dialled


def test_the_gate_does_not_open_again_after_keeping(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    attempts.gate(connection, A1, LEG, NOW)
    promises.keep(connection, P1, "called_back", NOW, NOW)
    assert attempts.gate(connection, A1, LEG, NOW) == "settled"


def test_the_gate_does_not_open_again_after_the_customer_hung_up(connection: Connection) -> None:
    owed(connection)
    talked(connection)
    assert attempts.gate(connection, A1, LEG, NOW) == "settled"


def test_the_gate_is_shut_for_an_attempt_that_is_over(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    attempts.refused(connection, A1, "no_answer", NOW)
    attempts.intend(connection, P1, A2, BEA.id, NOW)
    assert attempts.gate(connection, A1, LEG, NOW) == "settled"


def test_once_the_customer_was_dialled_it_is_no_refusal(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    attempts.gate(connection, A1, LEG, NOW)
    assert not attempts.refused(connection, A1, "no_answer", NOW)
    assert state_of(connection) == "attempting"


def test_hooks_of_the_customers_leg_may_come_twice_and_in_any_order(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    attempts.gate(connection, A1, LEG, NOW)
    assert attempts.customer_ended(connection, A1, 90 * SECOND, NOW + 100 * SECOND)
    assert attempts.customer_answered(connection, A1, NOW + 10 * SECOND)
    assert attempts.customer_dialled(connection, A1, CUSTOMER, NOW)
    late = (
        attempts.customer_ended(connection, A1, 5 * SECOND, NOW + DAY),
        attempts.customer_answered(connection, A1, NOW + DAY),
        attempts.customer_dialled(connection, A1, OTHER_LEG, NOW),
    )
    assert not any(late)
    attempt = the(connection)
    assert (attempt.customer_sid, attempt.talked) == (CUSTOMER, 90 * SECOND)
    assert (attempt.customer_answered_at, attempt.customer_ended_at) == (NOW + 10 * SECOND, NOW + 100 * SECOND)
    assert attempt.heard_at == NOW + 100 * SECOND


def test_a_customer_who_was_never_dialled_neither_answers_nor_hangs_up(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    early = (
        attempts.customer_dialled(connection, A1, CUSTOMER, NOW),
        attempts.customer_answered(connection, A1, NOW),
        attempts.customer_ended(connection, A1, MINUTE, NOW),
        attempts.settle(connection, A1, "spoke", NOW),
        attempts.wrap(connection, A1, "resolved", NOW, note=None),
    )
    assert not any(early)
    assert state_of(connection) == "attempting"


def test_spoke_keeps_the_promise_at_the_instant_of_answering(connection: Connection) -> None:
    owed(connection)
    talked(connection)
    assert attempts.settle(connection, A1, "spoke", NOW + 3 * MINUTE)
    assert not attempts.settle(connection, A1, "no_answer", NOW + HOUR, retry_at=NOW + DAY)
    kept = found(connection)
    assert (kept.state, kept.kept_how, kept.kept_at) == ("kept", "spoke", NOW + 10 * SECOND)
    assert (the(connection).outcome, the(connection).presumed) == ("spoke", False)


def test_a_presumed_talk_says_so(connection: Connection) -> None:
    owed(connection)
    talked(connection)
    assert attempts.settle(connection, A1, "spoke", NOW + HOUR, presumed=True)
    assert (found(connection).kept_how, the(connection).presumed) == ("presumed", True)


def test_a_talk_that_began_in_time_was_kept_in_time(connection: Connection) -> None:
    owed(connection)
    talked(connection, at=NOW + DAY - MINUTE)
    (broken,) = escalations.mark_broken(connection, NOW + DAY)
    assert broken.id == P1
    attempts.settle(connection, A1, "spoke", NOW + DAY + 5 * MINUTE)
    assert found(connection).broken_at is None


def test_a_talk_that_began_too_late_stays_broken(connection: Connection) -> None:
    owed(connection)
    escalations.mark_broken(connection, NOW + DAY)
    talked(connection, at=NOW + DAY)
    attempts.settle(connection, A1, "spoke", NOW + DAY + 5 * MINUTE)
    assert (state_of(connection), found(connection).broken_at) == ("kept", NOW + DAY)


def test_not_reached_is_tried_again_later(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    attempts.gate(connection, A1, LEG, NOW)
    assert attempts.settle(connection, A1, "no_answer", NOW + MINUTE, retry_at=NOW + 2 * HOUR)
    assert (state_of(connection), found(connection).not_before) == ("open", NOW + 2 * HOUR)
    assert [attempt.outcome for attempt in attempts.of_promise(connection, P1) if attempt.dialled] == ["no_answer"]


def test_without_another_try_it_is_unreached_for_good(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    attempts.gate(connection, A1, LEG, NOW)
    assert attempts.settle(connection, A1, "busy", NOW + MINUTE)
    assert (state_of(connection), found(connection).closed_at) == ("unreached", NOW + MINUTE)
    assert timeline.of_promise(connection, P1)[-1].event == "unreached"


def test_an_attempt_at_a_promise_that_was_withdrawn_ends_and_changes_nothing(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    promises.withdraw(connection, P1, "caller", NOW)
    assert attempts.refused(connection, A1, "hung_up", NOW + SECOND)
    assert (state_of(connection), the(connection).state) == ("withdrawn", "ended")


def test_a_note_after_the_talk_is_kept_once(connection: Connection) -> None:
    owed(connection)
    talked(connection)
    assert attempts.wrap(connection, A1, "resolved", NOW, note="Nota gecrediteerd")
    assert not attempts.wrap(connection, A1, "follow_up", NOW, note=None)
    assert (the(connection).disposition, the(connection).note) == ("resolved", "Nota gecrediteerd")


def test_a_sign_of_life_is_of_the_agents_own_leg_and_never_goes_back(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    assert attempts.hear(connection, A1, LEG, NOW + MINUTE)
    assert attempts.hear(connection, A1, LEG, NOW + SECOND)
    assert not attempts.hear(connection, A1, OTHER_LEG, NOW + HOUR)
    assert the(connection).heard_at == NOW + MINUTE


def test_the_timeline_tells_the_whole_attempt(connection: Connection) -> None:
    owed(connection)
    talked(connection)
    attempts.settle(connection, A1, "spoke", NOW + 3 * MINUTE)
    assert [entry.event for entry in timeline.of_promise(connection, P1)] == [
        "made",
        "attempt_intended",
        "attempt_sent",
        "customer_dialled",
        "customer_answered",
        "customer_ended",
        "attempt_settled",
        "kept",
    ]
