"""The figures of a run: of whom each is told, over what it is a share; and many runs together."""

from datetime import timedelta

import pytest

from routing.forecast import Contact, abandoned_of_offered, answered_within_of_offered, mean_wait_of_answered
from routing.whatif.chance import Exponential, Fixed
from routing.whatif.figures import Asked, difference, figures, over
from routing.whatif.tally import Outcome
from routing.whatif.world import ZONE
from tests.routing.whatif.worlds import at, demand, hourly, pool, run, staff, told, world


def test_the_service_level_is_the_house_s_and_the_plain_share_has_another_name() -> None:
    """Of five callers one is answered at once, one after 10 s, one after 20 s; one hangs up after 4 s, one after 12."""
    calls = [
        demand(at(0), Fixed(20), name="a"),
        demand(at(10, 20), Fixed(20), name="a"),
        demand(at(12), Fixed(1), Fixed(4), name="a"),
        demand(at(14), Fixed(1), Fixed(12), name="a"),
    ]
    its = told(world(*calls, staff=(staff("anna", a=3),)))["needs"]["a"]

    assert (its["arrived"], its["answered"], its["abandoned"], its["short_abandoned"]) == (5, 3, 2, 1)
    assert its["service_level"]["20s"] == 3 / 4
    assert its["answered_within_of_offered"]["20s"] == 3 / 5
    assert (its["abandonment"], its["abandoned_of_offered"]) == (1 / 4, 2 / 5)
    assert its["wait_of_answered"]["mean"] == pytest.approx((0 + 10 + 20) / 3)
    assert its["wait_of_all"]["mean"] == pytest.approx((0 + 10 + 20 + 4 + 12) / 5)
    assert its["waited_of_offered"] == 4 / 5


@pytest.mark.parametrize("patience", [180, None])
def test_they_are_what_the_house_reports_of_the_same_callers(patience: float | None) -> None:
    tally = run(pool(5, 60, 300, patience))
    callers = tally.callers[0]
    contacts = [
        Contact(timedelta(seconds=waited), outcome == Outcome.ANSWERED)
        for waited, outcome in zip(callers.waited, callers.outcomes, strict=True)
        if outcome in (Outcome.ANSWERED, Outcome.ABANDONED)
    ]
    its = figures(tally, Asked(["billing"], [20]))["needs"]["all"]

    assert its["service_level"]["20s"] == answered_within_of_offered(contacts, timedelta(seconds=20))
    assert its["abandonment"] == abandoned_of_offered(contacts)
    mean = mean_wait_of_answered(contacts)
    assert mean is not None
    assert its["wait_of_answered"]["mean"] == pytest.approx(mean.total_seconds())


def test_the_hours_of_the_day_add_up_to_the_day() -> None:
    given = world(demand(hourly(30), Exponential(300)), staff=(staff("a", billing=3), staff("b", billing=3)))
    its = figures(run(given), Asked(["billing"], [20], ZONE))["needs"]["billing"]

    assert list(its["by_hour"]) == [f"{hour:02}" for hour in range(24)]
    assert sum(hour["arrived"] for hour in its["by_hour"].values()) == its["arrived"]


def test_needs_of_one_name_and_all_together_are_told_as_one() -> None:
    ours, theirs = (demand(at(0, 100), Fixed(20), name=name) for name in ("a", "b"))
    found = told(world(ours, theirs, staff=(staff("anna", a=3, b=3),)))["needs"]

    assert (found["a"]["arrived"], found["b"]["arrived"], found["all"]["arrived"]) == (2, 2, 4)


def test_a_figure_that_a_run_does_not_have_leaves_that_run_out() -> None:
    runs = [{"wait": {"mean": 4.0}}, {"wait": {"mean": None}}, {"wait": {"mean": 6.0}}]

    found = over(runs, 0.95)["wait"]["mean"]

    assert (found.mean, found.runs) == (5.0, 2)
    assert over([{"wait": None}], 0.95) == {"wait": None}


def test_a_difference_is_taken_run_by_run() -> None:
    before, after = [{"wait": 10.0, "gave_up": None}, {"wait": 30.0}], [{"wait": 9.0, "gave_up": 1.0}, {"wait": 29.0}]

    found = over(difference(before, after), 0.95)

    assert (found["wait"].mean, found["wait"].standard_error) == (-1.0, 0.0)
    assert found["gave_up"] is None
