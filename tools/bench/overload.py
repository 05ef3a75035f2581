"""Twice and ten times the rate of a burst: what is shed and what its callers hear, what goes on, and how soon the line
is itself again.

    python -m tools.bench overload [--quick] [--postgres]

One flood after another on one line, with rest between them. Shed are calls that begin; a call under way is none. The
carrier of this trial is on the same processors, so at ten times the rate it is late itself, which counts as waiting.
"""

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from tools.bench.burst import figures, play, print_met, written
from tools.load.house import house
from tools.load.orders import Told
from tools.load.people import Lived

RATE, AGENTS, TAIL = 1000 / 60, 20, 5.0
FLOODS = (
    ("as in a burst", 10.0, 1),
    ("double", 25.0, 2),
    ("rest", 12.0, 1),
    ("ten-fold", 12.0, 10),
    ("after it", 30.0, 1),
)
QUICK = (("as in a burst", 0.4, 1), ("double", 0.4, 2))
AIM_SECONDS = 10.0
CALM = 3
"""Seconds in a row in which every call is let in at once: then the line is itself again."""
AT_ONCE_MS = 1000.0


@dataclass(frozen=True)
class Stretch:
    """One flood: from when until when, in seconds after the beginning, and how many times the rate."""

    name: str
    begins: float
    ends: float
    times: int


def main() -> None:
    quick = "--quick" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        floods = QUICK if quick else FLOODS
        agents, tail, settle = (2, 0.2, 0.4) if quick else (AGENTS, TAIL, 6.0)
        with house(Path(folder), agents, on_postgres="--postgres" in sys.argv, most_live=1000) as line:
            told, cpu = play(line, [(seconds, RATE * times) for _, seconds, times in floods], tail, settle, quick)
            outcomes, promises = written(line)
            errors = line.errors()
    for stretch in _stretches(floods):
        _print(stretch, told)
    print_met(told, cpu, outcomes, promises)
    print(f"logged as errors: {errors or 'nothing'}")


def _stretches(floods: tuple[tuple[str, float, int], ...]) -> list[Stretch]:
    found, begins = [], 0.0
    for name, seconds, times in floods:
        found.append(Stretch(name, begins, begins + seconds, times))
        begins += seconds
    return found


def _print(one: Stretch, told: Told) -> None:
    calls = [call for call in told.calls if one.begins <= call.due < one.ends]
    hooks = [hook for hook in told.hooks if one.begins <= hook.due < one.ends]
    doors = [hook for hook in hooks if hook.path == "/voice/answer"]
    steps = [
        hook
        for hook in hooks
        if hook.path.startswith("/voice/") and hook.path not in ("/voice/answer", "/voice/status")
    ]
    print(f"\n{one.name}: {len(calls)} calls in {one.ends - one.begins:.0f} s, {RATE * one.times:.0f} a second")
    print(f"  calls that begin    {figures(doors)}")
    print(f"  steps under way     {figures(steps)}")
    heard = Counter(call.outcome for call in calls)
    print(f"  came of them: {', '.join(f'{what} {count}' for what, count in heard.most_common())}")
    shed = sum(bool(call.turned_away) for call in calls)
    lost = sum(hook.status == 0 for hook in hooks)
    refused = sum(hook.status >= HTTPStatus.BAD_REQUEST for hook in hooks)
    print(f"  turned away at first: {shed} ({shed / max(len(calls), 1):.0%})")
    print(f"  hooks without an answer: {lost}, other errors: {refused}")
    if one.times > 1 and (again := _itself_again(one.ends, told)) is not None:
        print(f"  itself again {again:.0f} s after its end (aim: {AIM_SECONDS:.0f} s)")


def _itself_again(since: float, told: Told) -> float | None:
    """Seconds after this instant from which on every call was let in at once, for a while."""
    last = max((call.due for call in told.calls), default=0.0)
    slow = [hook.due for hook in told.hooks if hook.path == "/voice/answer" and hook.took > AT_ONCE_MS]
    bad = [call.due for call in told.calls if not _is_let_in(call)] + slow
    second = 0
    while since + second + CALM <= last:
        begin = since + second
        if not any(begin <= at < begin + CALM for at in bad):
            return float(second)
        second += 1
    return None


def _is_let_in(call: Lived) -> bool:
    return call.is_right


if __name__ == "__main__":
    main()
