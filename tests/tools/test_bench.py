"""Each benchmark runs to its end, on a small scale; what it measured is another matter."""

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.bench import dispatch, races
from tools.embedded_redis import EmbeddedRedis
from tools.load.samples import report
from voice_app.dispatch import RACES


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--quick"])


@pytest.mark.parametrize("name", ["dispatch", "published", "races", "simulators", "writers"])
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


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("burst", "errors: 0 of 12;"),
        ("overload", "turned away at first: 0 (0%)"),
        ("recovery", "web killed at"),
        ("growth promises", "1,000"),
    ],
)
def test_a_trial_under_load_runs_to_its_end(
    asked: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, *parts = asked.split()
    monkeypatch.setattr("sys.argv", ["bench", "--quick", *parts])
    importlib.import_module(f"tools.bench.{name}").main()

    assert says in capsys.readouterr().out


def test_a_soak_keeps_its_samples_as_they_come_and_judges_nothing_too_short(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = tmp_path / "new" / "soak.csv"
    monkeypatch.setattr("sys.argv", ["bench", "--quick", "--samples", str(samples)])
    importlib.import_module("tools.bench.soak").main()

    assert "too short to say" in capsys.readouterr().out
    assert samples.read_text().startswith("seconds,web MB")
    assert len(samples.read_text().splitlines()) > 2


def samples_of(keys: Callable[[float], float], ledger: Callable[[float], float]) -> list[dict[str, float]]:
    """Half an hour of them."""
    return [{"seconds": at, "redis keys": keys(at), "ledger MB": ledger(at)} for at in map(float, range(0, 1800, 10))]


@pytest.mark.parametrize(
    ("keys", "verdict"),
    [
        (lambda at: 500.0 + at % 20, "flat"),
        (lambda at: 5000.0 if at > 400 else at, "flat"),
        (lambda at: 500.0 + at / 10, "GROWS"),
    ],
    ids=["to and fro", "while it warms up", "all the time"],
)
def test_what_grows_after_warming_up_is_told_and_the_ledger_may(
    keys: Callable[[float], float], verdict: str, capsys: pytest.CaptureFixture[str]
) -> None:
    report(samples_of(keys, lambda at: at / 60))

    _, of_keys, of_ledger = capsys.readouterr().out.splitlines()
    assert of_keys.endswith(verdict)
    assert "must prove" in of_ledger
