"""One agent's page: added, changed, put back; the week, the PIN; two editors; and what may not be."""

import re

import pytest
from flask import Flask

from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.roster.conftest import mark_on, text_of
from tests.pages.test_sessions import has_password
from tests.pages.visitors import Visitor, signed_in
from voice_app import versions
from voice_app.ledger import agents
from voice_app.line.sections import Agent
from voice_app.runtime import Runtime

NEW = {
    "name": "Dora de Wit",
    "kind": "tel",
    "address": "06 33 33 33 33",
    "first": "nl",
    "language": "en",
    "role": "agent",
}
ANNA = {"name": "Anna", "kind": "tel", "address": "+31612345678", "role": "agent"}


def page_of(chloe: Visitor, agent: str = "anna") -> str:
    return chloe.get(f"/roster/agents/{agent}").text


def change(chloe: Visitor, agent: str = "anna", mark: str | None = None, **form: object) -> tuple[int, str]:
    told = {"mark": mark_on(page_of(chloe, agent)) if mark is None else mark}
    answer = chloe.post(f"/roster/agents/{agent}", data=ANNA | told | form)
    return answer.status_code, text_of(answer.text)


def in_line(house: Runtime, agent: str) -> Agent:
    return next(one for one in versions.newest(house).line.agents if one.id == agent)


def test_somebody_is_added_by_the_rules_of_the_line_file(house: Runtime, chloe: Visitor) -> None:
    answer = chloe.post("/roster/add", data=NEW)
    assert answer.location == "/roster/agents/dora-de-wit?said=added"
    dora = in_line(house, "dora-de-wit")
    assert (dora.name, dora.reach, dora.languages) == ("Dora de Wit", "tel:+31633333333", ("nl", "en"))
    shown = text_of(chloe.get(answer.location).text)
    assert "Added, and signed off." in shown
    assert "Chloë added this agent." in shown


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"name": "  "}, "Write a name"),
        ({"id": "Dora De Wit"}, "Use small letters"),
        ({"id": "anna"}, "Anna signs in by that"),
        ({"first": "", "language": []}, "choose at least one"),
        ({"address": "06 12 34 56 78"}, "That is the phone of Anna"),
        ({"address": "+1 212 555 2368"}, "rings no numbers of that country"),
        ({"address": "020 123 4567"}, "a number of the line itself"),
        ({"address": "0906 1234567"}, "may cost extra"),
        ({"address": "nonsense"}, "There is no such phone number"),
        ({"address": ""}, "There is no such phone number"),
        ({"kind": "sip", "address": "nonsense"}, "No phone is reached there"),
        ({"role": "boss"}, "That cannot be"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays(
    house: Runtime, chloe: Visitor, form: dict[str, object], told: str
) -> None:
    before = versions.newest(house).id
    answer = chloe.post("/roster/add", data=NEW | form)
    assert answer.status_code == 422
    shown = text_of(answer.text)
    assert told in shown
    assert 'role="alert"' in shown
    if "name" not in form:
        assert 'value="Dora de Wit"' in shown
    assert versions.newest(house).id == before


def test_name_role_phone_and_texts_are_changed(house: Runtime, chloe: Visitor) -> None:
    form = {"name": "Anna B.", "address": "06 11111111", "role": "supervisor", "texts": ["context", "outcome"]}
    assert change(chloe, **form)[0] == 303
    anna = in_line(house, "anna")
    assert (anna.name, anna.reach, anna.role, anna.texts) == (
        "Anna B.",
        "tel:+31611111111",
        "supervisor",
        ("context", "outcome"),
    )
    assert dict(anna.skills) == {"billing": 3, "technical": 1}
    assert house.by_reach["tel:+31611111111"].id == "anna"


def test_of_two_editors_the_second_is_told_and_keeps_what_was_typed(house: Runtime, chloe: Visitor) -> None:
    seen = mark_on(page_of(chloe))
    change(chloe, name="Anna B.")
    status, shown = change(chloe, mark=seen, name="Anna C.")
    assert status == 409
    assert "Chloë has changed this meanwhile" in shown
    assert 'value="Anna C."' in shown
    assert in_line(house, "anna").name == "Anna B."


def test_the_own_role_stays_with_the_last_supervisor(house: Runtime, chloe: Visitor) -> None:
    own = {"name": "Chloë", "kind": "client", "address": "", "role": "agent"}
    status, shown = change(chloe, "chloe", **own)
    assert (status, "Nobody would be left who can open these pages" in shown) == (409, True)
    assert in_line(house, "chloe").role == "supervisor"
    change(chloe, role="supervisor")
    has_password(house, "anna")
    assert change(chloe, "chloe", **own)[0] == 303
    assert chloe.get("/roster").status_code == 302, "another role ends the session"


def test_another_role_ends_the_sessions_of_before(house: Runtime, app: Flask, chloe: Visitor) -> None:
    anna = signed_in(house, app, "anna")
    assert anna.get("/account").status_code == 200
    change(chloe, role="supervisor")
    assert anna.get("/account").status_code == 302


def test_a_week_is_kept_and_shown_again(house: Runtime, chloe: Visitor) -> None:
    form = {
        "kind": "shifts",
        "mark": mark_on(page_of(chloe)),
        "shifts-mon-0-from": "09:00",
        "shifts-mon-0-to": "12:30",
        "shifts-mon-1-from": "13:00",
        "shifts-mon-1-to": "17:00",
        "shifts-sat-0-from": "20:00",
        "shifts-sat-0-to": "00:00",
        "as_monday": "1",
    }
    assert chloe.post("/roster/agents/anna/week", data=form).location.endswith("?said=week")
    written = in_line(house, "anna").model_dump(mode="json")["shifts"]
    assert len(written) == 11
    assert written[:2] == ["mon 09:00-12:30", "mon 13:00-17:00"]
    assert written[-1] == "sat 20:00-24:00"
    shown = page_of(chloe)
    assert re.search(r'name="shifts-fri-1-to" value="17:00"', shown)
    assert re.search(r'name="shifts-sat-0-to" value="00:00"', shown)
    on_call = {"kind": "on_call", "mark": mark_on(shown), "on_call-sun-0-from": "10:00", "on_call-sun-0-to": "12:00"}
    chloe.post("/roster/agents/anna/week", data=on_call)
    assert in_line(house, "anna").model_dump(mode="json")["on_call"] == ["sun 10:00-12:00"]
    assert len(in_line(house, "anna").shifts) == 11
    with house.ledger.read() as ledger:
        anna = agents.get(ledger, AgentId("anna"))
    assert anna is not None
    assert anna.on_call == ("sun 10:00-12:00",)


def test_hours_that_will_surprise_are_kept_and_warned_of(house: Runtime, chloe: Visitor) -> None:
    form = {"kind": "shifts", "shifts-mon-0-from": "06:00", "shifts-mon-0-to": "08:00"}
    answer = chloe.post("/roster/agents/anna/week", data=form | {"mark": mark_on(page_of(chloe))})
    assert "The line is closed all through Monday 06:00-08:00." in text_of(chloe.get(answer.location).text)
    form = {"kind": "on_call", "on_call-mon-0-from": "12:00", "on_call-mon-0-to": "13:00"}
    answer = chloe.post("/roster/agents/anna/week", data=form | {"mark": mark_on(page_of(chloe))})
    assert "The line is open all through Monday 12:00-13:00" in text_of(chloe.get(answer.location).text)
    assert len(in_line(house, "anna").shifts) == len(in_line(house, "anna").on_call) == 1


def test_hours_that_cannot_be_are_told_and_stay(house: Runtime, chloe: Visitor) -> None:
    form = {
        "kind": "shifts",
        "mark": mark_on(page_of(chloe)),
        "shifts-tue-0-from": "17:00",
        "shifts-tue-0-to": "09:00",
    }
    answer = chloe.post("/roster/agents/anna/week", data=form)
    assert answer.status_code == 409
    assert "it ends before it begins" in text_of(answer.text)
    assert 'name="shifts-tue-0-from" value="17:00"' in text_of(answer.text)
    assert in_line(house, "anna").shifts == ()
    assert chloe.post("/roster/agents/anna/week", data={"kind": "skills"}).status_code == 400


def test_the_record_says_what_was_changed_and_puts_it_back(house: Runtime, chloe: Visitor) -> None:
    change(chloe, name="Anna B.", address="06 11111111")
    shown = page_of(chloe)
    record = text_of(shown.partition('id="record"')[2])
    assert "Chloë changed:" in record
    assert "Name: Anna → Anna B." in record
    assert "11111111" not in record, "the number stands on the page once, in its field"
    (version,) = re.findall(r'name="version" value="(\d+)"', record)
    back = {"version": version, "mark": mark_on(shown)}
    assert chloe.post("/roster/agents/anna/put-back", data=back).location.endswith("?said=back")
    assert in_line(house, "anna").reach == "tel:+31612345678"
    assert chloe.post("/roster/agents/anna/put-back", data=back).status_code == 409
    for bad in ("", "x", "٣", "9" * 40):
        assert chloe.post("/roster/agents/anna/put-back", data=back | {"version": bad}).status_code == 400


def test_a_pin_is_set_and_taken_away_and_never_shown(world: World, house: Runtime, chloe: Visitor) -> None:
    for bad in ("123", "abcd", ""):
        answer = chloe.post("/roster/agents/anna/pin", data={"pin": bad})
        assert (answer.status_code, "Write 4 to 8 digits." in answer.text) == (409, True)
    assert chloe.post("/roster/agents/anna/pin", data={"pin": "2580"}).location.endswith("?said=pin")
    assert "2580" not in page_of(chloe)
    assert "Chloë set a PIN." in text_of(page_of(chloe))
    with house.ledger.read() as ledger:
        assert "2580" not in repr(agents.ever(ledger))
    assert chloe.post("/roster/agents/anna/pin", data={"pin": "", "clear": "1"}).location.endswith("?said=no_pin")


def test_an_agent_is_put_on_break_and_told_by_whom(world: World, house: Runtime, app: Flask, chloe: Visitor) -> None:
    world.signs_on("anna")
    assert chloe.post("/roster/agents/anna/presence", data={"presence": "on_break"}).status_code == 303
    assert world.presence("anna") == "on_break"
    anna = signed_in(house, app, "anna")
    assert "Chloë heeft u op pauze gezet." in text_of(anna.get("/desk").text)
    anna.post("/desk/presence", data={"presence": "ready"})
    assert "heeft u op pauze gezet" not in text_of(anna.get("/desk").text)
    assert "Chloë put this agent on break." in text_of(page_of(chloe))
    for bad in ("ready", "nonsense", ""):
        assert chloe.post("/roster/agents/anna/presence", data={"presence": bad}).status_code == 400
    world.signs_off("anna")


def test_who_is_not_there_has_no_page(chloe: Visitor) -> None:
    assert chloe.get("/roster/agents/nemo").status_code == 404
    for act in ("", "/week", "/pin", "/presence", "/put-back", "/invite", "/leave", "/come-back", "/sessions/end"):
        data = {"kind": "shifts", "pin": "2580", "presence": "on_break", "version": "1", "link": "1"}
        assert chloe.post(f"/roster/agents/nemo{act}", data=data).status_code == 404, act
    assert chloe.get("/roster/agents/nemo/leave").status_code == 404


def test_who_leaves_is_told_of_and_comes_back(world: World, house: Runtime, app: Flask, chloe: Visitor) -> None:
    anna = signed_in(house, app, "anna")
    asked = text_of(chloe.get("/roster/agents/anna/leave").text)
    assert "One session on the pages ends at once." in asked
    assert "No promised callback is kept for this agent." in asked
    assert chloe.post("/roster/agents/anna/leave").location == "/roster?said=left&who=anna"
    assert anna.get("/account").status_code == 302
    assert "Anna has left." in text_of(chloe.get("/roster?said=left&who=anna").text)
    left = text_of(page_of(chloe))
    assert "May come back as before" in left
    assert "Chloë let this agent leave." in left
    taken = {"kind": "tel", "address": "06 87654321"}
    refused = chloe.post("/roster/agents/anna/come-back", data=taken)
    assert (refused.status_code, "That is the phone of Bram" in text_of(refused.text)) == (409, True)
    back = chloe.post("/roster/agents/anna/come-back", data={"kind": "tel", "address": "+31612345678"})
    assert back.location == "/roster?said=back&who=anna"
    assert dict(in_line(house, "anna").skills) == {"billing": 3, "technical": 1}


def test_the_last_supervisor_cannot_leave(chloe: Visitor, house: Runtime) -> None:
    asked = text_of(chloe.get("/roster/agents/chloe/leave").text)
    assert "Nobody would be left who can open these pages" in asked
    assert 'id="leave"' not in asked
    assert chloe.post("/roster/agents/chloe/leave").status_code == 409
    assert chloe.get("/roster").status_code == 200
