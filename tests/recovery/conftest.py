"""One service for all cases on a database; each case finds one living process of each kind, and leaves nobody.

After each of them the oracle is shown everything that happened since the service began.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from carrier.record import requests
from tests.canaries import files, found_in
from tests.oracle import examine
from tests.recovery.line import LINE, SENDER
from tests.recovery.service import Service
from tools.embedded_redis import EmbeddedRedis


@pytest.fixture(scope="module")
def standing(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("service")
    with EmbeddedRedis(folder / "redis", append_only=True) as server:
        service = Service(database_url, server, folder)
        try:
            yield service
            running = {f"ps {process.pid}": process.command() for process in service.running if process.lives}
        finally:
            service.close()
    nobody_is_told_of(service, folder, running)


def nobody_is_told_of(service: Service, folder: Path, running: Mapping[str, str]) -> None:
    """After all cases: whoever called or was called is in no log of a process, in nothing that Redis has written, in no
    address that the carrier called, and on no command line."""
    phones = {address for address in service.phones.by_address if address.startswith("+")} - {LINE, SENDER}
    logs, stored = dict(files(folder, "*.log")), dict(files(folder, "redis/**/*.aof", "redis/**/*.rdb"))
    assert any(logs.values()), "logs that say nothing prove nothing"
    assert any(stored.values()), "and so does a Redis that wrote nothing"
    urls = {"addresses": " ".join(hook.url for hook in requests(service.exchange.record))}
    assert found_in({**logs, **stored, **urls, **running}, phones) == []


@pytest.fixture
def service(standing: Service) -> Iterator[Service]:
    standing.begin_anew()
    yield standing
    standing.comes_to_rest()
    examine(standing.history())
