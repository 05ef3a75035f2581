"""Whoever a test called by name or number must be found in nothing that the service leaves lying about.

Looked for in every spelling: E.164, national, spaced, encoded, without its plus; never inside a longer run of figures,
where it is an instant or an id.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

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
