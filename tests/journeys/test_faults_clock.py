"""The clock is wrong: deadlines stay as they were written, nothing is reopened, and a process refuses to start."""

from datetime import timedelta

import pytest
import redis

from tests.journeys.askings import asks_for_a_callback
from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.lines import line_of
from tests.journeys.world import World
from tools.embedded_redis import EmbeddedRedis
from voice_app.ledger import Ledger
from voice_app.runtime import ClockBehind

AN_HOUR = timedelta(hours=1)


@pytest.mark.fault("F21")
def test_a_process_refuses_to_start_well_before_what_the_ledger_has_seen(
    redis_server: EmbeddedRedis, ledger: Ledger
) -> None:
    with redis.Redis.from_url(redis_server.url, decode_responses=True) as client:
        client.flushall()
        World.build(line_of(), ledger, client, MONDAY_NOON).passes("10s")
        with pytest.raises(ClockBehind, match="the ledger has seen 2026-03-02 11:00"):
            World.build(line_of(), ledger, client, MONDAY_NOON - AN_HOUR)
        World.build(line_of(), ledger, client, MONDAY_NOON - timedelta(minutes=4))


@pytest.mark.fault("F21")
@pytest.mark.parametrize("jump", [-AN_HOUR, AN_HOUR], ids=["back", "ahead"])
def test_a_tick_at_a_wrong_hour_moves_no_deadline_and_reopens_nothing(world: World, jump: timedelta) -> None:
    asks_for_a_callback(world)
    asks_for_a_callback(world, "+31622222221", "who thinks better of it")
    world.api("POST", f"/api/promises/{world.promises()[-1].id}/withdraw", reason="solved")
    world.passes("7.2h")
    before = world.promises()
    assert all(one.escalated_at is None for one in before), "with more than four hours of opening left nothing is said"
    world.ticker.tick(world.now + jump)
    after = world.promises()
    assert [(one.due_by, one.effective_due_by, one.state) for one in after] == [
        (one.due_by, one.effective_due_by, one.state) for one in before
    ]
    is_early = after[0].escalated_at is not None or after[1].escalated_at is not None
    assert is_early is (jump > timedelta()), "an hour ahead a supervisor knows an hour early, and never late"
