"""How figures, lengths and names are written, in the language of whoever looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask, g

from routing.skills import AgentId
from tests.journeys.world import World
from voice_app.pages import writing
from voice_app.pages.page import Visit
from voice_app.roster import Roster


@contextmanager
def seen_in(app: Flask, world: World, language: str) -> Iterator[None]:
    with app.test_request_context():
        g.visit = Visit(world.house, world.now, language)
        yield


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("90 days", "24 hours", "30 seconds")),
        ("nl", ("90 dagen", "24 uur", "30 seconden")),
        ("fr", ("90 jours", "24 heures", "30 secondes")),
        ("de", ("90 Tage", "24 Stunden", "30 Sekunden")),
    ],
)
def test_a_length_is_written_in_its_own_unit(
    world: World, app: Flask, language: str, said: tuple[str, str, str]
) -> None:
    lengths = (timedelta(days=90), timedelta(days=1), timedelta(seconds=30))
    with seen_in(app, world, language):
        assert tuple(writing.in_words(one).replace("\N{NO-BREAK SPACE}", " ") for one in lengths) == said


def test_whoever_has_left_is_still_called_by_name(world: World, app: Flask) -> None:
    bram = world.house.roster[AgentId("bram")]
    nobody_else = Roster(lambda _: (1, ()), lambda: world.now, ever=[bram])
    with seen_in(app, world, "en"):
        g.visit = Visit(replace(world.house, roster=nobody_else), world.now, "en")
        assert writing.named("bram") == "Bram"
        assert writing.named("a-program-7") == "a-program-7"


def test_days_of_the_week_and_figures_are_written_as_people_there_do(world: World, app: Flask) -> None:
    with seen_in(app, world, "nl"):
        assert (writing.weekday(0), writing.short_weekday(6)) == ("maandag", "zo")
        assert (writing.number(1234.56), writing.number(3)) == ("1.234,6", "3")
