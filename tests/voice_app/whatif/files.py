"""Scenario files for the tests of this room."""

import tomllib
from pathlib import Path
from typing import Any

from tests.house.sources import ROOT
from voice_app.whatif.scenario import Scenario

EXAMPLES = sorted((ROOT / "examples/whatif").glob("*.toml"))

POOL = """
rules = "plain"

[run]
lasts = "2h"
replications = 3

[[need]]
name = "calls"
arrivals = 60
handling = "2m"
patience = "3m"

[[agent]]
id = "agent"
count = 3
skills = { calls = 3 }
"""


def scenario(text: str) -> Scenario:
    return Scenario.from_dict(tomllib.loads(text))


def written(folder: Path, text: str, name: str = "scenario.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def tables(text: str) -> dict[str, Any]:
    return tomllib.loads(text)
