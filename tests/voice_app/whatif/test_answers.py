"""The questions of a scenario, asked and answered; the JSON as docs/whatif.md has it."""

import json
from collections.abc import Callable
from itertools import pairwise

import pytest

from routing.whatif.figures import Figures
from tests.voice_app.whatif.files import POOL, scenario
from voice_app.mistakes import Mistakes
from voice_app.whatif.answers import SCHEMA, Answers, Asking, to_json
from voice_app.whatif.runs import Replications, workers
from voice_app.whatif.worlds import Setting

SKILLS = POOL.replace(
    "skills = { calls = 3 }", 'skills = { calls = 3 }\n[[agent]]\nid = "other"\ncount = 2\nskills = { fun = 3 }'
)


def answers(text: str, step: Callable[[], object] = lambda: None) -> Answers:
    asking = Asking(Setting(scenario(text)))
    run = asking.scenario.run
    return asking.answer(Replications(run.replications, run.seed, step=step))


def test_how_many_agents_are_needed_is_the_fewest_that_reach_the_target() -> None:
    told = answers(POOL + '[question.agents]\nservice_level = 0.8\nwithin = "20s"\n').enough

    assert told is not None
    assert told.agents == 4
    assert [one.agents for one in told.tried] == sorted(one.agents for one in told.tried)
    found = {one.agents: one.found.mean for one in told.tried if one.found}
    assert found[3] < 0.8 <= found[4]
    assert all(less <= more for less, more in pairwise(found.values()))


@pytest.mark.parametrize("target", ['mean_wait = "5s"', "abandonment = 0.02", "occupancy = 0.4"])
def test_other_targets_are_reached_from_above(target: str) -> None:
    told = answers(POOL + f"[question.agents]\n{target}\n").enough

    assert told is not None
    assert told.agents is not None
    assert told.agents > 3


def test_where_not_even_the_most_are_enough_it_is_said() -> None:
    told = answers(POOL + '[question.agents]\nservice_level = 1.0\nwithin = "0s"\nmost = 3\n').enough

    assert told is not None
    assert told.agents is None


@pytest.mark.parametrize(
    "change",
    [
        'learn = { need = "calls", count = 2 }',
        'add_agents = { like = "agent", count = 1 }',
        "calls = 0.5",
    ],
)
def test_a_change_for_the_better_shows_in_the_difference(change: str) -> None:
    (brought,) = answers(SKILLS + f'[[question.change]]\nname = "x"\n{change}\n').brought

    assert brought.more["needs"]["all"]["wait_of_all"]["mean"].mean < -3


@pytest.mark.parametrize("change", ['remove_agents = ["agent-1"]', "calls = 1.3"])
def test_and_one_for_the_worse(change: str) -> None:
    (brought,) = answers(SKILLS + f'[[question.change]]\nname = "x"\n{change}\n').brought

    assert brought.more["needs"]["all"]["wait_of_all"]["mean"].mean > 3


def test_longer_hours_meet_callers_who_met_closed_doors() -> None:
    hours = '[hours]\nmon = ["00:00-01:00"]\n'
    (brought,) = answers(POOL + hours + '[[question.change]]\nname = "x"\nhours.mon = ["00:00-02:00"]\n').brought

    assert brought.more["needs"]["all"]["met_closed"].mean < -40


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ('remove_agents = ["nobody"]', "remove_agents"),
        ('learn = { need = "calls", count = 3 }', "learn"),
    ],
)
def test_a_change_of_nothing_is_a_mistake(change: str, where: str) -> None:
    with pytest.raises(Mistakes, match=rf"question\.change\[1\]\.{where}"):
        answers(SKILLS + f'[[question.change]]\nname = "x"\n{change}\n')


def test_calls_at_given_times_cannot_be_multiplied() -> None:
    text = POOL.replace("arrivals = 60", "arrivals = { at = [0, 60] }")

    with pytest.raises(Mistakes, match=r"question\.change\[1\]\.calls"):
        answers(text + '[[question.change]]\nname = "x"\ncalls = 2\n')


def test_a_run_that_is_all_warm_up_or_without_end_is_refused() -> None:
    with pytest.raises(Mistakes, match=r"run\.warm_up"):
        answers(POOL.replace('lasts = "2h"', 'lasts = "2h"\nwarm_up = "2h"'))
    with pytest.raises(Mistakes, match="million calls"):
        answers(POOL.replace('"2h"', '"3000d"').replace("arrivals = 60", "arrivals = 9000"))


def test_what_will_surprise_somebody_is_warned_of() -> None:
    text = POOL.replace("arrivals = 60", "arrivals = 600").replace('patience = "3m"', "")
    text = text.replace("skills = { calls = 3 }", "skills = { fun = 3 }")

    warnings = " ".join(answers(text).warnings)

    assert "Nobody is trained for calls" in warnings
    assert "trained for nothing that anybody calls about" in warnings
    assert "6.67 times as much work" in warnings


def test_who_stops_it_gets_what_is_known() -> None:
    def stop_at_once() -> None:
        raise KeyboardInterrupt

    told = answers(POOL + "[question.agents]\nmean_wait = 5\n", stop_at_once)

    assert (told.runs, told.was_stopped, told.enough) == (1, True, None)
    assert json.loads(json.dumps(to_json(told), allow_nan=False))["run"]["was_stopped"]


def test_the_figures_do_not_depend_on_the_number_of_processes() -> None:
    asking = Asking(Setting(scenario(POOL)))
    with workers(2, 3) as pool:
        many = Replications(3, 1, pool).of(asking.world, asking.asked)

    assert many == Replications(3, 1).of(asking.world, asking.asked)


def test_the_json_says_what_it_is_and_holds_no_number_that_is_none() -> None:
    told = to_json(answers(POOL))

    assert told["schema"] == SCHEMA
    assert told["run"]["replications"] == 3
    wait: Figures = told["figures"]["needs"]["calls"]["wait_of_all"]["mean"]
    assert wait.keys() == {"mean", "standard_error", "low", "high", "runs"}
    assert json.loads(json.dumps(told, allow_nan=False)) == told
