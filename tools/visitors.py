"""People on the pages, without a browser: they keep desks open and sign in, as many at once as one likes.

    python -m tools.visitors http://127.0.0.1:8001 --password … --desks 50 --sign-ins 50

A process of its own, so that whoever measures something else beside it is not slowed down by it. Says `ready` once
every desk is open; a line on standard input ends it, and then it says what it met. Deliberately reads no page but for
the one field that a form must bring back.
"""

import argparse
import json
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http import HTTPStatus

import requests

FORM_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
AGENT = "agent{n}"
PATIENCE = 30.0


class Visitor:
    """An agent with a browser that shows nothing."""

    def __init__(self, address: str, name: str, password: str) -> None:
        self._address, self._name, self._password = address, name, password
        self._browser = requests.Session()
        self._browser.headers["Connection"] = "close"  # one that has rested for two seconds is closed under our hands

    def signs_in(self) -> requests.Response:
        """Types name and password into a new form; whoever was in before is so no more."""
        self._browser.cookies.clear()
        form = self._browser.get(f"{self._address}/sign-in", timeout=PATIENCE)
        token = FORM_TOKEN.search(form.text)
        if token is None:
            raise SystemExit(f"no form at {self._address}/sign-in: {form.status_code}")
        typed = {"csrf": token[1], "name": self._name, "password": self._password}
        return self._browser.post(
            f"{self._address}/sign-in",
            typed,
            headers={"Origin": self._address},
            timeout=PATIENCE,
            allow_redirects=False,
        )

    def gets_in(self) -> Iterator[int]:
        """Tries until it works, and comes again when told to; the status of each try."""
        while True:
            answer = self.signs_in()
            yield answer.status_code
            if answer.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                return
            time.sleep(float(answer.headers["Retry-After"]))

    def looks(self, path: str) -> None:
        """Opens this page; who must sign in first is let in nowhere."""
        self._browser.get(f"{self._address}{path}", timeout=PATIENCE, allow_redirects=False).raise_for_status()

    def sees(self) -> Iterator[str]:
        """The names of the events on an open desk's stream, for as long as it is read."""
        with closing(self._browser.get(f"{self._address}/desk/live", stream=True, timeout=PATIENCE)) as stream:
            stream.raise_for_status()
            for line in stream.iter_lines(chunk_size=None, decode_unicode=True):
                if line.startswith("event: "):
                    yield line.removeprefix("event: ")


class Crowd:
    """All of them at once, until they are told to go; and what they met."""

    def __init__(self) -> None:
        self.events, self.statuses = Counter[str](), Counter[int]()
        self._open, self._done = threading.Semaphore(0), threading.Event()

    def play(self, desks: list[Visitor], newcomers: list[Visitor]) -> None:
        """Open the desks, say so, and have the newcomers come until somebody says that it is over."""
        for visitor in desks:
            *_, status = visitor.gets_in()
            if status != HTTPStatus.FOUND:
                raise SystemExit(f"nobody gets in: {status}")
        with ThreadPoolExecutor(len(desks) + len(newcomers)) as pool:
            working = [pool.submit(self._keep_open, visitor) for visitor in desks]
            for _ in desks:
                self._open.acquire(timeout=PATIENCE)
            print("ready", flush=True)
            working += [pool.submit(self._come_and_go, visitor) for visitor in newcomers]
            sys.stdin.readline()
            self._done.set()
        for work in working:
            work.result()

    def _keep_open(self, visitor: Visitor) -> None:
        for count, event in enumerate(visitor.sees()):
            if count == 0:
                self._open.release()
            self.events[event] += 1
            if self._done.is_set():
                return

    def _come_and_go(self, visitor: Visitor) -> None:
        while not self._done.is_set():
            self.statuses.update(visitor.gets_in())


def main() -> None:
    given, crowd = _arguments(), Crowd()
    desks, newcomers = (
        [Visitor(given.address, AGENT.format(n=n), given.password) for n in range(many)]
        for many in (given.desks, given.sign_ins)
    )
    crowd.play(desks, newcomers)
    print(json.dumps({"events": crowd.events, "statuses": crowd.statuses}), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="People on the pages, for load.")
    parser.add_argument("address")
    parser.add_argument("--password", required=True)
    parser.add_argument("--desks", type=int, default=50)
    parser.add_argument("--sign-ins", type=int, default=50)
    return parser.parse_args()


if __name__ == "__main__":
    main()
