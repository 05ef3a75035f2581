"""The line file's rules of matching, as routing knows them."""

from datetime import timedelta

import pytest

from routing.rules import Rules
from tests.journeys.lines import line_of
from voice_app.terms import Terms

DEFAULT = Rules(
    (timedelta(seconds=20), timedelta(minutes=1)), timedelta(minutes=3), last_agent_for=timedelta(seconds=8)
)


def rules(**switches: bool) -> Rules:
    return Terms.of(line_of(routing=switches)).rules


def test_every_rule_is_on_unless_the_line_file_says_otherwise() -> None:
    assert rules() == DEFAULT


@pytest.mark.parametrize(
    ("switch", "rule", "value"),
    [
        ("levels", "by_level", False),
        ("widening", "widens", False),
        ("fewest_skills_first", "fewest_skills", False),
        ("head_start", "head_start", timedelta()),
        ("last_agent", "last_agent_for", None),
    ],
)
def test_each_rule_is_switched_off_by_itself(switch: str, rule: str, value: object) -> None:
    changed = rules(**{switch: False})
    assert {name for name in Rules.__slots__ if getattr(changed, name) != getattr(DEFAULT, name)} == {rule}
    assert getattr(changed, rule) == value


def test_a_level_is_a_gate_unless_the_line_file_makes_it_an_order() -> None:
    assert DEFAULT.by_gate
    at_once = rules(trained_at_once=True)
    assert at_once.by_level
    assert not at_once.by_gate


def test_with_all_of_them_off_it_is_the_plain_rule_set() -> None:
    plain = rules(levels=False, widening=False, fewest_skills_first=False, head_start=False, last_agent=False)
    assert (plain.by_level, plain.steps, plain.fewest_skills, plain.head_start, plain.last_agent_for) == (
        Rules.plain().by_level,
        None,
        Rules.plain().fewest_skills,
        timedelta(),
        None,
    )


def test_names_are_listened_for_only_where_the_line_file_lets_them() -> None:
    assert [person.name for person in Terms.of(line_of()).spoken(None).people] == ["Anna", "Bram", "Chloë"]
    assert Terms.of(line_of(routing={"by_name": False})).spoken(None).people == ()
