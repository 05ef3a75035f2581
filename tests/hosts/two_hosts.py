"""The service on two hosts: two of every process, each with a port of its own, behind the proxy of the sample.

Redis has a replica that Sentinel watches. Everything else is as in the recovery tests.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import requests

from tests.hosts.proxy import FOR_PEOPLE, Proxy
from tests.hosts.redis_servers import Watched
from tests.recovery.people import eventually
from tests.recovery.processes import Process
from tests.recovery.service import KINDS, Service
from tools.ports import free_port
from voice_app.pages.door import SESSION, cookie_name

EVERY = (*KINDS, "pages")
SLOWLY = timedelta(seconds=120)


class TwoHosts(Service):
    """`running` are the processes of both."""

    def __init__(self, database_url: str, redis: Watched, folder: Path) -> None:
        self._ports = {kind: (free_port(), free_port()) for kind in ("web", "pages")}
        super().__init__(database_url, redis, folder)  # type: ignore[arg-type] # of a server it asks the address only
        self._where: dict[int, int] = {}
        self.servers = redis
        at_proxy = folder / "proxy"
        at_proxy.mkdir()
        self.proxy = Proxy(at_proxy, self._port, self._hosts())

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._port}"

    def _hosts(self) -> dict[str, str]:
        samples = {"web": 8000, "pages": 8001}
        return {
            f"10.0.0.1{host + 1}:{port}": f"127.0.0.1:{self._ports[kind][host]}"
            for kind, port in samples.items()
            for host in (0, 1)
        }

    def _environment(self, database_url: str, line_file: Path) -> Mapping[str, str]:
        address = {"PAGES_BASE_URL": f"https://{FOR_PEOPLE}"}
        return {**super()._environment(database_url, line_file), **address}

    def start(self, name: str, root: Path | None = None) -> Process:
        """On whichever host has none. `root`: another version of the program."""
        taken = {self._where[one.pid] for one in self.living(name)}
        host = min({0, 1} - taken)
        ports = {"PORT": self._ports["web"][host], "PAGES_PORT": self._ports["pages"][host]}
        environment = {**self.environment, **{key: str(port) for key, port in ports.items()}}
        process = Process(name, environment, self._folder / f"{name}-{len(self.running)}.log", root)
        self.running.append(process)
        self._where[process.pid] = host
        return process

    def only(self, **wanted: int) -> None:
        """Have so many of each kind, and two of those that are not named."""
        for kind in EVERY:
            living = self.living(kind)
            for process in living[wanted.get(kind, 2) :]:
                process.stop()
            for _ in range(wanted.get(kind, 2) - len(living)):
                self.start(kind)
        eventually(self.all_answer, "every process answers", SLOWLY)

    def begin_anew(self) -> None:
        """Ten processes start at once at first: a machine that is slow takes its time."""
        self.only()
        eventually(lambda: self.status().ok, "all is well", SLOWLY)
        super().begin_anew()

    def living(self, kind: str) -> list[Process]:
        return [process for process in self.running if process.name == kind and process.lives]

    def all_answer(self) -> bool:
        """Each of those that run, asked by itself."""
        listening = [self._ports[kind][self._where[one.pid]] for kind in self._ports for one in self.living(kind)]
        return all(map(self.answers_at, listening))

    def answers_at(self, port: int) -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=1).status_code < 500
        return False

    def takes_calls(self, process: Process) -> None:
        """Wait until the proxy asks it for steps of calls: only then does the next host go."""
        address, before = f"127.0.0.1:{self._ports['web'][self._where[process.pid]]}", len(self.proxy.answered())
        eventually(lambda: any(hosts[-1] == address for _, _, hosts in self.proxy.answered()[before:]), "it is asked")

    def addresses(self, kind: str) -> set[str]:
        """Where the proxy finds them."""
        return {f"127.0.0.1:{port}" for port in self._ports[kind]}

    def page(self, path: str, session: str) -> requests.Response:
        """A page, as a browser asks for it through the proxy."""
        cookies = {cookie_name(self.shop.house.settings, SESSION): session}
        asked = {"Host": FOR_PEOPLE}
        return requests.get(f"{self.url}{path}", headers=asked, cookies=cookies, timeout=30, allow_redirects=False)

    def close(self) -> None:
        super().close()
        self.proxy.__exit__(None, None, None)
