"""What a line says of matching: its rules, each of which it can do without.

Deliberately decides nothing by them: `routing.policy` does.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from routing.queues import WidenAfter

LEVEL_COUNTS = timedelta(minutes=1)
"""What a level is worth, where it is an order: measured beside other strategies (docs/decisions/020)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the line file's `[waiting]` and `[routing]` say of matching. `head_start`: how much earlier a live caller
    counts than a promise that kept its place. `last_agent_for`: how long a call is kept for the agent of last time.

    Switched off: `by_level`, and whoever is trained is as good as the best; `widens`, and waiting widens no circle;
    `fewest_skills`, and generalists are not spared; `last_agent_for` None, and nobody is preferred.

    `trained_at_once`: a level is an order and no gate. Whoever is trained may take a call from the first second, the
    best of the idle before others; and to a free agent a call counts as younger by `LEVEL_COUNTS` for each level short
    of best.
    """

    widen_after: WidenAfter
    head_start: timedelta
    by_level: bool = True
    widens: bool = True
    fewest_skills: bool = True
    last_agent_for: timedelta | None = None
    trained_at_once: bool = False

    @classmethod
    def plain(cls) -> Self:
        """The oldest call that is compatible, and the agent who has been idle longest."""
        at_once = timedelta()
        return cls((at_once, at_once), at_once, by_level=False, widens=False, fewest_skills=False)

    @property
    def by_gate(self) -> bool:
        """Do calls wait for a good level, as long as one is ready?"""
        return self.by_level and not self.trained_at_once

    @property
    def steps(self) -> WidenAfter | None:
        """When a circle widens by waiting; None: never."""
        return self.widen_after if self.widens else None
