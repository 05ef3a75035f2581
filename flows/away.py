"""What a caller hears when nothing of ours is there: a few sentences that were printed beforehand and lie elsewhere.

Nobody can answer them, so they ask nothing; nothing can be written, so they name no time. What they say of a callback
is true because who heard them is looked for afterwards. Deliberately no node: no step leads here.
"""

from collections.abc import Iterator
from datetime import timedelta

from flows.apology import FALLBACK_RINGS
from flows.facts import Line
from flows.phrases import phrase
from flows.verbs import Connect, Hangup, Pause, Say, Verb

A_BREATH = timedelta(seconds=1)


def fallback(line: Line, fallback_number: str | None) -> tuple[Verb, ...]:
    """In each of the line's languages; with somebody who may pick up elsewhere, if there is such a number."""
    if fallback_number is None:
        return (*_in_each(line, "away", "away_found", "away_hidden"), Hangup())
    connecting = _in_each(line, "away_connecting")
    after = _in_each(line, "away_not_helped", "away_found", "away_hidden")
    return (*connecting, Connect(fallback_number, FALLBACK_RINGS), *after, Hangup())


def _in_each(line: Line, *keys: str) -> Iterator[Verb]:
    for position, language in enumerate(line.languages):
        if position:
            yield Pause(A_BREATH)
        yield Say(" ".join(phrase(language, key, name=line.name) for key in keys), language)
