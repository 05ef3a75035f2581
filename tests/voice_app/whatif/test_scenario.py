"""Scenario files: every mistake by name, everything else understood, on a line file or alone."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.house.sources import ROOT
from tests.voice_app.whatif.files import EXAMPLES, POOL, scenario, tables, written
from voice_app.mistakes import Mistake, Mistakes
from voice_app.whatif.answers import Asking
from voice_app.whatif.scenario import Scenario, read
from voice_app.whatif.worlds import Setting

WRONG = """
[run]
days = 2
lasts = "3h"
sead = 3
replications = 0

[[need]]
name = "billing"
arrivals = { per_hour = 66, weekday = { mon = 2 } }
handling = { distribution = "lognormal", mean = "300s", cvs = 1 }
patience = { distribution = "logn", mean = 3 }

[[need]]
name = "technical"
arrivals = { by_hour = { "9" = 3 } }
handling = "5 minutes"

[[need]]
name = "technical"
arrivals = { per_hour = 3, gap = "3s" }
handling = "history"

[[agent]]
id = "anna"
skills = { billing = 4 }
absent = -1

[question.agents]
service_level = 80
like = "bert"

[[question.change]]
name = "x"
learn = { need = "billin" }
"""


def mistakes(text: str) -> dict[str, str]:
    with pytest.raises(Mistakes) as raised:
        scenario(text)
    return {mistake.where: f"{mistake.what}. {mistake.remedy}" for mistake in raised.value.all}


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_example_is_understood(file: Path) -> None:
    assert read(file).needs


def test_every_mistake_is_found_at_once_by_its_path() -> None:
    found = mistakes(WRONG)

    assert found.keys() == {
        "run.replications", "run.sead", "run.lasts",
        "need[1].arrivals.weekday", "need[1].handling.cv", "need[1].handling.cvs", "need[1].patience",
        "need[2].arrivals.by_hour", "need[2].handling",
        "need[3]", "need[3].arrivals", "need[3].handling",
        "agent[1].skills.billing", "agent[1].absent",
        "question.agents.service_level", "question.agents.within", "question.agents.like",
        "question.change[1].learn.need",
    }  # fmt: skip
    assert found["run.sead"].endswith("Did you mean seed")
    assert found["need[1].arrivals.weekday"].endswith("Did you mean weekdays")
    assert found["need[1].handling.cvs"].endswith("Did you mean cv")
    assert "lognormal" in found["need[1].patience"]
    assert found["question.change[1].learn.need"].endswith("Did you mean billing")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "need"),
        (POOL.replace('"2h"', '"0s"'), "run.lasts"),
        (POOL.replace('"2h"', "-3"), "run.lasts"),
        (POOL.replace("count = 3", "count = 1.5"), "agent[1].count"),
        (POOL.replace("arrivals = 60", "arrivals = true"), "need[1].arrivals"),
        (POOL.replace("arrivals = 60", "arrivals = { at = [] }"), "need[1].arrivals.at"),
        (POOL + "[callback]\naccept = 1.2\n", "callback.accept"),
        (POOL + '[hours]\nmon = ["9-17"]\n', "hours.mon[1]"),
        (POOL.replace('"2m"', '{ distribution = "hyperexponential", mean = 3, cv = 1 }'), "need[1].handling.cv"),
        (POOL.replace('"2m"', '{ distribution = "erlang", mean = 3, phases = 0 }'), "need[1].handling.phases"),
        (POOL.replace('"plain"', '"simple"'), "rules"),
        (POOL.replace('"calls"', '"all"'), "need[1].name"),
        (POOL + '[[agent]]\nid = "agent-3"\nskills = {}\n', "agent[2]"),
        (POOL + '[[need]]\nname = "calls"\nlanguage = "nl"\narrivals = 3\nhandling = 3\n', "need[2]"),
        (
            POOL.replace("arrivals = 60", "arrivals = { gap = { distribution = 'deterministic', mean = 0 } }"),
            "need[1].arrivals.gap",
        ),
        (POOL + "[question.agents]\n", None),
    ],
)
def test_a_mistake_is_named(text: str, where: str | None) -> None:
    if where is None:
        scenario(text)
    else:
        assert where in mistakes(text)


def test_a_file_that_is_no_toml_or_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Mistakes, match="it is not TOML"):
        read(written(tmp_path, "x = = 3"))
    with pytest.raises(Mistakes, match="cannot be read"):
        read(tmp_path / "nowhere.toml")


def test_a_line_file_lies_beneath_and_is_overridden_key_by_key(tmp_path: Path) -> None:
    (tmp_path / "line.toml").write_text((ROOT / "line.toml").read_text())
    text = """
    line = "line.toml"
    [every_need]
    arrivals = 12
    handling = "5m"
    [[need]]
    name = "billing"
    arrivals = 20
    [waiting]
    head_start = 0
    [callback]
    accept = 0.5
    [[agent]]
    id = "anna"
    skills = { billing = 1 }
    languages = ["nl"]
    """
    found = read(written(tmp_path, text))

    assert [need.name for need in found.needs] == ["billing", "technical", "moving"]
    assert [agent.id for agent in found.agents] == ["anna", "bram", "chloe"]
    assert dict(found.agents[0].skills) == {"billing": 1}
    assert found.languages == ("nl", "en")
    assert found.waiting.head_start.total_seconds() == 0
    assert found.waiting.longest_wait.total_seconds() == 900
    assert (found.callback.accept, found.callback.attempts) == (0.5, 3)
    assert str(found.run.timezone) == "Europe/Amsterdam"


def test_mistakes_of_the_line_file_are_told_too(tmp_path: Path) -> None:
    (tmp_path / "line.toml").write_text('[line]\nnumber = "12"\n')

    with pytest.raises(Mistakes, match=r"line\.number"):
        read(written(tmp_path, 'line = "line.toml"\n' + POOL))


def test_what_is_asked_in_the_command_comes_on_top(tmp_path: Path) -> None:
    asked = {"run": {"seed": 9}, "question": {"change": [{"name": "more", "calls": 2}]}}

    found = read(written(tmp_path, POOL), asked)

    assert (found.run.seed, found.run.replications) == (9, 3)
    assert [change.name for change in found.question.change] == ["more"]
    assert isinstance(found, Scenario)


WHOLE = """
line = "x.toml"
languages = ["nl"]
rules = "house"
leave_out = ["anna"]
[run]
starts = 2026-03-02
days = 1
warm_up = 0
replications = 2
seed = 1
within = [20]
confidence = 0.9
timezone = "UTC"
[hours]
mon = ["09:00-17:00"]
holidays = "NL"
[waiting]
widen_after = ["1s", "2s"]
places = 3
ring = { distribution = "erlang", mean = 3, phases = 2 }
[routing]
levels = true
[callback]
accept = 0.5
call_between = "09:00-17:00"
keep_free = "auto"
forecast_error = 0.1
[every_need]
patience = "3m"
[[need]]
name = "a"
language = "nl"
anybody = false
arrivals = { per_hour = 3, weekdays = { mon = 1 } }
handling = { distribution = "empirical", values = [1, 2] }
wrap_up = { distribution = "uniform", low = 1, high = 2 }
[[agent]]
id = "anna"
count = 2
skills = { a = 3 }
languages = ["nl"]
shifts = ["mon 09:00-17:00"]
slowness = 1
absent = 0
[question.agents]
like = "anna"
need = "a"
service_level = 0.8
within = 20
most = 5
[[question.change]]
name = "x"
learn = { need = "a", level = 2, count = 1, agents = ["anna"] }
add_agents = { like = "anna", count = 1 }
remove_agents = ["anna-1"]
hours = { tue = ["09:00-17:00"] }
calls = 2
rules = "plain"
waiting = { places = 3 }
routing = { levels = false }
callback = { accept = 1 }
"""
STRANGE = (
    "",
    "?",
    0,
    -1,
    1.5,
    10**12,
    True,
    [],
    {},
    [1],
    ["?"],
    [[]],
    [{}],
    {"?": 1},
    date(2026, 3, 2),
    datetime(2026, 3, 2),  # noqa: DTZ001 - a local time, as TOML has it
)


def _places(tables: Any, so_far: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = tables.items() if isinstance(tables, dict) else enumerate(tables) if isinstance(tables, list) else ()
    for key, value in entries:
        yield (*so_far, key)
        yield from _places(value, (*so_far, key))


@pytest.mark.parametrize("place", list(_places(tables(WHOLE))), ids=lambda place: ".".join(map(str, place)))
def test_whatever_stands_anywhere_is_understood_or_a_mistake_with_a_path(place: tuple[Any, ...]) -> None:
    for strange in STRANGE:
        raw = tables(WHOLE)
        table = raw
        for part in place[:-1]:
            table = table[part]
        table[place[-1]] = strange
        for mistake in _mistakes_of(raw):
            assert mistake.where
            assert "as:" not in mistake.where
            assert "Input should" not in mistake.what


def _mistakes_of(raw: dict[str, Any]) -> Sequence[Mistake]:
    try:
        Asking(Setting(Scenario.from_dict(raw)))
    except Mistakes as mistakes:
        return mistakes.all
    return ()
