"""Three contacts in seven days, and no fewer, and no more days."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from routing.boomerangs import CONTACTS, WITHIN, Run, comes_back, last_run

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def on(*days: float) -> list[datetime]:
    return [NOW + day * DAY for day in days]


def test_whoever_gets_the_fourth_is_told() -> None:
    assert [comes_back(lately) for lately in (0, 2, 3, 9)] == [False, False, True, True]


def test_three_within_seven_days_are_a_boomerang_and_a_moment_more_is_none() -> None:
    assert last_run(on(0, 3, 7)) == Run(3, NOW, NOW + 7 * DAY, NOW + 7 * DAY)
    assert last_run(on(0, 3, 7.01)) is None
    assert last_run(on(0, 1)) is None


def test_runs_that_overlap_are_one_and_the_last_of_several_is_told() -> None:
    assert last_run(on(0, 1, 2, 8)) == Run(4, NOW, NOW + 2 * DAY, NOW + 8 * DAY)
    assert last_run(on(0, 1, 2, 30, 31, 32)) == Run(3, NOW + 30 * DAY, NOW + 32 * DAY, NOW + 32 * DAY)


@given(st.lists(st.integers(0, 60 * 24), max_size=12))
def test_it_agrees_with_looking_at_every_three(hours: list[int]) -> None:
    contacts = sorted(NOW + timedelta(hours=hour) for hour in hours)
    thirds = [at for n, at in enumerate(contacts) if n >= CONTACTS - 1 and at - contacts[n - CONTACTS + 1] <= WITHIN]
    run = last_run(contacts)
    assert (run is None) == (not thirds)
    if run is not None:
        assert run.last_at == thirds[-1]
        assert run.became_at in thirds
        assert CONTACTS <= run.count <= sum(run.first_at <= at <= run.last_at for at in contacts)
