"""Law: each failpoint that is declared stands in one place of the house, and none stands there undeclared."""

import ast
from collections.abc import Iterator

from tests.house.sources import house
from voice_app.failpoints import NAMES


def _used() -> Iterator[str]:
    for source in house():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "failpoint":
                (name,) = node.args
                assert isinstance(name, ast.Constant), f"{source.path}:{node.lineno}: write the name out"
                yield name.value


def test_each_failpoint_that_is_declared_is_used_once_and_no_other_is() -> None:
    assert sorted(_used()) == sorted(NAMES)
