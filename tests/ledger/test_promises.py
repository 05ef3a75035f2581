import pytest
from sqlalchemy import Connection

from routing.skills import CallSid, PromiseId
from tests.ledger.made import (
    ANNA,
    CALL,
    DAY,
    EVA,
    HOUR,
    JAN,
    MINUTE,
    NOW,
    P1,
    P2,
    P3,
    SECOND,
    asked,
    found,
    owed,
    ringing,
    state_of,
)
from voice_app.ledger import promises, timeline
from voice_app.ledger.matters import Matter, matters_of
from voice_app.ledger.promise import Window

OTHER_CALL = CallSid("CA9")
TONIGHT = Window(NOW + 8 * HOUR, NOW + 10 * HOUR)


def events(connection: Connection, promise_id: PromiseId = P1) -> list[str]:
    return [entry.event for entry in timeline.of_promise(connection, promise_id)]


def test_a_promise_is_written_as_it_was_asked_for(connection: Connection) -> None:
    request = asked(call_sid=CALL, window=TONIGHT, not_before=TONIGHT.from_at, may_text=True, note="Bel mij")
    promise, created = promises.open_promise(connection, request)
    assert created
    assert promise == found(connection)
    assert (promise.state, promise.phone, promise.need, promise.language) == ("open", JAN, "billing", "nl")
    assert (promise.made_at, promise.due_by, promise.not_before) == (NOW, NOW + DAY, TONIGHT.from_at)
    assert (promise.window, promise.may_text, promise.shared, promise.promised_late) == (TONIGHT, True, False, False)
    assert (promise.broken_at, promise.kept_at, promise.closed_at, promise.escalated_at) == (None,) * 4
    assert matters_of(connection, P1) == (Matter("billing", "Bel mij", CALL, NOW),)
    assert promises.of_call(connection, CALL) == promise
    assert promises.open_for_phone(connection, JAN) == promise


def test_a_phone_is_owed_one_promise_and_another_need_is_a_matter(connection: Connection) -> None:
    owed(connection)
    standing, created = promises.open_promise(connection, asked(P2, made_at=NOW + HOUR, need="technical"))
    assert not created
    assert (standing.id, standing.need, standing.due_by) == (P1, "billing", NOW + DAY)
    assert [matter.need for matter in matters_of(connection, P1)] == ["billing", "technical"]
    assert promises.get(connection, P2) is None
    assert events(connection) == ["made", "matter_added"]


def test_who_asks_without_a_call_joins_nobody_elses_promise(connection: Connection) -> None:
    owed(connection, P1, EVA)
    owed(connection, P2, JAN)
    standing, created = promises.open_promise(connection, asked(P3, JAN))
    assert (standing.id, created) == (P2, False)


def test_asking_again_for_the_same_adds_nothing(connection: Connection) -> None:
    owed(connection)
    assert not promises.open_promise(connection, asked(P2, made_at=NOW + HOUR))[1]
    assert [matter.need for matter in matters_of(connection, P1)] == ["billing"]
    assert events(connection) == ["made"]


def test_the_persons_own_words_are_added_to_the_same_need(connection: Connection) -> None:
    owed(connection)
    for _ in range(2):
        promises.open_promise(connection, asked(P2, note="Over nota 12"))
    assert [matter.note for matter in matters_of(connection, P1)] == [None, "Over nota 12"]


def test_a_second_request_updates_the_window_and_never_the_deadline(connection: Connection) -> None:
    owed(connection)
    standing, _ = promises.open_promise(connection, asked(P2, made_at=NOW + HOUR, window=TONIGHT))
    assert (standing.window, standing.not_before, standing.due_by) == (TONIGHT, TONIGHT.from_at, NOW + DAY)


def test_the_same_step_of_a_call_makes_one_promise(connection: Connection) -> None:
    owed(connection, call_sid=CALL, shared=True)
    repeated, created = promises.open_promise(connection, asked(P2, call_sid=CALL, shared=True))
    assert (repeated.id, created) == (P1, False)


def test_a_call_whose_promise_was_kept_makes_no_other(connection: Connection) -> None:
    owed(connection, call_sid=CALL)
    promises.keep(connection, P1, "called_back", NOW, NOW)
    replayed, created = promises.open_promise(connection, asked(P2, call_sid=CALL))
    assert (replayed.id, replayed.state, created) == (P1, "kept", False)


def test_of_many_calls_those_are_known_in_which_a_promise_stands(connection: Connection) -> None:
    owed(connection, call_sid=CALL)
    assert promises.made_in(connection, [CALL, CallSid("CA-other")]) == {CALL}
    promises.withdraw(connection, P1, "undone", NOW)
    assert promises.made_in(connection, [CALL]) == set()


def test_after_an_undo_the_same_call_may_ask_again(connection: Connection) -> None:
    owed(connection, call_sid=CALL)
    assert promises.withdraw(connection, P1, "undone", NOW)
    assert promises.of_call(connection, CALL) is None
    assert owed(connection, P2, call_sid=CALL).id == P2


def test_a_shared_number_is_owed_one_promise_per_call_and_not_recognised(connection: Connection) -> None:
    owed(connection, P1, call_sid=CALL, shared=True)
    owed(connection, P2, call_sid=OTHER_CALL, shared=True)
    assert promises.open_for_phone(connection, JAN) is None


def test_once_a_promise_is_closed_the_phone_may_be_owed_another(connection: Connection) -> None:
    owed(connection)
    assert promises.keep(connection, P1, "called_back", NOW, NOW)
    assert owed(connection, P2).id == P2


def test_a_window_moves_when_to_call_and_not_the_deadline(connection: Connection) -> None:
    owed(connection)
    assert promises.choose_window(connection, P1, TONIGHT, NOW)
    assert (found(connection).window, found(connection).not_before) == (TONIGHT, TONIGHT.from_at)
    assert found(connection).due_by == NOW + DAY
    promises.withdraw(connection, P1, "caller", NOW)
    assert not promises.choose_window(connection, P1, Window(NOW, NOW + HOUR), NOW)


def test_a_promise_moves_to_another_number_that_gets_no_text(connection: Connection) -> None:
    owed(connection, may_text=True)
    moved = promises.move(connection, P1, EVA, NOW, approval_because="country")
    assert moved == found(connection)
    assert (moved.phone, moved.needs_approval, moved.may_text) == (EVA, True, False)
    assert promises.open_for_phone(connection, JAN) is None


def test_where_the_other_number_is_owed_one_already_the_two_become_one(connection: Connection) -> None:
    owed(connection, P1, EVA)
    owed(connection, P2, JAN, made_at=NOW + HOUR, need="technical", note="Modem", call_sid=CALL)
    merged = promises.move(connection, P2, EVA, NOW + HOUR)
    assert merged is not None
    assert (merged.id, merged.due_by) == (P1, NOW + DAY)
    assert [(matter.need, matter.note) for matter in matters_of(connection, P1)] == [
        ("billing", None),
        ("technical", "Modem"),
    ]
    assert (found(connection, P2).state, found(connection, P2).reason) == ("withdrawn", "merged")
    assert events(connection, P2)[-1] == "merged"
    assert events(connection)[-1] == "merged"


def test_only_an_open_promise_moves(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    assert promises.move(connection, P1, EVA, NOW) is None
    assert promises.move(connection, P3, EVA, NOW) is None


def test_a_promise_is_withdrawn_once_and_keeps_the_persons_words_off_the_timeline(connection: Connection) -> None:
    owed(connection)
    assert promises.withdraw(connection, P1, "Ik heb het al opgelost", NOW + SECOND)
    assert not promises.withdraw(connection, P1, "caller", NOW + HOUR)
    assert not promises.keep(connection, P1, "called_back", NOW + HOUR, NOW + HOUR)
    withdrawn = found(connection)
    assert (withdrawn.state, withdrawn.reason, withdrawn.closed_at) == (
        "withdrawn",
        "Ik heb het al opgelost",
        NOW + SECOND,
    )
    assert "opgelost" not in repr(timeline.of_promise(connection, P1))
    assert "opgelost" not in repr(withdrawn)


def test_approval_is_given_once_and_names_who_gave_it(connection: Connection) -> None:
    owed(connection, needs_approval=True)
    assert promises.approve(connection, P1, ANNA.id, NOW + SECOND)
    assert not promises.approve(connection, P1, "bea", NOW + HOUR)
    promise = found(connection)
    assert (promise.needs_approval, promise.approved_by, promise.approved_at) == (False, "anna", NOW + SECOND)


def test_a_held_promise_waits_for_approval_again(connection: Connection) -> None:
    owed(connection)
    assert promises.hold(connection, P1, "wrong_number", NOW)
    assert not promises.hold(connection, P1, "wrong_number", NOW)
    assert found(connection).needs_approval
    assert promises.approve(connection, P1, ANNA.id, NOW)


def test_a_promise_is_kept_once(connection: Connection) -> None:
    owed(connection)
    assert promises.keep(connection, P1, "called_back", NOW + HOUR, NOW + HOUR + MINUTE)
    assert not promises.keep(connection, P1, "spoke", NOW + DAY, NOW + DAY)
    kept = found(connection)
    assert (kept.state, kept.kept_how, kept.kept_at, kept.closed_at) == (
        "kept",
        "called_back",
        NOW + HOUR,
        NOW + HOUR + MINUTE,
    )


@pytest.mark.parametrize("move", ["choose_window", "withdraw", "approve", "hold", "keep"])
def test_nothing_happens_to_a_promise_that_is_not_there(connection: Connection, move: str) -> None:
    done = {
        "choose_window": lambda: promises.choose_window(connection, P1, TONIGHT, NOW),
        "withdraw": lambda: promises.withdraw(connection, P1, "caller", NOW),
        "approve": lambda: promises.approve(connection, P1, "anna", NOW),
        "hold": lambda: promises.hold(connection, P1, "wrong_number", NOW),
        "keep": lambda: promises.keep(connection, P1, "called_back", NOW, NOW),
    }[move]()
    assert not done


def test_a_promise_is_kept_in_the_middle_of_an_attempt(connection: Connection) -> None:
    owed(connection)
    ringing(connection)
    assert promises.keep(connection, P1, "called_back", NOW, NOW)
    assert state_of(connection) == "kept"


def test_a_phone_is_not_in_the_repr(connection: Connection) -> None:
    assert JAN not in repr(owed(connection))
    assert JAN not in repr(asked())
