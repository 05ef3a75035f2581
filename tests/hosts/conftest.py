"""One service on two hosts for all tests of a module; each finds two of every process, and leaves nobody.

After each of them the oracle is shown everything that happened since the service began.
"""

from collections.abc import Iterator

import pytest

from tests.hosts.redis_servers import watched
from tests.hosts.two_hosts import TwoHosts
from tests.ledger.conftest import fresh_database, postgres
from tests.oracle import examine
from tools.postgres import Postgres

__all__ = ["postgres"]


@pytest.fixture(scope="module")
def standing(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoHosts]:
    folder = tmp_path_factory.mktemp("hosts")
    with fresh_database(postgres) as url, watched(folder / "redis") as servers, pytest.MonkeyPatch.context() as patch:
        service = TwoHosts(url, servers, folder)
        patch.setenv("REQUESTS_CA_BUNDLE", str(service.proxy.certificate))  # the carrier's, and everybody's here
        try:
            yield service
        finally:
            service.close()


@pytest.fixture
def hosts(standing: TwoHosts) -> Iterator[TwoHosts]:
    standing.begin_anew()
    yield standing
    standing.comes_to_rest()
    examine(standing.history())
