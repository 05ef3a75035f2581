"""What a step of the schema may do without saying so: add. Old and new programs work side by side in a deploy."""

import ast
from pathlib import Path

import pytest

from tests.house.sources import ROOT

SINCE = "0026"
"""From here on programs of two versions may meet on one ledger."""
TAKES_AWAY = ("drop_", "alter_column", "rename_", "batch_alter")
STEPS = [step for step in sorted((ROOT / "migrations/versions").glob("*.py")) if step.name[:4] >= SINCE]


def changes(step: Path) -> list[str]:
    """What it does to what was there."""
    calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(step.read_text())) if isinstance(node, ast.Call)]
    return [call for call in calls if call.startswith("op.") and call.removeprefix("op.").startswith(TAKES_AWAY)]


def says_so(step: Path) -> bool:
    assigned = [ast.unparse(node) for node in ast.parse(step.read_text()).body if isinstance(node, ast.Assign)]
    return "ADDS_ONLY = False" in assigned


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.stem)
def test_a_step_adds_only_or_says_that_older_programs_must_go(step: Path) -> None:
    assert not changes(step) or says_so(step)


def test_what_takes_away_is_seen(tmp_path: Path) -> None:
    step = tmp_path / "step.py"
    step.write_text("from alembic import op\ndef upgrade():\n    op.drop_column('calls', 'note')\n")
    assert changes(step) == ["op.drop_column"]
    assert not says_so(step)
    step.write_text("ADDS_ONLY = False\n" + step.read_text())
    assert says_so(step)
