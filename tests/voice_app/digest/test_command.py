"""`python -m voice_app digest`: read in a terminal, for a day that is over."""

from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voice_app.digest import command
from voice_app.ledger import Ledger
from voice_app.mistakes import Mistakes


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    ledger = Ledger(url)
    ledger.migrate()
    ledger.close()
    return {"DATABASE_URL": url, "LINE_FILE": "line.toml", "SECRET_KEY": "a" * 40}


def wanted(date: str | None = None) -> Namespace:
    return Namespace(date=date, send=False)


def test_it_prints_the_twelve_lines_of_yesterday(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.act(wanted(), environment) == command.DONE
    printed = capsys.readouterr().out
    assert "12. " in printed
    assert "/today/digest/" in printed


@pytest.mark.parametrize("date", ["gisteren", "2020-01-01", f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"])  # noqa: TID251 - whichever day it is
def test_a_day_that_is_none_or_not_over_or_too_long_ago_is_refused(environment: dict[str, str], date: str) -> None:
    with pytest.raises(Mistakes) as found:
        command.act(wanted(date), environment)
    assert [mistake.where for mistake in found.value.all] == ["--date"]


def test_without_a_ledger_it_says_so(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = environment | {"DATABASE_URL": f"sqlite:///{tmp_path / 'nothing.db'}"}
    assert command.act(wanted(), empty) == command.FAILED
    assert "cannot be read" in capsys.readouterr().err
