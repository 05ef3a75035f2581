"""A version as a line file: it means the same, and keeps what people wrote around it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.lines import LINE, line_of
from voice_app.line import Line
from voice_app.line.content import content_of
from voice_app.line.differences import differences
from voice_app.line.exporting import export

SHIPPED = (Path(__file__).parents[3] / "line.toml").read_text(encoding="utf-8")
FIRE: dict[str, Any] = {"from": "2026-03-02 12:00", "until": "2026-03-02 18:00", "reason": {"nl": "Er is brand."}}


def edited(text: str, **sections: Any) -> Line:
    """The line of a text, with sections replaced or joined; None takes one out."""
    raw = content_of(Line.parse(text))
    for name, keys in sections.items():
        raw[name] = raw[name] | keys if isinstance(keys, dict) and name in raw else keys
    return Line.from_dict({name: keys for name, keys in raw.items() if keys is not None})


EDITS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "hours": {"hours": {"mon": ["09:00-12:00", "13:00-17:00"], "sun": []}},
    "holidays": {"hours": {"holidays": "NL"}},
    "a closure": {"closure": FIRE},
    "special days": {"special_day": [{"date": "2026-12-24", "hours": ["09:00-12:00"], "reason": {"nl": "Kerstavond"}}]},
    "own words": {"prompts": {"soon": {"nl": "U bent zo aan de beurt."}}},
    "a wait": {"waiting": {"ring_agent": "12s", "widen_after": ["10s", "20s"]}},
    "a default": {"callback": {"voicemail": False, "attempts": 4}},
    "no agents": {"agent": []},
    "break reasons": {"desk": {"break_reasons": {"coffee": {"nl": "Koffie"}}}},
}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("text", [SHIPPED, LINE], ids=["shipped", "small"])
def test_an_exported_line_means_the_same(text: str, name: str) -> None:
    line = edited(text, **EDITS[name])
    assert differences(Line.parse(export(line, text)), line) == ()


@pytest.mark.parametrize("name", EDITS)
def test_and_is_changed_back_to_what_it_meant(name: str) -> None:
    there = export(edited(SHIPPED, **EDITS[name]), SHIPPED)
    assert differences(Line.parse(export(Line.parse(SHIPPED), there)), Line.parse(SHIPPED)) == ()


def test_what_was_not_edited_is_the_same_text() -> None:
    assert export(Line.parse(SHIPPED), SHIPPED) == SHIPPED
    changed = export(edited(SHIPPED, waiting={"ring_agent": "12s"}), SHIPPED)
    before, after = SHIPPED.splitlines(), changed.splitlines()
    assert [(one, other) for one, other in zip(before, after, strict=True) if one != other] == [
        (
            'ring_agent = "15s"                 # how long one agent\'s phone rings: stay under the voicemail',
            'ring_agent = "12s"                 # how long one agent\'s phone rings: stay under the voicemail',
        )
    ]


def test_entries_that_are_moved_or_added_keep_their_comments_and_pins() -> None:
    text = SHIPPED.replace('# pin = "4711" ', 'pin = "4711"   ')
    raw = content_of(Line.parse(text))
    anna, bram, chloe = raw["agent"]
    dora = anna | {"id": "dora", "name": "Dora", "reach": "client:dora"}
    exported = export(Line.from_dict(raw | {"agent": [chloe, dora, bram | {"name": "Bram B."}]}), text)
    agents = tomllib.loads(exported)["agent"]
    assert [agent["id"] for agent in agents] == ["chloe", "dora", "bram"]
    assert agents[0]["pin"] == "4711"
    assert agents[2]["name"] == "Bram B."
    assert "# agent | supervisor" in exported
    assert "# a phone in the browser" in exported


switches = st.fixed_dictionaries({}, optional={name: st.booleans() for name in ("levels", "widening", "by_name")})
days = st.sampled_from([[], ["09:00-17:00"], ["00:00-24:00"], ["08:00-12:00", "13:00-18:00"]])
hours = st.fixed_dictionaries({}, optional=dict.fromkeys(("mon", "wed", "sun"), days))


@given(switches, hours, st.permutations(["billing", "technical"]), st.sampled_from([None, FIRE]))
def test_differences_tell_every_edit_and_equal_lines_have_none(
    routing: dict[str, Any], on_days: dict[str, Any], needs: list[str], closure: dict[str, Any] | None
) -> None:
    before = line_of()
    menu = sorted(content_of(before)["menu"], key=lambda entry: needs.index(entry["need"]))
    after = edited(LINE, routing=routing, hours=on_days, menu=menu, closure=closure)
    found = differences(before, after)
    assert (found == ()) is (content_of(before) == content_of(after))
    assert {one.path for one in found} == {one.path for one in differences(after, before)}
    assert differences(after, after) == ()
    assert len({one.path for one in found}) == len(found)
    assert all(one.before != one.after for one in found)
    assert differences(Line.parse(export(after, LINE)), after) == ()
