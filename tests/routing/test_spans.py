from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from routing.spans import Span, join, overlap, total

START = datetime(2026, 1, 5, tzinfo=UTC)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


edges = st.lists(st.integers(0, 60), unique=True).map(sorted)
disjoint = edges.map(lambda at: [Span(minute(a), minute(b)) for a, b in zip(at[::2], at[1::2], strict=False)])


def minutes_in(spans: list[Span]) -> set[int]:
    return {number for number in range(61) if any(span.holds(minute(number)) for span in spans)}


@given(disjoint, disjoint)
def test_joined_spans_hold_what_either_holds_and_no_two_of_them_touch(ones: list[Span], others: list[Span]) -> None:
    joined = list(join(ones, others))

    assert minutes_in(joined) == minutes_in(ones) | minutes_in(others)
    assert all(one.end_at < other.start_at for one, other in pairwise(joined))


@given(disjoint, disjoint)
def test_the_overlap_holds_what_both_hold(ones: list[Span], others: list[Span]) -> None:
    common = list(overlap(ones, others))

    assert minutes_in(common) == minutes_in(ones) & minutes_in(others)
    assert total(common) == timedelta(minutes=len(minutes_in(common)))
