"""Each benchmark runs to its end, on a small scale; what it measured is another matter."""

import importlib

import pytest

from tools.bench import dispatch, races
from tools.embedded_redis import EmbeddedRedis


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--quick"])


@pytest.mark.parametrize("name", ["dispatch", "races"])
def test_a_benchmark_shows_its_figures(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    importlib.import_module(f"tools.bench.{name}").main()

    assert len(capsys.readouterr().out.splitlines()) > 5


def test_who_dispatches_alone_loses_no_race(redis_server: EmbeddedRedis) -> None:
    (race,) = races.run(redis_server.url, size=10, dispatchers=1, dispatches=20)

    assert (race.dispatches, race.lost, race.given_up) == (20, 0, 0)


def test_growth_is_told_in_round_trips() -> None:
    rows = [dispatch.Row("all busy", size, 40, 5, 40 * ratio, 300) for size, ratio in ((10, 2), (100, 9), (1000, 3))]

    assert dispatch.growth(rows, "all busy") == 1.5
