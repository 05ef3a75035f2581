"""Twenty at once: each guard lets exactly one through, on both databases."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from routing.skills import CallSid, PromiseId, ReservationId
from tests.journeys.lines import line_of
from tests.ledger.made import A1, ANNA, CALL, DAY, EVA, JAN, LEG, LINE, NOW, P1, P2, asked, owed, ringing, state_of
from tests.ledger.test_talk_recordings import row, yes
from tests.ledger.test_transfers import T1, TO_TECHNICAL
from voice_app.ledger import (
    AttemptId,
    Ledger,
    Phone,
    TalkRecordingId,
    TextId,
    TransferId,
    attempts,
    calls,
    consults,
    duties,
    escalations,
    invitations,
    lines,
    promises,
    samples,
    talk_recordings,
    texts,
    transfers,
)
from voice_app.ledger.invitations import Invitation
from voice_app.ledger.matters import matters_of
from voice_app.ledger.samples import SampleId
from voice_app.line_at_start import line_in_force

T = TypeVar("T")
RACERS = 20


def race(ledger: Ledger, move: Callable[[Connection, int], T]) -> list[T]:
    """Let twenty threads make the move, each in a transaction of its own, all starting at once."""
    start = threading.Barrier(RACERS)

    def run(number: int) -> T:
        start.wait(30)
        with ledger.write() as connection:
            return move(connection, number)

    with ThreadPoolExecutor(RACERS) as racers:
        return list(racers.map(run, range(RACERS)))


def test_a_phone_that_asks_twenty_times_is_owed_one_promise(ledger: Ledger) -> None:
    def ask(connection: Connection, number: int) -> tuple[PromiseId, bool]:
        request = asked(PromiseId(f"P{number}"), need=f"need-{number % 2}")
        promise, created = promises.open_promise(connection, request)
        return promise.id, created

    answers = race(ledger, ask)
    assert len({promise_id for promise_id, _ in answers}) == 1
    assert sum(created for _, created in answers) == 1
    with ledger.read() as connection:
        assert len(duties.page(connection).items) == 1
        assert sorted(str(matter.need) for matter in matters_of(connection, answers[0][0])) == ["need-0", "need-1"]


def test_a_step_that_comes_twenty_times_makes_one_promise(ledger: Ledger) -> None:
    answers = race(
        ledger,
        lambda connection, number: promises.open_promise(
            connection, asked(PromiseId(f"P{number}"), call_sid=CALL, shared=True)
        )[1],
    )
    assert sum(answers) == 1


@pytest.mark.fault("F4")
def test_of_twenty_workers_one_claims_the_promise(ledger: Ledger) -> None:
    with ledger.write() as connection:
        owed(connection)
    claims = race(
        ledger,
        lambda connection, number: attempts.intend(connection, P1, AttemptId(f"A{number}"), ANNA.id, NOW),
    )
    assert len([claim for claim in claims if claim is not None]) == 1
    with ledger.read() as connection:
        assert len(attempts.of_promise(connection, P1)) == 1


@pytest.mark.fault("F25")
def test_of_twenty_legs_one_gets_the_customer(ledger: Ledger) -> None:
    with ledger.write() as connection:
        owed(connection)
        ringing(connection)
    answers = race(ledger, lambda connection, number: attempts.gate(connection, A1, CallSid(f"CA{number}"), NOW))
    assert Counter(answers) == {"won": 1, "settled": RACERS - 1}


def test_a_step_that_comes_twenty_times_in_one_leg_is_told_the_same(ledger: Ledger) -> None:
    with ledger.write() as connection:
        owed(connection)
        ringing(connection)
    answers = race(ledger, lambda connection, _: attempts.gate(connection, A1, LEG, NOW))
    assert Counter(answers) == {"won": 1, "again": RACERS - 1}


def test_a_withdrawal_and_the_gate_agree_on_who_came_first(ledger: Ledger) -> None:
    with ledger.write() as connection:
        owed(connection)
        ringing(connection)
    answers = race(
        ledger,
        lambda connection, number: (
            attempts.gate(connection, A1, LEG, NOW) if number % 2 else promises.withdraw(connection, P1, "caller", NOW)
        ),
    )
    assert answers.count(True) == 1
    assert answers.count("won") <= 1
    with ledger.read() as connection:
        assert state_of(connection) == "withdrawn"
        attempt = attempts.get(connection, A1)
    assert attempt is not None
    assert attempt.dialled == ("won" in answers)


def test_two_promises_that_move_to_one_number_become_one(ledger: Ledger) -> None:
    with ledger.write() as connection:
        for number in range(RACERS):
            owed(connection, PromiseId(f"P{number}"), Phone(f"+3163000{number:04}"))
    race(ledger, lambda connection, number: promises.move(connection, PromiseId(f"P{number}"), EVA, NOW))
    with ledger.read() as connection:
        assert len(duties.page(connection, "open").items) == 1
        assert len(duties.page(connection, "withdrawn").items) == RACERS - 1


def test_twenty_workers_send_each_text_once(ledger: Ledger) -> None:
    with ledger.write() as connection:
        for number in range(RACERS // 2):
            texts.queue(connection, TextId(f"T{number}"), JAN, "promise_made", "…", now=NOW)
    claims = [text.id for text in race(ledger, lambda connection, _: texts.claim(connection, NOW)) if text is not None]
    assert sorted(claims) == sorted(f"T{number}" for number in range(RACERS // 2))


def test_twenty_tickers_shout_once(ledger: Ledger) -> None:
    with ledger.write() as connection:
        owed(connection)
        owed(connection, P2, EVA)
    broken = race(ledger, lambda connection, _: escalations.mark_broken(connection, NOW + DAY))
    assert sorted(promise.id for marked in broken for promise in marked) == [P1, P2]


def test_twenty_hang_ups_end_a_call_once(ledger: Ledger) -> None:
    with ledger.write() as connection:
        calls.begin(connection, CALL, JAN, LINE, NOW)
        calls.note_offer(connection, CALL, NOW)
    assert sum(race(ledger, lambda connection, _: calls.end(connection, CALL, "abandoned", NOW))) == 1
    assert sum(race(ledger, lambda connection, _: calls.take_late_key(connection, CALL, NOW))) == 1


def test_of_twenty_who_edit_one_version_one_is_heard_and_the_others_are_told(ledger: Ledger) -> None:
    def edit(connection: Connection, n: int) -> object:
        return lines.keep(connection, {"by": n}, base=LINE, source="page", now=NOW)

    kept = [version for version in race(ledger, edit) if version is not None]
    assert len(kept) == 1
    with ledger.read() as connection:
        assert [version.base for version in lines.before(connection, None, 9)] == [LINE, None]


def test_of_twenty_processes_that_start_together_one_writes_the_version_of_the_file(ledger: Ledger) -> None:
    held = race(ledger, lambda connection, _: line_in_force(connection, line_of(), NOW))
    assert len({one.version for one in held}) == 1
    with ledger.read() as connection:
        assert [(version.base, version.source) for version in lines.before(connection, None, 9)] == [
            (LINE, "file"),
            (None, "file"),
        ]


def test_of_twenty_workers_one_redirects_the_caller_and_of_twenty_turns_one_moves_them(ledger: Ledger) -> None:
    with ledger.write() as connection:
        transfers.ask(connection, replace(TO_TECHNICAL, mode="consult"))
        consults.begin(connection, T1, ANNA.id, ReservationId("R2"), LEG)
    redirected = race(ledger, lambda connection, _: transfers.redirecting(connection, T1, timedelta(seconds=20), NOW))
    rung = race(ledger, lambda connection, _: consults.ringing(connection, T1, NOW))
    moved = race(ledger, lambda connection, n: consults.caller_moves(connection, T1, "agent" if n % 2 else "line", NOW))
    assert [sum(each) for each in (redirected, rung, moved)] == [1, 1, 1]


def test_a_call_is_sent_on_once_however_often_it_is_asked_for_at_once(ledger: Ledger) -> None:
    asked_for = race(
        ledger, lambda connection, n: transfers.ask(connection, replace(TO_TECHNICAL, id=TransferId(f"T{n}")))
    )
    assert sum(asked_for) == 1
    with ledger.read() as connection:
        (only,) = transfers.asked(connection)
    arrived = race(ledger, lambda connection, _: transfers.arrive(connection, only.id, NOW))
    assert sum(arrived) == 1


def test_a_yes_that_is_taken_back_is_overtaken_by_nothing(ledger: Ledger) -> None:
    """The agent says so at the moment at which the talk ends, the caller holds, and comes back."""
    recording = TalkRecordingId("r1")
    with ledger.write() as connection:
        talk_recordings.agree(connection, yes())

    def say(connection: Connection, number: int) -> bool:
        match number % 4:
            case 0:
                return talk_recordings.forget(connection, recording, "withdrawn", "anna", NOW)
            case 1:
                return talk_recordings.finish(connection, recording, "talk_over", NOW)
            case 2:
                return talk_recordings.pause(connection, recording, "hold", NOW)
            case _:
                return talk_recordings.resume(connection, recording, "hold", NOW)

    said = race(ledger, say)
    assert sum(said[::4]) == 1
    assert (row(ledger).wanted, row(ledger).gone_because) == ("gone", "withdrawn")


def test_of_twenty_invitations_one_opens_the_door(ledger: Ledger) -> None:
    def invite(connection: Connection, number: int) -> None:
        made = Invitation(f"digest-{number}", ANNA.id, "password", made_at=NOW, expires_at=NOW + DAY)
        invitations.make(connection, made)

    race(ledger, invite)
    with ledger.read() as connection:
        assert len(invitations.still_good(connection, NOW)) == 1


def test_of_twenty_clicks_one_rings_the_phone(ledger: Ledger) -> None:
    def click(connection: Connection, number: int) -> bool:
        samples.take_turn(connection, ANNA.id)
        if samples.last_of(connection, ANNA.id) is not None:
            return False
        return samples.ask(connection, SampleId(f"S{number}"), ANNA.id, [("Hallo", "nl")], NOW)

    assert sum(race(ledger, click)) == 1
