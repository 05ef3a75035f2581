"""Two editors: what only one changed is kept, and what both changed is named."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from tests.journeys.lines import line_of
from voice_app.editing.merging import merged
from voice_app.line import Line

BASE = line_of().as_dict()


def having(path: str, value: Any) -> dict[str, Any]:
    """The line with one value replaced."""
    section, key = path.split(".")
    return BASE | {section: BASE[section] | {key: value}}


def test_what_only_one_of_them_changed_is_as_changed() -> None:
    theirs, mine = having("hours.mon", ["10:00-20:00"]), having("hours.tue", [])
    both = merged(BASE, theirs, mine)
    assert both.raw["hours"] == BASE["hours"] | {"mon": ["10:00-20:00"], "tue": []}
    assert both.both == ()


def test_of_what_both_changed_the_second_one_counts_and_it_is_named() -> None:
    theirs, mine = having("hours.mon", ["10:00-20:00"]), having("hours.mon", ["11:00-20:00"])
    both = merged(BASE, theirs, mine)
    assert both.raw["hours"]["mon"] == ["11:00-20:00"]
    assert both.both == ("hours.mon",)


def test_the_same_twice_is_once() -> None:
    theirs = having("hours.mon", [])
    assert merged(BASE, theirs, theirs).both == ()
    assert merged(BASE, theirs, theirs).raw == theirs


def test_entries_are_known_by_their_name_wherever_they_stand() -> None:
    billing, technical = BASE["menu"]
    theirs = BASE | {"menu": [technical | {"key": "1"}, billing | {"key": "2"}]}
    mine = BASE | {"menu": [billing | {"label": billing["label"] | {"en": "an invoice"}}, technical]}
    both = merged(BASE, theirs, mine)
    assert [entry["need"] for entry in both.raw["menu"]] == ["technical", "billing"]
    assert both.raw["menu"][1]["label"]["en"] == "an invoice"
    assert both.raw["menu"][1]["key"] == "2"
    assert both.both == ()


def test_one_adds_and_the_other_takes_out() -> None:
    billing, technical = BASE["menu"]
    moving = {"key": "3", "need": "moving", "label": {"nl": "een verhuizing", "en": "moving"}}
    both = merged(BASE, BASE | {"menu": [billing]}, BASE | {"menu": [billing, technical, moving]})
    assert [entry["need"] for entry in both.raw["menu"]] == ["billing", "moving"]


def test_a_table_that_is_taken_away_is_away() -> None:
    without = {key: value for key, value in BASE.items() if key != "text"}
    assert merged(BASE, BASE, without).raw == without
    assert "text" not in merged(BASE, without, having("hours.mon", [])).raw


values = some.recursive(
    some.integers(0, 3) | some.sampled_from(["a", "b"]),
    lambda inner: some.dictionaries(some.sampled_from(["x", "y", "z"]), inner, max_size=3),
    max_leaves=6,
)
tables = some.dictionaries(some.sampled_from(["p", "q", "r"]), values, max_size=3)


@given(tables, tables)
def test_who_changed_nothing_changes_nothing(base: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert merged(base, theirs, base).raw == theirs
    assert merged(base, base, theirs).raw == theirs
    assert merged(base, theirs, base).both == ()


def test_the_outcome_is_a_line_again() -> None:
    both = merged(BASE, having("waiting.wrap_up", "1m"), having("waiting.ring_agent", "10s"))
    assert Line.from_dict(both.raw).waiting.wrap_up.total_seconds() == 60
