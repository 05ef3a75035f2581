"""Which tests say that they prove which rows: read from their sources, so that nothing needs to be run for it."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Proof(NamedTuple):
    """One test: its file, from the root of the checkout, and its name."""

    file: str
    test: str

    def told(self) -> str:
        """`journeys/test_closed`: a caller hears when we open."""
        room = self.file.removeprefix("tests/").removesuffix(".py")
        return f"`{room}`: {self.test.removeprefix('test_').replace('_', ' ')}"


def proofs(mark: str) -> Mapping[str, list[Proof]]:
    """By row, every test that carries this mark: itself, or by the `pytestmark` of its module."""
    found: dict[str, list[Proof]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if f"mark.{mark}(" not in (text := path.read_text()):
            continue
        for row, test in _marked(ast.parse(text), mark):
            found[row].append(Proof(str(path.relative_to(ROOT)), test))
    return found


def _marked(module: ast.Module, mark: str) -> Iterator[tuple[str, str]]:
    everywhere = [row for node in module.body for row in _rows_of_assignment(node, mark)]
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            own = [row for decorator in node.decorator_list for row in _rows(decorator, mark)]
            yield from ((row, node.name) for row in [*everywhere, *own])


def _rows_of_assignment(node: ast.stmt, mark: str) -> Iterator[str]:
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
        marks = node.value.elts if isinstance(node.value, ast.List) else [node.value]
        for one in marks:
            yield from _rows(one, mark)


def _rows(node: ast.expr, mark: str) -> Iterator[str]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) == f"pytest.mark.{mark}":
        yield from (ast.literal_eval(argument) for argument in node.args)
