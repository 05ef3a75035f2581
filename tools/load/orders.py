"""What the carrier's process of a trial is told, and what it tells: values, as JSON on the way."""

from dataclasses import dataclass, field
from typing import Any

from tools.load.people import Lived
from tools.load.wire import Timed


@dataclass(frozen=True)
class Orders:
    """`web`: where the line answers; `port`: where the carrier's REST listens; `flood`: one pair for each stretch of
    time, seconds and calls a second; `tail`: seconds after the last call until everybody rings off, which takes
    `settle`; `times`: how many times faster than the real one the clock of people and carrier runs, since
    `began_at`; `first`: where the callers' numbers begin."""

    web: str
    port: int
    agents: int
    flood: list[tuple[float, float]]
    tail: float = 20.0
    settle: float = 6.0
    times: int = 1
    began_at: str = ""
    seed: int = 1
    first: int = 0


@dataclass(frozen=True)
class Told:
    """What everybody met. `cpu`: seconds of processor that carrier and people took, in `seconds`."""

    hooks: list[Timed]
    calls: list[Lived]
    met: dict[str, int]
    complaints: list[tuple[int, str]]
    complained: int
    cpu: float
    seconds: float
    errors: list[Timed] = field(default_factory=list)

    @classmethod
    def read(cls, told: dict[str, Any]) -> "Told":
        hooks = [Timed(*one) for one in told.pop("hooks")]
        calls = [Lived(**one) for one in told.pop("calls")]
        return cls(hooks, calls, **told, errors=[one for one in hooks if not is_good(one)])


def is_good(one: Timed) -> bool:
    return one.status in (200, 204)
