"""Words that rise: said by more people this week than in the weeks before, in the callers' and agents' own words.

People are counted, not words: who says it ten times says it once. The weeks before are the measure, so no list of
little words is needed. Never a number (no digit gets in), and no word that fewer than three people used; names are
left out by whoever knows them. Deliberately reads no store.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from voice_app.patterns.rises import Rise, rise_of_people, stands_out

FEWEST_PEOPLE: Final = 3
MOST_SHOWN: Final = 8
"""Of a language."""
WORD: Final = re.compile(r"[^\W\d_]{3,}(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody said or what was noted of it. `who`: the phone, to tell people apart, and shown nowhere."""

    who: str = field(repr=False)
    language: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RisingWord:
    """`rise` counts people."""

    word: str
    language: str
    rise: Rise


def words_of(text: str) -> set[str]:
    """Each once, in small letters."""
    return {word.casefold() for word in WORD.findall(text)}


def rising(
    week: Iterable[Saying], before: Iterable[Saying], weeks_before: float, names: Collection[str]
) -> tuple[RisingWord, ...]:
    """The surest first, by language. `names`: words that are never shown."""
    now, then = _by_language(week), _by_language(before)
    found = [one for language in now for one in _of(language, now, then, weeks_before, names)]
    return tuple(found)


@dataclass(slots=True)
class _People:
    everybody: set[str] = field(default_factory=set)
    by_word: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def _by_language(sayings: Iterable[Saying]) -> Mapping[str, _People]:
    found: dict[str, _People] = defaultdict(_People)
    for saying in sayings:
        people = found[saying.language]
        people.everybody.add(saying.who)
        for word in words_of(saying.text):
            people.by_word[word].add(saying.who)
    return found


def _of(
    language: str,
    now: Mapping[str, _People],
    then: Mapping[str, _People],
    weeks_before: float,
    names: Collection[str],
) -> Iterator[RisingWord]:
    these, those = now[language], then.get(language, _People())
    often = {word: who for word, who in these.by_word.items() if len(who) >= FEWEST_PEOPLE and word not in names}
    rises = [
        RisingWord(
            word,
            language,
            rise_of_people(
                len(who), len(these.everybody), len(those.by_word.get(word, ())), len(those.everybody), weeks_before
            ),
        )
        for word, who in often.items()
    ]
    surely = [one for one in rises if stands_out(one.rise, len(often))]
    yield from sorted(surely, key=lambda one: (one.rise.chance, one.word))[:MOST_SHOWN]
