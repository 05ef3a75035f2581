"""Whose old place counts, and how far back."""

from datetime import timedelta

import pytest

from routing.places import EarlierCall, old_place
from routing.skills import NeedName
from tests.routing.floor import NOON, after

BILLING, TECHNICAL = NeedName("billing"), NeedName("technical")
FIVE_MINUTES = timedelta(minutes=5)


def given_up(
    arrived: float, ended: float | None, need: NeedName | None = BILLING, abandoned: bool = True
) -> EarlierCall:
    return EarlierCall(after(arrived), None if ended is None else after(ended), need, abandoned)


@pytest.mark.parametrize(
    ("earlier", "need", "place"),
    [
        ([], BILLING, None),
        ([given_up(-400, -300)], BILLING, -400),
        ([given_up(-400, -301)], BILLING, None),
        ([given_up(-400, -60)], TECHNICAL, None),
        ([given_up(-400, -60)], None, -400),
        ([given_up(-400, -60, None)], BILLING, None),
        ([given_up(-400, None)], BILLING, None),
        ([given_up(-400, -60, abandoned=False)], BILLING, None),
        ([given_up(-200, -60), given_up(-900, -400)], BILLING, -900),
        ([given_up(-200, -60), given_up(-900, -600)], BILLING, -200),
        ([given_up(-200, -60), given_up(-900, -400, TECHNICAL)], None, -200),
        ([given_up(-50, None, abandoned=False), given_up(-400, -60)], BILLING, None),
    ],
    ids=[
        "nobody called before",
        "within five minutes",
        "a second too late",
        "about something else",
        "now about anything",
        "then about anything",
        "the end is not known",
        "something came of it",
        "it had an older place itself",
        "it had no older place",
        "an older one was about something else",
        "another call has the place",
    ],
)
def test_the_place_is_that_of_the_call_that_was_given_up(
    earlier: list[EarlierCall], need: NeedName | None, place: float | None
) -> None:
    assert old_place(earlier, need, NOON, FIVE_MINUTES) == (None if place is None else after(place))
