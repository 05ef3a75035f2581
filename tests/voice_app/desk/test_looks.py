"""How often a desk looks at the stores: fifty are shown at once, every few seconds."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import redis
from sqlalchemy import Engine, event

from tests.journeys.world import World
from tests.voice_app.desk.acts import ANNA, has_talked, talks, wraps
from voice_app.desk import CallBack, Written, desk_of, floor_of, save_draft

OWN = re.compile("FROM (reservations|presence_changes|promise_matters|drafts)")
"""Selects of the desk's own; the others are the context of the conversation, and how its recording stands."""


@dataclass
class Looks:
    """What was asked of each store."""

    board: int = 0
    ledger: list[str] = field(default_factory=list)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Looks]:
    """Round trips to Redis, one for a whole pipeline; selects of the ledger."""
    looks, single, many = Looks(), redis.Redis.execute_command, redis.client.Pipeline.execute

    def execute(client: redis.Redis, *args: object, **named: object) -> object:
        looks.board += not isinstance(client, redis.client.Pipeline)
        return single(client, *args, **named)

    def execute_all(pipe: redis.client.Pipeline, *args: object, **named: object) -> object:
        looks.board += 1
        return many(pipe, *args, **named)

    def note(_: object, __: object, statement: str, *rest: object) -> None:
        looks.ledger.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    with monkeypatch.context() as patch:
        patch.setattr(redis.Redis, "execute_command", execute)
        patch.setattr(redis.client.Pipeline, "execute", execute_all)
        yield looks
    event.remove(Engine, "before_cursor_execute", note)


def test_an_idle_desk_takes_two_looks_at_the_board_and_few_at_the_ledger(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for back in (None, CallBack()):
        wraps(world, has_talked(world), "follow_up", back=back)
    world.passes("1m")
    with counted(monkeypatch) as looks:
        shown = desk_of(world.house, ANNA, world.now)
    assert (shown.stage, shown.day.calls, len(shown.promises)) == ("idle", 2, 1)
    assert looks.board == 2
    selects = [statement for statement in looks.ledger if statement.startswith("SELECT")]
    assert len(selects) <= 4, "\n\n".join(selects)


def test_whoever_shows_many_desks_looks_at_the_floor_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.signs_on("anna", "bram")
    floor = floor_of(world.house)
    with counted(monkeypatch) as looks:
        for agent in world.house.roster:
            desk_of(world.house, agent, world.now, floor)
    assert looks.board == 0


@pytest.mark.parametrize("stage", ["talking", "wrapping_up"])
def test_a_desk_in_a_talk_takes_few_more(world: World, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    _, caller, talk = talks(world)
    save_draft(world.house, ANNA, talk, Written("half"), world.now)
    if stage == "wrapping_up":
        caller.hangs_up()
    world.passes(timedelta(seconds=1))
    with counted(monkeypatch) as looks:
        shown = desk_of(world.house, ANNA, world.now)
    assert shown.stage == stage
    assert shown.draft is not None
    assert looks.board == 3
    own = [statement for statement in looks.ledger if OWN.search(statement)]
    assert len(own) == 4, "\n\n".join(own)
