"""Counts of a process on their way to the board, and rows that are counted by one of two tickers."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st

from routing.board import Board, BoardGone
from tools.embedded_redis import EmbeddedRedis
from voice_app.seeing.counts import Counts, timed
from voice_app.seeing.families import HOOK_TOOK, HOOKS, LATER, WAITED

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Sums:
    """A board that comes and goes."""

    def __init__(self) -> None:
        self.is_there, self.added = True, dict[str, int]()

    def add(self, counts: Mapping[str, int]) -> None:
        if not self.is_there:
            raise BoardGone("gone")
        for name, number in counts.items():
            self.added[name] = self.added.get(name, 0) + number


@pytest.fixture
def board(redis_server: EmbeddedRedis) -> Board:
    client = redis.Redis.from_url(redis_server.url, decode_responses=True)
    client.flushall()
    return Board(client)


def test_they_are_told_once_a_second_and_no_count_is_lost_while_the_board_is_gone() -> None:
    counts, sums = Counts(), Sums()
    counts.count(HOOKS, "/voice/answer", "200")
    counts.tell_now_and_then(sums, NOON)
    counts.count(HOOKS, "/voice/answer", "200")
    counts.tell_now_and_then(sums, NOON + SECOND / 2)
    assert sums.added == {"gehoor_hooks|/voice/answer|200": 1}
    sums.is_there = False
    counts.tell_now_and_then(sums, NOON + SECOND)
    sums.is_there = True
    counts.tell_now_and_then(sums, NOON + 2 * SECOND)
    assert sums.added == {"gehoor_hooks|/voice/answer|200": 2}


def test_a_label_too_few_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="path"):
        Counts().count(HOOKS, "/voice/answer")


@given(st.lists(st.floats(0, 1_000_000), max_size=20))
def test_each_length_is_in_one_bucket_and_all_are_in_the_sum(lengths: list[float]) -> None:
    sums = timed(WAITED, lengths, "answered")
    assert sum(number for name, number in sums.items() if not name.endswith("|sum")) == len(lengths)
    assert abs(sums["gehoor_call_wait_seconds|answered|sum"] / 1e6 - sum(lengths)) < 0.001
    for bound in WAITED.buckets:
        upto = sum(sums[f"gehoor_call_wait_seconds|answered|{one}"] for one in WAITED.buckets if one <= bound)
        assert upto == sum(length <= bound for length in lengths)


def test_of_two_tickers_one_counts_each_stretch(board: Board) -> None:
    assert board.count_on("rows", NOON, NOON, {"x": 7}) == "begun"
    assert board.sums() == {}
    assert board.count_on("rows", NOON, NOON + SECOND, {"x": 2, "y": 1}) == "counted"
    assert board.count_on("rows", NOON, NOON + SECOND, {"x": 2, "y": 1}) == "overtaken"
    assert board.count_on("rows", NOON + SECOND, NOON + 2 * SECOND, {"x": 1}) == "counted"
    board.add({"y": 5})
    assert board.sums() == {"x": 3, "y": 6}
    assert board.counted_to("rows") == NOON + 2 * SECOND
    assert board.counted_to("others") is None


def test_buckets_hold_what_is_promised_within_a_day() -> None:
    assert 86400.0 in LATER
    assert {3.0, 15.0} <= set(HOOK_TOOK.buckets)
