"""The forms of the line: what they save, what they refuse and why, and that nothing filled in is lost."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.line.conftest import LinePages, read
from tests.pages.visitors import signed_in
from voice_app import versions
from voice_app.ledger import agents
from voice_app.line import Line
from voice_app.pages.line.settings import groups
from voice_app.runtime import Runtime


def insisted(told: TestResponse) -> str:
    """What the form says that is sent again in spite of the warnings."""
    return read(told).partition('name="insist" value="')[2].partition('"')[0]


def test_the_hours_of_a_week_are_saved_and_told(pages: LinePages) -> None:
    answer = pages.form("/line/hours").send(mon_1_from="10:00", mon_2_from="22:00", mon_2_to="00:00")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/line/hours?saved={pages.newest}")
    hours = pages.line.as_dict()["hours"]
    assert (hours["mon"], hours["tue"]) == (["10:00-21:00", "22:00-24:00"], ["09:00-21:00"])
    told = pages.opens(answer.headers["Location"])
    assert "Monday: 09:00–21:00 → 10:00–21:00, 22:00–24:00" in told
    assert versions.newest(pages.house).by == "chloe"
    assert versions.newest(pages.house).source == "page"


def test_what_is_wrong_is_said_beside_its_day_and_stays_filled_in(pages: LinePages) -> None:
    before = pages.newest
    answer = pages.form("/line/hours").send(tue_1_from="17:00", tue_1_to="09:00", wed_2_from="20:00", wed_2_to="22:00")
    page = read(answer)
    assert answer.status_code == 422
    assert "It ends before it begins." in page
    assert "09:00-21:00 and 20:00-22:00 overlap" in page
    assert 'id="wrong-tue"' in page
    assert 'name="tue-1-from" value="17:00"' in page
    assert pages.newest == before


def test_each_country_whose_holidays_are_known_stands_there_once_and_by_name(pages: LinePages) -> None:
    page = pages.visitor.get("/line/hours").text
    codes = re.findall(r'<option value="([A-Z]+)"[^>]*>', page[page.index('id="holidays"') :])
    assert "NL" in codes
    assert {len(code) for code in codes} == {2}
    assert len(codes) == len(set(codes))


def test_whoever_is_trained_for_nothing_is_told_of_by_name(pages: LinePages) -> None:
    raw = pages.line.as_dict()
    untrained = [agent | {"skills": {}} if agent["id"] == "bram" else agent for agent in raw["agent"]]
    edited = Line.from_dict(raw | {"agent": untrained})
    versions.change(pages.house, edited, base=pages.newest, by="chloe", source="page", now=pages.house.now())
    assert "Bram is trained for nothing, and is rung only once anybody will do." in pages.opens("/line")


def test_of_many_agents_the_first_are_named_and_the_way_to_all_is_shown(pages: LinePages) -> None:
    raw = pages.line.as_dict()
    usual = {"languages": ["nl"], "skills": {"billing": 1}}
    new = [{"id": f"new{n}", "name": f"Nieuw {n}", "reach": f"tel:+3168765000{n}", **usual} for n in range(6)]
    edited = Line.from_dict(raw | {"agent": [*raw["agent"], *new]})
    versions.change(pages.house, edited, base=pages.newest, by="chloe", source="page", now=pages.house.now())
    for path in ("/line", "/line/menu"):
        page = pages.opens(path)
        assert "Anna, Bram, Nieuw 0, Nieuw 1, Nieuw 2" in page
        assert '<a href="/roster?need=billing">and 3 more</a>' in page


def test_hours_in_which_no_promise_can_be_kept_are_refused(pages: LinePages) -> None:
    """Where later times may not be promised; else it is told, and has to be insisted on."""
    strict = pages.form("/line/settings/callbacks").send_as({"callback.accept_later": None})
    strict = pages.form("/line/settings/callbacks").send_as({"callback.accept_later": None})
    assert strict.status_code == 303, read(strict)
    only_monday = {f"{day}-1-{end}": "" for day in ("tue", "wed", "thu", "fri", "sat", "sun") for end in ("from", "to")}
    answer = pages.form("/line/hours").send_as(only_monday)
    assert answer.status_code == 422
    assert "cannot be called back within 24 hours, every week: the first call is possible Monday 09:00" in read(answer)
    assert "Save all the same" not in read(answer)


def test_a_warning_is_told_first_and_may_be_insisted_on(pages: LinePages) -> None:
    only_monday = {f"{day}-1-{end}": "" for day in ("tue", "wed", "thu", "fri", "sat", "sun") for end in ("from", "to")}
    form = pages.form("/line/hours")
    told = form.send_as(only_monday)
    assert told.status_code == 422
    assert "Save all the same" in read(told)
    insist = insisted(told)
    saved = form.send_as({**only_monday, "insist": insist})
    assert saved.status_code == 303
    assert not pages.line.hours.tue
    assert "Sunday: 12:00–17:00 → closed" in pages.opens(saved.headers["Location"])


def test_in_dutch_too(pages: LinePages, house: Runtime, app: Flask) -> None:
    with house.ledger.write() as ledger:
        found = agents.on_roster(ledger, AgentId("anna"))
        assert found is not None
    world_of_chloe = pages.visitor
    world_of_chloe.post("/account/language", data={"language": "nl"})
    answer = pages.form("/line/hours").send(tue_1_from="17:00", tue_1_to="09:00")
    assert "Het eindigt voordat het begint." in read(answer)
    only_monday = {f"{day}-1-{end}": "" for day in ("tue", "wed", "thu", "fri", "sat", "sun") for end in ("from", "to")}
    assert "de eerste keer dat het kan, is maandag 09:00" in read(pages.form("/line/hours").send_as(only_monday))


def test_a_menu_with_nobody_behind_it_is_told_at_once_with_who_could(pages: LinePages) -> None:
    form = pages.form("/line/menu")
    new = {"need-3": "moving", "label-3-nl": "een verhuizing", "label-3-en": "moving house"}
    told = form.send_as(new)
    assert told.status_code == 422
    assert "Nobody is trained for “moving”. These could learn it: Anna, Bram, Chloë." in read(told)
    assert 'value="een verhuizing"' in read(told)
    insist = insisted(told)
    assert form.send_as({**new, "insist": insist}).status_code == 303
    assert [(entry.key, entry.need) for entry in pages.line.menu][-1] == ("3", "moving")
    assert "nobody" in pages.opens("/line")


def test_the_menu_is_shown_as_it_would_be_spoken_and_nothing_is_saved(pages: LinePages) -> None:
    before = pages.newest
    answer = pages.form("/line/menu").send_as({"label-1-nl": "geld", "act": "hear"})
    assert answer.status_code == 200
    assert "Voor geld, toets 1. Een storing, 2." in read(answer)
    assert "Not saved yet." in read(answer)
    assert pages.newest == before


def test_a_menu_that_is_sent_as_it_is_changes_nothing(pages: LinePages) -> None:
    before = pages.line
    assert pages.form("/line/menu").send().status_code == 303
    assert pages.line == before
    assert before.menu[0].label["fr"] == "une facture"
    told = pages.form("/line/menu").send_as({"need-1": "invoices"})
    pages.form("/line/menu").send_as({"need-1": "invoices", "insist": insisted(told)})
    assert (pages.line.menu[0].need, pages.line.menu[0].label["fr"]) == ("invoices", "une facture")


def test_an_overlong_label_and_the_same_key_twice_are_refused(pages: LinePages) -> None:
    answer = pages.form("/line/menu").send_as({"label-1-en": "x" * 101, "key-2": "1"})
    page = read(answer)
    assert answer.status_code == 422
    assert "A few words are needed here: 1 to 100 characters." in page
    assert "1 is used twice. Use each once." in page
    assert "x" * 101 in page
    assert "As long as something is wrong, nothing can be heard." in page


def test_entries_are_taken_out_and_put_in_another_order(pages: LinePages) -> None:
    pages.form("/line/menu").send_as({"place-1": "2", "place-2": "1"})
    assert [entry.need for entry in pages.line.menu] == ["technical", "billing"]
    assert "The order of the menu" in pages.opens(f"/line/menu?saved={pages.newest}")
    warned = pages.form("/line/menu").send_as({"out-1": "on"})
    assert "Somebody has a skill that no entry of the menu leads to." in read(warned)
    pages.form("/line/menu").send_as({"out-1": "on", "insist": insisted(warned)})
    assert [entry.need for entry in pages.line.menu] == ["billing"]


def test_markup_is_text(pages: LinePages) -> None:
    pages.form("/line/menu").send_as({"label-1-en": "<b onclick=alert(1)>a bill</b>"})
    page = pages.visitor.get("/line/menu").text
    assert "<b onclick" not in page
    assert "&lt;b onclick=alert(1)&gt;a bill&lt;/b&gt;" in page


@pytest.mark.parametrize("group", groups())
def test_a_form_of_settings_that_is_sent_as_it_is_changes_nothing(pages: LinePages, group: str) -> None:
    before = pages.line
    answer = pages.form(f"/line/settings/{group}").send()
    assert answer.status_code == 303, read(answer)
    assert pages.line == before


def test_settings_are_saved_or_refused_beside_their_field(pages: LinePages) -> None:
    form = pages.form("/line/settings/waiting")
    wrong = form.send_as({"waiting.wrap_up": "soon", "waiting.ring_agent": "0"})
    assert wrong.status_code == 422
    assert read(wrong).count("Fill in a whole number, 1 or more.") == 2
    assert 'id="wrong-waiting-wrap_up"' in read(wrong)
    assert 'value="soon"' in read(wrong)
    saved = form.send_as({"waiting.wrap_up": "1", "waiting.wrap_up-unit": "m", "routing.by_name": None})
    assert saved.status_code == 303
    assert pages.line.waiting.wrap_up.total_seconds() == 60
    assert not pages.line.routing.by_name
    told = pages.opens(saved.headers["Location"])
    assert "Rest after a call: 30 seconds → 1 minute" in told
    assert "An agent’s name may be said in the menu: on → off" in told


def test_a_group_of_settings_that_is_none_is_not_found(pages: LinePages) -> None:
    assert pages.visitor.get("/line/settings/nonsense").status_code == 404


def test_the_second_of_two_editors_is_told_and_saves_on_top(world: World, pages: LinePages) -> None:
    mine = pages.form("/line/hours")
    pages.form("/line/settings/waiting").send_as({"waiting.wrap_up": "45"})
    pages.form("/line/hours").send(mon_1_from="10:00")
    newest = pages.newest
    answer = mine.send(tue_1_from="11:00", mon_1_from="12:00")
    page = read(answer)
    assert answer.status_code == 409
    assert "Somebody else has saved meanwhile." in page
    assert "<strong>Chloë</strong>: Rest after a call" in page
    assert "30 seconds → 45 seconds" in page
    assert "Monday: 09:00–21:00 → 10:00–21:00" in page
    assert "Tuesday: 09:00–21:00 → 11:00–21:00" in page
    assert "You have both changed this; yours would count: Monday" in page
    assert f'name="base" value="{newest}"' in page
    mine.filled["base"] = str(newest)
    again = mine.send(tue_1_from="11:00", mon_1_from="12:00")
    assert again.status_code == 303
    line = pages.line.as_dict()
    assert line["hours"]["mon"] == ["12:00-21:00"]
    assert line["waiting"]["wrap_up"] == "45s"


def test_undo_and_back_to_any_version(pages: LinePages) -> None:
    first = pages.newest
    pages.form("/line/hours").send(mon_1_from="10:00")
    pages.form("/line/hours").send(mon_1_from="11:00")
    undone = pages.form(f"/line/hours?saved={pages.newest}", to="/line/versions/restore").send()
    assert undone.status_code == 303
    assert pages.line.as_dict()["hours"]["mon"] == ["10:00-21:00"]
    assert "counts now" in pages.opens("/line/versions")
    back = pages.visitor.post("/line/versions/restore", data={"version": first, "base": pages.newest})
    assert back.status_code == 303
    assert pages.line.as_dict()["hours"]["mon"] == ["09:00-21:00"]
    assert "Monday: 09:00–21:00 → 11:00–21:00" in pages.opens(f"/line/versions?from={first}&to={first + 2}")


def test_whoever_goes_back_while_another_saves_is_told(pages: LinePages) -> None:
    first = pages.newest
    pages.form("/line/hours").send(mon_1_from="10:00")
    stale = pages.newest
    pages.form("/line/hours").send(mon_1_from="11:00")
    answer = pages.visitor.post("/line/versions/restore", data={"version": first, "base": stale})
    assert answer.status_code == 409
    assert "Monday: 10:00–21:00 → 11:00–21:00" in read(answer)


@pytest.mark.parametrize(("version", "base"), [("999", "1"), ("nonsense", "1"), ("-1", ""), ("9" * 40, "0")])
def test_a_version_of_nowhere_is_not_found(pages: LinePages, version: str, base: str) -> None:
    answer = pages.visitor.post("/line/versions/restore", data={"version": version, "base": base})
    assert answer.status_code == 404
    assert pages.visitor.get(f"/line/versions?from={version}&to=1").status_code in (200, 404)


def test_agents_find_none_of_it(house: Runtime, app: Flask, pages: LinePages) -> None:
    anna = signed_in(house, app, "anna")
    for path in ("/line", "/line/close", "/line/hours", "/line/menu", "/line/versions"):
        assert anna.get(path).status_code == 404
