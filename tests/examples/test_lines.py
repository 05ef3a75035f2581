"""The lines that are shown: each can be served as it stands."""

from pathlib import Path

import pytest

from tests.voice_app.line.test_check import found
from voice_app.line import Line
from voice_app.line.values import SPOKEN
from voice_app.terms import Terms

LINES = sorted((Path(__file__).parents[2] / "examples" / "lines").glob("*.toml"))


@pytest.mark.parametrize("file", LINES, ids=lambda file: file.stem)
def test_a_line_that_is_shown_has_no_errors(file: Path) -> None:
    errors = [(it.where, it.what) for it in found(file.read_text()) if it.severity == "error"]
    assert not errors


def test_brussels_speaks_all_four_languages_and_two_of_them_as_belgians_do() -> None:
    (brussels,) = [file for file in LINES if file.stem == "brussels"]
    line = Line.parse(brussels.read_text())
    assert set(line.languages) == set(SPOKEN)
    assert Terms.of(line).spoken(None).languages == ("nl-BE", "fr-BE", "en", "de")
