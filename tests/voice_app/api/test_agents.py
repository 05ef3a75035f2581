from unittest.mock import ANY

import pytest

from carrier.phone import Phone
from routing.skills import AgentId, CallSid, PromiseId
from tests.journeys.world import World
from tests.voice_app.api.acts import is_called_back_by_anna, rings_for_a_bill, talks_with_anna
from tests.voice_app.api.api import Api, mistaken
from voice_app.ledger import agents, calls
from voice_app.ledger.calls import Call

NOT_SENT_ON = {"sent_on": None, "transfer_id": None, "suggested_disposition": None}
NEW_HERE = {"name": None, "customer": None, "one_of": [], "verifying": ANY, "known": "new", "contacts": []}


def test_the_roster_is_listed_with_what_everybody_does(world: World, api: Api) -> None:
    world.signs_on("anna", "chloe")
    world.agent("anna").lets_it_ring()
    rings_for_a_bill(world)
    world.passes("1s")
    assert api.get("/api/agents") == [
        {
            "id": "anna",
            "name": "Anna",
            "presence": "ready",
            "activity": "reserved",
            "skills": {"billing": 3, "technical": 1},
            "languages": ["nl", "en"],
            "reason": None,
        },
        {
            "id": "bram",
            "name": "Bram",
            "presence": "signed_out",
            "activity": "idle",
            "skills": {"billing": 2, "technical": 3},
            "languages": ["nl"],
            "reason": None,
        },
        {
            "id": "chloe",
            "name": "Chloë",
            "presence": "ready",
            "activity": "idle",
            "skills": {"technical": 2},
            "languages": ["en", "nl"],
            "reason": None,
        },
    ]


@pytest.mark.parametrize("presence", ["ready", "on_break", "signed_out"])
def test_presence_is_declared(world: World, api: Api, presence: str) -> None:
    api.put("/api/agents/anna/presence", presence="ready")
    assert api.put("/api/agents/anna/presence", presence=presence)["presence"] == presence
    assert world.presence("anna") == presence
    with world.house.ledger.read() as ledger:
        history = agents.presence_history(ledger, AgentId("anna"))
    assert {change.cause for change in history} == {"api"}
    assert history[-1].presence == presence


def test_who_declares_ready_is_given_the_caller_who_waits(world: World, api: Api) -> None:
    world.signs_on("bram")
    world.agent("bram").lets_it_ring()
    anna = world.agent("anna").accepts()
    world.signs_off("bram")
    caller = rings_for_a_bill(world)
    world.signs_on("chloe")
    world.agent("chloe").lets_it_ring()
    assert api.put("/api/agents/anna/presence", presence="ready")["presence"] == "ready"
    anna.is_talking_to(caller, within="60s")


def test_a_break_has_a_reason_of_the_line_file(world: World, api: Api) -> None:
    assert api.put("/api/agents/anna/presence", presence="on_break", reason="lunch")["reason"] == "lunch"
    assert api.get("/api/agents/anna")["reason"] == "lunch"
    assert api.put("/api/agents/anna/presence", presence="on_break")["reason"] == "lunch"
    assert api.put("/api/agents/anna/presence", presence="ready")["reason"] is None
    for said in ({"presence": "on_break", "reason": "nonsense"}, {"presence": "ready", "reason": "lunch"}):
        api.ask("PUT", "/api/agents/anna/presence", 422, json=said)
    assert api.get("/api/agents/anna")["presence"] == "ready"


def test_one_request_wraps_up_and_promises(world: World, api: Api) -> None:
    _, caller = talks_with_anna(world)
    caller.hangs_up()
    world.passes("1s")
    window = {"from": "2026-03-02T13:00:00Z", "to": "2026-03-02T15:00:00Z"}
    said = {"disposition": "follow_up", "note": "over mei", "is_resolved": False, "call_back": {"window": window}}
    owed = api.post("/api/agents/anna/wrapped", **said)["promise"]
    assert (owed["window"], owed["preferred_agent"], owed["preferred_until"]) == (
        window,
        "anna",
        "2026-03-02T14:00:00Z",
    )
    assert [(one["note"], one["made_by"]) for one in owed["matters"]] == [("over mei", "anna")]
    assert (owed["timeline"][0]["by"], owed["timeline"][0]["source"]) == ("anna", "agent")
    api.ask("POST", "/api/agents/anna/wrapped", 409, json=said)


def test_what_cannot_be_promised_leaves_the_wrap_up_as_it_is(world: World, api: Api) -> None:
    _, caller = talks_with_anna(world)
    caller.hangs_up()
    world.passes("1s")
    night = {"from": "2026-03-02T23:00:00Z", "to": "2026-03-03T01:00:00Z"}
    said = {"disposition": "follow_up", "call_back": {"window": night}}
    api.ask("POST", "/api/agents/anna/wrapped", 409, json=said)
    assert api.get("/api/agents/anna")["activity"] == "wrapping_up"
    assert api.get("/api/promises")["items"] == []


def test_an_agent_who_does_nothing_has_no_call(world: World, api: Api) -> None:
    world.signs_on("anna")
    assert api.get("/api/agents/anna")["call"] is None


def test_an_agent_whose_phone_rings_sees_who_it_is(world: World, api: Api) -> None:
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    caller = rings_for_a_bill(world)
    world.agent("anna").rings()
    at_work = api.get("/api/agents/anna")
    assert at_work["activity"] == "reserved"
    call = at_work["call"]
    assert call == {
        "call_sid": caller.leg.sid if caller.leg else None,
        "phone": "+31622222222",
        **NEW_HERE,
        "need": "billing",
        "language": "nl",
        "waited_seconds": call["waited_seconds"],
        "entered": ["1"],
        "promise_id": None,
        "contacts_before": 0,
        "contacts_lately": 0,
        "emergency": False,
        **NOT_SENT_ON,
    }
    assert 0 < call["waited_seconds"] < 60


def test_the_wait_ends_with_the_answer_and_the_context_stays_until_wrap_up_ends(world: World, api: Api) -> None:
    _, caller = talks_with_anna(world)
    talking = api.get("/api/agents/anna")
    world.passes("5m")
    assert api.get("/api/agents/anna") == talking
    assert talking["activity"] == "talking"
    caller.hangs_up()
    world.passes("1s")
    wrapping_up = api.get("/api/agents/anna")
    assert wrapping_up["activity"] == "wrapping_up"
    assert wrapping_up["call"] == talking["call"]
    api.post("/api/agents/anna/wrapped", disposition="resolved")
    assert api.get("/api/agents/anna")["call"] is None


def test_earlier_calls_are_counted(world: World, api: Api) -> None:
    caller = world.caller()
    for _ in range(2):
        caller.dials(world.carrier.line).hears("Welkom").hangs_up()
        world.passes("1m")
    talks_with_anna(world)
    assert api.get("/api/agents/anna")["call"]["contacts_before"] == 2


def test_who_shows_no_number_has_no_phone(world: World, api: Api) -> None:
    world.signs_on("anna")
    world.agent("anna").accepts()
    caller = world.caller()
    caller.dials(world.carrier.line, shows="anonymous").hears("toets 1").presses("1")
    world.agent("anna").is_talking_to(caller)
    call = api.get("/api/agents/anna")["call"]
    assert (call["phone"], call["contacts_before"], call["need"]) == (None, 0, "billing")


def test_an_agent_sees_what_the_caller_is_owed(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone="+31622222222", need="technical", note="het modem piept")
    world.signs_on("anna")
    world.agent("anna").lets_it_ring()
    caller = world.caller()
    caller.dials(world.carrier.line).hears("1").presses("1")
    world.passes("1s")
    if world.activity("anna") == "idle":
        caller.presses("1")
    world.agent("anna").rings()
    assert api.get("/api/agents/anna")["call"]["promise_id"] == owed["id"]
    assert "het modem piept" in api.get("/api/agents/anna")["call"]["entered"]


def test_a_callback_shows_its_promise_from_the_first_ring(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone="+31622222222", need="billing", note="over mei")
    world.passes("2m")
    world.agent("anna").lets_it_ring()
    world.signs_on("anna")
    world.agent("anna").rings()
    at_work = api.get("/api/agents/anna")
    call = at_work["call"]
    assert at_work["activity"] == "reserved"
    assert call == {
        "call_sid": call["call_sid"],
        "phone": "+31622222222",
        **NEW_HERE,
        "need": "billing",
        "language": "nl",
        "waited_seconds": call["waited_seconds"],
        "entered": ["over mei"],
        "promise_id": owed["id"],
        "contacts_before": 0,
        "contacts_lately": 1,
        "emergency": False,
        **NOT_SENT_ON,
    }
    assert 120 <= call["waited_seconds"] < 180


def test_a_callback_keeps_its_context_while_they_talk_and_while_the_agent_wraps_up(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone="+31622222222", need="billing")
    anna, customer = is_called_back_by_anna(world)
    talking = api.get("/api/agents/anna")
    assert (talking["activity"], talking["call"]["promise_id"]) == ("talking", owed["id"])
    customer.hangs_up()
    anna.hangs_up()
    world.passes("1s")
    wrapping_up = api.get("/api/agents/anna")
    assert (wrapping_up["activity"], wrapping_up["call"]["promise_id"]) == ("wrapping_up", owed["id"])


def _call(world: World, sid: str) -> Call:
    with world.house.ledger.read() as ledger:
        call = calls.get(ledger, CallSid(sid))
    assert call is not None
    return call


def _wrapped(world: World, api: Api, disposition: str) -> Phone:
    anna, customer = is_called_back_by_anna(world)
    world.passes("1m")
    customer.hangs_up()
    anna.hangs_up()
    world.passes("1s")
    answer = api.post("/api/agents/anna/wrapped", disposition=disposition, note="gezien")
    assert answer["activity"] == "idle"
    return anna


@pytest.mark.parametrize(
    ("disposition", "outcome", "state"),
    [
        ("resolved", "spoke", "kept"),
        ("follow_up", "spoke", "kept"),
        ("transferred", "spoke", "kept"),
        ("not_reached", "machine", "open"),
        ("wrong_number", "wrong_number", "open"),
    ],
)
def test_the_disposition_of_a_callback_is_its_outcome(
    world: World, api: Api, disposition: str, outcome: str, state: str
) -> None:
    owed = api.post("/api/promises", 201, phone="+31622222222", need="billing")
    _wrapped(world, api, disposition)
    promise = api.get(f"/api/promises/{owed['id']}")
    assert promise["state"] == state
    assert [attempt["outcome"] for attempt in promise["attempts"]] == [outcome]
    assert promise["needs_approval"] == (disposition == "wrong_number")
    (attempt,) = world.attempts(PromiseId(owed["id"]))
    assert (attempt.disposition, attempt.note) == (disposition, "gezien")


def test_the_disposition_of_a_call_is_noted_at_the_call(world: World, api: Api) -> None:
    _, caller = talks_with_anna(world)
    sid = api.get("/api/agents/anna")["call"]["call_sid"]
    caller.hangs_up()
    world.passes("1s")
    answer = api.post("/api/agents/anna/wrapped", disposition="follow_up", note=" belt\u0007 terug\nmorgen ")
    assert answer["activity"] == "idle"
    call = _call(world, sid)
    assert (call.disposition, call.note) == ("follow_up", "belt  terug\nmorgen")


def test_a_word_after_the_time_for_wrap_up_still_counts_and_the_first_stays(world: World, api: Api) -> None:
    _, caller = talks_with_anna(world)
    sid = api.get("/api/agents/anna")["call"]["call_sid"]
    caller.hangs_up()
    world.passes("5m")
    assert world.activity("anna") == "idle"
    api.post("/api/agents/anna/wrapped", disposition="resolved")
    assert _call(world, sid).disposition == "resolved"
    assert api.post("/api/agents/anna/wrapped", 409, disposition="follow_up")["code"] == "nothing_to_wrap_up"
    assert _call(world, sid).disposition == "resolved"


def test_a_callback_may_be_settled_after_the_time_for_wrap_up(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone="+31622222222", need="billing")
    anna, customer = is_called_back_by_anna(world)
    customer.hangs_up()
    anna.hangs_up()
    world.passes("5m")
    assert api.get(f"/api/promises/{owed['id']}")["attempts"][0]["outcome"] is None
    api.post("/api/agents/anna/wrapped", disposition="resolved")
    assert api.get(f"/api/promises/{owed['id']}")["state"] == "kept"


def test_nobody_wraps_up_what_is_not_over(world: World, api: Api) -> None:
    world.signs_on("anna")
    assert api.post("/api/agents/anna/wrapped", 409, disposition="resolved")["code"] == "nothing_to_wrap_up"
    talks_with_anna(world)
    assert api.post("/api/agents/anna/wrapped", 409, disposition="resolved")["code"] == "nothing_to_wrap_up"
    assert world.activity("anna") == "talking"


def test_no_promise_is_kept_by_a_word_about_a_customer_who_never_answered(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone="+31622222222", need="billing")
    world.caller().lets_it_ring()
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.passes("2m")
    answer = api.ask("POST", "/api/agents/anna/wrapped", 409, json={"disposition": "resolved"})
    assert answer["code"] == "nothing_to_wrap_up"
    promise = api.get(f"/api/promises/{owed['id']}")
    assert (promise["state"], [one["outcome"] for one in promise["attempts"]]) == ("open", ["no_answer"])


def test_somebody_else_is_not_found(api: Api) -> None:
    for id_ in ("nobody", "Anna", "anna%20", "%00", "%F0%9F%98%80", "a" * 300, "..%2Fanna"):
        assert api.get(f"/api/agents/{id_}", 404)["code"] == "not_found"
    api.put("/api/agents/nobody/presence", 404, presence="ready")
    api.post("/api/agents/nobody/wrapped", 404, disposition="resolved")


@pytest.mark.parametrize(
    ("said", "mistakes"),
    [
        ({}, {"presence": "missing"}),
        ({"presence": "away"}, {"presence": "literal_error"}),
        ({"presence": "READY"}, {"presence": "literal_error"}),
        ({"presence": None}, {"presence": "literal_error"}),
        ({"presence": ["ready"]}, {"presence": "literal_error"}),
        ({"presence": True, "since": "now"}, {"presence": "literal_error", "since": "extra_forbidden"}),
    ],
)
def test_every_mistake_about_presence_is_named(
    world: World, api: Api, said: dict[str, object], mistakes: dict[str, str]
) -> None:
    assert mistaken(api.put("/api/agents/anna/presence", 422, **said)) == mistakes
    assert world.presence("anna") == "signed_out"


@pytest.mark.parametrize(
    ("said", "mistakes"),
    [
        ({}, {"disposition": "missing"}),
        ({"disposition": "sold", "note": 3}, {"disposition": "literal_error", "note": "string_type"}),
        ({"disposition": "resolved", "note": "x" * 4001}, {"note": "string_too_long"}),
        ({"disposition": "resolved", "notes": "x"}, {"notes": "extra_forbidden"}),
    ],
)
def test_every_mistake_about_wrap_up_is_named(api: Api, said: dict[str, object], mistakes: dict[str, str]) -> None:
    assert mistaken(api.post("/api/agents/anna/wrapped", 422, **said)) == mistakes
