"""One person by the API: all that there is, and gone."""

import pytest

from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.ledger.canaries import left_of
from tests.voice_app.api.api import Api, mistaken
from voice_app.ledger import Phone

JAN = Phone("+31622222222")
SAID = "kanarie van jan in note"


@pytest.fixture
def world(world_of: WorldOf) -> World:
    return world_of(callers={"shared": ["+31207001000"]})


def test_all_that_there_is_is_handed_out(api: Api) -> None:
    made = api.post("/api/promises", 201, phone="06 22222222", need="billing", note=SAID)
    api.post("/api/promises", 201, phone="+31633333333", note="van een ander")
    file = api.post("/api/persons/export", phone="06 22222222")
    assert (file["phone"], [one["id"] for one in file["promises"]]) == (JAN, [made["id"]])
    assert file["promise_matters"][0]["note"] == SAID
    assert file["timeline"][0]["event"] == "made"
    assert "33333333" not in str(file)
    assert api.post("/api/persons/export", phone="+31644444444")["promises"] == []


def test_what_is_owed_is_waited_for_and_then_all_is_gone(world: World, api: Api) -> None:
    made = api.post("/api/promises", 201, phone=JAN, note=SAID)
    waits = api.post("/api/persons/erase", 202, phone=JAN)
    assert (waits["done_at"], f"promises:{made['id']}" in waits["waits_for"]) == (None, True)
    api.post(f"/api/promises/{made['id']}/withdraw", reason="because")
    world.passes("2m")
    assert left_of(world.house.ledger, JAN, "jan") == set()
    done = api.post("/api/persons/erase", phone=JAN)
    assert done["done_at"] is not None


@pytest.mark.parametrize("path", ["export", "erase"])
@pytest.mark.parametrize(
    ("phone", "code"), [("anonymous", "no_number"), ("+31207001000", "shared"), ("+31201234567", "own_number")]
)
def test_what_cannot_be_told_apart_is_refused(api: Api, path: str, phone: str, code: str) -> None:
    assert mistaken(api.post(f"/api/persons/{path}", 422, phone=phone)) == {"phone": code}
