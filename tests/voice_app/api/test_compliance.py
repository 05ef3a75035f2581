"""The report against a ledger whose promises were counted by hand."""

import pytest

from routing.skills import PromiseId
from tests.journeys.world import World
from tests.voice_app.api.acts import talks_with_anna
from tests.voice_app.api.api import Api, mistaken
from voice_app.ledger import promises

MINUTE = 60


def test_where_nothing_was_promised_there_are_no_shares(api: Api) -> None:
    assert api.get("/api/compliance") == {
        "made": 0,
        "kept_in_time": 0,
        "kept_late": 0,
        "broken_open": 0,
        "unreached": 0,
        "withdrawn": 0,
        "open": 0,
        "at_risk": 0,
        "kept_share": None,
        "median_seconds_to_contact": None,
        "helped_share": None,
        "missed_because": {},
    }


def test_the_report_counts_what_was_counted_by_hand(world: World, api: Api) -> None:
    ids = [api.post("/api/promises", 201, phone=f"+31610{number}00000")["id"] for number in range(6)]
    in_time, slow, late, withdrawn, broken, _ = map(PromiseId, ids)
    world.passes("30m")
    _keep(world, in_time)
    api.post(f"/api/promises/{withdrawn}/withdraw", reason="x")
    world.passes("30m")
    _keep(world, slow)
    world.passes("24h")
    _keep(world, late)
    api.post("/api/promises", 201, phone="+31619000009")
    world.passes("1m")
    assert api.get("/api/compliance") == {
        "made": 7,
        "kept_in_time": 2,
        "kept_late": 1,
        "broken_open": 2,
        "unreached": 0,
        "withdrawn": 1,
        "open": 1,
        "at_risk": 0,
        "kept_share": 2 / 5,
        "median_seconds_to_contact": 60 * MINUTE,
        "helped_share": None,
        "missed_because": {"nobody_signed_on": 3},
    }
    assert broken in ids


def test_calls_that_an_agent_answered_were_helped(world: World, api: Api) -> None:
    _, caller = talks_with_anna(world)
    caller.hangs_up()
    world.passes("1m")
    world.agent("anna").is_busy()
    world.caller("+31610000001").dials(world.carrier.line).hears("toets 1").presses("1").waits("5s").hangs_up()
    world.passes("1m")
    assert api.get("/api/compliance")["helped_share"] == 0.5


def test_only_what_was_made_in_the_stretch_is_reported_on(world: World, api: Api) -> None:
    for number in range(3):
        api.post("/api/promises", 201, phone=f"+3161000000{number}")
        world.passes("1m")

    def made(query: str) -> int:
        return int(api.get(f"/api/compliance?{query}")["made"])

    assert made("") == made("from=&to=") == 3
    assert made("from=2026-03-02T11:01:00Z&to=2026-03-02T11:02:00Z") == 1
    assert made("from=2026-03-02T12:01:00%2B01:00") == 2
    assert made("to=2026-03-02T11:01:00Z") == 1
    assert made("from=2026-03-02T11:01:00Z&to=2026-03-02T11:01:00Z") == 0
    assert made("to=2026-04-01T11:01:00Z") == 2
    assert made("to=2026-05-01T00:00:00Z") == 0


@pytest.mark.parametrize(
    ("query", "mistakes"),
    [
        ("from=yesterday&to=2026-03-02", {"from": "no_instant", "to": "no_instant"}),
        ("since=2026-03-02T11:00:00Z", {"since": "extra_forbidden"}),
        ("from=2026-03-02T11:00:00+01:00", {"from": "no_instant"}),
        ("from=2026-03-02T11:00:01Z&to=2026-03-02T11:00:00Z", {"to": "before_from"}),
        ("from=2199-12-31T23:59:59Z", {"to": "before_from"}),
        ("from=0001-01-01T00:00:00Z&to=9999-12-31T00:00:00Z", {"from": "no_instant", "to": "no_instant"}),
    ],
)
def test_mistakes_are_named(api: Api, query: str, mistakes: dict[str, str]) -> None:
    assert mistaken(api.get(f"/api/compliance?{query}", 422)) == mistakes


def test_the_earliest_instant_there_is_has_a_report(api: Api) -> None:
    assert api.get("/api/compliance?from=1970-01-01T00:00:00Z")["made"] == 0
    assert api.get("/api/compliance?to=1970-01-01T00:00:00%2B14:00")["made"] == 0


def _keep(world: World, promise: PromiseId) -> None:
    with world.house.ledger.write() as ledger:
        assert promises.keep(ledger, promise, "by_hand", world.now, world.now)
