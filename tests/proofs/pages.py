"""The two pages, as they are to stand in `docs`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.proofs.faults import FAULTS
from tests.proofs.marks import ROOT, Proof, proofs
from tests.proofs.rows import Row
from tests.proofs.threats import THREATS

__all__ = ["PAGES", "ROOT", "Page"]

MOST_NAMED = 4
"""Tests of a row that a page names; it counts the others."""

WRITTEN = "<!-- Written by `python -m tests.proofs`: change tests/proofs, not this page. -->"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file, the mark of its tests, what stands above the table, and the table."""

    file: str
    mark: str
    head: str
    columns: Sequence[str]
    rows: Sequence[Row]

    def text(self) -> str:
        lines = [
            WRITTEN,
            "",
            self.head.strip(),
            "",
            _line(["", *self.columns, "proved by"]),
            self._rule(),
            *self._table(),
        ]
        return "\n".join(lines) + "\n"

    def _rule(self) -> str:
        return "|---" * (len(self.columns) + 2) + "|"

    def _table(self) -> Iterator[str]:
        by_row = proofs(self.mark)
        for row in self.rows:
            yield _line([row.id, *row.cells, _proved(row, by_row.get(row.id, []))])


def _proved(row: Row, by: Sequence[Proof]) -> str:
    named = [proof.told() for proof in by[:MOST_NAMED]]
    if more := len(by) - len(named):
        named.append(f"and {more} more")
    if row.untested:
        named.append(f"not tested here: {row.untested}")
    return "; ".join(named)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


PAGES = (
    Page(
        file="docs/faults.md",
        mark="fault",
        head="""
# What happens when something breaks

Each row is something that will break one day: what callers notice of it, what comes back by itself and how soon, and
the tests that break it on purpose. After each of them one and the same judge looks at the ledger, the carrier's record
and the clock (`tests/oracle.py`): no promise is lost, none is dialled twice, nobody is held or waits for nobody, and
every answer to a phone was a good one. The numbers are those that the tests carry.
""",
        columns=("what breaks", "what callers notice", "what comes back by itself, and when"),
        rows=FAULTS,
    ),
    Page(
        file="docs/threats.md",
        mark="threat",
        head="""
# What happens when somebody attacks

Each row is something that people do to a telephone line or to the pages behind it: what stands in their way, what is
left for an operator to see to, and the tests that try it. The numbers are those that the tests carry.
""",
        columns=("what they do", "what stands in their way", "what is left to you"),
        rows=THREATS,
    ),
)
