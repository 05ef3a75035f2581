"""`docs/stuck.md` and the journeys that prove it tell the same: no row without a test, no test without a row."""

import ast
import re

from tests.house.sources import ROOT

ROW = re.compile(r"^\| (\d+) \| .+ \| .+ \| `(test_pains_\w+)`: (.+) \|$", re.MULTILINE)
FILES = sorted((ROOT / "tests/journeys").glob("test_pains_*.py"))
COMPLAINTS = range(22, 54)


def test_no_row_lacks_its_test_and_no_test_its_row() -> None:
    rows = ROW.findall((ROOT / "docs/stuck.md").read_text())
    told = {(file, f"test_{name}"): int(no) for no, file, names in rows for name in names.split(", ")}
    found = {(path.stem, test.name): _number(test) for path in FILES for test in _tests(path.read_text())}
    assert told == found
    assert sorted({int(no) for no, _, _ in rows}) == [*COMPLAINTS]


def _tests(text: str) -> list[ast.FunctionDef]:
    return [
        node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def _number(test: ast.FunctionDef) -> int:
    """With which the description of the test begins."""
    return int((ast.get_docstring(test) or "").partition(":")[0])
