"""Did we help, by the API."""

import pytest

from tests.journeys.conftest import WorldOf
from tests.journeys.test_follow_up import ASKS, answers, was_helped
from tests.journeys.world import World
from tests.voice_app.api.api import Api, mistaken


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(**ASKS)


def test_nobody_asked_is_no_share(api: Api) -> None:
    assert api.get("/api/follow-ups") == {
        "asked": 0,
        "scored": 0,
        "mean": None,
        "scores": {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0},
        "items": [],
    }


def test_scores_are_counted_and_words_shown_without_a_number(world: World, api: Api) -> None:
    helped = [was_helped(world, f"+3162222222{number}") for number in range(3)]
    world.passes("65m")
    answers(helped[0], "5")
    answers(helped[1], "2 <script>alert(1)</script>")
    report = api.get("/api/follow-ups")
    assert (report["asked"], report["scored"], report["mean"]) == (3, 2, 3.5)
    assert report["scores"] == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 1}
    assert sorted((one["score"] or 0, one["comment"]) for one in report["items"]) == [
        (0, None),
        (2, "<script>alert(1)</script>"),
        (5, None),
    ]
    assert {one["agent"] for one in report["items"]} == {"anna"}
    assert "62222222" not in str(report)


def test_a_stretch_that_ends_before_it_begins_is_a_mistake(api: Api) -> None:
    query = "from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z"
    assert mistaken(api.get(f"/api/follow-ups?{query}", 422)) == {"to": "before_from"}
