"""What a supervisor can do something about: each finding is one thing that goes wrong, with its figures.

Which figures are worth a sentence, by rules that stand here and nowhere else; most people concerned first. Deliberately
words nothing: the page does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from voice_app.ledger.turnings import Turned
from voice_app.patterns.heat import Cell
from voice_app.patterns.rises import Rise

FEWEST_TURNED, TURNED_SHARE = 10, 0.01
"""Calls chosen as one thing that were another, and their share of all that were chosen so."""
FEWEST_MISHEARD, MISHEARD_SHARE = 10, 0.05
"""Callers whom the menu did not understand, and their share of all who heard it."""
FEWEST_GAVE_UP, GAVE_UP_SHARE = 5, 0.15
"""Callers who gave up in one hour of the week, and their share."""
FEWEST_MISSED: Final = 3

Misheard = Literal["silence", "key", "words"]


@dataclass(frozen=True, slots=True)
class WronglyChosen:
    """`chosen` turned out to be `about`, in `calls` of `of` calls. None: whatever it is about."""

    chosen: str | None
    about: str
    calls: int
    of: int

    @property
    def concerns(self) -> int:
        return self.calls


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """So many callers answered the menu by this, of all who heard it."""

    how: Misheard
    calls: int
    of: int

    @property
    def concerns(self) -> int:
        return self.calls


@dataclass(frozen=True, slots=True)
class TooFewThere:
    """The hour of the week in which most gave up, for its calls."""

    cell: Cell

    @property
    def concerns(self) -> int:
        return self.cell.gave_up


@dataclass(frozen=True, slots=True)
class NeedRises:
    need: str | None
    rise: Rise

    @property
    def concerns(self) -> int:
        return round(self.rise.now - self.rise.before)


@dataclass(frozen=True, slots=True)
class Missed:
    """So many promises were broken for this cause, of all that were broken."""

    cause: str
    promises: int
    of: int

    @property
    def concerns(self) -> int:
        return self.promises


@dataclass(frozen=True, slots=True)
class ComeBack:
    """So many people were in touch three times or more within seven days."""

    people: int

    @property
    def concerns(self) -> int:
        return self.people


Finding = WronglyChosen | NotUnderstood | TooFewThere | NeedRises | Missed | ComeBack


def findings(
    *,
    turned: Iterable[Turned],
    chosen: Mapping[str | None, int],
    mischosen: Mapping[str, int],
    heat: Iterable[Cell],
    needs: Mapping[str | None, Rise],
    misses: Mapping[str, int],
    boomerangs: int,
) -> tuple[Finding, ...]:
    """`chosen`: how many calls chose each need; the rest as `Patterns` has it."""
    found: list[Finding] = [
        *_wrongly_chosen(turned, chosen),
        *_not_understood(mischosen, sum(chosen.values())),
        *_too_few_there(heat),
        *(NeedRises(need, rise) for need, rise in needs.items()),
        *_missed(misses),
        *([ComeBack(boomerangs)] if boomerangs else []),
    ]
    return tuple(sorted(found, key=lambda one: one.concerns, reverse=True))


def _wrongly_chosen(turned: Iterable[Turned], chosen: Mapping[str | None, int]) -> Iterator[Finding]:
    for one in turned:
        of = max(chosen.get(one.chosen, 0), one.calls)
        # Who asked for a person has chosen nothing wrong.
        if one.chosen is not None and one.calls >= max(FEWEST_TURNED, TURNED_SHARE * of):
            yield WronglyChosen(one.chosen, one.about, one.calls, of)


def _not_understood(mischosen: Mapping[str, int], of: int) -> Iterator[Finding]:
    hows: tuple[Misheard, ...] = ("silence", "key", "words")
    for how in hows:
        calls = mischosen.get(how, 0)
        if calls >= max(FEWEST_MISHEARD, MISHEARD_SHARE * of):
            yield NotUnderstood(how, calls, of)


def _too_few_there(heat: Iterable[Cell]) -> Iterator[Finding]:
    bad = [cell for cell in heat if cell.gave_up >= FEWEST_GAVE_UP and (cell.gave_up_share or 0) >= GAVE_UP_SHARE]
    if bad:
        yield TooFewThere(max(bad, key=lambda cell: cell.gave_up))


def _missed(misses: Mapping[str, int]) -> Iterator[Finding]:
    of = sum(misses.values())
    if of >= FEWEST_MISSED:
        cause, promises = max(misses.items(), key=lambda one: one[1])
        yield Missed(cause, promises, of)
