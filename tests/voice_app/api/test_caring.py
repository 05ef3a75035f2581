from tests.journeys.world import World
from tests.voice_app.api.api import Api, mistaken

JAN = "+31622222222"
LATER = {"from": "2026-03-02T15:00:00Z", "to": "2026-03-02T16:00:00Z"}


def owed(api: Api, phone: str = JAN) -> str:
    return str(api.post("/api/promises", 201, phone=phone, need="billing")["id"])


def test_a_promise_is_moved_given_and_called_now(world: World, api: Api) -> None:
    promise = owed(api)
    moved = api.post(f"/api/promises/{promise}/move", by="crm-7", window=LATER)
    assert (moved["window"], moved["not_before"]) == (LATER, LATER["from"])
    given = api.post(f"/api/promises/{promise}/give", by="crm-7", agent="anna", until="2026-03-02T15:30:00Z")
    assert (given["preferred_agent"], given["preferred_until"]) == ("anna", "2026-03-02T15:30:00Z")
    now = api.post(f"/api/promises/{promise}/call_now", by="crm-7")
    assert (now["window"], now["preferred_until"]) == (None, None)
    assert [(entry["event"], entry["by"]) for entry in now["timeline"][1:]] == [
        ("window_chosen", "crm-7"),
        ("given", "crm-7"),
        ("hurried", "crm-7"),
    ]
    assert api.get(f"/api/promises/{promise}") == now


def test_what_cannot_be_is_refused_with_a_reason(api: Api) -> None:
    promise, outside = owed(api), owed(api, "+442079460958")
    nobody = api.post(f"/api/promises/{promise}/give", 422, by="crm", agent="nobody")
    assert (nobody["code"], mistaken(nobody)) == ("no_such_agent", {"agent": "no_such_agent"})
    assert api.post(f"/api/promises/{outside}/call_now", 409, by="crm")["code"] == "unapproved"
    too_late = {"from": "2026-03-04T11:00:00Z", "to": "2026-03-04T12:00:00Z"}
    assert api.post(f"/api/promises/{promise}/move", 422, by="crm", window=too_late)["code"] == "does_not_fit"
    api.post(f"/api/promises/{promise}/withdraw", reason="solved")
    for act, body in {"call_now": {}, "give": {"agent": "anna"}, "move": {"window": LATER}}.items():
        assert api.post(f"/api/promises/{promise}/{act}", 409, by="crm", **body)["code"] == "closed"
        assert api.post(f"/api/promises/nowhere/{act}", 404, by="crm", **body)["code"] == "not_found"


def test_who_decides_is_an_id_and_no_name(api: Api) -> None:
    promise = owed(api)
    assert "by" in mistaken(api.post(f"/api/promises/{promise}/call_now", 422, by="Jan de Vries"))
    assert "by" in mistaken(api.post(f"/api/promises/{promise}/call_now", 422))
    wrong = api.post(f"/api/promises/{promise}/move", 422, by="crm", window={"from": LATER["to"], "to": LATER["from"]})
    assert "window.to" in mistaken(wrong)
