"""Tables as files: safe against formulas, read as UTF-8, and never whole in memory."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from voice_app.pages.csv import BOM, Cell, answer, lines


def read(text: str) -> list[list[str]]:
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM))))


def written(*rows: tuple[Cell, ...]) -> list[list[str]]:
    return read("".join(lines(["a"], rows)))[1:]


@pytest.mark.threat("T23")
@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(begin: str) -> None:
    assert written((f"{begin}cmd|' /C calc'!A0", "x")) == [[f"'{begin}cmd|' /C calc'!A0", "x"]]
    assert read("".join(lines([f"{begin}1"], [])))[0] == [f"'{begin}1"]


@pytest.mark.threat("T23")
@pytest.mark.parametrize("between", [";", "; ", "\t", "\n", "\r", "\r\n"])
def test_no_part_of_a_cell_is_a_formula_where_other_characters_end_one(between: str) -> None:
    """Much of Europe's spreadsheets end a cell at `;`, and would begin one with what follows."""
    assert written((f"Jan{between}=1+1", "a;b - c")) == [[f"Jan{between}'=1+1", "a;b - c"]]
    assert written(("\n =1+1",))[0][0].startswith("'")


def test_a_number_is_a_number_and_nothing_is_an_empty_cell() -> None:
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert written((-3, 0.5, True, None, noon, date(2026, 3, 29))) == [
        ["-3", "0.5", "1", "", "2026-03-29T12:00:00+00:00", "2026-03-29"]
    ]


def test_what_would_end_a_cell_is_quoted() -> None:
    said = 'a "b", c\nand <b>d</b>; Chloë'
    assert written((said, "x")) == [[said, "x"]]


def test_a_file_is_sent_in_pieces_and_asks_for_rows_as_it_goes() -> None:
    asked: list[int] = []

    def rows() -> Iterator[tuple[Cell, ...]]:
        for number in range(20_000):
            asked.append(number)
            yield (number, "somebody's words " * 3)

    pieces = lines(["number", "words"], rows())
    first = next(pieces)
    assert 0 < len(asked) < 2_000
    whole = read(first + "".join(pieces))[1:]
    assert [int(number) for number, _ in whole] == asked == list(range(20_000))


def test_memory_stays_the_same_however_long_the_file() -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        for _ in lines(["n", "words"], ((number, "x" * 40) for number in range(rows))):
            pass
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    assert peak(100_000) < peak(2_000) * 1.5


def test_it_is_a_download_of_that_name() -> None:
    with Flask("a test").test_request_context():
        response = answer("promises-2026-03", ["a"], [("b",)])
    assert response.headers["Content-Disposition"] == 'attachment; filename="promises-2026-03.csv"'
    assert response.mimetype == "text/csv"
    assert response.get_data(as_text=True) == "\ufeffa\r\nb\r\n"
