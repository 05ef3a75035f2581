"""What comes in by a page may cost nobody more than a look: endless keys, and characters that nobody sees."""

import json
import time
from pathlib import Path

import pytest

from voice_app.line import Line
from voice_app.mistakes import Mistakes

SAMPLE = (Path(__file__).parents[3] / "line.toml").read_text()


@pytest.mark.parametrize(
    "extra",
    [
        "x = " + "[" * 30_000,
        "x = " + "[" * 20_000 + "]" * 20_000,
        "x = " + "{a.b=[" * 6_000,
        ".".join(["a"] * 25_000) + " = 1",
        "[" + ".".join(["a"] * 25_000) + "]\nb = 1",
        " . ".join(['"a"'] * 8_000) + " = 1",
        "x = " + "9" * 5_000,
        '"' * 50_000,
        "a" * 50_000 + " = 1",
    ],
    ids=["arrays", "closed", "inline", "dotted", "table", "quoted", "number", "quotes", "long"],
)
def test_a_file_made_to_cost_is_refused_at_once(extra: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(Mistakes):
        Line.parse(f"{SAMPLE}\n{extra}\n")
    assert time.perf_counter() - begun < 2


def test_a_sentence_with_many_points_is_no_key() -> None:
    said = "Ja. " * 40
    line = Line.parse(f"{SAMPLE}\n[prompts.closed]\nnl = '{said}'\n")
    assert line.prompts.by_key["closed"]["nl"] == said.strip()


@pytest.mark.parametrize("unseen", ["\0", "\x1b", "\u202e", "\ud800"])
def test_no_text_has_a_character_that_nobody_sees(unseen: str) -> None:
    """PostgreSQL takes no NUL in a name; and what turns the writing makes one name look like another."""
    for where, wrong in (
        ("agent[1].name", {"agent": [{"name": f"Anna{unseen}"}]}),
        ("line.name", {"line": {"name": f"Voor{unseen}beeld"}}),
        ("menu[1].label.nl", {"menu": [{"label": {"nl": f"een{unseen} rekening"}}]}),
        ("closure.reason.nl", {"closure": {"reason": {"nl": f"dicht{unseen}"}}}),
    ):
        with pytest.raises(Mistakes) as found:
            Line.from_dict(wrong)
        assert (where, True) in [(one.where, "nobody sees" in one.what) for one in found.value.all]


def test_tables_that_a_program_nests_without_end_are_told_in_short() -> None:
    deep = json.loads('{"a":' * 300 + "1" + "}" * 300)
    with pytest.raises(Mistakes) as found:
        Line.from_dict(deep)
    assert all(len(str(one)) < 300 for one in found.value.all)


def test_what_anything_is_called_stands_in_one_line() -> None:
    """It is in the subject of letters: a second line would be a header of its own, and no letter would leave."""
    line = Line.parse(SAMPLE.replace('name = "', 'name = "Voor\\nbeeld ', 1))
    assert line.name.startswith("Voor beeld")


@pytest.mark.parametrize("address", ["=?utf-8?q?x=40evil.org=2C?=@example.org", "=?utf-8?q?a=0D=0ADATA?=@example.org"])
def test_an_address_that_a_header_would_read_as_another_is_none(address: str) -> None:
    for where, wrong in (
        ("digest.to[1]", {"digest": {"to": [address]}}),
        ("alarms.email[1]", {"alarms": {"email": [address]}}),
        ("alarms.sender", {"alarms": {"sender": address}}),
    ):
        with pytest.raises(Mistakes) as found:
            Line.from_dict(wrong)
        assert where in [one.where for one in found.value.all]
