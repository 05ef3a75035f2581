"""Each benchmark runs to its end, on a small scale; what it measured is another matter."""

import importlib
from pathlib import Path

import pytest

from tools.bench import dispatch, races
from tools.embedded_redis import EmbeddedRedis
from voice_app.dispatch import RACES


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--quick"])


@pytest.mark.parametrize("name", ["dispatch", "published", "races", "simulators"])
def test_a_benchmark_shows_its_figures(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    importlib.import_module(f"tools.bench.{name}").main()

    assert len(capsys.readouterr().out.splitlines()) >= 4


def test_who_dispatches_alone_loses_no_race(redis_server: EmbeddedRedis) -> None:
    (race,) = races.run(redis_server.url, size=10, dispatchers=1, dispatches=20)

    assert (race.dispatches, race.lost, race.given_up) == (20, 0, 0)


@pytest.mark.parametrize("name", ["better", "callbacks", "right"])
def test_a_benchmark_shows_its_figures_and_draws_them(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--quick", "--pictures", str(tmp_path / "new")])
    importlib.import_module(f"tools.bench.{name}").main()

    assert "aim: " in capsys.readouterr().out
    drawn = (tmp_path / "new" / f"{name}.svg").read_text()
    assert drawn.startswith("<svg")
    assert len(drawn) < 150_000


def test_a_race_is_run_as_often_as_in_the_service() -> None:
    assert races.RACES == RACES


def test_growth_is_told_in_round_trips() -> None:
    rows = [dispatch.Row("all busy", size, 40, 5, 40 * ratio, 300) for size, ratio in ((10, 2), (100, 9), (1000, 3))]

    assert dispatch.growth(rows, "all busy") == 1.5
