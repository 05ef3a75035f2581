"""Laws of the moves: short, described, given everything they need, and truthful about what they say."""

import inspect
import re
from itertools import chain
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from routing.board import LUA, SHARED, Board

FILES = sorted(LUA.glob("*.lua"))
MOVES = [path for path in FILES if not path.stem.startswith("_")]
LONGEST = 30


def header(move: Path) -> str:
    return "\n".join(line for line in move.read_text().splitlines() if line.startswith("--"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_lua_file_fits_on_a_screen(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("move", MOVES, ids=lambda path: path.stem)
def test_a_move_names_its_keys_its_arguments_and_what_it_gives(move: Path) -> None:
    assert re.search(r"^-- KEYS  1 the board\n-- ARGV  1 .*\n(--       .*\n)*-- gives \S", header(move), re.MULTILINE)


@pytest.mark.parametrize("move", MOVES, ids=lambda path: path.stem)
def test_a_move_uses_the_arguments_that_it_names_and_no_others(move: Path) -> None:
    named = re.search(r"^-- ARGV(.*(?:\n--       .*)*)", header(move), re.MULTILINE)
    assert named
    code = "\n".join(line for line in move.read_text().splitlines() if not line.startswith("--"))
    assert set(re.findall(r"ARGV\[(\d)\]", code)) == set(re.findall(r"  (\d) ", named[1]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_move_sets_a_time_to_live(path: Path) -> None:
    assert not re.search(r"EXPIRE|'(EX|PX|EXAT|PXAT)'|SETEX", path.read_text())


def test_what_stands_before_every_move_is_all_there_is() -> None:
    assert {path.stem for path in FILES if path.stem.startswith("_")} == set(SHARED)


def test_the_words_that_python_expects_are_those_that_the_header_promises() -> None:
    expected: dict[str, set[str]] = {}
    for method in chain.from_iterable(vars(room).values() for room in Board.__mro__):
        if inspect.isfunction(method) and get_origin(answer := get_type_hints(method).get("return")) is Literal:
            run = re.search(r'_run\("(\w+)"', inspect.getsource(method))
            assert run
            expected.setdefault(run[1], set()).update(get_args(answer))
    assert len(expected) > 10
    assert {name: words(LUA / f"{name}.lua") for name in expected} == expected


def words(move: Path) -> set[str]:
    """`-- gives set | unknown (why)` promises set and unknown."""
    gives = header(move).partition("-- gives ")[2].replace("\n--", "")
    return set(re.sub(r"\(.*?\)", "", gives).replace(" ", "").split("|"))
