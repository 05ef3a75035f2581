"""One service for each database and all tests; each test finds one living process of each kind, and leaves nobody."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.ledger.conftest import fresh_database, postgres, sqlite_template
from tests.recovery.oracle import examine
from tests.recovery.service import Service
from tools.embedded_redis import EmbeddedRedis
from voice_app.ledger import Ledger

__all__ = ["postgres", "sqlite_template"]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def standing(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("service")
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{folder / 'ledger.db'}"
            ledger = Ledger(url)
            ledger.migrate()
            ledger.close()
        else:
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres")))
        server = stack.enter_context(EmbeddedRedis(folder / "redis", append_only=True))
        service = Service(url, server, folder)
        stack.callback(service.close)
        yield service


@pytest.fixture
def service(standing: Service) -> Iterator[Service]:
    standing.begin_anew()
    yield standing
    examine(standing)
