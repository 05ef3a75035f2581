"""What is tallied says exactly what the rows say, whatever happens to them afterwards; held against a count by hand."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from tests.ledger.by_hand import groups_by_hand, whole_by_hand
from tests.ledger.conftest import fresh_database, undone
from tools.past import lay_past
from tools.postgres import Postgres
from voice_app.ledger import Ledger, tables, tallies
from voice_app.ledger.compliance import GroupBy, report_on
from voice_app.ledger.figures import Figures
from voice_app.line import load

NOW = datetime(2026, 4, 20, 13, 7, tzinfo=UTC)
DAYS = 40  # with the day in March on which the clock is changed
LINE = load(Path("line.toml"))
ZONE, KOLKATA = ZoneInfo("Europe/Amsterdam"), ZoneInfo("Asia/Kolkata")
GROUPS: tuple[GroupBy, ...] = ("day", "week", "month", "need", "hour", "agent")
LONG_AGO, HOUR, DAY = NOW - timedelta(days=DAYS + 2), timedelta(hours=1), timedelta(days=1)
OLD = NOW - timedelta(days=20)


@pytest.fixture(scope="module")
def laid(
    request: pytest.FixtureRequest, backend: str, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ledger]:
    """Weeks of a line, of which the days that can be are tallied."""
    if backend == "sqlite":
        file = tmp_path_factory.mktemp("laid") / "ledger.db"
        file.write_bytes(sqlite_template.read_bytes())
        ledger = _lay(f"sqlite:///{file}")
        yield ledger
        ledger.close()
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with fresh_database(postgres) as url:
        ledger = _lay(url)
        yield ledger
        ledger.close()


def _lay(url: str) -> Ledger:
    ledger = Ledger(url)
    lay_past(ledger, LINE, until=NOW, days=DAYS, calls_a_day=45, chance=Random(3))  # noqa: S311 - made up, not secret
    with ledger.write() as connection:
        for day in tallies.untallied(connection, ZONE, NOW, 100):
            assert tallies.tally(connection, day, ZONE, NOW)
    return ledger


@pytest.fixture
def connection(laid: Ledger) -> Iterator[Connection]:
    with undone(laid) as connection:
        yield connection


def agree(
    connection: Connection,
    from_at: datetime = LONG_AGO,
    to_at: datetime = NOW,
    *,
    zone: ZoneInfo = ZONE,
    groups: tuple[GroupBy, ...] = GROUPS,
) -> None:
    """The report says what a count by hand says, in every group."""
    for group_by in groups:
        found = report_on(connection, from_at, to_at, NOW, zone, group_by=group_by)
        by_hand = groups_by_hand(connection, from_at, to_at, now=NOW, zone=zone, group_by=group_by)
        assert _plain(found.groups.items()) == {key: one.plain() for key, one in by_hand.items()}
        whole = whole_by_hand(by_hand.values()).plain()
        assert _plain([("", found.whole)]).get("", ({}, [], {})) == whole


def _plain(groups: Iterable[tuple[str, Figures]]) -> dict[str, tuple[dict[str, int], list[int], dict[str, int]]]:
    return {
        key: (
            {name: n for name, n in figures.counts.items() if n},
            sorted(figures.contacts),
            {cause: n for cause, n in figures.causes.items() if n},
        )
        for key, figures in groups
        if any(figures.counts.values())
    }


def tallied(connection: Connection) -> set[str]:
    return set(connection.execute(select(tables.tallied_days.c.day)).scalars())


def tally_all(connection: Connection, zone: ZoneInfo = ZONE) -> None:
    for day in tallies.untallied(connection, zone, NOW, 100):
        assert tallies.tally(connection, day, zone, NOW)


def test_most_days_are_tallied_and_the_last_are_not(connection: Connection) -> None:
    days = tallied(connection)
    assert len(days) >= DAYS - 12
    assert max(days) <= (NOW - tallies.FINAL_AFTER).date().isoformat()


def test_what_is_tallied_and_what_is_not_is_what_the_rows_say(connection: Connection) -> None:
    agree(connection)


def test_the_figures_of_a_made_up_past_are_figures(connection: Connection) -> None:
    whole = report_on(connection, LONG_AGO, NOW, NOW, ZONE).whole
    assert whole["made"] > 150
    parts = ("kept_in_time", "kept_late", "broken_open", "unreached", "withdrawn", "open")
    assert whole["made"] == sum(whole[name] for name in parts)
    for share in (whole.kept_share, whole.helped_share, whole.called_back_share, whole.first_contact_share):
        assert share is not None
        assert 0.3 < share < 1
    assert whole["within_15"] <= whole["within_150"] <= whole["reached"] <= whole["offered"]
    assert whole.p90_seconds_to_contact is not None
    assert whole.median_seconds_to_contact is not None
    assert whole.median_seconds_to_contact < whole.p90_seconds_to_contact


@given(
    begin=st.integers(0, DAYS * 24 * 60),
    hours=st.integers(0, DAYS * 24),
    zone=st.sampled_from([ZONE, KOLKATA]),
    group_by=st.sampled_from(GROUPS),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_stretch_in_any_zone_is_what_the_rows_say(
    laid: Ledger, begin: int, hours: int, zone: ZoneInfo, group_by: GroupBy
) -> None:
    """Also one that begins in the middle of a quarter of an hour, and where the line has moved since it was tallied."""
    from_at = LONG_AGO + timedelta(minutes=begin)
    with laid.read() as connection:
        agree(connection, from_at, from_at + timedelta(hours=hours), zone=zone, groups=(group_by,))


# ── late changes ────────────────────────────────────────────────────────────────────────────────────────────────────


def _one(connection: Connection, table: str, *where: ColumnElement[bool]) -> str:
    rows = tables.metadata.tables[table]
    key = next(iter(rows.primary_key.columns))
    return str(connection.execute(select(key).where(*where).order_by(key).limit(1)).scalar_one())


def _an_old_unkept(connection: Connection) -> str:
    rows = tables.promises.c
    return _one(connection, "promises", rows.state.in_(["unreached", "withdrawn"]), rows.made_at < OLD)


def _keep(connection: Connection, promise: str, at: datetime) -> None:
    kept = {"state": "kept", "kept_at": at, "kept_how": "spoke", "closed_at": at, "reason": None}
    connection.execute(update(tables.promises).where(tables.promises.c.id == promise).values(**kept))


def keep_an_old_promise(connection: Connection) -> None:
    """It was given up weeks ago, and the person is spoken with today."""
    _keep(connection, _an_old_unkept(connection), NOW - HOUR)


def keep_one_within_its_day(connection: Connection) -> None:
    """So that its call was helped after all."""
    promise, rows = _an_old_unkept(connection), tables.promises.c
    made_at = connection.execute(select(rows.made_at).where(rows.id == promise)).scalar_one()
    _keep(connection, promise, made_at + HOUR)


def open_an_old_promise(connection: Connection) -> None:
    is_it = tables.promises.c.id == _an_old_unkept(connection)
    connection.execute(update(tables.promises).where(is_it).values(state="open", closed_at=None, phone=None))


def note_an_old_talk(connection: Connection) -> None:
    rows = tables.calls.c
    sid = _one(connection, "calls", rows.is_resolved.is_(None), rows.answered_by.is_not(None), rows.arrived_at < OLD)
    connection.execute(update(tables.calls).where(rows.sid == sid).values(is_resolved=False, wrapped_at=NOW))


def come_back(connection: Connection) -> None:
    """A call of today is found to come back to one of weeks ago."""
    rows = tables.calls.c
    earlier = _one(connection, "calls", rows.is_resolved.is_(True), rows.arrived_at < OLD)
    later = _one(connection, "calls", rows.earlier_sid.is_(None), rows.arrived_at > NOW - 3 * DAY)
    connection.execute(update(tables.calls).where(rows.sid == later).values(earlier_sid=earlier))


def answer_late(connection: Connection) -> None:
    rows = tables.follow_ups.c
    asked = _one(connection, "follow_ups", rows.score.is_(None), rows.asked_at < OLD)
    connection.execute(update(tables.follow_ups).where(rows.id == asked).values(score=2, answered_at=NOW))


def find_a_missed_call(connection: Connection) -> None:
    call = {"sid": "CAlate", "line_version": 1, "arrived_at": OLD, "ended_at": OLD + HOUR}
    connection.execute(insert(tables.calls).values(**call, outcome="missed_while_down"))


def find_what_it_was_about(connection: Connection) -> None:
    """A kept promise turns out to have been about that call too."""
    rows, kept = tables.calls.c, tables.promises.c
    promise = _one(connection, "promises", kept.state == "kept", kept.made_at < OLD)
    sid = _one(connection, "calls", rows.outcome == "abandoned", rows.arrived_at < OLD)
    connection.execute(insert(tables.promise_matters).values(promise_id=promise, call_sid=sid, at=NOW))


def delete_a_call(connection: Connection) -> None:
    sid = _one(connection, "calls", tables.calls.c.outcome == "left", tables.calls.c.arrived_at < OLD)
    connection.execute(delete(tables.calls).where(tables.calls.c.sid == sid))


LATE_CHANGES = (
    keep_an_old_promise,
    keep_one_within_its_day,
    open_an_old_promise,
    note_an_old_talk,
    come_back,
    answer_late,
    find_a_missed_call,
    find_what_it_was_about,
    delete_a_call,
)


@pytest.mark.parametrize("change", LATE_CHANGES)
def test_what_changes_late_is_counted_anew(connection: Connection, change: Callable[[Connection], None]) -> None:
    before = tallied(connection)
    change(connection)
    assert 1 <= len(before - tallied(connection)) <= 2  # the day or days of it, and no other
    agree(connection, groups=("day", "agent"))
    tally_all(connection)
    agree(connection, groups=("day", "need"))


def test_without_the_triggers_these_tests_would_notice(connection: Connection) -> None:
    """That they can fail: a tally that outlives a change is caught by each comparison here."""
    day = connection.execute(select(tables.tallied_days).order_by(tables.tallied_days.c.day).limit(1)).one()
    keep_an_old_promise(connection)
    gone = set(connection.execute(select(tables.tallies.c.day)).scalars()) - tallied(connection)
    row = {"zone": day.zone, "day": max(gone)}
    its = tallies.local_day(date.fromisoformat(max(gone)), ZONE)
    connection.execute(insert(tables.tallied_days).values(**row, from_at=its.from_at, to_at=its.to_at))
    with pytest.raises(AssertionError):
        agree(connection, groups=("day",))


def test_an_erasure_changes_no_figure_and_no_tally(connection: Connection) -> None:
    before = tallied(connection)
    figures = report_on(connection, LONG_AGO, NOW, NOW, ZONE, group_by="need").groups
    for table in (tables.calls, tables.promises, tables.attempts, tables.follow_ups):
        personal = {column.name: None for column in table.c if column.info.get("personal")}
        connection.execute(update(table).values(**personal))
    assert tallied(connection) == before
    assert report_on(connection, LONG_AGO, NOW, NOW, ZONE, group_by="need").groups == figures
    agree(connection, groups=("day",))


# ── clocks ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 4, 1), 24)])
def test_a_day_is_as_long_as_the_clock_says(day: date, hours: int) -> None:
    its = tallies.local_day(day, ZONE)
    assert its.to_at - its.from_at == timedelta(hours=hours)


def test_a_day_of_23_hours_has_no_figure_for_the_hour_that_was_left_out(connection: Connection) -> None:
    day = tallies.local_day(date(2026, 3, 29), ZONE)
    assert day.day.isoformat() in tallied(connection)
    found = report_on(connection, day.from_at, day.to_at, NOW, ZONE, group_by="hour")
    assert "02" not in found.groups
    assert found.whole["calls"] > 2


def test_a_line_that_moves_to_another_zone_is_tallied_anew(connection: Connection) -> None:
    agree(connection, zone=KOLKATA, groups=("day", "hour"))
    tally_all(connection, KOLKATA)
    agree(connection, zone=KOLKATA, groups=("day", "hour"))
    agree(connection, zone=ZONE, groups=("day",))


def test_a_day_with_something_open_or_too_young_is_not_tallied(connection: Connection) -> None:
    open_an_old_promise(connection)
    rows = tables.promises.c
    made_at = connection.execute(select(rows.made_at).where(rows.state == "open", rows.made_at < OLD)).scalar_one()
    day = tallies.local_day(made_at.astimezone(ZONE).date(), ZONE)
    assert not tallies.tally(connection, day, ZONE, NOW)
    assert day not in tallies.untallied(connection, ZONE, NOW, 100)
    young = tallies.local_day((NOW - 7 * DAY).astimezone(ZONE).date(), ZONE)
    assert not tallies.tally(connection, young, ZONE, NOW)


# ── bounds ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_range_of_a_thousand_years_is_answered_from_what_there_is(connection: Connection) -> None:
    from_at, to_at = datetime(1970, 1, 1, tzinfo=UTC), datetime(2969, 1, 1, tzinfo=UTC)
    found = report_on(connection, from_at, to_at, NOW, ZONE, group_by="month")
    assert found.whole["calls"] == connection.execute(select(func.count()).select_from(tables.calls)).scalar_one()
    assert sorted(found.groups) == list(found.groups)


def test_an_empty_ledger_has_no_figures(bare_ledger: Ledger) -> None:
    with bare_ledger.read() as connection:
        found = report_on(connection, LONG_AGO, NOW, NOW, ZONE)
    assert found.groups == {}
    assert found.whole.kept_share is None
    assert found.whole.helped_share is None
    assert found.whole.median_seconds_to_contact is None
    assert found.whole.p90_seconds_to_contact is None
    assert found.whole.mean_wait_seconds is None
