"""What an operator reads of a day in the figures, and that there are never more of them than there are words for."""

import re
import shutil
from collections import defaultdict
from datetime import datetime
from io import StringIO
from pathlib import Path

import redis
import structlog
from prometheus_client.parser import text_string_to_metric_families

from tests.journeys.any_history import AnyHistory
from tests.journeys.askings import asks_for_a_callback, is_called_back
from tests.journeys.lines import line_of
from tests.journeys.test_promises_at_random import histories
from tests.journeys.world import World
from tools.embedded_redis import EmbeddedRedis
from tools.stage import settings_of_the_stage
from voice_app.app import create_app
from voice_app.ledger import Ledger
from voice_app.log import configure
from voice_app.seeing.families import ALL

MOST_SERIES = {"counter": 60, "gauge": 20, "histogram": 400}
"""Of one family, whatever happens; of a histogram each bucket is one."""


def read(world: World) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    text = create_app(world.house).test_client().get("/metrics").get_data(as_text=True)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of(world: World, name: str, **labels: str) -> float:
    return read(world).get((name, frozenset(labels.items())), 0.0)


def test_a_day_is_told_in_figures(world: World) -> None:
    caller = asks_for_a_callback(world)
    world.passes("40m")
    assert of(world, "gehoor_promises_owed", slack="24h") == 1
    (anna,) = world.signs_on("anna")
    is_called_back(world, anna, caller)
    world.passes("1m")
    caller.hangs_up()
    anna.hears("Gesproken").presses("1").was_hung_up()
    world.passes("60s")
    anna.accepts()
    other = world.caller("+31622222223").dials(world.carrier.line).hears("Welkom").presses("1")
    anna.is_talking_to(other)
    other.hangs_up()
    world.caller("+31622222224").dials(world.carrier.line).hears("Welkom").hangs_up()
    world.passes("60s")

    assert of(world, "gehoor_calls_arrived_total") == 3
    assert of(world, "gehoor_calls_answered_total", need="billing") == 1
    assert of(world, "gehoor_calls_ended_total", need="billing", outcome="answered") == 1
    assert of(world, "gehoor_calls_ended_total", need="billing", outcome="promised") == 1
    assert of(world, "gehoor_calls_ended_total", need="none", outcome="left") == 1
    assert of(world, "gehoor_calls_offered_callback_total", need="billing") == 1
    assert of(world, "gehoor_call_wait_seconds_bucket", outcome="answered", le="10.0") == 1
    assert of(world, "gehoor_promises_made_total", need="billing") == 1
    assert of(world, "gehoor_promises_closed_total", need="billing", result="kept_in_time") == 1
    assert of(world, "gehoor_promise_contact_seconds_bucket", le="3600.0") == 1
    assert of(world, "gehoor_promise_contact_seconds_bucket", le="1800.0") == 0
    assert of(world, "gehoor_attempts_total", outcome="spoke") == 1
    assert of(world, "gehoor_carrier_requests_total", act="ring", status="2xx", code="none") == 1
    assert of(world, "gehoor_jobs_total", job="keep_promise", result="done") == 1
    assert of(world, "gehoor_match_duration_seconds_count") >= 2
    assert of(world, "gehoor_promises", state="kept") == 1
    assert of(world, "gehoor_ledger_counted_age_seconds") < 40


def test_what_goes_wrong_is_told_in_figures(world: World) -> None:
    asks_for_a_callback(world)
    world.carrier.exchange.faults.rest("POST", "Calls", answer=429, code=20429, times=1)
    world.signs_on("anna")
    world.passes("10s")
    assert of(world, "gehoor_carrier_requests_total", act="ring", status="429", code="20429") == 1
    assert of(world, "gehoor_carrier_doubtful_answers_total", act="ring") == 0
    world.signs_off("anna")
    world.passes("25h")
    assert of(world, "gehoor_promises_broken") == 1
    assert of(world, "gehoor_promises_owed", slack="broken") == 1
    assert sum(value for (name, _), value in read(world).items() if name == "gehoor_promises_missed_total") == 1
    assert of(world, "gehoor_promises_escalated", step="supervisors") == 1
    assert sum(value for (name, _), value in read(world).items() if name == "gehoor_alarms") >= 1


def test_who_is_degraded_is_told_for_each_mode(world: World) -> None:
    for mode in ("board_gone", "ledger_gone", "carrier_gone"):
        assert (("gehoor_degraded", frozenset({("mode", mode)})), 0.0) in read(world).items()


def test_whatever_happens_there_are_few_series_and_none_is_about_anybody(
    redis_server: EmbeddedRedis, empty_ledger: Path, tmp_path: Path
) -> None:
    client = redis.Redis.from_url(redis_server.url, decode_responses=True)
    configure(settings_of_the_stage(), StringIO())
    scraped: list[World] = []
    file = tmp_path / "ledger.db"

    def world_at(start: datetime) -> World:
        for before in scraped:
            _are_few(before)
            before.house.ledger.close()
        client.flushall()
        for rest in ("-wal", "-shm"):
            file.with_name(file.name + rest).unlink(missing_ok=True)
        shutil.copy(empty_ledger, file)
        scraped[:] = [World.build(line_of(), Ledger(f"sqlite:///{file}"), client, start)]
        return scraped[0]

    histories(lambda: AnyHistory(world_at, client.flushall), 3, 25)
    _are_few(scraped[0])
    scraped[0].house.ledger.close()
    client.close()
    structlog.reset_defaults()


def _are_few(world: World) -> None:
    families = {family.name: family for family in ALL}
    series, values = defaultdict[str, int](int), set[str]()
    text = create_app(world.house).test_client().get("/metrics").get_data(as_text=True)
    for family in text_string_to_metric_families(text):
        declared = families[family.name.removesuffix("_total")]
        assert family.documentation == declared.means
        for sample in family.samples:
            assert set(sample.labels) - {"le"} == set(declared.labels)
            series[declared.name] += not sample.name.endswith("_created")
            values.update(value for label, value in sample.labels.items() if label != "le")
    assert {name: number for name, number in series.items() if number > MOST_SERIES[families[name].kind]} == {}
    assert [value for value in values if re.search(r"[0-9]{6}|[0-9a-f]{16}|@|anna|bram|chloe", value)] == []
