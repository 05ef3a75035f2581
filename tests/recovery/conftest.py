"""One service for all cases on a database; each case finds one living process of each kind, and leaves nobody.

After each of them the oracle is shown everything that happened since the service began.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.oracle import examine
from tests.recovery.service import Service
from tools.embedded_redis import EmbeddedRedis


@pytest.fixture(scope="module")
def standing(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("service")
    with EmbeddedRedis(folder / "redis", append_only=True) as server:
        service = Service(database_url, server, folder)
        try:
            yield service
        finally:
            service.close()


@pytest.fixture
def service(standing: Service) -> Iterator[Service]:
    standing.begin_anew()
    yield standing
    standing.comes_to_rest()
    examine(standing.history())
