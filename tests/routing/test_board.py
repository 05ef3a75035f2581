"""The guarded moves, one by one, on a real server."""

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from routing.agents import Activity, Cause, Presence
from routing.board import GHOST_AFTER, Board, BoardGone
from routing.plan import Plan
from routing.policy import Choice, PromiseHead, choose, next_work
from routing.queues import Work
from routing.skills import UNTRAINED, AgentId, CallSid, Language, Level, NeedName, PromiseId, ReservationId, Skills
from tests.routing.floor import NOON, RULES, after, call, need, skilled
from tools.ports import free_port

ANNA, BERT = AgentId("anna"), AgentId("bert")
BILLING = call("CA1", need("billing"))
R1, R2 = ReservationId("r1"), ReservationId("r2")


@pytest.fixture
def open_board(board: Board) -> Board:
    """Anna (billing 3) and Bert (billing 2) are ready, and a call about a bill waits since noon."""
    for agent, skills in ((ANNA, skilled(billing=3)), (BERT, skilled("nl fr", billing=2, technical=3))):
        board.enrol(agent, skills, NOON)
        board.set_presence(agent, Presence.READY, NOON)
    board.join(BILLING, NOON)
    return board


def match(board: Board, reservation: ReservationId = R1, seconds: float = 0) -> Choice:
    """Hold the agent whom the policy chooses for the call."""
    snapshot = board.snapshot(BILLING.need)
    choice = choose(BILLING, snapshot.idle, snapshot.staffing, RULES, after(seconds))
    assert isinstance(choice, Choice)
    assert board.reserve(choice, reservation, after(seconds + 30), after(seconds)) == "reserved"
    return choice


def activity(board: Board, agent: AgentId = ANNA) -> tuple[Presence, Activity]:
    known = board.agent(agent)
    assert known is not None
    return known.agent.presence, known.agent.activity


def position(board: Board, sid: CallSid) -> int | None:
    """The call's place in its queue, from 1; None: it does not wait."""
    _, standing = board.standing(sid, RULES.head_start, NOON)
    return standing.place + 1 if standing else None


def test_a_call_is_matched_rung_accepted_talked_and_wrapped_up(open_board: Board) -> None:
    choice = match(open_board)
    assert choice.agent == ANNA
    held = open_board.reservation(R1)
    assert held is not None
    assert (held.work, held.state, held.reason, held.expires_at) == (BILLING.work, "held", choice.reason, after(30))
    assert open_board.hand_out(R1, "loop", after(1)) == "ring"
    assert open_board.accept(R1, "leg", after(5)) == "accepted"
    assert activity(open_board) == (Presence.READY, Activity.TALKING)
    assert open_board.due(after(3600)).expired == ()
    talking = open_board.call(BILLING.sid)
    assert talking is not None
    assert (talking.state, talking.agent, talking.reservation) == ("talking", ANNA, R1)
    assert open_board.settle(BILLING.sid, after(65), after(95)) == "settled"
    assert activity(open_board) == (Presence.READY, Activity.WRAPPING_UP)
    assert open_board.call(BILLING.sid) is None
    assert open_board.due(after(95)).lapsed == (ANNA,)
    assert open_board.wrapped(ANNA, after(70)) == "freed"
    assert activity(open_board) == (Presence.READY, Activity.IDLE)
    assert open_board.due(after(95)).lapsed == ()
    assert open_board.reservation(R1) is None


def test_what_the_wrap_up_is_about_stays_with_the_agent_until_it_is_over(open_board: Board) -> None:
    match(open_board)
    open_board.accept(R1, "leg", after(5))
    open_board.settle(R1, after(65), after(95))
    open_board.set_presence(ANNA, Presence.SIGNED_OUT, after(70))
    wrapping = open_board.agent(ANNA)
    assert wrapping is not None
    assert wrapping.reservation == R1
    settled = open_board.reservation(R1)
    assert settled is not None
    assert settled.work == BILLING.work


def test_neither_side_can_be_held_twice(open_board: Board) -> None:
    choice = match(open_board)
    assert open_board.reserve(choice, R2, after(30), NOON) == "lost"
    assert open_board.reserve(Choice(BERT, choice.work, choice.reason), R2, after(30), NOON) == "lost"
    other = call("CA2", need("billing"))
    open_board.join(other, NOON)
    assert open_board.reserve(Choice(ANNA, other.work, choice.reason), R2, after(30), NOON) == "lost"
    assert position(open_board, other.sid) == 1


def test_a_promise_is_held_once(open_board: Board) -> None:
    promise = PromiseHead(PromiseId("p"), need("billing"), None, after(3600))
    snapshot = open_board.snapshot(promise.need)
    choice = choose(promise, snapshot.idle, snapshot.staffing, RULES, NOON)
    assert isinstance(choice, Choice)
    assert open_board.reserve(choice, R1, after(30), NOON) == "reserved"
    assert open_board.reserve(Choice(BERT, choice.work, choice.reason), R2, after(30), NOON) == "lost"
    assert open_board.rescind(R1, "no_answer", after(30)) == "resting"
    assert open_board.reserve(Choice(BERT, choice.work, choice.reason), R2, after(60), after(31)) == "reserved"


def test_a_refused_call_waits_at_its_old_place_and_the_agent_rests(open_board: Board) -> None:
    match(open_board)
    open_board.join(call("CA2", need("billing"), arrived_at=after(1)), after(1))
    open_board.hand_out(R1, "loop", after(1))
    assert open_board.rescind(R1, "declined", after(10)) == "resting"
    assert [(one.call.sid, one.ahead) for one in open_board.waiting(9)] == [("CA1", 0), ("CA2", 1)]
    assert match(open_board, R2, seconds=30).agent == BERT
    assert open_board.due(after(69)).lapsed == ()
    assert open_board.due(after(70)).lapsed == (ANNA,)
    assert open_board.lapse(ANNA, after(69)) == "unchanged"
    assert open_board.lapse(ANNA, after(70)) == "freed"


def test_the_second_refusal_in_a_row_puts_the_agent_on_break(open_board: Board) -> None:
    match(open_board)
    open_board.rescind(R1, "declined", after(10))
    open_board.lapse(ANNA, after(70))
    assert match(open_board, R2, seconds=71).agent == ANNA
    assert open_board.rescind(R2, "no_answer", after(90)) == "on_break"
    assert activity(open_board) == (Presence.ON_BREAK, Activity.IDLE)


def test_a_call_that_was_accepted_in_between_starts_the_count_again(open_board: Board) -> None:
    match(open_board)
    open_board.rescind(R1, "declined", after(10))
    open_board.lapse(ANNA, after(70))
    match(open_board, R2, seconds=71)
    open_board.accept(R2, "leg", after(75))
    open_board.settle(R2, after(80), after(85))
    open_board.lapse(ANNA, after(85))
    open_board.join(BILLING, after(90))
    match(open_board, R1, seconds=90)
    assert open_board.rescind(R1, "declined", after(95)) == "resting"


def test_declaring_ready_ends_the_rest(open_board: Board) -> None:
    match(open_board)
    open_board.rescind(R1, "declined", after(10))
    open_board.set_presence(ANNA, Presence.READY, after(11))
    assert match(open_board, R2, seconds=12).agent == ANNA
    assert open_board.due(after(3600)).lapsed == ()


@pytest.mark.parametrize(
    ("cause", "rang", "agent"),
    [
        ("declined", True, "resting"),
        ("no_answer", True, "resting"),
        ("busy", True, "resting"),
        ("unreachable", True, "resting"),
        ("caller_left", True, "freed"),
        ("expired", True, "resting"),
        ("expired", False, "freed"),
    ],
)
def test_only_who_was_rung_and_left_the_caller_waiting_has_refused(
    open_board: Board, cause: Cause, rang: bool, agent: str
) -> None:
    match(open_board)
    if rang:
        open_board.hand_out(R1, "loop", after(1))
    assert open_board.rescind(R1, cause, after(20)) == agent
    assert open_board.rescind(R1, cause, after(20)) == "gone"


def test_a_caller_who_hangs_up_while_the_phone_rings_frees_the_agent(open_board: Board) -> None:
    match(open_board)
    open_board.hand_out(R1, "loop", after(1))
    assert open_board.leave(BILLING.sid, after(5)) == "released"
    assert open_board.accept(R1, "leg", after(6)) == "gone"
    assert activity(open_board) == (Presence.READY, Activity.IDLE)
    assert open_board.heads_for(ANNA).idle == 2
    assert open_board.waiting(9) == []
    assert open_board.leave(BILLING.sid, after(7)) == "gone"


def test_a_caller_who_leaves_the_ring_is_not_put_back(open_board: Board) -> None:
    match(open_board)
    assert open_board.rescind(R1, "caller_left", after(5)) == "freed"
    assert open_board.heads_for(ANNA).idle == 2
    assert open_board.call(BILLING.sid) is None


def test_a_talk_is_settled_and_not_left(open_board: Board) -> None:
    match(open_board)
    open_board.accept(R1, "leg", after(5))
    assert open_board.leave(BILLING.sid, after(6)) == "talking"
    assert open_board.rescind(R1, "expired", after(6)) == "gone"
    assert open_board.talks() == [R1]
    assert open_board.settle(R1, after(7), after(8)) == "settled"
    assert open_board.settle(R1, after(7), after(8)) == "gone"
    assert open_board.talks() == []


def test_many_are_read_at_once_and_who_is_not_there_is_left_out(open_board: Board) -> None:
    match(open_board)
    assert open_board.known([BILLING.sid, CallSid("CA-gone")]) == {BILLING.sid}
    assert open_board.reservations([R1, ReservationId("gone")]) == [open_board.reservation(R1)]
    assert open_board.known([]) == set()


def test_a_hook_that_comes_twice_is_told_the_same(open_board: Board) -> None:
    match(open_board)
    assert [open_board.hand_out(R1, "loop", after(1)) for _ in range(2)] == ["ring", "ring"]
    assert [open_board.accept(R1, "leg", after(2)) for _ in range(2)] == ["accepted", "accepted"]
    assert open_board.accept(R1, "another leg", after(2)) == "gone"
    assert open_board.hand_out(R1, "loop", after(3)) == "gone"
    assert open_board.join(BILLING, after(3)) == "known"


def test_while_a_redirect_is_in_flight_the_loop_rings_nobody(open_board: Board) -> None:
    match(open_board)
    assert open_board.redirecting(R1, after(1)) == "marked"
    assert open_board.hand_out(R1, "loop", after(5)) == "wait"
    assert open_board.hand_out(R1, "loop", after(6)) == "ring"


def test_a_redirect_is_sent_once(open_board: Board) -> None:
    match(open_board)
    assert open_board.redirecting(R1, after(1)) == "marked"
    assert open_board.redirecting(R1, after(2)) == "already"
    assert open_board.hand_out(R1, "redirect", after(2)) == "ring"
    assert open_board.hand_out(R1, "loop", after(3)) == "ring"


def test_a_redirect_that_failed_leaves_the_ring_to_the_loop(open_board: Board) -> None:
    match(open_board)
    open_board.redirecting(R1, after(1))
    assert open_board.redirect_failed(R1) == "noted"
    assert open_board.hand_out(R1, "loop", after(2)) == "ring"
    assert open_board.redirecting(R1, after(2)) == "already"


def test_a_ring_that_the_loop_has_handed_out_is_not_cut_by_a_redirect(open_board: Board) -> None:
    match(open_board)
    open_board.hand_out(R1, "loop", after(1))
    assert open_board.redirecting(R1, after(2)) == "already"


def test_nothing_moves_under_a_reservation_that_is_gone(open_board: Board) -> None:
    assert open_board.redirecting(R1, NOON) == "gone"
    assert open_board.redirect_failed(R1) == "gone"
    assert open_board.hand_out(R1, "redirect", NOON) == "gone"
    assert open_board.accept(R1, "leg", NOON) == "gone"
    assert open_board.settle(R1, NOON, NOON) == "gone"
    assert open_board.reservation(R1) is None


def test_what_is_due_is_listed_with_its_instant_and_not_before(open_board: Board) -> None:
    match(open_board)
    assert open_board.due(after(29)).expired == ()
    assert open_board.due(after(30)).expired == (R1,)


def test_a_caller_without_a_sign_of_life_is_a_ghost_after_a_minute(open_board: Board) -> None:
    assert open_board.due(NOON + GHOST_AFTER).ghosts == (BILLING.sid,)
    open_board.seen(BILLING.sid, after(20))
    assert open_board.due(NOON + GHOST_AFTER).ghosts == ()


def test_a_caller_who_is_being_served_is_no_ghost(open_board: Board) -> None:
    match(open_board)
    assert open_board.due(after(3600)).ghosts == ()
    open_board.rescind(R1, "no_answer", after(59))
    assert open_board.due(after(118)).ghosts == ()
    assert open_board.due(after(119)).ghosts == (BILLING.sid,)


def test_the_hold_loop_is_told_where_the_call_stands(open_board: Board) -> None:
    open_board.join(call("CA2", need("billing"), arrived_at=after(1)), after(1))
    waiting = open_board.seen(CallSid("CA2"), after(2))
    assert waiting is not None
    assert (waiting.state, waiting.ahead, position(open_board, CallSid("CA2"))) == ("waiting", 1, 2)
    match(open_board)
    reserved = open_board.seen(BILLING.sid, after(3))
    assert reserved is not None
    assert (reserved.state, reserved.reservation, reserved.ahead) == ("reserved", R1, None)
    assert position(open_board, BILLING.sid) is None
    assert open_board.seen(CallSid("CA9"), after(3)) is None
    assert position(open_board, CallSid("CA9")) is None


def test_a_caller_with_a_head_start_goes_ahead_of_equal_calls(open_board: Board) -> None:
    owed = call("CA2", need("billing"), arrived_at=after(60), counts_from=after(-120))
    open_board.join(owed, after(60))
    assert (position(open_board, owed.sid), position(open_board, BILLING.sid)) == (1, 2)
    assert [one.call.sid for one in open_board.waiting(9)] == ["CA1", "CA2"]
    assert [head.call.sid for head in open_board.heads()] == ["CA2"]


def test_a_wiped_board_grows_back_with_the_old_places(open_board: Board, board_client: redis.Redis) -> None:
    open_board.restored("first")
    assert not open_board.is_blank()
    board_client.flushall()
    assert open_board.is_blank()
    assert open_board.seen(BILLING.sid, after(40)) is None
    open_board.join(call("CA2", need("billing"), arrived_at=after(41)), after(41))
    open_board.join(BILLING, after(42))
    open_board.enrol(ANNA, skilled(billing=3), after(43))
    open_board.set_presence(ANNA, Presence.READY, after(43))
    assert position(open_board, BILLING.sid) == 1
    assert match(open_board, seconds=44).agent == ANNA


def test_new_skills_count_at_once_and_leave_presence_and_rest_alone(open_board: Board) -> None:
    match(open_board)
    open_board.rescind(R1, "declined", after(10))
    assert open_board.enrol(ANNA, skilled("nl fr", technical=3), after(11)) == "updated"
    assert open_board.enrol(ANNA, skilled("nl fr", technical=3), after(11)) == "unchanged"
    known = open_board.agent(ANNA)
    assert known is not None
    assert (known.agent.presence, known.agent.rests_until) == (Presence.READY, after(70))
    open_board.lapse(ANNA, after(70))
    open_board.set_presence(BERT, Presence.ON_BREAK, after(71))
    assert [one.agent for one in open_board.snapshot(need("technical", "fr")).idle] == [ANNA]
    assert open_board.snapshot(need("billing")).idle[0].level == UNTRAINED


def test_an_idle_agent_is_found_by_the_new_skills_only(open_board: Board) -> None:
    open_board.enrol(ANNA, skilled("fr", technical=3), after(11))
    assert [one.agent for one in open_board.snapshot(need("technical", "fr")).idle] == [ANNA]
    assert [one.agent for one in open_board.snapshot(need("billing")).idle] == [BERT]
    open_board.set_presence(BERT, Presence.SIGNED_OUT, after(12))
    assert open_board.snapshot(need("billing")).staffing.speaking == 0


def test_who_comes_back_from_a_break_is_idle_since_then(open_board: Board) -> None:
    open_board.set_presence(ANNA, Presence.ON_BREAK, after(10))
    open_board.set_presence(ANNA, Presence.READY, after(20))
    open_board.set_presence(ANNA, Presence.READY, after(30))
    assert open_board.snapshot(need("billing")).idle[0].idle_since == after(20)


def test_who_leaves_the_roster_leaves_nothing_behind(open_board: Board, board_client: redis.Redis) -> None:
    match(open_board)
    assert open_board.dismiss(ANNA) == "busy"
    open_board.rescind(R1, "declined", after(1))
    open_board.leave(BILLING.sid, after(1))
    assert open_board.dismiss(ANNA) == "dismissed"
    assert open_board.dismiss(ANNA) == "unknown"
    assert open_board.set_presence(ANNA, Presence.READY, after(2)) == "unknown"
    assert open_board.roster() == {BERT}
    open_board.dismiss(BERT)
    assert board_client.keys() == []


def test_a_need_may_have_any_name(open_board: Board) -> None:
    odd = need("a:b * c|é")
    open_board.enrol(AgentId("cora"), Skills({NeedName("a:b * c|é"): Level(3)}, (Language("nl"),)), NOON)
    open_board.set_presence(AgentId("cora"), Presence.READY, NOON)
    open_board.join(call("CA2", odd), NOON)
    assert [one.agent for one in open_board.snapshot(odd).idle] == ["cora"]
    assert odd in [head.call.need for head in open_board.heads()]


def test_an_agent_who_is_free_finds_the_first_call(open_board: Board) -> None:
    open_board.put_plan(Plan(2, "yellow"))
    view = open_board.heads_for(BERT)
    assert view.agent is not None
    work = next_work(view.agent, view.heads, [], idle=view.idle, plan=view.plan, rules=RULES, now=after(20))
    assert isinstance(work, Choice)
    assert (work.work, view.idle, view.plan) == (BILLING.work, 2, Plan(2, "yellow"))
    assert open_board.heads_for(AgentId("nobody")).agent is None


def test_without_a_plan_nobody_is_kept_free(board: Board) -> None:
    assert board.plan() == Plan(0, "green")


def test_who_is_on_break_is_signed_on_and_a_language_that_nobody_speaks_is_anybodys(open_board: Board) -> None:
    assert [open_board.staffed(need("billing", language)) for language in ("nl", "fr", "de")] == [2, 1, 2]
    open_board.set_presence(BERT, Presence.ON_BREAK, after(1))
    assert [open_board.staffed(need("billing", language)) for language in ("nl", "fr", "de")] == [2, 1, 2]
    open_board.set_presence(BERT, Presence.SIGNED_OUT, after(2))
    assert [open_board.staffed(need("billing", language)) for language in ("nl", "fr", "de")] == [1, 1, 1]


def test_several_agents_are_read_at_once(open_board: Board) -> None:
    assert set(open_board.agents([ANNA, BERT, AgentId("nobody")])) == {ANNA, BERT}


def test_a_redis_that_does_not_answer_is_one_exception() -> None:
    with redis.Redis(port=free_port(), decode_responses=True, retry=Retry(NoBackoff(), 0)) as nowhere:
        board = Board(nowhere)
        with pytest.raises(BoardGone):
            board.snapshot(need("billing"))
        with pytest.raises(BoardGone):
            board.agents([ANNA])
        with pytest.raises(BoardGone):
            board.due(NOON)


def test_a_redis_that_is_full_is_the_same_exception(open_board: Board, board_client: redis.Redis) -> None:
    board_client.config_set("maxmemory", 1)
    try:
        with pytest.raises(BoardGone):
            open_board.join(call("CA2", need("billing")), NOON)
        with pytest.raises(BoardGone):
            open_board.put_plan(Plan(1))
    finally:
        board_client.config_set("maxmemory", 0)


def test_a_client_that_gives_bytes_is_refused(redis_client: redis.Redis) -> None:
    with pytest.raises(ValueError, match="decode_responses"):
        Board(redis_client)


def test_the_scripts_survive_a_server_that_has_forgotten_them(open_board: Board, board_client: redis.Redis) -> None:
    board_client.script_flush()
    assert open_board.seen(BILLING.sid, after(1)) is not None


def test_who_was_barred_may_have_a_call_after_all_at_its_old_place(open_board: Board) -> None:
    barred = call("CA2", need("billing"), barred=frozenset({ANNA, BERT}))
    open_board.join(barred, NOON)
    before = position(open_board, barred.sid)
    assert open_board.unbar(barred.sid, frozenset({BERT})) == "changed"
    waiting = open_board.call(barred.sid)
    assert waiting is not None
    assert waiting.call.barred == {BERT}
    assert position(open_board, barred.sid) == before
    assert open_board.unbar(CallSid("CA-gone"), frozenset()) == "gone"
    match(open_board)
    assert open_board.unbar(BILLING.sid, frozenset()) == "gone"


def test_a_colleague_who_was_asked_takes_the_call_over(open_board: Board) -> None:
    match(open_board)
    open_board.accept(R1, "leg", after(1))
    snapshot = open_board.snapshot(BILLING.need, frozenset({ANNA}))
    choice = choose(BILLING, snapshot.idle, snapshot.staffing, RULES, after(2))
    assert isinstance(choice, Choice)
    asked = Choice(choice.agent, Work("consult", "T1"), choice.reason)
    assert open_board.reserve(asked, R2, after(60), after(2)) == "reserved"
    assert open_board.take_over(R2, BILLING, after(3)) == "gone", "nobody has accepted"
    assert open_board.accept(R2, "other leg", after(4)) == "accepted"
    assert open_board.take_over(R2, BILLING, after(5)) == "gone", "the call is another agent's"
    assert open_board.settle(R1, after(6), after(36)) == "settled"
    assert open_board.take_over(R2, BILLING, after(6)) == "taken"
    talking, held = open_board.call(BILLING.sid), open_board.reservation(R2)
    assert talking is not None
    assert held is not None
    assert (talking.state, talking.agent, talking.reservation, held.work) == ("talking", BERT, R2, BILLING.work)
    assert open_board.settle(BILLING.sid, after(9), after(39)) == "settled"
    assert open_board.call(BILLING.sid) is None
    assert [activity(open_board, agent)[1] for agent in (ANNA, BERT)] == [Activity.WRAPPING_UP] * 2


def test_a_colleague_who_was_asked_in_vain_is_free_again(open_board: Board) -> None:
    snapshot = open_board.snapshot(BILLING.need)
    choice = choose(BILLING, snapshot.idle, snapshot.staffing, RULES, NOON)
    assert isinstance(choice, Choice)
    open_board.reserve(Choice(choice.agent, Work("consult", "T1"), choice.reason), R2, after(60), NOON)
    assert open_board.rescind(R2, "caller_left", after(2)) == "freed"
    assert activity(open_board) == (Presence.READY, Activity.IDLE)
    waiting = open_board.call(BILLING.sid)
    assert waiting is not None
    assert waiting.state == "waiting"
