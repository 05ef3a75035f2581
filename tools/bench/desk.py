"""An agent's desk: from the webhook that matches a call to the card that Chromium shows, with many desks open; what the
page weighs; what an open desk holds in memory.

A call comes in, its caller presses a key, the one agent who is ready is reserved: the clock runs from when that hook is
sent until the document shows the card, by the one clock of this machine. Beside it what the page would take by asking
anew: a plain `GET /desk` at the same instant, which is the baseline. Chromium shows one desk; the others are streams.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path
from random import Random

import requests
from playwright.sync_api import Page, sync_playwright

from routing.agents import Presence
from routing.skills import AgentId
from tools.bench.hooks import environment_of, form_of, hook
from tools.bench.memory import megabytes
from tools.bench.sign_ins import PASSWORD, give_passwords, serving, visitors
from tools.chromium import ARGUMENTS, CHROMIUM
from tools.embedded_redis import EmbeddedRedis
from tools.quantiles import quantiles
from voice_app import presence
from voice_app.runtime import Runtime, open_runtime
from voice_app.start import read

DESKS, CALLS = 50, 60
QUICK_DESKS, QUICK_CALLS = 2, 3
AIM_SECONDS, AIM_KILOBYTES, AIM_REQUESTS = 1.0, 150, 10
ME = AgentId("agent0")
SHOWN = """() => new Promise(done => {
  const desk = () => document.getElementById("desk").dataset.stage
  const look = () => desk() === "STAGE" && (watcher.disconnect(), done(Date.now()))
  const watcher = new MutationObserver(look)
  watcher.observe(document.documentElement, {subtree: true, childList: true, attributes: true})
  look()
})"""
"""When the document says that the desk is in a stage: milliseconds since the epoch."""


def main() -> None:
    if CHROMIUM is None:
        print("no Chromium on this machine: no card was looked at")
        return
    desks, calls = (QUICK_DESKS, QUICK_CALLS) if "--quick" in sys.argv else (DESKS, CALLS)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ours:
        server = ours.enter_context(EmbeddedRedis(Path(folder) / "redis", append_only=True))
        environment = environment_of(Path(folder) / "house", server.url + "/0", DESKS)
        subprocess.run([sys.executable, "-m", "voice_app", "release"], env=environment, check=True)
        give_passwords(environment)
        ours.enter_context(serving(["gunicorn"], environment, int(environment["PORT"])))
        pages = ["gunicorn", "--config", "pages.conf.py"]
        pid = ours.enter_context(serving(pages, environment, int(environment["PAGES_PORT"])))
        house = open_runtime(*read(environment, "pages"))
        presence.restore_board(house, house.now())
        chromium = ours.enter_context(sync_playwright()).chromium
        browser = ours.enter_context(chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS))
        page = browser.new_page(base_url=environment["PAGES_BASE_URL"])
        _weigh(page)
        before = megabytes(pid)
        with visitors(environment, Counter(), desks=desks, sign_ins=0):
            print(f"{'memory per open desk':28}{(megabytes(pid) - before) / desks * 1024:8.0f} kB, of {desks}")
            _time(house, page, calls, desks)


def _weigh(page: Page) -> None:
    """Sign in, and open the desk as a browser does that has never been here."""
    page.goto("/sign-in")
    page.get_by_label("Name").fill(ME)
    page.get_by_label("Password").fill(PASSWORD)
    page.context.clear_cookies(name="nothing")
    page.get_by_role("button").first.click()
    page.wait_for_selector("#desk")
    devtools, received, sent = page.context.new_cdp_session(page), list[float](), list[str]()
    devtools.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    devtools.on("Network.dataReceived", lambda told: None)
    devtools.on("Network.requestWillBeSent", lambda told: sent.append(told["request"]["url"]))
    devtools.send("Network.enable")
    devtools.send("Network.clearBrowserCache")
    page.reload(wait_until="load")
    page.wait_for_timeout(1000)
    devtools.detach()
    kilobytes = sum(received) / 1000
    print(f"{'page weight':28}{kilobytes:8.1f} kB, compressed (aim: at most {AIM_KILOBYTES})")
    print(f"{'requests':28}{len(sent):8} (aim: at most {AIM_REQUESTS})")


def _time(house: Runtime, page: Page, calls: int, desks: int) -> None:
    shown, asked = list[float](), list[float]()
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    chance = Random(7)  # noqa: S311 - no secret
    for _ in range(calls):
        presence.declare(house, ME, Presence.READY, "bench", house.now())
        page.evaluate(SHOWN.replace("STAGE", "idle"))
        sid = f"CA{secrets.token_hex(16)}"
        hook(house, "/voice/answer", form_of(sid), "<Gather")
        time.sleep(chance.uniform(0, 0.5))  # or each call would come at the same beat of the watch
        begun = time.time()
        hook(house, "/voice/menu?l=nl", form_of(sid) | {"Digits": "1"}, "<Dial")
        shown.append(page.evaluate(SHOWN.replace("STAGE", "ringing")) / 1000 - begun)
        asked.append(_asked_anew(house, cookies))
        hook(house, "/voice/status", form_of(sid) | {"CallStatus": "completed"}, "")
    print(f"\nfrom the hook to the card, {calls} calls, {desks} desks open\n")
    for name, took in (("shown in Chromium", shown), ("a plain GET /desk", asked)):
        print(f"{name:28}{quantiles([1000 * seconds for seconds in took], (50, 95))}")
    print(f"\naim: p95 at most {AIM_SECONDS:.0f} s")


def _asked_anew(house: Runtime, cookies: dict[str, str]) -> float:
    begun = time.perf_counter()
    answer = requests.get(f"{house.settings.pages_base_url}/desk", cookies=cookies, timeout=10)
    if answer.status_code != HTTPStatus.OK or 'data-stage="ringing"' not in answer.text:
        raise SystemExit(f"the desk was answered with {answer.status_code}")
    return time.perf_counter() - begun


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    main()
