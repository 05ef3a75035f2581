"""How a language reads the clock, as each module of sentences fills it in."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def _figures() -> Mapping[int | None, str]:
    return {None: "{figure}"}


@dataclass(frozen=True, slots=True)
class Clock:
    """The faces of the clock, and what is said beside them.

    `faces`: an hour and its minutes, by minute, with `{hour}`, `{next}` (the hour that comes) and `{minute}`; None: any
    other minute. `hours`: how an hour is said, with `{figure}`; None: any other hour. `whole`: whole hours that have a
    name. `of_24`: hours of the whole day, which need no part of it; else of a dial of twelve. `parts`: the part of the
    day, by hour, where people call it otherwise than CLDR does.
    """

    faces: Mapping[int | None, str]
    hours: Mapping[int | None, str] = field(default_factory=_figures)
    whole: Mapping[int, str] = field(default_factory=dict)
    of_24: bool = False
    parts: Mapping[int, str] = field(default_factory=dict)
