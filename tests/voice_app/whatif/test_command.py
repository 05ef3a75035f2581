"""`python -m voice_app whatif`: what a person at a terminal sees of it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from routing.skills import AgentId, CallSid
from tests.house.sources import ROOT
from tests.journeys.world import World
from tests.voice_app.whatif.files import EXAMPLES, POOL, written
from voice_app.__main__ import DONE, FAILED, main
from voice_app.ledger import Ledger, calls
from voice_app.start import MISTAKEN

MONDAY = datetime(2026, 2, 23, tzinfo=UTC)
HISTORY = """
[run]
days = 1
replications = 2
[[need]]
name = "billing"
arrivals = { history = { from = 2026-02-23, to = 2026-02-24 } }
handling = "history"
patience = "history"
[[agent]]
id = "anna"
skills = { billing = 3 }
"""


SHORTER = {
    '"100h"': '"3h"',
    '"50h"': '"3h"',
    '"40h"': '"2h"',
    '"10h"': '"1h"',
    'warm_up = "5h"': 'warm_up = "1h"',
    "days = 5": "days = 1",
    "../../line.toml": str(ROOT / "line.toml"),
}
"""What is changed in an example before it is tried."""


def whatif(file: Path, *arguments: str) -> int:
    return main(["whatif", str(file), "--jobs", "1", *arguments])


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_example_runs(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = file.read_text()
    for long, short in SHORTER.items():
        text = text.replace(long, short)

    assert whatif(written(tmp_path, text), "--replications", "2") == DONE
    assert "2 runs of " in capsys.readouterr().out


def test_it_shows_tables_and_writes_json_and_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, POOL + "[callback]\naccept = 0.5\n")

    code = whatif(
        file, "--json", str(tmp_path / "a.json"), "--picture", str(tmp_path / "a.svg"), "--add-agents", "agent:2"
    )

    told = capsys.readouterr()
    assert code == DONE
    assert "Occupancy" in told.out
    assert "What if: 2 more like agent" in told.out
    assert told.err == "", "no bar where nobody looks"
    assert json.loads((tmp_path / "a.json").read_text())["changes"][0]["name"] == "2 more like agent"
    assert "answered within 20s" in (tmp_path / "a.svg").read_text()


def test_json_alone_goes_to_stdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, POOL)

    assert whatif(file, "--json", "--agents-for", "0.8/20s", "--learn", "fun") == MISTAKEN
    assert whatif(file, "--json", "--agents-for", "0.8/20s", "--seed", "4") == DONE

    told = json.loads(capsys.readouterr().out)
    assert told["agents_needed"]["figure"] == "needs.all.service_level.20s"
    assert (told["agents_needed"]["target"], told["run"]["seed"]) == (0.8, 4)


def test_the_same_seed_gives_the_same_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, told = written(tmp_path, POOL), []
    for _ in range(2):
        assert whatif(file, "--json") == DONE
        told.append(capsys.readouterr().out)

    assert told[0] == told[1]


def test_mistakes_are_told_by_name_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert whatif(written(tmp_path, POOL.replace("arrivals", "arivals"))) == MISTAKEN
    assert whatif(written(tmp_path, POOL), "--picture", "a.gif") == MISTAKEN
    assert whatif(written(tmp_path, POOL), "--json", str(tmp_path / "nowhere" / "a.json")) == MISTAKEN
    assert whatif(written(tmp_path, POOL), "--agents-for", "80") == MISTAKEN

    told = capsys.readouterr().err
    for where in ("need[1].arivals", "need[1].arrivals", "--picture", "--json", "question.agents.service_level"):
        assert f"{where}: " in told


def test_the_history_is_played_again_as_it_was(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for n, (waited, talked) in enumerate([(10, 60), (0, 120), (30, 90)]):
        arrived_at = MONDAY + timedelta(hours=9, minutes=10 * n)
        with world.house.ledger.write() as ledger:
            sid = CallSid(f"CA{n}")
            calls.begin(ledger, sid, None, world.house.line_version, arrived_at)
            calls.note_need(ledger, sid, "billing", "nl")
            calls.answered(ledger, sid, AgentId("anna"), arrived_at + timedelta(seconds=waited))
            calls.end(ledger, sid, "answered", arrived_at + timedelta(seconds=waited + talked))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")

    assert whatif(written(tmp_path, HISTORY), "--json") == DONE

    told = json.loads(capsys.readouterr().out)
    assert told["run"]["starts_at"].startswith("2026-02-23")
    assert told["figures"]["needs"]["billing"]["arrived"]["mean"] == 3
    assert told["figures"]["needs"]["billing"]["by_hour"]["09"]["arrived"]["mean"] == 3


def test_a_history_that_is_not_there_is_told(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")
    assert whatif(written(tmp_path, HISTORY)) == MISTAKEN
    assert "the ledger knows of no call from 2026-02-23 until 2026-02-24" in capsys.readouterr().err

    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/nothing.db")
    assert whatif(written(tmp_path, HISTORY)) == FAILED
    assert "The history cannot be read" in capsys.readouterr().err
