"""One person by command: shown as JSON, and gone for good only where somebody is sure."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest

from tests.ledger.canaries import lay, left_of
from tests.ledger.made import DAY, JAN
from tools.stage import settings_of_the_stage
from voice_app.ledger import Ledger
from voice_app.line import Line
from voice_app.privacy import command
from voice_app.runtime import WallClock


@pytest.fixture(autouse=True)
def here(ledger: Ledger, line: Line, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger with Jan in it is the one of the environment."""
    settings = settings_of_the_stage().model_copy(update={"database_url": _Secret(url)})
    monkeypatch.setattr(command, "read", lambda *_: (settings, line))
    with ledger.write() as connection:
        lay(connection, "jan", JAN, WallClock().now() - 3 * DAY)


class _Secret:
    def __init__(self, url: str) -> None:
        self._url = url

    def get_secret_value(self) -> str:
        return self._url


def wanted(*arguments: str) -> Namespace:
    parser = ArgumentParser()
    command.describe(parser)
    return parser.parse_args(arguments)


def test_all_there_is_goes_to_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    file = tmp_path / "jan.json"
    assert command.run(wanted("export", "--phone", "06 11111111", "--to", str(file)), {}) == 0
    said = json.loads(file.read_text(encoding="utf-8"))
    assert (said["phone"], said["calls"][0]["note"]) == (JAN, "kanarie van jan in note")
    assert said["customers"][0]["name"] == "kanarie van jan in name"
    assert "code_hash" not in said["verifications"][0]
    assert file.stat().st_mode & 0o077 == 0


def test_it_is_first_told_and_then_gone(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(wanted("erase", "--phone", JAN), {}) == 1
    assert "calls: 1" in capsys.readouterr().out
    assert "calls.note" in left_of(ledger, JAN, "jan")
    assert command.run(wanted("erase", "--phone", JAN, "--yes"), {}) == 0
    assert "Gone:" in capsys.readouterr().out
    assert left_of(ledger, JAN, "jan") == set()


def test_what_is_no_number_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(wanted("export", "--phone", "anonymous"), {}) == 2
    assert "no phone number" in capsys.readouterr().err
