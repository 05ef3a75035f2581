"""`python -m voice_app line`: the line on the ledger, from a terminal."""

from pathlib import Path

import pytest

from tests.journeys.lines import LINE
from tests.journeys.world import World
from voice_app import versions
from voice_app.__main__ import DONE, FAILED, check, main
from voice_app.line import Line
from voice_app.line.content import content_of
from voice_app.start import MISTAKEN

FILE = LINE + "\n[routing]\nlevels = true  # the best first\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "line.toml"
    path.write_text(FILE)
    return path


@pytest.fixture
def here(world: World, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A terminal beside the house, whose line file is `file`."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")
    monkeypatch.setenv("LINE_FILE", str(file))
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "SECRET_KEY"):
        monkeypatch.setenv(name, "AC" + "0123456789abcdef" * 2)
    return world


Out = pytest.CaptureFixture[str]


def test_an_edit_by_page_is_exported_into_the_file_that_there_is(here: World, capsys: Out) -> None:
    here.edits(waiting={"ring_agent": "9s"})
    capsys.readouterr()
    assert main(["line", "export"]) == DONE
    exported = capsys.readouterr().out
    assert Line.parse(exported).waiting == here.house.current().line.waiting
    assert "levels = true  # the best first" in exported
    assert main(["line", "export", "--version", "1"]) == DONE
    assert Line.parse(capsys.readouterr().out) == Line.parse(FILE)


def test_a_file_that_is_imported_counts_from_the_next_call_on(here: World, tmp_path: Path, capsys: Out) -> None:
    edited = tmp_path / "edited.toml"
    edited.write_text(
        FILE.replace('name = "Voorbeeld"', 'name = "Anders"').replace("[[agent]]", '[[agent]]\npin = "4711"', 1)
    )
    assert main(["line", "import", str(edited)]) == DONE
    told = capsys.readouterr().out
    assert "line.name: 'Voorbeeld' → 'Anders'" in told
    assert "Its PINs are left out" in told
    assert "Undo: line restore 1" in told
    here.caller().dials(here.carrier.line).hears("Welkom bij Anders")
    assert versions.newest(here.house).source == "command"
    assert "4711" not in str(content_of(versions.newest(here.house).line))
    assert main(["line", "import", str(edited)]) == DONE
    assert "says this already" in capsys.readouterr().out


def test_a_wrong_file_is_refused_with_every_mistake(here: World, tmp_path: Path, capsys: Out) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(FILE.replace('key = "2"', 'key = "9"').replace("Europe/Amsterdam", "Europe/Amsterdm"))
    assert main(["line", "import", str(wrong)]) == MISTAKEN
    told = capsys.readouterr().err
    assert "menu[2].key" in told
    assert "line.timezone" in told
    assert versions.newest(here.house).id == 1


def test_the_history_tells_who_changed_what_and_an_older_version_counts_again(here: World, capsys: Out) -> None:
    here.edits(waiting={"ring_agent": "9s"})
    assert main(["line", "restore", "1"]) == DONE
    assert "waiting.ring_agent: '9s' → '15s'" in capsys.readouterr().out
    assert main(["line", "versions"]) == DONE
    third, second, first = capsys.readouterr().out.splitlines()
    assert third.startswith("3 ")
    assert third.endswith("command: waiting.ring_agent")
    assert second.endswith("page by chloe: waiting.ring_agent")
    assert first.endswith("file: the first")
    assert main(["line", "restore", "99"]) == FAILED
    assert "There is no version 99" in capsys.readouterr().err


def test_check_says_where_the_ledger_says_otherwise_and_which_of_the_two_will_count(
    here: World, file: Path, tmp_path: Path, capsys: Out
) -> None:
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/ledger.db",
        "LINE_FILE": str(file),
        "TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
        "TWILIO_AUTH_TOKEN": "c7b0a1e2d3f4c5b6a798" * 2,
        "SECRET_KEY": "c7b0a1e2d3f4c5b6a798" * 2,
    }
    check(environment)
    assert "on the ledger" not in capsys.readouterr().out
    here.edits(waiting={"ring_agent": "9s"})
    check(environment)
    assert "Version 2 on the ledger (page) says otherwise than the file, and stays in force after a restart: " in (
        told := capsys.readouterr().out
    )
    assert "waiting.ring_agent." in told
    file.write_text(FILE.replace('name = "Voorbeeld"', 'name = "Anders"'))
    check(environment)
    assert "and is replaced by it at the next start: line.name, waiting.ring_agent." in capsys.readouterr().out
