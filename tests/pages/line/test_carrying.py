"""The line as a file: out as it is, and in again only when it is right and confirmed."""

import io
import re
from pathlib import Path

from werkzeug.test import TestResponse

from routing.skills import AgentId
from tests.journeys.conftest import WorldOf
from tests.journeys.lines import LINE
from tests.pages.line.conftest import IN_ENGLISH, LinePages, read
from tests.pages.visitors import signed_in
from tools.ports import free_port
from voice_app import versions
from voice_app.bounds import beyond
from voice_app.ledger import accounts
from voice_app.line import Line
from voice_app.pages import create_pages
from voice_app.versions import Version

OURS = LINE.replace('id = "chloe"', 'id = "chloe"\nrole = "supervisor"')
EDITED = OURS.replace('fri = ["09:00-18:00"]', 'fri = ["09:00-17:00"]')


def taken(pages: LinePages) -> str:
    answer = pages.visitor.get("/line/file/line.toml")
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.text


def test_what_is_taken_along_says_what_counts(pages: LinePages) -> None:
    pages.form("/line/hours").send(mon_1_from="10:00")
    assert Line.parse(taken(pages)) == pages.line


def test_it_keeps_the_comments_of_the_file_and_no_pin(world_of: WorldOf, tmp_path: Path) -> None:
    file = tmp_path / "line.toml"
    text = "# ours since 1998\n" + LINE.replace('id = "anna"', 'id = "anna"\npin = "4711"')
    file.write_text(text, encoding="utf-8")
    env = {"PAGES_PORT": str(free_port()), "LINE_FILE": str(file)}
    house = world_of(supervisors=("chloe",), env=env).house
    pages = LinePages(house, signed_in(house, create_pages(house), "chloe"))
    given = taken(pages)
    assert "# ours since 1998" in given
    assert "4711" not in given
    assert Line.parse(given) == pages.line
    file.write_text("this is no line", encoding="utf-8")
    assert Line.parse(taken(pages)) == pages.line


def test_a_file_is_shown_before_it_counts(pages: LinePages) -> None:
    base = str(pages.newest)
    as_file = {"file": (io.BytesIO(EDITED.encode()), "line.toml"), "text": "", "base": base}
    shown = pages.visitor.post("/line/file", data=as_file, content_type="multipart/form-data")
    page = read(shown)
    assert shown.status_code == 200
    assert "Friday: 09:00–18:00 → 09:00–17:00" in page
    assert pages.newest == int(base)
    insist = page.partition('name="insist" value="')[2].partition('"')[0]
    confirmed = {"text": EDITED, "confirmed": "1", "base": base} | ({"insist": insist} if insist else {})
    assert pages.visitor.post("/line/file", data=confirmed).status_code == 303
    assert pages.line.as_dict()["hours"]["fri"] == ["09:00-17:00"]
    assert versions.newest(pages.house).source == "page"


def test_every_mistake_of_a_broken_file_is_told_by_name_and_place(pages: LinePages) -> None:
    before = pages.newest
    broken = EDITED.replace('mon = ["09:00-21:00"]', 'mon = ["21:00-09:00"]').replace('key = "2"', 'key = "7"')
    answer = pages.visitor.post("/line/file", data={"text": broken, "base": str(before)})
    page = read(answer)
    assert answer.status_code == 422
    assert "<code>line.toml:10</code> <code>hours.mon[1]</code>: It ends before it begins." in page
    assert "<code>menu[2].key</code>: Choose one of these" in page
    assert "21:00-09:00" in page.partition('id="text"')[2]
    assert pages.newest == before


def test_what_is_no_toml_and_another_number_are_refused(pages: LinePages) -> None:
    no_toml = pages.visitor.post("/line/file", data={"text": "[line\n<b>", "base": "1"})
    assert no_toml.status_code == 422
    assert "This is no line file:" in read(no_toml)
    assert "<b>" not in no_toml.text
    other = pages.visitor.post("/line/file", data={"text": LINE.replace("+31201234567", "+31201234568"), "base": "1"})
    assert "is not changed here. Tell the carrier first." in read(other)
    assert pages.visitor.post("/line/file", data={"base": "1"}).status_code == 422


def brought_in(pages: LinePages, text: str) -> TestResponse:
    """Confirmed, in spite of whatever is only warned of."""
    base = str(pages.newest)
    shown = pages.visitor.post("/line/file", data={"text": text, "base": base})
    insist = shown.text.partition('name="insist" value="')[2].partition('"')[0]
    confirmed = {"text": text, "confirmed": "1", "base": base, "insist": insist}
    return pages.visitor.post("/line/file", data=confirmed, headers=IN_ENGLISH)


def test_no_file_has_us_ring_what_costs(pages: LinePages) -> None:
    """The roster's page refuses it, lest a session in wrong hands have us ring it; so does a file brought in by one,
    also where it brings along a policy that would allow it."""
    before, number = pages.newest, "+319061234567"
    agent = f'[[agent]]\nid = "dora"\nname = "Dora"\nreach = "tel:{number}"\nlanguages = ["nl"]\nskills = {{}}\n'
    answer = brought_in(pages, f"{taken(pages)}\n{agent}")
    assert answer.status_code == 422
    assert f"{number} is outside the number policy" in read(answer)
    abroad = f"{taken(pages)}\n{agent.replace(number, '+12125552368')}"
    assert "allowed_countries" in abroad
    wider = re.sub(r"allowed_countries = \[[^\]]*\]", 'allowed_countries = ["NL", "US"]', abroad)
    assert brought_in(pages, wider).status_code == 422
    assert pages.newest == before


def test_no_file_and_no_older_version_shuts_the_last_supervisor_out(pages: LinePages) -> None:
    text = taken(pages)
    demoted = text.replace('role = "supervisor"', 'role = "agent"')
    assert demoted != text
    answer = brought_in(pages, demoted)
    assert (answer.status_code, "Nobody would be left" in read(answer)) == (422, True)

    newest = versions.newest(pages.house)
    shut = versions.change(  # as whoever has the machine may
        pages.house, Line.parse(demoted), base=newest.id, by=None, source="command", now=pages.house.now()
    )
    assert isinstance(shut, Version)
    again = versions.change(pages.house, newest.line, base=shut.id, by=None, source="api", now=pages.house.now())
    assert isinstance(again, Version)
    back = {"version": str(shut.id), "base": str(again.id)}
    answer = pages.visitor.post("/line/versions/restore", data=back, headers=IN_ENGLISH)
    assert (answer.status_code, "Nobody would be left" in read(answer)) == (409, True)
    assert pages.newest == again.id


def test_a_supervisor_with_a_password_may_be_left_to_it(pages: LinePages) -> None:
    with pages.house.ledger.write() as ledger:
        accounts.open_account(ledger, AgentId("anna"))
        accounts.set_password(ledger, AgentId("anna"), "hashed", pages.house.now())
    line = pages.line.as_dict()
    roles = {"anna": "supervisor", "chloe": "agent"}
    edited = [agent | {"role": roles.get(agent["id"], agent["role"])} for agent in line["agent"]]
    found = list(
        beyond(
            pages.house.ledger,
            pages.line,
            Line.from_dict(line | {"agent": edited}),
            AgentId("chloe"),
            pages.house.now(),
        )
    )
    assert found == []


def test_no_older_version_changes_the_number_that_callers_dial(pages: LinePages) -> None:
    newest = versions.newest(pages.house)
    moved = newest.line.as_dict()
    moved["line"] |= {"number": "+31201234568"}
    there = versions.change(
        pages.house, Line.from_dict(moved), base=newest.id, by=None, source="api", now=pages.house.now()
    )
    assert isinstance(there, Version)
    answer = pages.visitor.post("/line/versions/restore", data={"version": str(newest.id), "base": str(there.id)})
    assert answer.status_code == 409
    assert pages.newest == there.id
