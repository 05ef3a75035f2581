"""Where a caller goes and which request is sent next, from who is where; and that it comes to an end, whatever
happens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from routing.rooms import (
    AGAIN_AFTER,
    FOLLOWS_WITHIN,
    GIVE_UP_AFTER,
    REDIRECT_LASTS,
    Standing,
    agent_stays,
    lets_off,
    missing,
    whereto,
)

NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
NEW = Standing(is_callback=False, is_apart=False, wants_hold=True, caller="talk", opened_at=NOW)
HELD = replace(NEW, caller="hold", agent_in_at=NOW, caller_in_at=NOW)
BACK = replace(HELD, wants_hold=False, caller="room")


@pytest.mark.parametrize(
    ("room", "goes"),
    [
        (NEW, "hold"),
        (replace(NEW, wants_hold=False), "room"),
        (HELD, "hold"),
        (replace(HELD, wants_hold=False), "room"),
        (BACK, "room"),
        (replace(HELD, agent_left_at=NOW), "line"),
        (replace(HELD, wants_hold=False, agent_left_at=NOW), "line"),
        (replace(NEW, agent_left_at=NOW), "line"),
        (replace(BACK, agent_left_at=NOW), "over"),
    ],
)
def test_the_caller_goes_where_the_talk_wants_it_and_is_never_dropped_off_hold(room: Standing, goes: str) -> None:
    assert whereto(room) == goes


def test_first_a_leg_is_moved_and_again_only_when_that_can_have_no_effect() -> None:
    assert missing(NEW, NOW) == "move"
    moving = replace(NEW, moved_at=NOW)
    assert missing(moving, NOW + AGAIN_AFTER - A_SECOND) is None
    assert missing(moving, NOW + AGAIN_AFTER) == "move"
    assert missing(moving, NOW + GIVE_UP_AFTER) == "give_up"


def test_the_other_follows_by_itself_or_is_asked_to() -> None:
    alone = replace(NEW, agent_in_at=NOW)
    assert missing(alone, NOW + FOLLOWS_WITHIN - A_SECOND) is None
    assert missing(alone, NOW + FOLLOWS_WITHIN) == "follow"
    assert missing(replace(alone, is_apart=True), NOW) == "follow"
    customer = replace(NEW, is_callback=True, caller="hold", caller_in_at=NOW)
    assert missing(customer, NOW + FOLLOWS_WITHIN) == "follow"


def test_the_caller_is_called_off_hold_and_onto_it() -> None:
    assert missing(HELD, NOW) is None
    assert missing(replace(HELD, wants_hold=False), NOW) == "call"
    assert missing(replace(BACK, wants_hold=True), NOW) == "call"
    assert missing(replace(BACK, wants_hold=True, called_at=NOW), NOW + A_SECOND) is None


def test_who_holds_is_called_at_once_when_the_agent_is_gone_and_who_is_in_the_room_is_led_on_by_its_end() -> None:
    assert missing(replace(HELD, agent_left_at=NOW), NOW) == "call"
    left = replace(BACK, agent_left_at=NOW)
    assert missing(left, NOW + FOLLOWS_WITHIN - A_SECOND) is None
    assert missing(left, NOW + FOLLOWS_WITHIN) == "end_caller"


def test_when_the_caller_has_left_the_agent_is_let_go() -> None:
    left = replace(HELD, caller_left=True)
    assert missing(left, NOW) == "let_agent_go"
    assert missing(replace(left, let_go_at=NOW), NOW + A_SECOND) is None
    assert missing(replace(left, agent_left_at=NOW), NOW) == "close"
    assert missing(replace(NEW, caller_left=True), NOW) == "close"
    assert missing(replace(NEW, caller_left=True, moved_at=NOW), NOW + A_SECOND) is None


def test_nobody_is_let_off_hold_while_a_redirect_may_cut_the_talk() -> None:
    called = replace(HELD, wants_hold=False, called_at=NOW)
    assert not lets_off(called, NOW + REDIRECT_LASTS - A_SECOND, is_redirected=False)
    assert lets_off(called, NOW + REDIRECT_LASTS - A_SECOND, is_redirected=True)
    assert lets_off(called, NOW + REDIRECT_LASTS, is_redirected=False)
    assert lets_off(replace(called, caller="talk"), NOW, is_redirected=False)


def test_the_agent_stays_for_who_holds_or_is_on_the_way_and_for_nobody_else() -> None:
    assert agent_stays(HELD, NOW)
    assert agent_stays(replace(NEW, agent_in_at=NOW), NOW)
    assert not agent_stays(BACK, NOW)
    assert agent_stays(replace(BACK, called_at=NOW), NOW + AGAIN_AFTER - A_SECOND)
    assert not agent_stays(replace(HELD, caller_left=True), NOW)
    assert not agent_stays(replace(HELD, agent_left_at=NOW), NOW)


instants = st.none() | st.integers(0, 90).map(lambda seconds: NOW + timedelta(seconds=seconds))
standings = st.builds(
    Standing,
    is_callback=st.booleans(),
    is_apart=st.booleans(),
    wants_hold=st.booleans(),
    caller=st.sampled_from(["talk", "hold", "room"]),
    opened_at=st.just(NOW),
    caller_left=st.booleans(),
    agent_in_at=instants,
    agent_left_at=instants,
    caller_in_at=instants,
    moved_at=instants,
    called_at=instants,
    let_go_at=instants,
)


@given(standings)
def test_in_time_something_is_done_wherever_somebody_is_not_where_they_should_be(room: Standing) -> None:
    """However it came to that; and who is where nothing is missing is where the talk wants them."""
    late = NOW + timedelta(minutes=10)
    if missing(room, late) is None:
        assert not room.caller_left
        assert room.agent_left_at is None
        assert (room.caller, room.agent_in_at is not None) == (whereto(room), True)


@given(standings, st.integers(0, 120))
def test_no_request_is_sent_while_the_last_one_of_its_kind_may_have_its_effect(room: Standing, after: int) -> None:
    now = NOW + timedelta(seconds=after)
    last = {"move": room.moved_at, "follow": room.called_at, "call": room.called_at, "end_caller": room.called_at}
    act = missing(room, now)
    if act in last or act == "let_agent_go":
        sent_at = room.let_go_at if act == "let_agent_go" else last[act]
        assert sent_at is None or now - sent_at >= AGAIN_AFTER


class Carrier(RuleBasedStateMachine):
    """A carrier that loses any request and any word, and two people who come and go as they like. The driver comes by
    each second; a leg that is asked goes there, late or never; the caller's own turn comes by every twenty seconds."""

    room: Standing
    now: datetime
    inflight: list[tuple[datetime, str]]
    is_alone_since: datetime | None

    @initialize(is_callback=st.booleans(), wants_hold=st.booleans())
    def opens(self, is_callback: bool, wants_hold: bool) -> None:
        self.now, self.inflight, self.is_alone_since = NOW, [], None
        self.is_open = True
        self.room = replace(NEW, is_callback=is_callback, wants_hold=wants_hold)

    @rule(lost=st.booleans(), seconds=st.integers(1, 8))
    def a_second_or_more(self, lost: bool, seconds: int) -> None:
        for _ in range(seconds):
            self._second(lost=lost)

    @rule(wants_hold=st.booleans())
    def the_agent_clicks(self, wants_hold: bool) -> None:
        if self.room.agent_left_at is None and not self.room.caller_left:
            self._change(wants_hold=wants_hold)

    @rule()
    def the_agent_hangs_up(self) -> None:
        if self.room.agent_left_at is None:
            self._change(agent_left_at=self.now)

    @rule()
    def the_caller_hangs_up(self) -> None:
        self._change(caller_left=True)

    def _second(self, *, lost: bool) -> None:
        self.now += A_SECOND
        for at, act in list(self.inflight):
            if at <= self.now:
                self.inflight.remove((at, act))
                self._arrives(act)
        act = missing(self.room, self.now) if self.is_open else None
        if act is None:
            return
        request = {"move": "moved_at", "let_agent_go": "let_go_at"}.get(act, "called_at")
        if act in ("give_up", "close"):
            self.is_open = False
            return
        self._change(**{request: self.now})
        if not lost:
            self.inflight.append((self.now + A_SECOND, act))

    def _arrives(self, act: str) -> None:
        """A leg asks where to go, because it was told to."""
        room = self.room
        moves_caller = act == "call" or (act == "move") == room.is_callback
        if act == "end_caller":
            self._change(caller_left=True)
        elif act == "let_agent_go":
            self._change(agent_left_at=self.now)
        elif not moves_caller and act in ("move", "follow"):
            if room.agent_left_at is None and room.agent_in_at is None:
                self._change(agent_in_at=self.now)
        elif not room.caller_left:
            self._caller_asks(is_redirected=True)

    def _caller_asks(self, *, is_redirected: bool) -> None:
        room, to = self.room, whereto(self.room)
        if to == "hold" or lets_off(room, self.now, is_redirected=is_redirected):
            if to in ("line", "over"):
                self._change(caller_left=True)
                self.is_open = to != "line"
            else:
                moved: dict[str, Any] = {"caller": to, "caller_in_at": self.now} if to != room.caller else {}
                self._change(**moved, **({"called_at": None} if is_redirected else {}))

    def _change(self, **new: Any) -> None:
        self.room = replace(self.room, **new)

    @invariant()
    def nobody_is_moved_who_has_gone(self) -> None:
        if hasattr(self, "room") and self.room.caller_left:
            assert missing(self.room, self.now) in (None, "close", "let_agent_go")

    def teardown(self) -> None:
        """With a carrier that works again, all are where they should be within two minutes."""
        if not hasattr(self, "room"):
            return
        for second in range(120):
            self._second(lost=False)
            if second % 20 == 0 and self.is_open and self.room.caller == "hold" and not self.room.caller_left:
                self._caller_asks(is_redirected=False)
        if self.is_open:
            assert not self.room.caller_left
            assert self.room.agent_left_at is None
            assert self.room.agent_in_at is not None
            assert self.room.caller == whereto(self.room)


TestWhateverIsLost = Carrier.TestCase
