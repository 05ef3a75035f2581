"""The samples of `deploy/` start what the Procfile starts, and a reader's proxy takes them as they are."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
import yaml

from tests.hosts.proxy import FOR_PEOPLE, FOR_PHONES, SAMPLE, Proxy
from tests.recovery.people import eventually
from tests.recovery.processes import PROCFILE
from tools.ports import free_port
from tools.surroundings import ROOT
from voice_app.settings import variables

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
HOME = "/srv/gehoor/.venv/bin/"


def unit(name: str) -> ConfigParser:
    # Keys are case-sensitive, and one that is set to nothing is no mistake.
    read = ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]  # as its documentation has it
    read.read(DEPLOY / "systemd" / name)
    return read


def composed() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    return services


def test_each_process_has_a_unit_with_its_line_of_the_procfile() -> None:
    started = {path.stem.removeprefix("gehoor-"): unit(path.name)["Service"]["ExecStart"] for path in UNITS}
    assert {name: command.removeprefix(HOME) for name, command in started.items()} == PROCFILE


def test_every_long_running_unit_obeys_the_target_and_is_started_again() -> None:
    running = [path.name for path in UNITS if path.stem != "gehoor-release"]
    assert set(running) <= set(unit("gehoor.target")["Unit"]["Wants"].split())
    for name in running:
        read = unit(name)
        assert (read["Unit"]["PartOf"], read["Service"]["Restart"]) == ("gehoor.target", "always")
        assert read["Service"]["RestartPreventExitStatus"] == "2"
        assert int(read["Service"]["TimeoutStopSec"].removesuffix("s")) > 30


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_no_unit_may_do_more_than_it_needs(path: Path) -> None:
    service = unit(path.name)["Service"]
    assert service["User"] != "root"
    for switch in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictNamespaces"):
        assert service[switch] == "yes", switch
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""


def test_systemd_itself_has_nothing_to_say_of_the_units() -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        return  # macOS, say: the tests above hold
    units = [*map(str, UNITS), str(DEPLOY / "systemd/gehoor.target")]
    said = subprocess.run([program, "verify", *units], capture_output=True, text=True, check=False).stderr
    told = [line for line in said.splitlines() if "gehoor" in line and HOME not in line]
    assert told == []


def test_each_process_is_a_service_of_the_composition() -> None:
    services = composed()
    ours = {name: service["command"] for name, service in services.items() if service.get("image") == "gehoor"}
    assert ours == PROCFILE
    for name in ours:
        assert services[name]["stop_grace_period"] == "35s"
        assert set(services[name]["environment"]) <= variables().keys()
        assert ("test" if name == "web" else "disable") in services[name]["healthcheck"]
        assert {"postgresql", "redis"} <= services[name]["depends_on"].keys()


def test_nothing_of_the_composition_is_reached_but_through_the_proxy() -> None:
    services = composed()
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    proxy = services["proxy"]["environment"]
    assert (proxy["WEB"], proxy["PAGES"]) == ("web:8000", "pages:8001")
    sample = (DEPLOY / "Caddyfile").read_text()
    for variable in proxy:
        assert "{$" + variable in sample


def test_nginx_takes_the_sample(tmp_path: Path) -> None:
    at_home = {f"10.0.0.1{host}:{port}": f"127.0.0.1:{free_port()}" for host in (1, 2) for port in (8000, 8001)}
    with Proxy(tmp_path, free_port(), at_home) as proxy:
        assert proxy.complaints() == ""


@pytest.mark.parametrize("takes_connections", [False, True])
def test_a_host_that_lost_its_power_costs_no_step_of_a_call(tmp_path: Path, takes_connections: bool) -> None:
    with a_silent_host(takes_connections=takes_connections) as silent, a_host_that_answers() as well:
        here = {"10.0.0.11:8000": silent, "10.0.0.12:8000": well, "10.0.0.11:8001": well, "10.0.0.12:8001": well}
        port = free_port()
        with Proxy(tmp_path, port, here) as proxy:
            step, trusted = f"https://127.0.0.1:{port}/voice/waiting", str(proxy.certificate)
            eventually(lambda: port_answers(port), "nginx listens")
            answers = [
                requests.post(step, {"CallSid": "CA1"}, headers={"Host": FOR_PHONES}, verify=trusted, timeout=15)
                for _ in range(3)
            ]
            asked = proxy.answered()
    assert [answer.text for answer in answers] == ["CallSid=CA1"] * 3
    assert any(hosts == (silent, well) for _, _, hosts in asked)


@contextmanager
def a_silent_host(*, takes_connections: bool) -> Iterator[str]:
    """Refuses nothing and says nothing. With a full backlog it is as a machine that is off."""
    with socket.socket() as listening, ExitStack() as stack:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64 if takes_connections else 0)
        address = listening.getsockname()
        for _ in range(0 if takes_connections else 3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(address)
        yield f"127.0.0.1:{address[1]}"


@contextmanager
def a_host_that_answers() -> Iterator[str]:
    """With what it was sent."""

    class Echo(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """The proxy's log has it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def port_answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def test_the_sample_waits_longer_than_the_carrier_and_retries_only_what_may_be_repeated() -> None:
    text = SAMPLE.read_text()
    assert "proxy_read_timeout 20s" in text  # Twilio's 15 and some
    assert text.count("error timeout non_idempotent;") == text.count("non_idempotent") == 1
    assert text.index(FOR_PHONES) < text.index("non_idempotent") < text.index(f"server_name {FOR_PEOPLE}")
