"""The page of compliance over a million calls and a hundred thousand promises, on SQLite and PostgreSQL: how long the
server takes for its figures, over a month and over all of two years; and how long Chromium takes until the page is
there with its first pictures.

Beside it, from the same run, what a bare count of the calls takes. The past is laid once for each database and its days
are tallied, as the ticker does; that is not counted. The browser looks once unmeasured, as the library that draws has
to be loaded once a process. `--quick`: a tenth of it.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from playwright.sync_api import sync_playwright
from sqlalchemy import func, select

from routing.skills import AgentId
from tools.bench.hooks import environment_of
from tools.bench.sign_ins import serving
from tools.chromium import ARGUMENTS, CHROMIUM
from tools.embedded_redis import EmbeddedRedis
from tools.past import lay_past
from tools.postgres import Postgres, Unavailable
from voice_app import versions
from voice_app.accounts import sessions
from voice_app.ledger import Ledger, agents, tables, tallies
from voice_app.ledger.compliance import GroupBy, report_on
from voice_app.ledger.misses import misses
from voice_app.line import Line
from voice_app.pages.door import SESSION, cookie_name
from voice_app.runtime import Runtime, open_runtime
from voice_app.start import read

AGENTS, DAYS, CALLS_A_DAY, TURNS = 26, 740, 1480, 7
LOOKS: tuple[tuple[int, GroupBy], ...] = ((30, "day"), (365, "week"), (DAYS, "month"), (DAYS, "hour"), (DAYS, "agent"))


def main() -> None:
    share = 10 if "--quick" in sys.argv else 1
    for name, house, environment in _houses(DAYS // share):
        _measure(name, house)
        _look(house, environment, DAYS // share)
    print("aim: a page of all there is within 300 ms at the server, within 1 s in Chromium")


def _measure(name: str, house: Runtime) -> None:
    now, zone = house.now(), house.line.timezone
    with house.ledger.read() as ledger:
        calls = ledger.execute(select(func.count()).select_from(tables.calls)).scalar_one()
        promises = ledger.execute(select(func.count()).select_from(tables.promises)).scalar_one()

    def bare() -> None:
        with house.ledger.read() as ledger:
            ledger.execute(select(func.count()).select_from(tables.calls)).scalar_one()

    print(f"{name}: {calls:,} calls, {promises:,} promises; bare count of the calls {_timed(bare):.1f} ms")
    for days, group_by in LOOKS:

        def page(days: int = days, group_by: GroupBy = group_by) -> None:
            with house.ledger.read() as ledger:
                report_on(ledger, now - timedelta(days=days), now, now, zone, group_by=group_by)
                misses(ledger, now - timedelta(days=days), now, now, limit=20)

        print(f"  {days:>4} days by {group_by:<6}{_timed(page):>8.1f} ms")


def _look(house: Runtime, environment: dict[str, str], days: int) -> None:
    if CHROMIUM is None:
        print("  no Chromium on this machine: no page was looked at")
        return
    to_day = house.now().astimezone(house.line.timezone).date()
    own = f"from={to_day - timedelta(days=days - 1)}&to={to_day}&by=month"
    with ExitStack() as ours:
        pages = ["gunicorn", "--config", "pages.conf.py"]
        ours.enter_context(serving(pages, environment, house.settings.pages_port))
        chromium = ours.enter_context(sync_playwright()).chromium
        browser = ours.enter_context(chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS))
        context = browser.new_context()
        name, base = cookie_name(house.settings, SESSION), house.settings.pages_base_url
        context.add_cookies([{"name": name, "value": _supervisor(house), "url": base}])
        page = context.new_page()

        def look(query: str) -> None:
            answer = page.goto(f"{base}/compliance?{query}", wait_until="load")
            if answer is None or not answer.ok or page.locator("main table").count() == 0:
                raise SystemExit(f"the page was answered with {answer.status if answer else 'nothing'}")

        for what, query in (("the usual page", ""), (f"{days} days by month", own)):
            look(query)
            print(f"  in Chromium, {what:<20}{_timed(partial(look, query)):>8.0f} ms")


def _supervisor(house: Runtime) -> str:
    """The session of one of us, who may look at such pages."""
    newest = versions.newest(house)
    told = newest.line.as_dict()
    told["agent"][0]["role"] = "supervisor"
    versions.change(house, Line.from_dict(told), base=newest.id, by=None, source="command", now=house.now())
    with house.ledger.write() as ledger:
        agent = agents.on_roster(ledger, AgentId(told["agent"][0]["id"]))
        if agent is None:
            raise SystemExit("nobody is on the roster")
        return sessions.begin(house, ledger, agent, "bench", house.now(), is_proven=True)


def _timed(act: Callable[[], object]) -> float:
    took = []
    for _ in range(TURNS):
        begun = perf_counter()
        act()
        took.append((perf_counter() - begun) * 1000)
    return median(took)


def _houses(days: int) -> Iterator[tuple[str, Runtime, dict[str, str]]]:
    with ExitStack() as ours:
        folder = Path(ours.enter_context(tempfile.TemporaryDirectory()))
        redis = ours.enter_context(EmbeddedRedis(folder / "redis")).url
        yield "SQLite", *ours.enter_context(_house(folder, redis, None, days))
        try:
            cluster = ours.enter_context(Postgres(as_operated=True))
        except Unavailable as reason:
            print(f"PostgreSQL: {reason}")
            return
        yield "PostgreSQL", *ours.enter_context(_house(folder, redis, cluster.url(), days))


@contextmanager
def _house(folder: Path, redis: str, url: str | None, days: int) -> Iterator[tuple[Runtime, dict[str, str]]]:
    """A house with all that behind it, its days tallied; and its environment."""
    environment = environment_of(folder / ("on-sqlite" if url is None else "on-postgresql"), redis, AGENTS)
    if url is not None:
        environment["DATABASE_URL"] = url
    Ledger(environment["DATABASE_URL"]).migrate()
    house = open_runtime(*read(environment, "ticker"))
    chance = Random(days)  # noqa: S311 - made up, not secret
    lay_past(house.ledger, house.line, until=house.now(), days=days, calls_a_day=CALLS_A_DAY, chance=chance)
    zone = house.line.timezone
    with house.ledger.read() as ledger:
        final = tallies.untallied(ledger, zone, house.now(), days)
    for day in final:
        with house.ledger.write() as ledger:
            tallies.tally(ledger, day, zone, house.now())
    yield house, environment
    house.ledger.close()


if __name__ == "__main__":
    main()
