from datetime import datetime, timedelta
from typing import Any, get_args

import pytest

from carrier.phone import Phone
from routing.agents import Cause, Presence
from tests.journeys.conftest import WorldOf
from tests.journeys.world import World
from tests.voice_app.api.acts import is_called_back_by_anna, rings_for_a_bill, talks_with_anna
from tests.voice_app.api.api import Api
from voice_app.api.happened import RESULTS


def sid(caller: Phone) -> str:
    return caller.legs[-1].sid


def seconds(why: Any) -> list[tuple[int, str, str | None]]:
    """What happened, each with its seconds after the first."""
    moments = [datetime.fromisoformat(entry["at"]) for entry in why["history"]]
    return [
        ((at - moments[0]) // timedelta(seconds=1), entry["event"], entry["code"])
        for at, entry in zip(moments, why["history"], strict=True)
    ]


def test_everybody_who_was_rung_for_a_call_is_named_with_the_reason(world: World, api: Api) -> None:
    anna, bram = world.signs_on("anna", "bram")
    anna.refuses()
    bram.accepts()
    caller = rings_for_a_bill(world)
    bram.is_talking_to(caller, within="60s")
    why = api.get(f"/api/calls/{sid(caller)}/why")
    assert why["id"] == sid(caller)
    refused, accepted = why["reservations"]
    assert (refused["agent"], refused["result"]) == ("anna", "declined")
    assert (accepted["agent"], accepted["result"]) == ("bram", "accepted")
    assert refused["sentence"].startswith("The best match of all who were idle: level 3 for billing, skills: 2")
    assert refused["reason"]["ruling"] == "best_match"
    assert (refused["reason"]["level"], refused["reason"]["others_idle"]) == (3, 1)
    assert refused["closed_at"] <= accepted["reserved_at"]


def test_a_supervisor_reads_why_a_call_waited_was_refused_and_went_to_somebody_else(world: World, api: Api) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.accepts()
    other = world.caller("+31622222221").dials(world.carrier.line).hears("Een storing, 2").presses("2")
    bram.is_talking_to(other)
    world.passes("5s")
    anna.refuses()
    caller = rings_for_a_bill(world)
    world.passes("40s")
    world.declares("anna", Presence.ON_BREAK)
    other.hangs_up()
    bram.is_talking_to(caller, within="60s")
    why = api.get(f"/api/calls/{sid(caller)}/why")
    moments = seconds(why)
    assert [(event, code) for _, event, code in moments] == [
        ("arrived", None),
        ("rung", "best_match"),
        ("declined", None),
        ("not_matched", "nobody_idle"),
        ("widened", "by_time"),
        ("widened", "by_time"),
        ("rung", "next_in_line"),
        ("accepted", None),
    ]
    joined, good, anybody, rung = (moments[place][0] for place in (1, 4, 5, 6))
    assert (good - joined, anybody - joined, rung - joined) == (20, 60, 70)
    sentences = [entry["sentence"] for entry in why["history"]]
    assert (sentences[0], sentences[2]) == ("The call came in", "anna did not accept")
    assert sentences[1].startswith("anna was rung. The best match of all who were idle: level 3 for billing")
    assert sentences[3] == "Everybody who is ready is busy"
    assert sentences[4] == "From here on level 2 was good enough, because the caller had waited long enough"
    assert sentences[6].startswith("bram was rung. Free when this call was the first in line: level 2 for billing")
    assert sentences[7] == "bram accepted"


def test_a_call_that_waits_is_told_why_at_this_moment(world: World, api: Api) -> None:
    talks_with_anna(world)
    first = rings_for_a_bill(world, world.caller("+31622222223")).hears_music()
    second = rings_for_a_bill(world, world.caller("+31622222224")).hears_music()
    now = api.get(f"/api/calls/{sid(second)}/why")["now"]
    assert (now["code"], now["ahead"], now["step"]) == ("nobody_idle", 1, 0)
    assert now["sentence"] == "Everybody who is ready is busy; so far only the best are asked"
    assert now["ready"] == {"best": 1, "good": 0, "can": 0, "speaking": 1, "all": 1, "idle": 0}
    world.signs_on("chloe")
    now = api.get(f"/api/calls/{sid(first)}/why")["now"]
    assert (now["code"], now["ahead"]) == ("widens_later", 0)
    assert now["again_at"] is not None
    assert now["ready"]["idle"] == 1


def test_a_call_that_rings_tells_whom_and_why(world: World, api: Api) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = rings_for_a_bill(world)
    anna.rings()
    why = api.get(f"/api/calls/{sid(caller)}/why")
    assert (why["now"]["code"], why["now"]["agent"], why["now"]["ahead"]) == ("ringing", "anna", None)
    (held,) = why["reservations"]
    assert (held["agent"], held["result"], held["closed_at"]) == ("anna", None, None)
    assert why["history"][-1]["event"] == "rung"
    anna.accepts()
    world.passes("70s")
    why = api.get(f"/api/calls/{sid(caller)}/why")
    assert (why["now"]["code"], why["now"]["agent"]) == ("talking", "anna")


def test_a_step_that_was_skipped_is_told_apart_from_one_waited_for(world: World, api: Api) -> None:
    (bram,) = world.signs_on("bram")
    bram.accepts()
    caller = rings_for_a_bill(world)
    bram.is_talking_to(caller)
    why = api.get(f"/api/calls/{sid(caller)}/why")
    (widened,) = [entry for entry in why["history"] if entry["event"] == "widened"]
    assert (widened["code"], widened["step"]) == ("skipped", 1)
    assert why["reservations"][0]["reason"]["skipped"] is True
    assert why["reservations"][0]["sentence"].endswith("level 2 was good enough, because nobody better was ready")


def test_a_call_that_is_kept_for_one_agent_says_for_whom(world: World, api: Api) -> None:
    _, caller = talks_with_anna(world)
    caller.hangs_up()
    world.passes("40s")
    other = world.caller("+31633333333").dials(world.carrier.line).hears("toets 1").presses("0")
    world.agent("anna").is_talking_to(other)
    world.signs_on("bram")
    world.agent("bram").lets_it_ring()
    rings_for_a_bill(world, caller).hears_music()
    now = api.get(f"/api/calls/{sid(caller)}/why")["now"]
    assert (now["code"], now["agent"]) == ("kept_for_agent", "anna")
    assert now["sentence"].startswith("Kept for one agent, who is ready and busy; more agents may take it from ")
    world.passes("30s")
    why = api.get(f"/api/calls/{sid(caller)}/why")
    (kept,) = [entry for entry in why["history"] if entry["code"] == "kept_for_agent"]
    assert (kept["event"], kept["agent"]) == ("not_matched", "anna")
    assert kept["sentence"].endswith("(anna)")


def test_a_call_that_was_sent_on_tells_by_whom(world: World, api: Api) -> None:
    _, caller = talks_with_anna(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()
    api.post("/api/agents/anna/transfer", 202, need="technical")
    bram.is_talking_to(caller)
    history = api.get(f"/api/calls/{sid(caller)}/why")["history"]
    assert [entry["event"] for entry in history] == ["arrived", "rung", "accepted", "sent_on", "rung", "accepted"]
    assert history[3]["sentence"] == "anna sent the call on to technical"


def test_what_stays_as_it_is_is_noted_once_however_long_it_lasts(world: World, api: Api) -> None:
    talks_with_anna(world)
    caller = rings_for_a_bill(world, world.caller("+31622222223"))
    world.passes("5m")
    history = api.get(f"/api/calls/{sid(caller)}/why")["history"]
    assert [entry["event"] for entry in history].count("not_matched") == 1
    assert [entry["step"] for entry in history if entry["event"] == "widened"] == [1, 2]
    caller.hangs_up()
    world.passes("1s")
    why = api.get(f"/api/calls/{sid(caller)}/why")
    assert why["now"] is None
    assert why["history"][-1]["sentence"] == "The caller hung up while waiting"


def test_a_caller_who_leaves_while_a_phone_rings_is_no_refusal_of_anybody(world: World, api: Api) -> None:
    (anna,) = world.signs_on("anna")
    anna.lets_it_ring()
    caller = rings_for_a_bill(world)
    anna.rings()
    caller.hangs_up()
    world.passes("1s")
    history = api.get(f"/api/calls/{sid(caller)}/why")["history"]
    assert [entry["event"] for entry in history] == ["arrived", "rung", "caller_left", "ended"]
    assert history[2]["sentence"] == "It was no longer needed, and anna's phone stopped ringing"


def test_whatever_becomes_of_a_ring_has_its_words() -> None:
    assert set(RESULTS) == {"accepted", *get_args(Cause)}


def test_without_a_board_the_past_can_still_be_read(world: World, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    (anna,) = world.signs_on("anna")
    anna.accepts()
    caller = rings_for_a_bill(world)
    anna.is_talking_to(caller)
    world.house.board._client.set("{gehoor}:call:" + sid(caller), "no hash")  # what Redis then answers is an error
    why = api.get(f"/api/calls/{sid(caller)}/why")
    world.house.board._client.delete("{gehoor}:call:" + sid(caller))
    assert why["now"] is None
    assert [entry["event"] for entry in why["history"]] == ["arrived", "rung", "accepted"]


def test_a_promise_tells_why_too(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone="+31622222222", need="billing")
    why = api.get(f"/api/promises/{owed['id']}/why")
    assert (why["id"], why["reservations"]) == (owed["id"], [])
    assert (why["now"]["code"], why["now"]["zone"]) == ("nobody_ready", "green")
    anna, _ = is_called_back_by_anna(world)
    why = api.get(f"/api/promises/{owed['id']}/why")
    (reservation,) = why["reservations"]
    assert (reservation["agent"], reservation["result"]) == ("anna", "accepted")
    assert reservation["reason"]["ruling"] == "room_to_call_back"
    assert (why["now"]["code"], why["now"]["agent"]) == ("ringing", "anna")
    anna.hangs_up()


def test_a_promise_whose_language_nobody_speaks_says_so(world: World, api: Api) -> None:
    world.signs_on("bram")
    owed = api.post("/api/promises", 201, phone="+31622222229", need="billing", language="en")
    now = api.get(f"/api/promises/{owed['id']}/why")["now"]
    assert (now["code"], now["ready"]["speaking"], now["ready"]["idle"]) == ("nobody_suitable", 0, 1)
    assert now["sentence"].endswith("; nobody who is ready speaks en")


def test_a_promise_that_may_not_be_dialled_says_what_is_against_it_and_until_when(world_of: WorldOf) -> None:
    world = world_of(callback={"call_between": "13:00-21:00"})
    api = Api(world.house, world.app)

    def now(**asked: Any) -> Any:
        owed = api.post("/api/promises", 201, **asked)
        return api.get(f"/api/promises/{owed['id']}/why")["now"]

    hour = now(phone="+31622222221")
    assert (hour["code"], hour["again_at"]) == ("not_at_this_hour", "2026-03-02T12:00:00Z")
    assert hour["sentence"].endswith("; not before 2026-03-02 12:00:00 UTC")
    window = {"from": "2026-03-02T15:00:00Z", "to": "2026-03-02T16:00:00Z"}
    later = now(phone="+31622222223", window=window)
    assert (later["code"], later["again_at"]) == ("window_to_come", "2026-03-02T15:00:00Z")
    abroad = now(phone="+4915123456789")
    assert (abroad["code"], abroad["because"]) == ("needs_approval", "country")


def test_a_promise_of_somebody_who_is_on_the_line_waits_for_that(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone="+31622222222", need="billing")
    world.caller("+31622222222").dials(world.carrier.line).hears("We bellen u nog terug")
    assert api.get(f"/api/promises/{owed['id']}/why")["now"]["code"] == "on_the_line"


def test_a_promise_for_which_nobody_was_ready_and_then_somebody_is_kept_free_says_so(world_of: WorldOf) -> None:
    world = world_of(callback={"keep_free": 1})
    api = Api(world.house, world.app)
    owed = api.post("/api/promises", 201, phone="+31622222222", need="billing")
    world.passes("3m")
    world.signs_on("anna")
    why = api.get(f"/api/promises/{owed['id']}/why")
    assert [(entry["event"], entry["code"]) for entry in why["history"]] == [("not_matched", "nobody_ready")]
    assert (why["now"]["code"], why["now"]["kept_free"]) == ("kept_free", 1)
    api.post(f"/api/promises/{owed['id']}/withdraw", reason="changed_mind")
    assert api.get(f"/api/promises/{owed['id']}/why")["now"]["code"] == "ended"


def test_an_agent_is_told_why_there_is_nothing_to_do(world: World, api: Api) -> None:
    def why() -> tuple[str, str]:
        shown = api.get("/api/agents/anna/why")
        return shown["code"], shown["sentence"]

    assert why() == ("not_free", "The agent is signed out")
    (anna,) = world.signs_on("anna")
    assert why() == ("nothing_waits", "Nothing waits")
    world.declares("anna", Presence.ON_BREAK)
    assert why() == ("not_free", "The agent is on break")
    world.declares("anna", Presence.READY)
    anna.accepts()
    caller = rings_for_a_bill(world)
    anna.is_talking_to(caller)
    assert why() == ("not_free", "The agent talks")
    caller.hangs_up()
    world.passes("1s")
    assert why() == ("not_free", "The agent wraps up")
    assert api.get("/api/agents/anna/why")["activity"] == "wrapping_up"


def test_an_agent_who_rests_after_a_ring_is_told_until_when(world: World, api: Api) -> None:
    (anna,) = world.signs_on("anna")
    anna.refuses()
    rings_for_a_bill(world).hears_music(within="60s")
    shown = api.get("/api/agents/anna/why")
    assert shown["sentence"].startswith("The agent did not accept a ring, and rests until ")
    assert (shown["refusals"], shown["work"]) == (1, None)
    assert shown["rests_until"] is not None


def test_an_agent_is_told_what_comes_next(world: World, api: Api) -> None:
    talks_with_anna(world)
    caller = rings_for_a_bill(world, world.caller("+31622222223"))
    world.passes("25s")
    world.loses("ticker")
    world.house.board.set_presence(world.house.roster["bram"].id, Presence.READY, world.now)  # and nobody has looked
    shown = api.get("/api/agents/bram/why")
    world.regains("ticker")
    assert (shown["code"], shown["work"]["kind"], shown["work"]["id"]) == ("about_to_ring", "call", sid(caller))
    assert shown["work"]["reason"]["ruling"] == "next_in_line"


def test_a_call_for_which_nobody_was_rung_has_no_reservation(world: World, api: Api) -> None:
    caller = world.caller().dials(world.carrier.line).hears("Welkom")
    why = api.get(f"/api/calls/{sid(caller)}/why")
    assert (why["now"], why["reservations"]) == (None, [])
    assert [entry["event"] for entry in why["history"]] == ["arrived"]


def test_what_never_was_has_no_reason(api: Api) -> None:
    for kind in ("calls", "promises", "agents"):
        for id_ in ("CA0000", "%00", "x" * 65):
            assert api.get(f"/api/{kind}/{id_}/why", 404)["code"] == "not_found"
