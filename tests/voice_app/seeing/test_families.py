"""The convention that figures are named by, and what no label may hold."""

import re

import pytest

from voice_app.seeing.families import ALL, Family

UNITS = ("_seconds", "_bytes", "_info")
OF_MANY = {"phone", "caller", "customer", "agent", "name", "sid", "call", "promise", "attempt", "url", "ip", "host"}
"""Labels that would have as many values as there are people or calls."""


def test_each_is_declared_once() -> None:
    names = [family.name for family in ALL]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("family", ALL, ids=lambda family: family.name)
def test_a_name_has_our_prefix_a_base_unit_and_no_other(family: Family) -> None:
    assert re.fullmatch(r"gehoor_[a-z]+(_[a-z]+)*", family.name)
    assert not re.search(r"_(ms|millis|minutes|hours|kb|mb|percent|count|sum|total|bucket)(_|$)", family.name)
    assert (family.kind == "histogram") is bool(family.buckets)
    assert list(family.buckets) == sorted(set(family.buckets))
    if family.kind == "histogram" or "duration" in family.name or "age" in family.name.split("_"):
        assert family.name.endswith("_seconds")
    if family.name.endswith(UNITS):
        assert family.kind != "counter"


@pytest.mark.parametrize("family", ALL, ids=lambda family: family.name)
def test_its_help_is_a_sentence_that_says_where_it_comes_from(family: Family) -> None:
    assert re.fullmatch(
        r"[A-Z1].* \((board|board's Redis|ledger|ledger, by the ticker|whoever is asked)\)\.", family.means
    )


@pytest.mark.parametrize("family", ALL, ids=lambda family: family.name)
def test_its_labels_are_few_and_about_nobody(family: Family) -> None:
    assert len(family.labels) <= 3
    assert not OF_MANY & set(family.labels)
