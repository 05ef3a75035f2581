"""The rules' sentences in plain words: each of them is still said by a rule, and each key that has words is a key."""

import re
from pathlib import Path

from voice_app.editing.fields import fields_of
from voice_app.line import Line
from voice_app.pages.line.explained import EXPLAINED, PROMPTS, SECTIONS
from voice_app.pages.line.plain_words import IN_PLAIN_WORDS
from voice_app.pages.line.settings import fields_in, groups

ROOT = Path(__file__).parents[3] / "voice_app"
FILES = (
    *(ROOT / "line").glob("*.py"),
    *(ROOT / name for name in ("pages/line/carrying.py", "bounds.py", "mistakes.py")),
)
RULES = "\n".join(path.read_text(encoding="utf-8") for path in FILES)


def test_each_sentence_is_said_by_a_rule() -> None:
    """By its longest part between what it is about."""
    for template, _ in IN_PLAIN_WORDS:
        longest = max(re.split(r"\{\w+\}|\d+|[:,]", template), key=len).strip().removeprefix("it ")
        assert longest in RULES, template


def test_what_a_sentence_is_about_is_named_in_it() -> None:
    for template, words in IN_PLAIN_WORDS:
        there = set(re.findall(r"\{(\w+)\}", template))
        assert set(re.findall(r"%\((\w+)\)s", words)) <= there, template


def test_every_key_that_has_words_is_a_key_of_the_file() -> None:
    known = {field.path for section in SECTIONS for field in fields_of(section)}
    assert set(EXPLAINED) <= known
    assert set(PROMPTS) == set(Line.model_fields["prompts"].annotation.model_fields)  # type: ignore[union-attr]  # a section


def test_every_section_that_somebody_can_fill_in_has_its_page() -> None:
    shown = {section for sections in groups().values() for section in sections}
    assert {"waiting", "routing", "callback", "caps", "text", "follow_up", "alarms", "privacy"} <= shown
    assert not shown & {"line", "hours", "menu", "agent"}
    assert all(fields_in(group) for group in groups())
    assert "text.sender" not in {field.path for group in groups() for field in fields_in(group)}
