"""What a password must be: long, and not what anybody would try first. Nothing else: no capital, no digit, no new one
every spring, because people answer such rules with `Zomer2026!`.

Deliberately asks no list on the internet, and tells what is wrong by a code: the words are the page's.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, Literal

SHORTEST: Final = 15
LONGEST: Final = 1024
"""Longer ones are nobody's; hashing them would be work for nothing."""

OWN: Final = 8
"""So many characters must be left when all that is obvious is taken away."""
VARIETY: Final = 6
"""So many different ones there must be."""

Wrong = Literal["too_short", "too_long", "obvious"]

ROWS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "azertyuiop", "qwertzuiop", "asdfghjkl")
ROWS_BELOW: Final = ("qsdfghjklm", "zxcvbnm", "yxcvbnm", "wxcvbn")
RUN: Final = 4
"""So many neighbours in a row of the alphabet, the digits or the keyboard are a run."""


def normal(password: str) -> str:
    """As it is compared: what looks the same is the same, on whatever keyboard it was typed."""
    return unicodedata.normalize("NFKC", password)


def what_is_wrong(password: str, names: Iterable[str]) -> Wrong | None:
    """None for a good one. `names`: of the line, of the agent, and whatever else anybody would guess for this one."""
    text = normal(password)
    if len(text) < SHORTEST:
        return "too_short"
    if len(text) > LONGEST:
        return "too_long"
    plain = _plain(text)
    if len(set(text.casefold())) < VARIETY or _repeats(text.casefold()) or len(_own(plain, names)) < OWN:
        return "obvious"
    return None


def _plain(text: str) -> str:
    """Letters and digits alone, without their accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if letter.isalnum())


def _repeats(text: str) -> bool:
    """`correcthorsecorrecthorse`: once, and once more."""
    return text in (text + text)[1:-1]


def _own(plain: str, names: Iterable[str]) -> str:
    """What is left when words that everybody knows, the names, years and runs are taken away. Text in other scripts is
    left whole."""
    for word in sorted({*_common(), *filter(None, map(_plain, _parts(names)))}, key=len, reverse=True):
        plain = plain.replace(word, " ")
    plain = re.sub(r"(?:19|20)\d\d", " ", plain)
    for run in _runs():
        plain = plain.replace(run, " ")
    return re.sub(r"[ \d]", "", plain)


def _parts(names: Iterable[str]) -> Iterator[str]:
    """Each name, and each of its words that is long enough to be one."""
    for name in names:
        yield name
        yield from (part for part in re.split(r"\W+", name) if len(part) > 2)  # noqa: PLR2004 - de and of are none


@cache
def _common() -> frozenset[str]:
    words = Path(__file__).with_name("obvious.txt").read_text(encoding="utf-8").split()
    return frozenset(map(_plain, words))


@cache
def _runs() -> tuple[str, ...]:
    rows = [row for row in (*ROWS, *ROWS_BELOW) for row in (row, row[::-1])]
    return tuple(sorted({row[at : at + RUN] for row in rows for at in range(len(row) - RUN + 1)}))
