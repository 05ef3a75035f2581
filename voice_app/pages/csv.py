"""Tables as files: CSV that is streamed, that spreadsheets read as UTF-8, and in which no cell is a formula.

    return csv.answer("promises", ["Made", "Due by"], rows)     # rows: any iterable, asked for as the browser reads

Deliberately knows no table; and looks nothing up: who may see a number, and that it was seen, is the page's to say.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from flask import Response

Cell = str | int | float | bool | datetime | date | None
"""Text is made safe; numbers stay numbers; instants are written in ISO 8601, as given; None is an empty cell."""

BOM: Final = "\ufeff"
"""Without it Excel reads UTF-8 as whatever its machine speaks."""
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""With these a cell begins that a spreadsheet would run. So do phones: `'` before them is the price."""
_INNER: Final = re.compile(r"([;\t\r\n] *)(?=[=+\-@])")
"""Where a spreadsheet that takes other characters for the end of a cell would begin one: much of Europe's takes `;`."""
AT_ONCE: Final = 32 * 1024
"""Characters that are gathered before they are sent."""


def answer(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A file of this name for whoever asked. `rows` are asked for one by one while the file leaves, after the view has
    returned: what they need of the request must have been looked up before."""
    response = Response(lines(header, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The same as text, a piece at a time; no more of it is ever in memory than such a piece."""
    piece = io.StringIO()
    writer = csv.writer(piece)  # quotes what must be, and ends lines as RFC 4180 has it
    piece.write(BOM)
    writer.writerow([_written(cell) for cell in header])
    for row in rows:
        writer.writerow([_written(cell) for cell in row])
        if piece.tell() >= AT_ONCE:
            yield piece.getvalue()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, str):
        return _INNER.sub(r"\1'", f"'{cell}" if cell.lstrip(" \n").startswith(FORMULAS) else cell)
    return str(cell)
