"""Every case, on SQLite."""

from pathlib import Path

import pytest

from tests.recovery import cases
from voice_app.ledger import Ledger

globals().update(cases.every())


@pytest.fixture(scope="module")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    ledger = Ledger(f"sqlite:///{file}")
    ledger.migrate()
    ledger.close()
    return f"sqlite:///{file}"
