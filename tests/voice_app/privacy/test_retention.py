"""Personal data goes by the calendar: all that is old enough, nothing else, whoever is interrupted."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select

from tests.journeys.lines import line_of
from tests.ledger.canaries import PERSONAL, how_many, lay, lay_staff, left_of
from tests.ledger.made import DAY, EVA, HOUR, JAN, NOW
from voice_app.ledger import Ledger, Phone, erasures
from voice_app.ledger.keepings import KEEPINGS
from voice_app.ledger.tables import metadata
from voice_app.line import Line
from voice_app.privacy import retention

LONG_AGO = NOW - 100 * DAY
OWED = Phone("+31633333333")
FIRMS_LIST = {f"{one.table.name}.{name}" for one in KEEPINGS if one.rule == "firms_list" for name in one.columns}
STILL = {"state": "open", "closed_at": None}
NEEDED = {"promises.phone", "promises.prefix", "promises.reason", "promise_matters.note", "attempts.phone"}


def whole_run(ledger: Ledger, line: Line, now: datetime = NOW) -> int:
    """How many steps a night took."""
    steps = 0
    while retention.step(ledger, line, now):
        steps += 1
        assert steps < 1000
    return steps


@pytest.fixture
def past(ledger: Ledger) -> dict[str, int]:
    """Jan was here a hundred days ago, Eva yesterday; a third is owed a callback since a hundred days."""
    with ledger.write() as connection:
        lay(connection, "jan", JAN, LONG_AGO)
        lay_staff(connection, "jan", LONG_AGO)
        lay(connection, "eva", EVA, NOW - 2 * DAY)
        lay(connection, "owed", OWED, LONG_AGO, **STILL)
    return how_many(ledger)


@pytest.mark.threat("T18")
def test_a_canary_sits_in_every_personal_column(ledger: Ledger, past: dict[str, int]) -> None:
    del past
    assert left_of(ledger, JAN, "jan") >= PERSONAL


@pytest.mark.threat("T18")
def test_what_is_old_goes_and_its_rows_go_on_counting(ledger: Ledger, past: dict[str, int], line: Line) -> None:
    before = left_of(ledger, EVA, "eva")
    whole_run(ledger, line)
    assert left_of(ledger, JAN, "jan") == FIRMS_LIST
    assert left_of(ledger, EVA, "eva") == before
    assert how_many(ledger) == past | {"look_ups": past["look_ups"] - 2, "retention_runs": 1}


def test_what_is_owed_keeps_what_it_needs(ledger: Ledger, past: dict[str, int], line: Line) -> None:
    del past
    whole_run(ledger, line)
    left = left_of(ledger, OWED, "owed")
    assert left >= NEEDED
    assert left <= NEEDED | FIRMS_LIST | {"attempts.note", "texts.phone", "texts.body"}


def test_it_goes_so_long_after_it_was_closed(ledger: Ledger, line: Line) -> None:
    with ledger.write() as connection:
        lay(connection, "jan", JAN, LONG_AGO, closed_at=NOW - 89 * DAY)
    whole_run(ledger, line)
    assert left_of(ledger, JAN, "jan") >= NEEDED
    whole_run(ledger, line, NOW + 2 * DAY)
    assert left_of(ledger, JAN, "jan") == FIRMS_LIST


def test_a_day_before_its_time_nothing_is_touched(ledger: Ledger, line: Line) -> None:
    with ledger.write() as connection:
        lay(connection, "jan", JAN, NOW - 90 * DAY)
    before = left_of(ledger, JAN, "jan")
    whole_run(ledger, line)
    assert left_of(ledger, JAN, "jan") == before


def test_it_runs_once_a_day_and_says_when_next(ledger: Ledger, past: dict[str, int], line: Line) -> None:
    del past
    foreseen = retention.foresee(ledger, line, NOW)
    assert (foreseen.at, foreseen.counts["calls"]) == (NOW, 2)
    assert whole_run(ledger, line) > 0
    assert whole_run(ledger, line, NOW + HOUR) == 0
    foreseen = retention.foresee(ledger, line, NOW + HOUR)
    local = foreseen.at.astimezone(line.timezone)
    assert (local.hour, local.minute, foreseen.at - NOW < DAY, foreseen.counts) == (3, 0, True, {})
    assert whole_run(ledger, line, foreseen.at) > 0
    with ledger.read() as connection:
        ran = erasures.last_runs(connection, 5)
    assert [run.ended_at is not None for run in ran] == [True, True]
    assert retention.by_table(ran[1].counts)["calls"] == 2


def test_whose_contacts_they_were_is_forgotten_when_nobody_asks_any_more(ledger: Ledger, line: Line) -> None:
    """Else the pseudonym would tell for ever which calls were the same person's, who wanted to be forgotten."""
    former = metadata.tables["former_contacts"]
    with ledger.write() as connection:
        for days in (0, 99, 101):
            row = {"kind": "call", "id": f"CA{days}", "who": "pseudonym", "at": NOW - days * DAY}
            connection.execute(insert(former).values(**row))
    whole_run(ledger, line)
    with ledger.read() as connection:
        assert set(connection.scalars(select(former.c.id))) == {"CA0", "CA99"}


def test_what_was_interrupted_is_taken_up_where_it_stopped(
    ledger: Ledger, past: dict[str, int], line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row by row, by two processes in turn, each of which forgets all it knows; one is killed before its commit."""
    del past
    monkeypatch.setattr(retention, "AT_A_TIME", 1)
    advance, calls = erasures.advance, iter(range(10_000))

    class Killed(Exception):
        pass

    def dies_now_and_then(*given: object) -> bool:
        if next(calls) % 3 == 0:
            raise Killed
        return advance(*given)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(erasures, "advance", dies_now_and_then)
    for _ in range(500):
        try:
            if not retention.step(ledger, line, NOW):
                break
        except Killed:
            continue
    assert left_of(ledger, JAN, "jan") == FIRMS_LIST
    with ledger.read() as connection:
        (run,) = erasures.last_runs(connection, 1)
    assert (run.counts["calls.entered"], run.counts["calls.phone"]) == (2, 2), "each row once"


def test_a_step_that_another_process_has_made_is_not_made_twice(
    ledger: Ledger, past: dict[str, int], line: Line
) -> None:
    del past
    retention.step(ledger, line, NOW)
    with ledger.write() as connection:
        run = erasures.unended_run(connection)
        assert run is not None
        assert erasures.advance(connection, run, ("transfers.note", None), {}, NOW)
        assert not erasures.advance(connection, run, ("transfers.note", None), {}, NOW)
        assert not erasures.begin_run(connection, run.day, NOW, NOW)


@pytest.mark.fault("F21")
def test_a_clock_that_jumps_a_year_ahead_erases_nothing_early(ledger: Ledger, line: Line) -> None:
    """Neither in the night of the jump, nor later on that day, nor in a run that it has begun and another ends."""
    whole_run(ledger, line)
    with ledger.write() as connection:
        lay(connection, "eva", EVA, NOW - 2 * DAY)
    before = left_of(ledger, EVA, "eva")
    jumped = NOW + 365 * DAY
    assert retention.step(ledger, line, jumped)
    for later in (jumped + HOUR, jumped + 8 * HOUR, NOW + HOUR, NOW + DAY):
        whole_run(ledger, line, later)
        with ledger.read() as connection:
            assert retention.trusted(connection, later) <= NOW + DAY
    assert left_of(ledger, EVA, "eva") == before
    with ledger.write() as connection:
        lay(connection, "jan", JAN, LONG_AGO)
    whole_run(ledger, line, NOW + 2 * DAY)
    assert left_of(ledger, JAN, "jan") == FIRMS_LIST, "and the nights after it is mended go on as ever"


@pytest.mark.fault("F21")
def test_after_a_month_in_which_nobody_ran_the_second_night_erases_what_is_old(ledger: Ledger, line: Line) -> None:
    with ledger.write() as connection:
        lay(connection, "jan", JAN, NOW - 80 * DAY)
    whole_run(ledger, line)
    before = left_of(ledger, JAN, "jan")
    whole_run(ledger, line, NOW + 30 * DAY)
    assert left_of(ledger, JAN, "jan") == before
    whole_run(ledger, line, NOW + 31 * DAY)
    assert left_of(ledger, JAN, "jan") == FIRMS_LIST


def test_it_keeps_to_what_the_line_file_says(ledger: Ledger) -> None:
    with ledger.write() as connection:
        lay(connection, "jan", JAN, NOW - timedelta(days=3))
    whole_run(ledger, line_of(privacy={"keep_personal_data": "36h", "keep_recordings": "1d"}))
    assert left_of(ledger, JAN, "jan") == FIRMS_LIST
