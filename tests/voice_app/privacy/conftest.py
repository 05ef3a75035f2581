"""A ledger of its own for each test, on both databases, and the line that keeps personal data for 90 days."""

import pytest

from tests.journeys.lines import line_of
from tests.ledger.conftest import backend, bare_ledger, ledger, postgres, shared_ledger, sqlite_template, url
from voice_app.line import Line

__all__ = ["backend", "bare_ledger", "ledger", "postgres", "shared_ledger", "sqlite_template", "url"]


@pytest.fixture(scope="session")
def line() -> Line:
    return line_of()
