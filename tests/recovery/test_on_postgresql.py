"""Every case, on PostgreSQL."""

from collections.abc import Iterator

import pytest

from tests.ledger.conftest import fresh_database, postgres
from tests.recovery import cases
from tools.postgres import Postgres

__all__ = ["postgres"]

globals().update(cases.every())


@pytest.fixture(scope="module")
def database_url(postgres: Postgres) -> Iterator[str]:
    with fresh_database(postgres) as url:
        yield url
