"""The fewest that are enough are found, with few looks."""

import pytest

from routing.whatif.questions import Enough, Target, fewest

ENOUGH = Target(("level",), 0.8, at_least=True)


def search(enough_from: int, first: int, most: int = 1000) -> tuple[Enough, int]:
    looks = []

    def run(agents: int) -> list[dict[str, float]]:
        looks.append(agents)
        return [{"level": 0.9 if agents >= enough_from else 0.7}] * 2

    return fewest(run, ENOUGH, first=first, most=most, confidence=0.95), len(looks)


@pytest.mark.parametrize("enough_from", [1, 2, 3, 7, 8, 9, 40, 999, 1000])
@pytest.mark.parametrize("first", [1, 8, 500, 5000])
def test_the_fewest_that_are_enough_are_found_from_wherever_it_begins(enough_from: int, first: int) -> None:
    found, looks = search(enough_from, first)

    assert found.agents == enough_from
    assert looks <= 22
    assert [one.agents for one in found.tried] == sorted({one.agents for one in found.tried})


def test_where_the_most_are_not_enough_there_is_none() -> None:
    found, _ = search(enough_from=50, first=4, most=20)

    assert found.agents is None
    assert found.tried[-1].agents == 20


def test_a_target_may_lie_below_and_a_figure_may_be_missing() -> None:
    target = Target(("wait", "mean"), 5.0, at_least=False)
    short, long = (target.of([{"wait": {"mean": mean}}, {"wait": {"mean": mean + 1}}], 0.95) for mean in (3.0, 8.0))

    assert target.is_met(short)
    assert not target.is_met(long)
    assert not target.is_met(target.of([{"wait": {"mean": None}}], 0.95))
    assert not target.is_sure(short), "the interval of two runs is wide"
