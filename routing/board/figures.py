"""What was counted, by whichever process: one hash of sums, so that every process tells the same.

The sums are those since the board was last wiped; whoever reads them over time must bear that they begin again at zero.
Deliberately knows no name of a figure.
"""

# The words that a move gives are those in the header of its Lua file; a test holds the two against each other.
# mypy: disable-error-code="no-any-return"

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from routing.board.store import Store
from routing.records import instant, micros

COUNTED_TO = "counted_to:"


class Figures(Store):
    """Sums by name."""

    def add(self, counts: Mapping[str, int]) -> None:
        """So much more of each."""
        with self._reaching(), self._client.pipeline(transaction=False) as pipe:
            for field, number in counts.items():
                pipe.hincrby(f"{self._name}figures", field, number)
            pipe.execute()

    def sums(self) -> dict[str, int]:
        """Of everything."""
        figures = self._read_hash("figures").items()
        return {field: int(number) for field, number in figures if not field.startswith(COUNTED_TO)}

    def counted_to(self, what: str) -> datetime | None:
        """Up to which instant these were counted; None: nobody has begun."""
        with self._reaching():
            written = self._client.hget(f"{self._name}figures", COUNTED_TO + what)
        return instant(str(written)) if written is not None else None

    def count_on(
        self, what: str, from_at: datetime, to_at: datetime, counts: Mapping[str, int]
    ) -> Literal["counted", "begun", "overtaken"]:
        """Add what was counted of [from_at, to_at), if nobody has counted further meanwhile."""
        return self._run("count_on", what, micros(from_at), micros(to_at), json.dumps(dict(counts)))
