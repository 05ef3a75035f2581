"""What whoever picks up is told: what was asked for, while it is asked for; never what nobody asked for any more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from carrier.clock import VirtualClock
from flows.verbs import Hangup, Say
from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from voice_app import sampling
from voice_app.ledger.samples import SampleId
from voice_app.sampling import COUNTS_FOR

CHLOE, CLICK = AgentId("chloe"), SampleId("click")
WORDS = [Say("Hallo", "nl"), Say("Hello", "en")]


@pytest.fixture
def world(world_of: WorldOf) -> World:
    world = world_of(supervisors=("chloe",))
    world.agent("chloe").lets_it_ring()
    assert sampling.ask(world.house, CHLOE, CLICK, WORDS, world.now) is None
    return world


def test_it_is_said_in_the_voices_that_it_was_asked_for_in(world: World) -> None:
    assert sampling.words(world.house, CLICK) == (*WORDS, Hangup())


def test_what_was_asked_for_long_ago_or_is_over_is_not_said(world: World) -> None:
    late = replace(world.house, clock=VirtualClock(world.now + COUNTS_FOR + timedelta(seconds=1)))
    assert sampling.words(late, CLICK) == (Hangup(),)


def test_what_is_over_is_not_said_again(world: World) -> None:
    sampling.is_over(world.house, CLICK, world.now)
    assert sampling.words(world.house, CLICK) == (Hangup(),)
    assert sampling.words(world.house, SampleId("made up")) == (Hangup(),)


def test_one_ring_at_a_time_and_only_for_whoever_is_here(world: World) -> None:
    assert sampling.ask(world.house, CHLOE, SampleId("next"), WORDS, world.now) == "again"
    assert sampling.ask(world.house, AgentId("nobody"), SampleId("next"), WORDS, world.now) == "gone"
    world.passes("5s")
    sampling.is_over(world.house, CLICK, world.now)
    assert sampling.ask(world.house, CHLOE, SampleId("next"), WORDS, world.now) is None
