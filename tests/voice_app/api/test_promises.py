from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.skills import PromiseId
from tests.counting import counted
from tests.journeys.conftest import MONDAY_NOON, WorldOf
from tests.journeys.world import World
from tests.ledger.made import owed
from tests.voice_app.api.acts import is_called_back_by_anna
from tests.voice_app.api.api import Api, mistaken
from voice_app.ledger import Phone

JAN = "+31622222222"
A_DAY_LATER = "2026-03-03T11:00:00Z"


MATTER = {
    "need": None,
    "note": None,
    "call_sid": None,
    "at": "2026-03-02T11:00:00Z",
    "made_by": None,
    "recording_sid": None,
    "seconds": None,
}


def test_a_promise_is_made(world: World, api: Api) -> None:
    promise = api.post("/api/promises", 201, phone=JAN, need="billing", language="en", note="About May 🎉")
    assert promise == {
        "id": world.promise().id,
        "phone": JAN,
        "need": "billing",
        "matters": [{**MATTER, "need": "billing", "note": "About May 🎉"}],
        "language": "en",
        "state": "open",
        "needs_approval": False,
        "approval_because": None,
        "made_at": "2026-03-02T11:00:00Z",
        "due_by": A_DAY_LATER,
        "not_before": "2026-03-02T11:00:00Z",
        "window": None,
        "preferred_agent": None,
        "preferred_until": None,
        "escalated_at": None,
        "escalated_because": None,
        "escalation": 0,
        "broken_at": None,
        "broken_because": None,
        "attempts": [],
        "timeline": [
            {
                "at": "2026-03-02T11:00:00Z",
                "event": "made",
                "source": "api",
                "call": None,
                "due_by": A_DAY_LATER,
                "effective_due_by": A_DAY_LATER,
                "needs_approval": False,
            }
        ],
    }
    assert api.get(f"/api/promises/{promise['id']}") == promise
    assert api.get("/api/promises") == {"items": [promise], "next_cursor": None}


def test_only_a_phone_is_needed(world: World, api: Api) -> None:
    promise = api.post("/api/promises", 201, phone=JAN)
    assert (promise["need"], promise["language"]) == (None, "nl")
    assert promise["matters"] == [MATTER]
    assert api.post("/api/promises", 201, phone="+33612345678")["language"] == "en"


def test_null_is_nothing_said(api: Api) -> None:
    api.post("/api/promises", 201, phone=JAN, need=None, language=None, note=None, window=None)


@pytest.mark.parametrize("phone", ["0622222222", "06-22 22 22 22", "+31 (0)6 22222222", "0031622222222", JAN])
def test_a_number_may_be_written_as_people_write_it(api: Api, phone: str) -> None:
    assert api.post("/api/promises", 201, phone=phone)["phone"] == JAN


def test_a_phone_is_owed_one_promise_to_which_matters_are_added(world: World, api: Api) -> None:
    first = api.post("/api/promises", 201, phone=JAN, need="billing", note="a")
    world.passes("1m")
    again = api.post("/api/promises", 200, phone=JAN, need="technical", note="b")
    assert (again["id"], again["due_by"], again["need"]) == (first["id"], first["due_by"], "billing")
    assert [(matter["need"], matter["note"]) for matter in again["matters"]] == [("billing", "a"), ("technical", "b")]
    assert api.post("/api/promises", 200, phone=JAN, need="technical", note="b") == again


def test_a_window_is_kept_within_the_deadline(api: Api) -> None:
    window = {"from": "2026-03-03T10:00:00+01:00", "to": "2026-03-03T18:00:00.5+01:00"}
    promise = api.post("/api/promises", 201, phone=JAN, window=window)
    assert promise["window"] == {"from": "2026-03-03T09:00:00Z", "to": A_DAY_LATER}
    assert (promise["not_before"], promise["due_by"]) == ("2026-03-03T09:00:00Z", A_DAY_LATER)


@pytest.mark.parametrize(
    ("from_", "to"),
    [
        ("2026-03-02T23:00:00Z", "2026-03-03T01:00:00Z"),
        ("2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z"),
        ("2027-03-01T09:00:00Z", "2027-03-01T10:00:00Z"),
        ("1970-01-01T00:00:00+14:00", "1970-01-02T00:00:00Z"),
        ("2199-12-30T00:00:00Z", "2199-12-31T23:59:59-12:00"),
    ],
)
def test_a_window_in_which_nobody_could_call_does_not_cost_the_promise(api: Api, from_: str, to: str) -> None:
    promise = api.post("/api/promises", 201, phone=JAN, window={"from": from_, "to": to})
    assert (promise["window"], promise["not_before"]) == (None, "2026-03-02T11:00:00Z")


@pytest.mark.parametrize("phone", ["+447911123456", "+870773111632", "+31906123456", "+12423456789"])
def test_a_number_outside_policy_is_noted_and_neither_dialled_nor_texted(world: World, api: Api, phone: str) -> None:
    promise = api.post("/api/promises", 201, phone=phone, need="billing")
    assert (promise["state"], promise["needs_approval"]) == ("open", True)
    (anna,) = world.signs_on("anna")
    anna.accepts()
    world.passes("5m")
    promise = api.get(f"/api/promises/{promise['id']}")
    assert (promise["state"], promise["attempts"]) == ("open", [])
    assert world.activity("anna") == "idle"
    assert world.attempts(promise["id"]) == ()


@pytest.mark.parametrize(
    ("phone", "reason"),
    [
        ("", "no_number"),
        ("hello", "no_number"),
        ("📞", "no_number"),
        ("anonymous", "no_number"),
        ("+266696687", "no_number"),
        ("client:anna", "no_number"),
        ("sip:jan@example.org", "no_number"),
        ("12", "no_number"),
        ("+31", "no_number"),
        ("+316222222222222222", "no_number"),
        ("٠٦٢٢٢٢٢٢٢٢", "no_number"),
        ("112", "no_number"),
        ("+31201234567", "own_number"),
        ("020-1234567", "own_number"),
    ],
)
def test_what_is_no_phone_number_is_refused_with_a_reason(world: World, api: Api, phone: str, reason: str) -> None:
    problem = api.post("/api/promises", 422, phone=phone, need="billing")
    assert mistaken(problem) == {"phone": reason}
    assert world.promises() == ()


@pytest.mark.parametrize(
    ("said", "mistakes"),
    [
        ({}, {"phone": "missing"}),
        ({"phone": 31622222222}, {"phone": "string_type"}),
        ({"phone": None}, {"phone": "string_type"}),
        ({"phone": "0" * 101}, {"phone": "string_too_long"}),
        ({"phone": JAN, "need": "Billing"}, {"need": "unknown"}),
        ({"phone": JAN, "need": ""}, {"need": "unknown"}),
        ({"phone": JAN, "language": "fr"}, {"language": "unknown"}),
        ({"phone": JAN, "note": "x" * 4001}, {"note": "string_too_long"}),
        ({"phone": JAN, "note": {"text": "x"}}, {"note": "string_type"}),
        ({"phone": JAN, "window": "morning"}, {"window": "model_type"}),
        ({"phone": JAN, "window": {}}, {"window.from": "missing", "window.to": "missing"}),
        ({"phone": JAN, "Phone": JAN, "urgent": True}, {"Phone": "extra_forbidden", "urgent": "extra_forbidden"}),
        (
            {"phone": JAN, "window": {"from": A_DAY_LATER, "to": A_DAY_LATER, "zone": "Europe/Amsterdam"}},
            {"window.to": "not_after_from", "window.zone": "extra_forbidden"},
        ),
        (
            {"phone": "nee", "need": 1, "language": "xx", "note": [], "window": {"from": 5}, "x\u0000": 1},
            {
                "phone": "no_number",
                "need": "string_type",
                "language": "unknown",
                "note": "string_type",
                "window.from": "no_instant",
                "window.to": "missing",
                "x\u0000": "extra_forbidden",
            },
        ),
    ],
)
def test_all_mistakes_are_told_at_once_by_field(
    world: World, api: Api, said: dict[str, object], mistakes: dict[str, str]
) -> None:
    assert mistaken(api.post("/api/promises", 422, **said)) == mistakes
    assert world.promises() == ()


@pytest.mark.parametrize(
    "instant",
    [
        "now",
        "1772532000",
        "2026-03-03",
        "2026-03-03T10:00:00",
        "2026-03-03T10:00Z",
        "2026-03-03 10:00:00Z",
        "2026-13-03T10:00:00Z",
        "2026-03-03T10:00:00+25:00",
        "0001-01-01T00:00:00+10:00",
        "9999-12-31T23:59:59-10:00",
    ],
)
def test_an_instant_is_written_by_rfc_3339(api: Api, instant: str) -> None:
    window = {"from": instant, "to": "2026-03-04T10:00:00Z"}
    assert mistaken(api.post("/api/promises", 422, phone=JAN, window=window)) == {"window.from": "no_instant"}


def test_no_problem_repeats_what_was_sent(api: Api) -> None:
    problem = api.post("/api/promises", 422, phone="+3162222", note=["geheim"], window={"from": "geheim"})
    assert "geheim" not in str(problem)
    assert "3162222" not in str(problem)


@pytest.mark.parametrize("note", ["x" * 4000, "😀" * 4000, "<Say>hoi</Say> & \"'", "één\r\ntwee\tdrie"])
def test_a_long_or_strange_note_is_kept_as_it_is(api: Api, note: str) -> None:
    promise = api.post("/api/promises", 201, phone=JAN, note=note)
    assert promise["matters"][0]["note"] == note


def test_what_nobody_sees_is_left_out_of_a_note(api: Api) -> None:
    promise = api.post("/api/promises", 201, phone=JAN, note="\u0000a\u001b[31m\u202eb\u2028c\u007f ")
    assert promise["matters"][0]["note"] == "a [31m b c"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.dictionaries(
        st.sampled_from(["phone", "need", "language", "note", "window", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
            lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["from", "to", "y"]), inner),
            max_leaves=4,
        ),
    )
)
def test_nothing_that_can_be_said_breaks_it(api: Api, said: dict[str, object]) -> None:
    api.post("/api/promises", 422, **said)


def test_a_promise_tells_each_customer_dialled_and_all_that_happened(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone=JAN, need="billing")
    (anna,) = world.signs_on("anna")
    anna.refuses()
    world.passes("30s")
    refused = api.get(f"/api/promises/{owed['id']}")
    assert refused["attempts"] == []
    assert "agent_refused" in [entry["event"] for entry in refused["timeline"]]
    world.signs_off("anna")
    anna, customer = is_called_back_by_anna(world)
    talking = api.get(f"/api/promises/{owed['id']}")
    assert talking["state"] == "attempting"
    (attempt,) = talking["attempts"]
    assert (attempt["agent"], attempt["ended_at"], attempt["outcome"]) == ("anna", None, None)
    world.passes("1m")
    customer.hangs_up()
    anna.hangs_up()
    world.passes("1s")
    api.post("/api/agents/anna/wrapped", disposition="resolved")
    kept = api.get(f"/api/promises/{owed['id']}")
    assert (kept["state"], kept["attempts"][0]["outcome"]) == ("kept", "spoke")
    assert attempt["started_at"] < kept["attempts"][0]["ended_at"]
    events = [entry["event"] for entry in kept["timeline"]]
    assert events[0] == "made"
    assert events[-1] == "kept"
    instants = [entry["at"] for entry in kept["timeline"]]
    assert instants == sorted(instants)


def test_a_promise_that_was_not_kept_in_time_is_marked_and_still_owed(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone=JAN)
    world.passes("25h")
    late = api.get(f"/api/promises/{owed['id']}")
    assert late["state"] == "open"
    assert late["broken_at"] >= A_DAY_LATER
    assert {"escalated", "broken"} <= {entry["event"] for entry in late["timeline"]}


def test_promises_are_found_by_state_and_deadline(world: World, api: Api) -> None:
    withdrawn = api.post("/api/promises", 201, phone="+31610000001")
    api.post(f"/api/promises/{withdrawn['id']}/withdraw", reason="by mistake")
    world.passes("1m")
    early = api.post("/api/promises", 201, phone="+31610000002")
    world.passes("1m")
    late = api.post("/api/promises", 201, phone="+31610000003")

    def found(query: str) -> list[str]:
        return [promise["id"] for promise in api.get(f"/api/promises?{query}")["items"]]

    assert found("state=open") == [early["id"], late["id"]]
    assert found("state=withdrawn") == [withdrawn["id"]]
    assert found("state=kept") == []
    assert found(f"due_before={late['due_by']}") == [withdrawn["id"], early["id"]]
    assert found(f"state=open&due_before={late['due_by']}") == [early["id"]]
    assert found("state=&due_before=&cursor=") == [withdrawn["id"], early["id"], late["id"]]


def test_pages_lead_through_all_promises_once(world: World, api: Api) -> None:
    made = [api.post("/api/promises", 201, phone=f"+316100{number:05}")["id"] for number in range(250)]
    seen: list[str] = []
    sizes, cursor = [], ""
    while True:
        page = api.get(f"/api/promises?state=open&cursor={cursor}")
        sizes.append(len(page["items"]))
        seen += [promise["id"] for promise in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]
    assert sizes == [100, 100, 50]
    assert sorted(seen) == sorted(made)


def test_mistakes_in_a_search_are_named(api: Api) -> None:
    problem = api.get("/api/promises?state=lost&due_before=tomorrow&page=2", 422)
    assert mistaken(problem) == {"state": "literal_error", "due_before": "no_instant", "page": "extra_forbidden"}


@pytest.mark.parametrize(
    "cursor", ["x", "%F0%9F%98%80", "bm8=", "=", "AAAA", "MjAyNi0wMy0wMlQxMTowMDowMCBh", "9" * 501]
)
def test_a_cursor_of_ones_own_making_is_refused(api: Api, cursor: str) -> None:
    assert list(mistaken(api.get(f"/api/promises?cursor={cursor}", 422))) == ["cursor"]


def test_a_promise_is_withdrawn_and_dialled_no_more(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone=JAN)
    gone = api.post(f"/api/promises/{owed['id']}/withdraw", reason="belt zelf wel 😀")
    assert gone["state"] == "withdrawn"
    assert gone["timeline"][-1]["event"] == "withdrawn"
    assert "zelf" not in str(gone["timeline"])
    assert api.post(f"/api/promises/{owed['id']}/withdraw", reason="again") == gone
    (anna,) = world.signs_on("anna")
    world.passes("1m")
    assert world.activity("anna") == "idle"
    assert anna.leg is None


def test_what_was_kept_is_not_withdrawn(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone=JAN)
    anna, customer = is_called_back_by_anna(world)
    customer.hangs_up()
    anna.hangs_up()
    world.passes("1s")
    api.post("/api/agents/anna/wrapped", disposition="resolved")
    assert api.post(f"/api/promises/{owed['id']}/withdraw", 409, reason="x")["code"] == "closed"
    assert api.get(f"/api/promises/{owed['id']}")["state"] == "kept"


@pytest.mark.parametrize(
    ("said", "mistakes"),
    [
        ({}, {"reason": "missing"}),
        ({"reason": 1}, {"reason": "string_type"}),
        ({"reason": "x" * 4001, "by": "x"}, {"reason": "string_too_long", "by": "extra_forbidden"}),
    ],
)
def test_mistakes_of_a_withdrawal_are_named(api: Api, said: dict[str, object], mistakes: dict[str, str]) -> None:
    owed = api.post("/api/promises", 201, phone=JAN)
    assert mistaken(api.post(f"/api/promises/{owed['id']}/withdraw", 422, **said)) == mistakes
    assert api.get(f"/api/promises/{owed['id']}")["state"] == "open"


def test_an_approved_promise_is_dialled(world: World, api: Api) -> None:
    owed = api.post("/api/promises", 201, phone="+33612345678")
    approved = api.post(f"/api/promises/{owed['id']}/approve", by="supervisor-7")
    assert approved["needs_approval"] is False
    assert (approved["timeline"][-1]["event"], approved["timeline"][-1]["by"]) == ("approved", "supervisor-7")
    assert api.post(f"/api/promises/{owed['id']}/approve", by="supervisor-8") == approved
    is_called_back_by_anna(world, "+33612345678")


def test_a_withdrawn_promise_is_not_approved(api: Api) -> None:
    owed = api.post("/api/promises", 201, phone="+33612345678")
    api.post(f"/api/promises/{owed['id']}/withdraw", reason="x")
    assert api.post(f"/api/promises/{owed['id']}/approve", 409, by="supervisor-7")["code"] == "closed"


@pytest.mark.parametrize("by", ["", "Jan de Vries", "0612345678", "+31612345678", "jan@example.org", "x" * 65, 7, None])
def test_who_approves_is_named_by_an_id(api: Api, by: object) -> None:
    owed = api.post("/api/promises", 201, phone="+33612345678")
    assert list(mistaken(api.post(f"/api/promises/{owed['id']}/approve", 422, by=by))) == ["by"]
    assert api.get(f"/api/promises/{owed['id']}")["needs_approval"] is True


def test_a_promise_that_is_not_there_is_not_found(api: Api) -> None:
    for id_ in ("id9999", "%00", "%F0%9F%98%80", "a" * 300):
        api.get(f"/api/promises/{id_}", 404)
        api.post(f"/api/promises/{id_}/withdraw", 404, reason="x")
        api.post(f"/api/promises/{id_}/approve", 404, by="x")


def test_a_shared_number_may_be_owed_several(world_of: WorldOf) -> None:
    api = Api(world_of(callers={"shared": ["+31201112222"]}).house)
    ids = {api.post("/api/promises", 201, phone="+31201112222")["id"] for _ in range(2)}
    assert len(ids) == 2


def test_a_promise_made_by_a_form_gets_no_text(world: World, api: Api) -> None:
    api.post("/api/promises", 201, phone=JAN)
    world.passes("1m")
    world.caller().received_no_text()
    assert "text_queued" not in world.events(PromiseId(world.promise().id))


def test_a_promise_due_in_a_day_is_due_in_a_day(world: World, api: Api) -> None:
    promise = api.post("/api/promises", 201, phone=JAN)
    assert world.promise().due_by == MONDAY_NOON + timedelta(days=1)
    assert promise["due_by"] == A_DAY_LATER


def test_a_page_of_a_hundred_costs_what_a_page_of_one_does(
    world: World, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.house.ledger.write() as ledger:
        for number in range(100):
            owed(ledger, PromiseId(f"P{number}"), Phone(f"+316111{number:05}"), note=f"About {number}")
    with counted(monkeypatch) as looks:
        page = api.get("/api/promises")
    assert len(page["items"]) == 100
    assert {item["matters"][0]["note"] for item in page["items"]} == {f"About {number}" for number in range(100)}
    assert all([entry["event"] for entry in item["timeline"]] == ["made"] for item in page["items"])
    looks.are_at_most(5)
