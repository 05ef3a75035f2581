"""The line with another table for one of its agents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.skills import AgentId
from tests.journeys.lines import line_of
from tests.voice_app.rostering.made import known
from voice_app.line.values import _read_name
from voice_app.mistakes import Mistakes
from voice_app.rostering import entries

LINE = line_of(agent_pins={"bram": "4711"})
ANNA, DORA = AgentId("anna"), AgentId("dora")


def test_an_edited_table_stays_in_its_place() -> None:
    entry = entries.entry_of(LINE, ANNA)
    assert entry is not None
    edited = entries.with_entry(LINE, entry | {"name": "Anna B."})
    assert [agent.name for agent in edited.agents] == ["Anna B.", "Bram", "Chloë"]
    assert edited.menu == LINE.menu


def test_no_pin_goes_along() -> None:
    entry = entries.entry_of(LINE, AgentId("bram"))
    assert entry is not None
    assert "pin" not in entry
    edited = entries.with_entry(LINE, entry)
    assert all(agent.pin is None for agent in edited.agents)


def test_whoever_is_not_in_the_line_is_put_at_its_end() -> None:
    assert entries.entry_of(LINE, DORA) is None
    dora = known("dora", languages=("nl", "fr"), skills={"billing": 2}, on_call=("sat 16:00-21:00",), role="supervisor")
    edited = entries.with_entry(LINE, entries.adopted(dora))
    added = edited.agents[-1]
    assert (added.id, added.languages, dict(added.skills), added.role) == (
        "dora",
        ("nl", "fr"),
        {"billing": 2},
        "supervisor",
    )
    assert entries.without(edited, DORA) == entries.without(LINE, DORA)
    assert [agent.id for agent in entries.without(edited, ANNA).agents] == ["bram", "chloe", "dora"]


def test_mistakes_are_told_by_the_key_of_the_table() -> None:
    entry = entries.entry_of(LINE, ANNA)
    assert entry is not None
    with pytest.raises(Mistakes) as caught:
        entries.with_entry(LINE, entry | {"name": " ", "reach": "tel:+31687654321", "skills": {"billing": 9}})
    assert {mistake.where for mistake in caught.value.all} >= {"name", "skills.billing"}


def test_a_phone_that_is_somebody_else_s_is_a_mistake_too() -> None:
    entry = entries.entry_of(LINE, AgentId("chloe"))
    assert entry is not None
    with pytest.raises(Mistakes) as caught:
        entries.with_entry(LINE, entry | {"reach": "tel:+31612345678"})
    assert [mistake.where for mistake in caught.value.all] == ["reach"]


def test_the_mark_is_another_one_with_every_change_and_no_other() -> None:
    entry = entries.entry_of(LINE, ANNA)
    assert entry is not None
    assert entries.mark_of(entry) == entries.mark_of(dict(reversed(entry.items())))
    assert entries.mark_of(entry) != entries.mark_of(entry | {"texts": ["context"]})
    assert entries.mark_of(None) != entries.mark_of(entry)


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("Dora", "dora"),
        ("Zoë de Wit", "zoe-de-wit"),
        ("Søren Weiß", "soren-weiss"),
        ("  Jan-Willem  ", "jan-willem"),
        ("<b>Eva</b>", "b-eva-b"),
        ("李雷", "agent"),
        ("Anna", "anna-3"),
    ],
)
def test_an_id_is_proposed_from_the_name(name: str, proposed: str) -> None:
    assert entries.proposed_id(name, {"anna", "anna-2"}) == proposed


@given(st.text(max_size=100), st.sets(st.sampled_from(["agent", "agent-2", "a", "a-2"])))
def test_whatever_somebody_is_called_the_id_is_one_and_is_free(name: str, taken: set[str]) -> None:
    proposed = entries.proposed_id(name, taken)
    assert _read_name(proposed) == proposed
    assert proposed not in taken
