"""The wallboard: from the webhook by which a call joins the queue to the figure that Chromium paints, on many boards at
once; and what a day's figures cost the ledger.

Each board is a browser of its own with the link of a screen: a browser keeps six connections to a host, and a stream is
one of them. The clock runs from when the hook is sent until the frame after the change, by the one clock of this
machine; beside it a plain `GET /wallboard` at the same instant, which is the baseline. The ledger holds a busy day.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from random import Random

import requests
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import insert

from routing.agents import Presence
from routing.days import day_at, midnight
from routing.skills import AgentId
from tools.bench.hooks import environment_of, form_of, hook
from tools.bench.sign_ins import serving
from tools.chromium import ARGUMENTS, CHROMIUM
from tools.embedded_redis import EmbeddedRedis
from tools.quantiles import quantiles
from voice_app import presence, wallboard
from voice_app.accounts import screens
from voice_app.ledger.tables import calls, promises
from voice_app.runtime import Runtime, open_runtime
from voice_app.start import read

BOARDS, TURNS, QUICK_BOARDS, QUICK_TURNS = 20, 20, 3, 3
CALLS_TODAY, PROMISES_TODAY, LOOKS = 10_000, 2_000, 60
ANSWERED, KEPT = 0.9, 0.8
AIM_SECONDS = 1.0
ONE = AgentId("agent0")
SEES = """wanted => {
  const waiting = () => document.querySelector(".wall-main dd")?.textContent
  window.seen = new Promise(done => {
    const look = () => waiting() === wanted && (watcher.disconnect(), requestAnimationFrame(() => done(Date.now())))
    const watcher = new MutationObserver(look)
    watcher.observe(document.documentElement, {subtree: true, childList: true, characterData: true})
    look()
  })
}"""
"""From now on the page notes when it shows so many who wait: milliseconds since the epoch."""


def main() -> None:
    boards, turns = (QUICK_BOARDS, QUICK_TURNS) if "--quick" in sys.argv else (BOARDS, TURNS)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ours:
        server = ours.enter_context(EmbeddedRedis(Path(folder) / "redis", append_only=True))
        environment = environment_of(Path(folder) / "house", server.url + "/0", 2)
        subprocess.run([sys.executable, "-m", "voice_app", "release"], env=environment, check=True)
        house = open_runtime(*read(environment, "pages"))
        _fill(house)
        _time_the_ledger(house)
        if CHROMIUM is None:
            print("no Chromium on this machine: no board was looked at")
            return
        ours.enter_context(serving(["gunicorn"], environment, int(environment["PORT"])))
        pages = ["gunicorn", "--config", "pages.conf.py"]
        ours.enter_context(serving(pages, environment, int(environment["PAGES_PORT"])))
        presence.restore_board(house, house.now())
        chromium = ours.enter_context(sync_playwright()).chromium
        browser = ours.enter_context(chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS))
        links = [screens.make(house, f"wall {n}", "en", ONE, house.now()) for n in range(boards)]
        walls = [browser.new_context().new_page() for _ in links]
        for wall, link in zip(walls, links, strict=True):
            wall.goto(link)
            wall.wait_for_selector("#wallboard")
        _time(house, walls, turns)


def _fill(house: Runtime) -> None:
    """A day as busy as any: calls and promises since midnight on the line's clock."""
    now, chance = house.now(), Random(5)  # noqa: S311 - no secret
    since = midnight(day_at(now, house.line.timezone), house.line.timezone)
    span = (now - since).total_seconds()
    rows, owed = [], []
    for n in range(CALLS_TODAY):
        at = since + timedelta(seconds=chance.uniform(0, span))
        waited, is_answered = timedelta(seconds=chance.expovariate(1 / 30)), chance.random() < ANSWERED
        over = at + waited + timedelta(minutes=4) if is_answered else at + waited
        rows.append(
            {
                "sid": f"CA{n:032x}",
                "line_version": house.line_version,
                "arrived_at": at,
                "need": "billing",
                "language": "nl",
                "answered_at": at + waited if is_answered else None,
                "answered_by": ONE if is_answered else None,
                "ended_at": over,
                "outcome": "answered" if is_answered else "abandoned",
            }
        )
    for n in range(PROMISES_TODAY):
        at, is_kept = since + timedelta(seconds=chance.uniform(0, span)), chance.random() < KEPT
        due_by = at + timedelta(hours=24)
        owed.append(
            {
                "id": f"P{n}",
                "language": "nl",
                "state": "kept" if is_kept else "open",
                "source": "waiting",
                "made_at": at,
                "due_by": due_by,
                "effective_due_by": due_by,
                "promised_late": False,
                "counts_from": at,
                "not_before": due_by,
                "shared": True,
                "may_text": False,
                "needs_approval": False,
                "kept_at": now if is_kept else None,
                "closed_at": now if is_kept else None,
            }
        )
    with house.ledger.write() as ledger:
        ledger.execute(insert(calls), rows)
        ledger.execute(insert(promises), owed)


def _time_the_ledger(house: Runtime) -> None:
    took = []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        wallboard.figures_of(house, house.now())
        took.append(time.perf_counter() - begun)
    _print(f"today's figures, {CALLS_TODAY:,} calls", took)


def _time(house: Runtime, walls: list[Page], turns: int) -> None:
    """One caller holds the only agent who is ready; the next ones wait, one after another."""
    cookies = {str(one.get("name")): str(one.get("value")) for one in walls[0].context.cookies()}
    chance, shown, last, asked = Random(7), list[float](), list[float](), list[float]()  # noqa: S311 - no secret
    presence.declare(house, ONE, Presence.READY, "bench", house.now())
    _join(house, "<Dial")
    for _ in range(turns):
        for wall in walls:
            wall.evaluate(SEES, "1")
        time.sleep(chance.uniform(0.3, 0.8))  # or each call would come at the same beat of the watch
        sid, begun = _join(house, "<Gather")
        seen = [float(wall.evaluate("window.seen")) / 1000 - begun for wall in walls]
        shown += seen
        last.append(max(seen))
        asked.append(_asked_anew(house, cookies))
        for wall in walls:
            wall.evaluate(SEES, "0")
        hook(house, "/voice/status", form_of(sid) | {"CallStatus": "completed"}, "")
        for wall in walls:
            wall.evaluate("window.seen")
    print(f"\nfrom the hook to the frame, {turns} calls, {len(walls)} boards open\n")
    for name, took in (("any board", shown), ("the last of them", last), ("a plain GET /wallboard", asked)):
        _print(name, took)
    print(f"\naim: p95 at most {AIM_SECONDS:.0f} s")


def _join(house: Runtime, says: str) -> tuple[str, float]:
    """A call that presses a key; when that was sent."""
    sid = f"CA{secrets.token_hex(16)}"
    caller = {"From": f"+3162{secrets.randbelow(10**7):07}"}
    hook(house, "/voice/answer", form_of(sid) | caller, "<Gather")
    begun = time.time()
    hook(house, "/voice/menu?l=nl", form_of(sid) | caller | {"Digits": "1"}, says)
    return sid, begun


def _asked_anew(house: Runtime, cookies: dict[str, str]) -> float:
    begun = time.perf_counter()
    answer = requests.get(f"{house.settings.pages_base_url}/wallboard", cookies=cookies, timeout=10)
    if answer.status_code != HTTPStatus.OK or 'id="wallboard"' not in answer.text:
        raise SystemExit(f"the wallboard was answered with {answer.status_code}")
    return time.perf_counter() - begun


def _print(name: str, took: list[float]) -> None:
    print(f"{name:34}{quantiles([1000 * seconds for seconds in took], (50, 95))}")


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    main()
