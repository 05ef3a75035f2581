import tomllib
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voice_app.line.test_line import SAMPLE
from voice_app.line.places import Places

TEXT = """\
# a line
title = "x"  # [not.a.table]
[line]
number = "+31"
languages = [
    "nl",  # ] the first
    "en",
]
notice = \"\"\"
[hours]
mon = "no key, but text"
\"\"\"
raw = '''
it's [text]
'''

[[menu]]
key = "1"
label = { nl = "een [rekening]", en = 'a } "bill"' }

[[menu]]
key = "2"
  [menu.words]
  "nl" = ["storing", "kapot"]
  'e.n' = []

[a.b]
c.d.e = 1
c.d.f = [[1, 2], [3, { g = 4 }]]
[[agent.shifts]]
day = 1979-05-27T07:32:00Z
[[agent.shifts]]
day = 2.5e3
"""


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("title", 2),
        ("line", 3),
        ("line.number", 4),
        ("line.languages", 5),
        ("line.languages[1]", 6),
        ("line.languages[2]", 7),
        ("line.notice", 9),
        ("line.raw", 13),
        ("menu", 17),
        ("menu[1]", 17),
        ("menu[1].label", 19),
        ("menu[1].label.en", 19),
        ("menu[2]", 21),
        ("menu[2].key", 22),
        ("menu[2].words", 23),
        ("menu[2].words.nl[2]", 24),
        ("a", 27),
        ("a.b.c", 28),
        ("a.b.c.d.e", 28),
        ("a.b.c.d.f[2][2].g", 29),
        ("agent.shifts[1].day", 31),
        ("agent.shifts[2]", 32),
        ("agent.shifts[2].day", 33),
    ],
)
def test_each_place_is_on_its_line(where: str, line: int) -> None:
    assert Places(TEXT).line_of(where) == line


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("menu[2].label.fr", 21),
        ("line.fallback_number", 3),
        ("line.languages[9]", 5),
        ("hours", None),
        ("hours, for billing", None),
        ("line, for billing", 3),
        ("PUBLIC_BASE_URL", None),
        ("", None),
    ],
)
def test_what_is_nowhere_is_where_it_is_missing(where: str, line: int | None) -> None:
    assert Places(TEXT).line_of(where) == line


def test_the_lines_of_windows_are_counted_alike() -> None:
    places = Places(TEXT.replace("\n", "\r\n"))
    assert (places.line_of("menu[2].words.nl"), places.line_of("line.raw")) == (24, 13)


def test_the_sample_line_is_found_by_every_key_it_has() -> None:
    text = SAMPLE.read_text()
    lines, places = text.splitlines(), Places(text)
    found = list(_paths(tomllib.loads(text)))
    assert found
    for path in found:
        assert str(path[-1]) in lines[places.line_of(_written(path)) - 1]  # type: ignore[operator]  # never None here


class Writer:
    """Writes a document in whatever way TOML allows, as the draws say; no two keys are alike."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.lines: list[str] = []
        self.names = (f"k{number}" for number in count())

    def table(self, header: tuple[str, ...], depth: int) -> None:
        for _ in range(self.draw(st.integers(0, 3))):
            names = [next(self.names) for _ in range(self.draw(st.integers(1, 2)))]
            self.blank()
            self.lines.append(f"{self.spelt(names)}{self.space()}={self.space()}{self.value(2)}{self.comment()}")
        if depth == 0:
            return
        for _ in range(self.draw(st.integers(0, 2))):
            below = (*header, next(self.names))
            for _ in range(self.draw(st.integers(1, 2)) if (is_array := self.draw(st.booleans())) else 1):
                self.blank()
                name = self.spelt(below)
                self.lines.append(f"[[{name}]]{self.comment()}" if is_array else f"[{name}]{self.comment()}")
                self.table(below, depth - 1)

    def value(self, depth: int) -> str:
        kind = self.draw(st.sampled_from(["scalar", "text", "long text"] + (["list", "table"] if depth else [])))
        match kind:
            case "scalar":
                return str(self.draw(st.sampled_from(["1", "-2.5", "true", "1979-05-27T07:32:00Z", "0xAB", "inf"])))
            case "text":
                return str(self.draw(st.sampled_from(['"a # [b]"', '"\\"}"', "'c]'", '""', "''", "'\"'"])))
            case "long text":
                return str(self.draw(st.sampled_from(['"""\n[x]\ny = 1\n"""', '"""\\""" """""', "'''\n[[z]]\n''''"])))
            case "list":
                gap = self.draw(st.sampled_from(["", "\n  ", " # ]\n"]))
                items = [self.value(depth - 1) for _ in range(self.draw(st.integers(0, 3)))]
                last = self.draw(st.sampled_from(["", ","])) if items else ""
                return f"[{gap}{f',{gap}'.join(items)}{last}{gap}]"
        pairs = [
            f"{self.spelt([next(self.names)])} = {self.value(depth - 1)}" for _ in range(self.draw(st.integers(0, 2)))
        ]
        return "{ " + ", ".join(pairs) + " }"

    def spelt(self, names: Any) -> str:
        quotes = [self.draw(st.sampled_from(["", '"', "'"])) for _ in names]
        return self.draw(st.sampled_from([".", " . "])).join(
            f"{q}{name}{q}" for q, name in zip(quotes, names, strict=True)
        )

    def space(self) -> str:
        return str(self.draw(st.sampled_from(["", " ", "\t"])))

    def comment(self) -> str:
        return str(self.draw(st.sampled_from(["", ' # "[x]" = 1'])))

    def blank(self) -> None:
        self.lines += self.draw(st.sampled_from([[], [""], ["# [k0]"]]))


@st.composite
def texts(draw: Any) -> str:
    writer = Writer(draw)
    writer.table((), depth=2)
    return "\n".join(writer.lines) + draw(st.sampled_from(["", "\n"]))


@given(texts())
def test_the_line_that_is_told_has_the_key(text: str) -> None:
    lines, places = text.splitlines(), Places(text)
    for path in _paths(tomllib.loads(text)):
        line = places.line_of(_written(path))
        assert line is not None
        assert str(path[-1]) in lines[line - 1]


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every path that ends with a key."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from _paths(inner, (*path, key))
    if isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _paths(inner, (*path, place))


def _written(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
