"""Whoever a test called by name or number must be found in nothing that the service leaves lying about.

Looked for in every spelling: E.164, national, spaced, encoded, without its plus; never inside a longer run of figures,
where it is an instant or an id. After every journey this is done of Redis, of the addresses that the carrier was given
and of the jobs; after every test, of what it logged: before the log's own mask, which is the second net.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import String, literal, select, union_all

from voice_app.ledger import Ledger
from voice_app.ledger.own_words import OwnWords
from voice_app.ledger.tables import metadata

BETWEEN = r"(?:[ .,()/+\-]|%20|%2B|%28|%29)*"
SIGNIFICANT = 9
"""Figures by which a number is known, however the country is written."""


def spelt(phones: Iterable[str]) -> re.Pattern[str]:
    """Any of these numbers, as anybody might write it."""
    ends = sorted({re.sub(r"\D", "", phone)[-SIGNIFICANT:] for phone in phones})
    any_of_them = "|".join(BETWEEN.join(end) for end in ends)
    return re.compile(
        rf"(?<![0-9])(?:(?:\+|%2B|00)?31{BETWEEN}0?|0)?{BETWEEN}(?:{any_of_them})(?![0-9])", re.IGNORECASE
    )


def found_in(left: Mapping[str, str], phones: Collection[str], words: Collection[str] = ()) -> list[str]:
    """Where somebody is told of, with what stands around it. `left`: texts, by what they are."""
    patterns = [spelt(phones)] if phones else []
    patterns += [re.compile(re.escape(word)) for word in words]
    return [
        f"{name}: …{text[max(0, at.start() - 60) : at.end() + 20]!r}"
        for name, text in left.items()
        for pattern in patterns
        if (at := pattern.search(text)) is not None
    ]


def files(folder: Path, *patterns: str) -> Iterator[tuple[str, str]]:
    """What these files hold, as text whatever it is."""
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            yield str(path.relative_to(folder)), path.read_bytes().decode("latin-1")


# ── what people wrote and said ──────────────────────────────────────────────────────────────────────────────────────

TELLING: Final = 8
"""Letters by which somebody's words are known from ours."""
OWN_WORDS: Final = union_all(
    *(
        select(literal(f"{table.name}.{column.name}"), column).distinct().where(column.like("%_ _%"))
        for table in metadata.tables.values()
        for column in table.columns
        if column.info.get("personal") and isinstance(column.type, String | OwnWords)
    )
)
"""More than a word of somebody's own, in every column that may hold any."""


def words_of(ledger: Ledger) -> set[str]:
    """All that stands in it of people's own words, and their names in full."""
    with ledger.read() as connection:
        return {row[1] for row in connection.execute(OWN_WORDS) if len(row[1]) >= TELLING}


# ── what was logged ─────────────────────────────────────────────────────────────────────────────────────────────────

COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")
A_RECORD: Final = re.compile(r"\[(?:debug|info|warning|error|critical)\s*\]|\"level\": \"")
A_MOBILE: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:\+|00|%2B)?316[0-9]{8}(?![0-9A-Za-z])|(?<![0-9A-Za-z.:+-])06[0-9]{8}(?![0-9A-Za-z])"
)
"""Nearly everybody's in these tests; the line's own numbers are others."""

said_lately: Final[set[str]] = set()
"""What people wrote and said in the test that is under way."""


def told_of(report: pytest.TestReport) -> list[str]:
    """The records of its log, as far as it was captured, that tell of somebody."""

    def tells(text: str) -> bool:
        return A_MOBILE.search(text) is not None or any(words in text for words in said_lately)

    said = (COLOURS.sub("", text) for _, text in report.sections)
    return [line for text in said if tells(text) for line in text.splitlines() if A_RECORD.search(line) and tells(line)]
