"""`python -m voice_app`: what a host and a person at a terminal see of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.ports import free_port
from voice_app.__main__ import DONE, FAILED, check, connect, main, release
from voice_app.ledger import Ledger
from voice_app.mistakes import Mistakes
from voice_app.start import MISTAKEN, ROOT, read

ACCOUNT = "AC" + "0123456789abcdef" * 2
SECRET = "c7b0a1e2d3f4c5b6a798" * 2


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": SECRET,
        "SECRET_KEY": SECRET,
        "PUBLIC_BASE_URL": "https://phone.example.org",
        "DATABASE_URL": f"sqlite:///{tmp_path}/deep/ledger.db",
        "LINE_FILE": str(ROOT / "line.toml"),
    }


def a_line(tmp_path: Path, *changes: tuple[str, str]) -> str:
    """The sample line file, changed; its path."""
    text = (ROOT / "line.toml").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "line.toml").write_text(text)
    return str(tmp_path / "line.toml")


# ── release ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_release_makes_the_ledger_and_may_be_repeated(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert release(environment) == DONE
    assert release(environment) == DONE
    Ledger(environment["DATABASE_URL"]).demand_current()
    assert "The ledger is up to date: sqlite:///" in capsys.readouterr().out


def test_release_needs_nothing_but_ledger_and_line(environment: dict[str, str]) -> None:
    assert release({name: environment[name] for name in ("DATABASE_URL", "LINE_FILE")}) == DONE


def test_release_stops_at_a_wrong_line_before_it_touches_the_ledger(
    environment: dict[str, str], tmp_path: Path
) -> None:
    environment["LINE_FILE"] = a_line(tmp_path, ('number = "+31201234567"', 'number = "020"'))
    with pytest.raises(Mistakes):
        release(environment)
    assert not (tmp_path / "deep").exists()


def test_a_ledger_that_is_not_there_is_named_without_its_password(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    environment["DATABASE_URL"] = "postgresql://gehoor:hush-hush@127.0.0.1:1/ledger"
    assert release(environment) == FAILED
    told = capsys.readouterr().err
    assert "127.0.0.1:1/ledger" in told
    assert "hush" not in told


# ── check ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_good_line_passes_with_its_warnings(environment: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert check(environment) == DONE
    told = capsys.readouterr().out
    assert "warning: callback.call_between" in told
    assert "are in order, 5 warnings." in told


def test_hours_that_no_promise_can_be_kept_in_fail(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weekend = [(f'{day} = ["00:00-24:00"]', "") for day in ("sat", "sun")]
    environment["LINE_FILE"] = a_line(tmp_path, *weekend)
    assert check(environment) == FAILED
    told = capsys.readouterr().out
    assert "error: hours: who asks from" in told
    assert "cannot keep what it promises: 1 error." in told


def test_mistakes_of_environment_and_line_file_come_together(environment: dict[str, str], tmp_path: Path) -> None:
    environment |= {"PORT": "none", "REDIS_URL": "nowhere", "SECRET_KEY": ""}
    environment["LINE_FILE"] = a_line(tmp_path, ("ring_agent = ", "ring_agents = "), ('mon = ["00:', 'mon = ["99:'))
    with pytest.raises(Mistakes) as told:
        read(environment, "check")
    assert [mistake.where for mistake in told.value.all] == [
        "SECRET_KEY",
        "PORT",
        "REDIS_URL",
        "hours.mon[1]",
        "waiting.ring_agents",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("ring_agent = ", "ring_agents = ", "ring_agents"),
        ('label = { nl = "een storing", en = "a fault" }', 'label = { nl = "een storing" }', "een storing"),
        ('key = "3"', 'key = "2"', 'need = "moving"'),
        ('reach = "client:bram"', 'reach = "tel:+31612345678"', 'reach = "tel:+31612345678"'),
        ('number = "+31201234567"', "number = +31", "number = +31"),
    ],
)
def test_each_mistake_stands_on_its_line(
    environment: dict[str, str], tmp_path: Path, old: str, new: str, line: str
) -> None:
    path = a_line(tmp_path, (old, new))
    with pytest.raises(Mistakes) as told:
        read(environment | {"LINE_FILE": path}, "check")
    (mistake,) = told.value.all
    file, _, number = mistake.place.rpartition(":")
    assert file == path
    near = Path(path).read_text().splitlines()[int(number) - 1 : int(number) + 1]
    assert any(line in one for one in near)
    assert str(mistake).startswith(f"{mistake.place}: {mistake.where}: ")


def test_a_line_file_that_is_not_there_is_a_mistake(environment: dict[str, str]) -> None:
    with pytest.raises(Mistakes, match=r"nowhere\.toml"):
        read(environment | {"LINE_FILE": "nowhere.toml"}, "check")


# ── the command itself ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.threat("T22")
def test_mistakes_end_with_two_and_stand_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINE_FILE", "nowhere.toml")
    monkeypatch.setenv("DEBUG", "1")
    assert main(["release"]) == MISTAKEN
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in told] == ["DEBUG", "nowhere.toml"]


def test_a_stranger_s_package_is_not_taken_for_ours(tmp_path: Path) -> None:
    """A folder before ours on the path, as a site-packages is for a program that was started elsewhere."""
    (tmp_path / "workers").mkdir()
    (tmp_path / "workers" / "__init__.py").touch()
    start = "import sys; sys.path[:0] = [sys.argv[1]]; from voice_app.__main__ import main; sys.exit(main(['release']))"
    command = [sys.executable, "-c", start, str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == MISTAKEN
    assert "not beside us" in ended.stderr


def test_connect_says_what_it_lacks_before_it_speaks_to_anybody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        monkeypatch.setenv(name, "")
    assert main(["connect", "--yes"]) == MISTAKEN
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in told] == ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"]


def test_connect_that_fails_says_why_and_ends_with_one(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    environment["TWILIO_API_BASE_URL"] = f"http://127.0.0.1:{free_port()}"
    assert connect(environment, agreed=True, look=False) == FAILED
    assert "Twilio cannot be reached" in capsys.readouterr().err


def test_help_says_what_the_exit_codes_mean(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    told = capsys.readouterr().out
    assert "exit codes:" in told
    assert "release" in told
    assert "check" in told
