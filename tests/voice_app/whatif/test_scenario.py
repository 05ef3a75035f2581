"""Scenario files: every mistake by name, everything else understood, on a line file or alone."""

from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.voice_app.whatif.files import EXAMPLES, POOL, scenario, written
from voice_app.mistakes import Mistakes
from voice_app.whatif.scenario import Scenario, read

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
