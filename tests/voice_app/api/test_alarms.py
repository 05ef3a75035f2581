from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from routing.alarms import Rule
from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.world import World
from tests.voice_app.api.api import Api, mistaken
from voice_app.alarms import end_alarm, raise_alarm
from voice_app.ledger import AlarmId, alarms
from voice_app.ledger.alarms import Target

DUE = MONDAY_NOON + timedelta(hours=2)
PHONE: Target = ("text", "+31612345678")
MAIL: Target = ("email", "chief@example.org")
HOOK: Target = ("webhook", "https://hooks.example.org/a-secret-of-its-own")


def raises(world: World, subject: str = "P1", rule: Rule = Rule.PROMISE_AT_RISK) -> None:
    with world.house.ledger.write() as ledger:
        assert raise_alarm(
            ledger, world.house, rule, subject, world.now, because="no_capacity", need="billing", due_by=DUE
        )


def test_alarms_are_listed_newest_first_in_words(world: World, api: Api) -> None:
    assert api.get("/api/alarms") == {"items": [], "next_cursor": None}
    raises(world)
    world.passes("1s")
    raises(world, "ticker", Rule.TICKER_SILENT)
    newest, oldest = api.get("/api/alarms")["items"]
    assert newest["subject"] == "ticker"
    assert (
        oldest["says"] == "Voorbeeld: een terugbelbelofte dreigt te laat te komen. Over een rekening. "
        "Uiterlijk maandag 2 maart 14:00."
    )
    assert (oldest["rule"], oldest["because"], oldest["state"]) == ("promise_at_risk", "no_capacity", "raised")
    assert (oldest["data"], oldest["notices"]) == ({"need": "billing", "due_by": "2026-03-02T13:00:00Z"}, [])


def test_whoever_was_told_is_shown_and_not_where_exactly(world: World, api: Api) -> None:
    with world.house.ledger.write() as ledger:
        alarms.raise_once(ledger, AlarmId("A"), Rule.CARRIER_SILENT, "carrier", world.now, targets=(PHONE, MAIL, HOOK))
        group = alarms.claim(ledger, world.now)
        assert group is not None
        alarms.failed(ledger, [group.notices[0].id], "carrier_21610", world.now)
    (shown,) = api.get("/api/alarms")["items"]
    assert [notice["target"] for notice in shown["notices"]] == ["+31…78", "…@example.org", "hooks.example.org"]
    assert [notice["state"] for notice in shown["notices"]] == ["failed", "queued", "queued"]
    assert (shown["notices"][0]["cause"], shown["notices"][0]["tries"]) == ("carrier_21610", 1)


def test_an_alarm_is_acknowledged_once_and_by_whom(world: World, api: Api) -> None:
    raises(world)
    (raised,) = api.get("/api/alarms?state=raised")["items"]
    path = f"/api/alarms/{raised['id']}/acknowledge"
    assert api.post(path, by="sup-1")["acknowledged_by"] == "sup-1"
    assert api.post(path, by="sup-2")["acknowledged_by"] == "sup-1"
    assert api.get("/api/alarms?state=raised")["items"] == []
    (acknowledged,) = api.get("/api/alarms?state=acknowledged")["items"]
    assert acknowledged["state"] == "acknowledged"


def test_what_is_over_needs_nobody(world: World, api: Api) -> None:
    raises(world)
    with world.house.ledger.write() as ledger:
        assert end_alarm(ledger, Rule.PROMISE_AT_RISK, "P1", world.now)
    (over,) = api.get("/api/alarms?state=over")["items"]
    assert api.post(f"/api/alarms/{over['id']}/acknowledge", 409, by="sup-1")["code"] == "over"
    assert api.post("/api/alarms/nonsense/acknowledge", 404, by="sup-1")["code"] == "not_found"


@pytest.mark.parametrize("by", ["Jan de Vries", "+31612345678", "31612345678", ""])
def test_who_acknowledges_is_an_id_and_no_name(world: World, api: Api, by: str) -> None:
    raises(world)
    (raised,) = api.get("/api/alarms")["items"]
    assert set(mistaken(api.post(f"/api/alarms/{raised['id']}/acknowledge", 422, by=by))) == {"by"}


def test_pages_are_turned_by_cursor(world: World, api: Api) -> None:
    for count in range(101):
        raises(world, f"P{count}")
    first = api.get("/api/alarms")
    assert len(first["items"]) == 100
    second = api.get(f"/api/alarms?cursor={first['next_cursor']}")
    assert len(second["items"]) == 1
    assert second["next_cursor"] is None
    assert mistaken(api.get("/api/alarms?cursor=nonsense", 422)) == {"cursor": "no_cursor"}
    assert set(mistaken(api.get("/api/alarms?state=loud", 422))) == {"state"}


def test_strangers_see_no_alarm(world: World, api: Api) -> None:
    raises(world)
    answers: list[TestResponse] = [api.client.get("/api/alarms"), api.client.post("/api/alarms/A/acknowledge", json={})]
    assert [answer.status_code for answer in answers] == [401, 401]
