"""A burst, as after an outage: a thousand calls within a minute through the whole menu, into waiting or a promise, with
twenty agents at their desks; beside it a bare durable webhook at the same rate.

    python -m tools.bench burst [--quick] [--postgres]

Web, pages, worker and ticker are real processes on a real Redis and a real ledger. Carrier, callers and agents are one
process of their own, whose share of the processors is told apart. Calls come in on schedule; a hook's time counts from
when it should have been sent. The bare view checks the same signature, writes one row and says one sentence, under the
same server, and is sent what the line was sent, at the same instants.
"""

import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import func, select

from tools.bench.hooks import until
from tools.load import bare
from tools.load.desks import open_desks
from tools.load.house import House, house
from tools.load.orders import Orders, Told
from tools.load.wire import Timed
from tools.quantiles import p99, quantiles
from voice_app.ledger import Ledger, tables

CALLS, SECONDS, AGENTS, TAIL = 1_000, 60.0, 20, 20.0
SETTLE = 6.0
QUICK = (6, 0.4, 2, 0.2, 0.4)
AIM_MS, AIM_TIMES, AIM_PAGE_MS = 100.0, 4.0, 1000.0
OF_THE_LINE = ("web", "worker", "ticker")
BARE_SECONDS = 40.0
"""Of the busiest minute, that the bare view is sent."""


def main() -> None:
    quick = "--quick" in sys.argv
    calls, seconds, agents, tail, settle = QUICK if quick else (CALLS, SECONDS, AGENTS, TAIL, SETTLE)
    with tempfile.TemporaryDirectory() as folder:
        with house(Path(folder), agents, on_postgres="--postgres" in sys.argv) as line, ExitStack() as visit:
            looks = None if quick else visit.enter_context(open_desks(line))
            told, cpu = play(line, [(seconds, calls / seconds)], tail, settle, quick)
            outcomes, promises = written(line)
        theirs = bare.play(Path(folder), [one.due for one in told.hooks if one.due < BARE_SECONDS])
    engine = "PostgreSQL" if "--postgres" in sys.argv else "SQLite"
    print(f"{calls:,} calls in {seconds:.0f} s, {agents} agents, {len(told.hooks):,} hooks; {engine}\n")
    report(told.hooks, theirs)
    print_met(told, cpu, outcomes, promises)
    if looks is not None:
        print(f"{agents} open desks, GET /desk: {looks} (aim: {AIM_PAGE_MS:.0f} ms)")


def play(
    line: House, flood: list[tuple[float, float]], tail: float, settle: float = SETTLE, quick: bool = False
) -> tuple[Told, dict[str, float]]:
    """The flood, from when everybody is there; and the processor seconds of each process in it. `quick`: without worker
    and ticker, for whom one would wait."""
    line.start(*OF_THE_LINE[: 1 if quick else None])
    until(line.answers if quick else line.is_well)
    line.sign_everybody_on()
    orders = Orders(line.web, line.carrier_port, line.agents, flood, tail, settle)
    with line.people(orders) as trial:
        before = {name: one.cpu() for name, one in line.processes.items()}
        trial.begin()
        told = trial.ends()
        return told, {name: one.cpu() - before[name] for name, one in line.processes.items()}


def written(line: House) -> tuple[Counter[str], int]:
    """How the ledger says that the calls ended, and how many promises it holds."""
    books, calls = Ledger(line.environment["DATABASE_URL"]), tables.calls.c
    with books.read() as ledger:
        by_outcome = select(func.coalesce(calls.outcome, "no outcome"), func.count()).group_by(calls.outcome)
        outcomes = Counter({str(outcome): int(count) for outcome, count in ledger.execute(by_outcome)})
        promises = ledger.execute(select(func.count()).select_from(tables.promises)).scalar_one()
    books.close()
    return outcomes, promises


def report(ours: list[Timed], theirs: list[Timed]) -> None:
    for name, hooks in (("the line", ours), ("bare durable view", theirs)):
        print(f"{name:20}{figures(hooks)}")
    ratio = p99([one.took for one in ours]) / p99([one.took for one in theirs])
    print(f"\np99 is {ratio:.1f} times that of the bare view (aim: {AIM_MS:.0f} ms, at most {AIM_TIMES:.0f} times)")
    by_step = Counter(one.path for one in ours)
    print("\nby step:")
    for path, count in by_step.most_common(8):
        print(f"  {path:22}{count:6}   {figures([one for one in ours if one.path == path])}")


def print_met(told: Told, cpu: dict[str, float], outcomes: Counter[str], promises: int) -> None:
    lived = Counter(one.outcome for one in told.calls)
    print(f"\nerrors: {len(told.errors)} of {len(told.hooks)}; complaints of the carrier: {told.complained}")
    for one in told.errors[:5]:
        print(f"  {one.status or 'no answer'} to {one.path}, due at {one.due:.1f} s, after {one.took:,.0f} ms")
    for code, detail in told.complaints[:5]:
        print(f"  {code} {detail}")
    print(f"callers: {', '.join(f'{what} {count}' for what, count in lived.most_common())}; {told.met}")
    unknown = len(told.calls) - sum(outcomes.values())
    print(f"ledger: {', '.join(f'{what} {count}' for what, count in outcomes.most_common())}; promises {promises}")
    print(f"calls that the ledger does not know: {unknown}")
    shares = {**cpu, "carrier and people": told.cpu}
    print(f"processors: {', '.join(f'{name} {spent / told.seconds:.0%}' for name, spent in shares.items())}")


def figures(hooks: list[Timed]) -> str:
    took = [one.took for one in hooks]
    return f"{quantiles(took)}   max {max(took, default=0.0):7.1f} ms"


if __name__ == "__main__":
    main()
