"""Which of a day's complaints a director reads: by a rule that can be said in four sentences.

First those who said that we did not help, then who comes back again and again, then who waited for a callback that was
late, then who left without a solution, then what was written to us. Within each, the lowest score first, then the
newest. One of each person, the same words once, and nothing of a single word. Twenty at most, and no more than eight of
a kind while others have something to say. Deliberately weighs no words: what is said decides nothing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from voice_app.digest.masking import masked
from voice_app.ledger.complaints import Complaint, Kind

ORDER: Final[tuple[Kind, ...]] = ("not_helped", "returns", "broken", "unresolved", "text")
MOST: Final = 20
MOST_OF_A_KIND: Final = 8
FEWEST_WORDS: Final = 2
LONGEST: Final = 600
"""Characters of each; what is longer is cut at a word."""
NO_SCORE: Final = 9


def choose(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    """In the order in which they are read, numbers masked."""
    first, rest = list[Complaint](), list[Complaint]()
    people, heard, of_kind = set[str](), set[str](), Counter[Kind]()
    for one in sorted(complaints, key=_rank):
        words = " ".join(one.words.casefold().split())
        if one.who in people or words in heard or not _says_something(one):
            continue
        people.add(one.who)
        heard.add(words)
        of_kind[one.kind] += 1
        (first if of_kind[one.kind] <= MOST_OF_A_KIND else rest).append(one)
    chosen = sorted((first + rest)[:MOST], key=_rank)
    return tuple(replace(one, words=_cut(masked(one.words))) for one in chosen)


def _rank(one: Complaint) -> tuple[int, int, float, str]:
    score = NO_SCORE if one.score is None else one.score
    return ORDER.index(one.kind), score, -one.at.timestamp(), one.who


def _says_something(one: Complaint) -> bool:
    return len(one.words.split()) >= FEWEST_WORDS


def _cut(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(maxsplit=1)[0] + " …"
