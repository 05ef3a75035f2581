"""Why agents take breaks, in the line file: by code, each in the languages of those who read it."""

from typing import Any

import pytest

from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.lines import line_of
from tools.stage import settings_of_the_stage
from voice_app.line.check import findings
from voice_app.mistakes import Mistakes

LUNCH = {"nl": "Lunch", "en": "Lunch"}


def test_a_line_that_says_nothing_knows_the_usual_reasons() -> None:
    known = line_of().desk.break_reasons
    assert list(known) == ["coffee", "lunch", "paperwork", "meeting", "training"]
    assert all(set(label) == {"nl", "en", "fr", "de"} for label in known.values())


def test_a_line_has_its_own_reasons_or_none() -> None:
    assert dict(line_of(desk={"break_reasons": {"prayer": {"nl": "Gebed"}}}).desk.break_reasons) == {
        "prayer": {"nl": "Gebed"}
    }
    assert line_of(desk={"break_reasons": {}}).desk.break_reasons == {}


@pytest.mark.parametrize(
    ("reasons", "where"),
    [
        ({"Lunch!": LUNCH}, "desk.break_reasons.Lunch!"),
        ({"lunch": {}}, "desk.break_reasons.lunch"),
        ({"lunch": {"nl": " "}}, "desk.break_reasons.lunch.nl"),
        ({"lunch": {"es": "Almuerzo"}}, "desk.break_reasons.lunch.es"),
        ({f"r{n}": LUNCH for n in range(10)}, "desk.break_reasons"),
    ],
)
def test_what_is_no_reason_is_a_mistake_by_its_place(reasons: dict[str, Any], where: str) -> None:
    with pytest.raises(Mistakes) as found:
        line_of(desk={"break_reasons": reasons})
    assert [mistake.where for mistake in found.value.all] == [where]


def test_a_reason_that_an_agent_cannot_read_is_warned_of() -> None:
    line = line_of(desk={"break_reasons": {"lunch": {"nl": "Lunch"}}}, agent_languages={"anna": ["fr", "nl"]})
    told = {it.where: it.what for it in findings(line, settings_of_the_stage(), MONDAY_NOON)}
    assert "fr" in told["desk.break_reasons.lunch"]
