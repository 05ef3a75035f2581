"""Texts that the line file wants and that cannot arrive."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.journeys.lines import line_of
from tests.voice_app.line.test_check import ENV
from voice_app.line.check import findings
from voice_app.line.sections import Agent
from voice_app.line.texts import mobile_of
from voice_app.mistakes import Mistakes
from voice_app.settings import Settings

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
NO_SENDER = {"text": {"sender": None}}


def warned_of(**line: Any) -> set[str]:
    found = findings(line_of(**line), Settings.from_env(ENV, "release"), NOW)
    return {it.where for it in found if "texts" in it.where or "follow_up" in it.where}


def test_what_works_is_not_warned_of() -> None:
    assert warned_of(agent_texts={"anna": ["context", "outcome"]}, follow_up={"mode": "ask"}) == set()


def test_without_a_sender_no_text_leaves() -> None:
    texts = {"anna": ["outcome"]}
    assert warned_of(agent_texts=texts, follow_up={"mode": "ask"}, **NO_SENDER) == {"agent[1].texts", "follow_up.mode"}


def test_a_browser_gets_no_text() -> None:
    assert warned_of(agent_texts={"chloe": ["context"]}) == {"agent[3].texts"}


def test_one_person_may_be_asked_again_before_the_answer_has_run_out() -> None:
    assert warned_of(follow_up={"mode": "ask", "once_in": "2d"}) == {"follow_up.once_in"}


@pytest.mark.parametrize(
    ("reach", "is_texted"),
    [
        ("tel:+31612345678", True),
        ("tel:+32470123456", True),
        ("tel:+31201234599", False),
        ("tel:+33612345678", False),
        ("tel:+31900123456", False),
        ("sip:anna@example.org", False),
        ("client:anna", False),
    ],
)
def test_only_mobiles_within_policy_are_texted(reach: str, is_texted: bool) -> None:
    line = line_of()
    agent = Agent(id="x", name="X", reach=reach, languages=("nl",), skills={"billing": 3})
    assert (mobile_of(line, agent) is not None) is is_texted


@pytest.mark.parametrize(
    "wrong",
    [
        {"agent_texts": {"anna": ["everything"]}},
        {"agent_texts": {"anna": ["context", "context"]}},
        {"follow_up": {"mode": "always"}},
        {"follow_up": {"mode": "ask", "after": "soon"}},
        {"follow_up": {"often": True}},
        {"text": {"show_caller": "yes"}},
    ],
)
def test_a_mistake_in_these_is_a_mistake(wrong: dict[str, Any]) -> None:
    with pytest.raises(Mistakes):
        line_of(**wrong)
