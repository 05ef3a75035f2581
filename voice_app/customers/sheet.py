"""A file of rows as it comes out of a spreadsheet: whatever its encoding and its separator, one row at a time.

UTF-8 with or without its mark, UTF-16 with one, and else what Excel writes in Western Europe. Deliberately gives
texts: a formula is its characters, and a number that looks like one is none.
"""

import codecs
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Final, TextIO

SEPARATORS: Final = (";", ",", "\t", "|")
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN: Final = "cp1252"
BLOCK: Final = 1 << 20
LONGEST_LINE: Final = 100_000
"""Characters of a header; no sheet has a longer one."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row. `line`: where it begins in the file, counted from 1. `broken`: why it cannot be read."""

    line: int
    cells: tuple[str, ...]
    broken: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that can be read as often as one likes, and never whole."""

    path: Path
    encoding: str
    separator: str
    starts_at: int
    """Lines before the header."""

    def rows(self) -> Iterator[Row]:
        """Each row that is not blank, the header first."""
        with _text(self.path, self.encoding) as text:
            for _ in range(self.starts_at):
                text.readline()
            reader = csv.reader(text, delimiter=self.separator)
            line = self.starts_at + 1
            while True:
                try:
                    cells = tuple(cell.strip() for cell in next(reader))
                except StopIteration:
                    return
                except csv.Error as error:
                    yield Row(line, (), str(error))
                else:
                    if any(cells):
                        yield Row(line, cells)
                line = self.starts_at + reader.line_num + 1


def open_sheet(path: Path) -> Sheet:
    """Look at a file. Raises OSError."""
    encoding = _encoding(path)
    with _text(path, encoding) as text:
        first = text.readline(LONGEST_LINE)
        said = first.strip().removeprefix("sep=")
        if first.startswith("sep=") and said in SEPARATORS:  # Excel's own way to say it
            return Sheet(path, encoding, said, 1)
        return Sheet(path, encoding, _separator(first), 0)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        mark = file.read(4)
        for known, encoding in MARKS:
            if mark.startswith(known):
                return encoding
        decoder = codecs.getincrementaldecoder("utf-8")()
        file.seek(0)
        try:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return WESTERN
    return "utf-8"


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[TextIO]:
    with path.open("rb") as file, TextIOWrapper(file, encoding=encoding, errors="replace", newline="") as text:
        yield text


def _separator(header: str) -> str:
    """The one that parts the header most often, outside of quotes."""
    outside = "".join(header.split('"')[::2])
    return max(SEPARATORS, key=outside.count)
