"""Who can do what, and what a click makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.lines import line_of
from tests.voice_app.rostering.made import known
from voice_app.rostering.matrix import able_to, matrix_of, next_languages, next_level, with_level

LINE = line_of()
SPOKEN = ("nl", "en", "fr", "de")
ANNA = known("anna", languages=("nl", "en"), skills={"billing": 3, "technical": 1})
BRAM = known("bram", skills={"billing": 2, "moving": 3})


def test_each_column_says_how_many_could_take_it_in_each_language() -> None:
    matrix = matrix_of(LINE, [ANNA, BRAM], SPOKEN)
    assert [(column.need, dict(column.able), column.is_open) for column in matrix.columns] == [
        ("billing", {"nl": 2, "en": 1}, True),
        ("technical", {"nl": 1, "en": 1}, True),
        ("moving", {"nl": 1, "en": 0}, False),
    ]
    assert matrix.languages == SPOKEN


def test_a_need_that_nobody_can_take_comes_before_one_that_one_alone_can() -> None:
    found = [(gap.need, gap.language, gap.only and gap.only.id) for gap in matrix_of(LINE, [BRAM], SPOKEN).gaps]
    assert found == [
        ("billing", "en", None),
        ("technical", "nl", None),
        ("technical", "en", None),
        ("billing", "nl", "bram"),
    ]


def test_an_empty_roster_has_no_gaps_and_a_full_one_none_either() -> None:
    assert matrix_of(LINE, [], SPOKEN).gaps == ()
    twice = [ANNA, known("eva", languages=("nl", "en"), skills={"billing": 1, "technical": 1})]
    assert matrix_of(LINE, twice, SPOKEN).gaps == ()


def test_four_clicks_lead_back() -> None:
    levels = [0]
    for _ in range(4):
        levels.append(next_level(levels[-1]))
    assert levels == [0, 1, 2, 3, 0]


def test_a_level_of_nought_is_no_skill() -> None:
    assert with_level({"billing": 3}, "technical", 1) == {"billing": 3, "technical": 1}
    assert with_level({"billing": 3, "technical": 1}, "billing", 0) == {"technical": 1}
    assert with_level({}, "billing", 0) == {}


@pytest.mark.parametrize(
    ("before", "clicked", "after"),
    [
        (("nl",), "en", ("nl", "en")),
        (("nl", "en"), "en", ("en", "nl")),
        (("nl", "en", "fr"), "fr", ("nl", "fr", "en")),
        (("en", "nl"), "en", ("nl",)),
        (("nl",), "nl", ("nl",)),
    ],
)
def test_a_language_is_spoken_last_then_better_then_no_more(
    before: tuple[str, ...], clicked: str, after: tuple[str, ...]
) -> None:
    assert next_languages(before, clicked) == after


@given(st.permutations(SPOKEN), st.integers(1, 4), st.lists(st.sampled_from(SPOKEN)))
def test_whatever_is_clicked_everybody_speaks_something_and_nothing_twice(
    order: list[str], count: int, clicks: list[str]
) -> None:
    spoken = tuple(order[:count])
    for clicked in clicks:
        spoken = next_languages(spoken, clicked)
        assert spoken
        assert len(set(spoken)) == len(spoken)


def test_a_filter_leaves_who_could_take_it() -> None:
    agents = [ANNA, BRAM]
    assert able_to(agents, None, None) == ["anna", "bram"]
    assert able_to(agents, "billing", "en") == ["anna"]
    assert able_to(agents, "moving", None) == ["bram"]
    assert able_to(agents, None, "fr") == []
