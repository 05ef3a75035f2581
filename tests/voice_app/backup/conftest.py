"""A ledger of its own for each test, on both databases, and where a copy of it goes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.journeys.lines import line_of
from tests.ledger.conftest import (
    backend,
    bare_ledger,
    fresh_database,
    ledger,
    postgres,
    shared_ledger,
    sqlite_template,
    url,
)
from tests.ledger.made import NOW
from voice_app.backup import laying_back, taking
from voice_app.backup.files import Label
from voice_app.backup.laying_back import Restored
from voice_app.line import Line
from voice_app.privacy.beside import Erased

__all__ = ["backend", "bare_ledger", "ledger", "postgres", "shared_ledger", "sqlite_template", "url"]


@dataclass
class Keeper:
    """Who takes copies and lays them back."""

    url: str
    file: Path
    line: Line
    told: list[int] = field(default_factory=list)

    def takes(self, now: datetime = NOW) -> Label:
        return taking.take(self.url, self.file, lambda: now, self.told.append)

    def lays_back(self, now: datetime = NOW, *erased: Erased, is_sure: bool = True, url: str | None = None) -> Restored:
        return laying_back.lay_back(url or self.url, self.file, self.line, erased, now, is_sure=is_sure)


@pytest.fixture(scope="session")
def line() -> Line:
    return line_of()


@pytest.fixture
def keeper(url: str, tmp_path: Path, line: Line) -> Keeper:
    return Keeper(url, tmp_path / "kept" / "ledger.backup", line)


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> Iterator[str]:
    """A place on the same engine where no ledger lies yet."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path}/another/ledger.db"
        return
    with fresh_database(request.getfixturevalue("postgres"), template="template0") as fresh:
        yield make_url(fresh).render_as_string(hide_password=False)
