"""Something dies under load: how long until the next call is served right, and what became of those on the line.

    python -m tools.bench recovery [--quick] [--postgres]

Each process, Redis, and with `--postgres` the ledger's server are killed (SIGKILL), one after the other, while calls
come in; a supervisor starts processes again after a second, Redis and PostgreSQL two seconds after they died. A call is
served right that is greeted and hears no apology. Of worker and ticker, whom no call waits for, the sign of life
counts.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tools.bench.burst import OF_THE_LINE, print_met, written
from tools.bench.hooks import until
from tools.load.house import House, house
from tools.load.orders import Orders, Told, is_good
from voice_app.ledger import Ledger, LedgerGone, heartbeats

CALLS_A_SECOND, AGENTS, TAIL, SETTLE = 5.0, 10, 8.0, 5.0
BEFORE, APART = 8.0, 15.0
"""Seconds until the first dies, and from one to the next."""
STORE_IS_AWAY = 2.0
BEATS = {"worker": heartbeats.WORKER, "ticker": heartbeats.TICKER}
PATIENCE = 12.0


@dataclass
class Death:
    """What died, when, in seconds after the beginning; and how long until it gave a sign of life, if it gives any."""

    what: str
    at: float
    beat_after: float | None = None


def main() -> None:
    quick, on_postgres = "--quick" in sys.argv, "--postgres" in sys.argv
    victims = ["web"] if quick else [*OF_THE_LINE, "redis", *(["postgres"] if on_postgres else [])]
    before, apart, tail, settle = (0.5, 3.0, 0.1, 0.3) if quick else (BEFORE, APART, TAIL, SETTLE)
    with tempfile.TemporaryDirectory() as folder, house(Path(folder), AGENTS, on_postgres=on_postgres) as line:
        line.start(*OF_THE_LINE[: 1 if quick else None])
        until(line.answers if quick else line.is_well)
        line.sign_everybody_on()
        flood = [(before + apart * len(victims), CALLS_A_SECOND)]
        with line.people(Orders(line.web, line.carrier_port, AGENTS, flood, tail, settle)) as trial:
            trial.begin()
            deaths = []
            for n, victim in enumerate(victims):
                time.sleep(max(0.0, before + n * apart - trial.lasts))
                deaths.append(_kill(line, victim, lambda: trial.lasts))
            told = trial.ends()
        outcomes, promises = written(line)
    print(f"{CALLS_A_SECOND:.0f} calls a second, {AGENTS} agents; {'PostgreSQL' if on_postgres else 'SQLite'}\n")
    for death, until_at in zip(deaths, [*(one.at for one in deaths[1:]), flood[0][0]], strict=True):
        _print(death, until_at, told)
    print_met(told, {}, outcomes, promises)


def _kill(line: House, victim: str, lasts: Callable[[], float]) -> Death:
    death = Death(victim, lasts())
    if victim == "redis":
        line.redis.kill()
        time.sleep(STORE_IS_AWAY)
        line.redis.start()
    elif victim == "postgres" and line.postgres is not None:
        line.postgres.stop()
        time.sleep(STORE_IS_AWAY)
        line.postgres.start()
    else:
        before = _beat(line, victim)
        line.processes[victim].kill()
        if victim in BEATS:
            death.beat_after = _beats_again(line, victim, before, death.at, lasts)
    return death


def _beats_again(
    line: House, victim: str, before: datetime | None, at: float, lasts: Callable[[], float]
) -> float | None:
    """A ticker that died in mid-beat counts from its next."""
    while lasts() - at < PATIENCE:
        time.sleep(0.1)
        if _beat(line, victim) != before:
            return lasts() - at
    return None


def _beat(line: House, victim: str) -> datetime | None:
    books = Ledger(line.environment["DATABASE_URL"])
    try:
        with books.read() as ledger:
            return heartbeats.by_process(ledger).get(BEATS.get(victim, ""))
    except LedgerGone:
        return None
    finally:
        books.close()


def _print(death: Death, until_at: float, told: Told) -> None:
    came = [call for call in told.calls if death.at <= call.due < until_at]
    right = min((call.due for call in came if call.is_right), default=None)
    failed = [hook for hook in told.hooks if death.at <= hook.due < until_at and not is_good(hook)]
    slow = max((hook.took for hook in told.hooks if death.at <= hook.due < until_at), default=0.0)
    on_the_line = [call for call in told.calls if call.due < until_at and (call.ended or until_at) >= death.at]
    affected = [call for call in on_the_line if not call.is_right]
    print(f"{death.what} killed at {death.at:.0f} s: ", end="")
    print(
        "no call was served right"
        if right is None
        else f"the next call served right came {right - death.at:.1f} s later"
    )
    wrong = [call.due - death.at for call in came if not call.is_right]
    if wrong:
        print(f"  the last that was not came {max(wrong):.1f} s after it")
    if death.what in BEATS:
        beat = "none" if death.beat_after is None else f"{death.beat_after:.1f} s after it"
        print(f"  its next sign of life: {beat}")
    print(f"  hooks without a good answer: {len(failed)}; the slowest answer {slow:.0f} ms")
    outcomes = Counter(call.outcome for call in affected)
    served = ", ".join(f"{what} {count}" for what, count in outcomes.most_common()) or "none"
    print(f"  calls affected: {len(affected)} of {len(on_the_line)}: {served}")


if __name__ == "__main__":
    main()
