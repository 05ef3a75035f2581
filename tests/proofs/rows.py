"""What a row of either page is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Something of ours, of the carrier's or of the machine's that breaks.

    `breaks`: what an operator would call it. `callers`: what callers notice. `returns`: what comes back by itself, and
    when. `untested`: why no test can show it here; else there must be one.
    """

    id: str
    breaks: str
    callers: str
    returns: str
    untested: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return self.breaks, self.callers, self.returns


@dataclass(frozen=True, slots=True)
class Threat:
    """Something that somebody tries.

    `attack`: what they do. `answer`: what stands in their way. `remains`: what an operator must still see to, if
    anything. `untested`: as above.
    """

    id: str
    attack: str
    answer: str
    remains: str = ""
    untested: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return self.attack, self.answer, self.remains or "–"


Row = Fault | Threat
