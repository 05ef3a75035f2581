"""Whose phone it is, on both databases: a list that an import brings, and answers to look-ups."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from routing.skills import CallSid
from tests.ledger.made import ANNA, CALL, DAY, EVA, HOUR, JAN, MINUTE, NOW
from voice_app.ledger import Phone, customers, look_ups, verifications
from voice_app.ledger.customers import Customer, Listed, Taken
from voice_app.ledger.ids import LookUpId, VerificationId

JAN_VISSER = Customer("K1", "Jan Visser", {"Contract": "Goud"}, "nl")
EVA_VISSER = Customer("K2", "Eva Visser")
L1, L2 = LookUpId("L1"), LookUpId("L2")
V1, V2 = VerificationId("V1"), VerificationId("V2")


def test_who_is_on_the_list_is_known_by_each_phone(connection: Connection) -> None:
    taken = customers.take(connection, "I1", [Listed(JAN_VISSER, (JAN, EVA)), Listed(EVA_VISSER, (EVA,))], NOW)
    assert taken == Taken(2, 0, frozenset())
    assert customers.of_phone(connection, JAN, 5) == (JAN_VISSER,)
    assert customers.of_phone(connection, EVA, 5) == (EVA_VISSER, JAN_VISSER)
    assert customers.of_phone(connection, EVA, 1) == (EVA_VISSER,)
    assert customers.get(connection, "K1") == JAN_VISSER


def test_the_next_import_replaces_what_it_names_and_drops_the_rest_where_told(connection: Connection) -> None:
    customers.take(connection, "I1", [Listed(JAN_VISSER, (JAN,)), Listed(EVA_VISSER, (EVA,))], NOW)
    moved = replace(JAN_VISSER, name="Jan de Visser")
    assert customers.take(connection, "I2", [Listed(moved, (Phone("+31633333333"),))], NOW) == Taken(0, 1, frozenset())
    assert customers.of_phone(connection, JAN, 5) == ()
    assert customers.drop_others(connection, "I2", 100) == 1
    assert customers.drop_others(connection, "I2", 100) == 0
    assert customers.of_phone(connection, EVA, 5) == ()


def test_one_import_may_name_a_customer_again_with_another_phone_but_not_with_another_name(
    connection: Connection,
) -> None:
    customers.take(connection, "I1", [Listed(JAN_VISSER, (JAN,))], NOW)
    customers.take(connection, "I1", [Listed(JAN_VISSER, (JAN, EVA))], NOW)
    assert customers.phones_of(connection, "K1") == (JAN, EVA)
    other = customers.take(connection, "I1", [Listed(replace(JAN_VISSER, name="Piet"), (Phone("+31633333333"),))], NOW)
    assert other == Taken(0, 0, frozenset({"K1"}))
    assert customers.get(connection, "K1") == JAN_VISSER


def test_who_is_forgotten_leaves_nothing(connection: Connection) -> None:
    customers.take(connection, "I1", [Listed(JAN_VISSER, (JAN, EVA)), Listed(EVA_VISSER, (EVA,))], NOW)
    assert customers.forget(connection, "K1") == (JAN, EVA)
    assert customers.forget(connection, "K1") is None
    assert customers.of_phone(connection, EVA, 5) == (EVA_VISSER,)


def test_of_two_that_would_ask_one_does(connection: Connection) -> None:
    assert look_ups.ask(connection, L1, JAN, None, NOW)
    assert not look_ups.ask(connection, L2, JAN, None, NOW)
    assert look_ups.answered(connection, L1, "found", [JAN_VISSER], NOW)
    assert look_ups.ask(connection, L2, JAN, NOW, NOW + DAY)
    assert not look_ups.ask(connection, L1, JAN, NOW, NOW + DAY)


def test_an_answer_is_kept_until_there_is_another(connection: Connection) -> None:
    look_ups.ask(connection, L1, JAN, None, NOW)
    assert look_ups.answered(connection, L1, "found", [JAN_VISSER, EVA_VISSER], NOW)
    assert not look_ups.answered(connection, L1, "unknown", [], NOW)
    look_ups.ask(connection, L2, JAN, NOW, NOW + HOUR)
    look_ups.answered(connection, L2, "failed", [], NOW + HOUR)
    known = look_ups.get(connection, JAN)
    assert known is not None
    assert (known.state, known.found) == ("failed", (JAN_VISSER, EVA_VISSER))
    look_ups.ask(connection, L1, JAN, NOW + HOUR, NOW + DAY)
    look_ups.answered(connection, L1, "unknown", [], NOW + DAY)
    known = look_ups.get(connection, JAN)
    assert known is not None
    assert (known.state, known.found) == ("unknown", ())


def test_answers_are_forgotten_by_the_customer_and_by_the_phone(connection: Connection) -> None:
    for count, (phone, who) in enumerate([(JAN, JAN_VISSER), (EVA, EVA_VISSER), (Phone("+31633333333"), None)]):
        at = NOW + count * HOUR
        look_ups.ask(connection, LookUpId(f"L{count}"), phone, None, at)
        look_ups.answered(connection, LookUpId(f"L{count}"), "found" if who else "unknown", [who] if who else [], at)
    assert look_ups.forget(connection, "K1", []) == 1
    assert look_ups.forget(connection, "K9", [EVA]) == 1
    assert look_ups.get(connection, EVA) is None


def sends(connection: Connection, verification: VerificationId, at: timedelta = timedelta(), call: str = CALL) -> None:
    assert verifications.send(
        connection,
        verification,
        call=CallSid(call),
        agent=ANNA.id,
        phone=JAN,
        prefix=JAN[:-4],
        code_hash=f"hash of {verification}",
        now=NOW + at,
        good_until=NOW + at + 10 * MINUTE,
    )


def test_a_code_has_few_tries_and_a_short_life(connection: Connection) -> None:
    sends(connection, V1)
    assert [verifications.count_try(connection, V1, 3, NOW) for _ in range(4)] == [True, True, True, False]
    sends(connection, V2, MINUTE)
    assert not verifications.count_try(connection, V1, 9, NOW)  # there is a newer one
    assert not verifications.count_try(connection, V2, 3, NOW + 11 * MINUTE)
    assert verifications.count_try(connection, V2, 3, NOW + 10 * MINUTE)


def test_who_is_confirmed_stays_so_for_this_call_and_no_other(connection: Connection) -> None:
    sends(connection, V1)
    assert verifications.confirm(connection, V1, NOW)
    assert not verifications.confirm(connection, V1, NOW)
    assert not verifications.count_try(connection, V1, 3, NOW)
    sends(connection, V2, HOUR, "CA9")
    known = verifications.of_call(connection, CALL)
    assert known is not None
    assert (known.id, known.confirmed_at, known.code_hash) == (V1, NOW, None)
    assert verifications.confirmed_of(connection, [CALL, CallSid("CA9")]) == {CALL}


def test_codes_are_counted_by_call_number_range_and_all(connection: Connection) -> None:
    sends(connection, V1)
    sends(connection, V2, HOUR, "CA9")
    now = NOW + HOUR + MINUTE

    def lately(call: str, phone: Phone) -> tuple[int, int, int, int]:
        sent = verifications.sent_lately(
            connection, CallSid(call), phone, phone[:-4], hour_ago=now - HOUR, day_ago=now - DAY
        )
        return sent.in_call, sent.to_number, sent.to_range, sent.to_all

    assert lately(CALL, JAN) == (1, 2, 1, 1)
    assert lately("CA8", Phone("+31611119999")) == (0, 0, 1, 1)
    assert lately("CA8", EVA) == (0, 0, 0, 1)
    assert verifications.forget(connection, [JAN]) == 2
    assert lately(CALL, JAN) == (1, 0, 0, 1)
