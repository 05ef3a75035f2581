"""Who is expected to be on, in pools by the languages that they speak: who alone can keep which promises.

For each set of languages there is the pool of those who speak any of them; of several sets with the same speakers only
the largest matters. Where everybody speaks everything, that is one pool. Deliberately judges no promise.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, combinations, pairwise

from routing.capacity import Pool, Team
from routing.forecast import Arrivals, Pace
from routing.skills import Language
from routing.spans import Span
from routing.supply import Outlook, Shift

MOST_IN_ALL_SETS = 8
"""Of more languages than this only each one and all together are looked at: the sets are 2 to the power of them."""

Speakers = frozenset[int]


@dataclass(frozen=True, slots=True)
class Expected:
    """An agent as the coming days are expected to see them.

    `shifts`: when on, as far as the line is open; None: whenever it is. `on_call`: windows in which they may be rung
    for promises while it is closed. `is_ready`, `is_busy`: as of now, declared ready and in a call.
    """

    languages: frozenset[Language]
    shifts: Sequence[Span] | None = None
    on_call: Sequence[Span] = ()
    is_ready: bool = False
    is_busy: bool = False


def pools_of(
    agents: Sequence[Expected],
    languages: Iterable[Language],
    hours: Sequence[Span],
    arrivals: Arrivals,
    pace: Pace,
) -> list[Pool]:
    """The pools, everybody first. `hours`: the stretches in which the line is open and people may be called."""
    speakers = {
        language: frozenset(n for n, agent in enumerate(agents) if language in agent.languages)
        for language in languages
    }
    stretches = list(_stretches(agents, hours))
    return [
        Pool(
            its_alone,
            Outlook([shift for stretch in stretches for shift in stretch.staffed_by(members)], arrivals, pace),
            _team(agents[n] for n in members),
        )
        for members, its_alone in _sets(speakers)
    ]


def _sets(speakers: Mapping[Language, Speakers]) -> Iterator[tuple[Speakers, frozenset[Language]]]:
    """Each set of speakers, everybody first, with all the languages that nobody else speaks."""
    count = len(speakers)
    sizes = range(count, 0, -1) if count <= MOST_IN_ALL_SETS else (count, 1)
    chosen = chain.from_iterable(combinations(speakers, size) for size in sizes)
    for members in dict.fromkeys(frozenset[int]().union(*(speakers[one] for one in some)) for some in chosen):
        yield members, frozenset(language for language, theirs in speakers.items() if theirs <= members)


def _team(agents: Iterable[Expected]) -> Team:
    ready = [agent for agent in agents if agent.is_ready]
    return Team(len(ready), sum(agent.is_busy for agent in ready))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of time in which the same agents are on throughout."""

    span: Span
    on: Speakers
    on_call: bool

    def staffed_by(self, members: Speakers) -> Iterator[Shift]:
        if theirs := len(self.on & members):
            yield Shift(self.span, theirs, theirs / len(self.on), self.on_call)


def _stretches(agents: Sequence[Expected], hours: Sequence[Span]) -> Iterator[_Stretch]:
    spans = chain(hours, *(chain(agent.shifts or (), agent.on_call) for agent in agents))
    for span in map(Span._make, pairwise(sorted(set(chain.from_iterable(spans))))):
        is_open = _lies_in(span.start_at, hours)
        there = (n for n, agent in enumerate(agents) if _is_on(agent, span.start_at, is_open=is_open))
        yield _Stretch(span, frozenset(there), on_call=not is_open)


def _is_on(agent: Expected, at: datetime, *, is_open: bool) -> bool:
    if not is_open:
        return _lies_in(at, agent.on_call)
    return agent.shifts is None or _lies_in(at, agent.shifts)


def _lies_in(at: datetime, spans: Iterable[Span]) -> bool:
    return any(span.holds(at) for span in spans)
