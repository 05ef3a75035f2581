from tests.journeys.world import World
from tests.voice_app.api.acts import is_called_back_by_anna, rings_for_a_bill
from tests.voice_app.api.api import Api


def test_everybody_who_was_rung_for_a_call_is_named_with_the_reason(world: World, api: Api) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.refuses()
    bram.accepts()
    caller = rings_for_a_bill(world)
    bram.is_talking_to(caller, within="60s")
    sid = caller.leg.sid if caller.leg else ""
    why = api.get(f"/api/calls/{sid}/why")
    assert why["id"] == sid
    refused, accepted = why["reservations"]
    assert (refused["agent"], refused["result"]) == ("anna", "declined")
    assert (accepted["agent"], accepted["result"]) == ("bram", "accepted")
    assert refused["sentence"].startswith("The best match of all who were idle: level 3 for billing, skills: 2")
    assert refused["reason"]["ruling"] == "best_match"
    assert (refused["reason"]["level"], refused["reason"]["others_idle"]) == (3, 1)
    assert refused["closed_at"] <= accepted["reserved_at"]


def test_a_promise_tells_why_too(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone="+31622222222", need="billing")
    assert api.get(f"/api/promises/{owed['id']}/why") == {"id": owed["id"], "reservations": []}
    is_called_back_by_anna(world)
    (reservation,) = api.get(f"/api/promises/{owed['id']}/why")["reservations"]
    assert (reservation["agent"], reservation["result"]) == ("anna", "accepted")
    assert reservation["reason"]["ruling"] == "room_to_call_back"


def test_a_call_for_which_nobody_was_rung_has_no_reservation(world: World, api: Api) -> None:
    caller = world.caller().dials(world.carrier.line).hears("Welkom")
    sid = caller.leg.sid if caller.leg else ""
    assert api.get(f"/api/calls/{sid}/why")["reservations"] == []


def test_what_never_was_has_no_reason(api: Api) -> None:
    for kind in ("calls", "promises"):
        for id_ in ("CA0000", "%00", "x" * 65):
            assert api.get(f"/api/{kind}/{id_}/why", 404)["code"] == "not_found"
