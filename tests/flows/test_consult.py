"""What is heard while an agent has a word with a colleague, and where the caller goes on from there."""

from dataclasses import replace

import pytest

from flows.consult import consulted, consulting, holding, off_hold, on_hold, talk_over
from flows.facts import NOTHING, Consult, Facts
from flows.intents import EnterRoom, HoldCaller, JoinQueue, LeaveHold
from flows.outbound import accepted, called
from flows.thread import Step, Thread
from flows.turn import Turn
from flows.verbs import Ask, Hangup, Meet, Play, Say
from tests.flows.house import House, reads
from tests.flows.sample import LINE, NOW
from tests.flows.test_outbound import WHISPER, WORK

THREAD = Thread("nl", need="billing", arrived_at=NOW, subject="r1")
WORD = Consult("room", "Anna", "Bram", "hold")
OVER = replace(WORD, has_moved=True, is_over=True)


def facts(consult: Consult | None, thread: Thread = THREAD) -> Facts:
    return Facts(now=NOW, line=LINE, thread=thread, consult=consult)


def test_an_agent_who_leaves_for_a_word_leaves_the_caller_holding() -> None:
    assert talk_over(NOTHING, facts(WORD)).then == THREAD.to("on_hold")


@pytest.mark.parametrize("consult", [None, OVER])
def test_any_other_end_of_a_talk_is_the_end(consult: Consult | None) -> None:
    assert talk_over(NOTHING, facts(consult)) == Turn((Hangup(),))


def test_the_caller_holds_and_hears_once_what_for() -> None:
    turn = on_hold(NOTHING, facts(WORD))
    assert (turn.intents, turn.then) == ((HoldCaller("r1"),), THREAD.to("holding"))
    (first,) = holding(NOTHING, facts(WORD)).verbs
    assert isinstance(first, Ask)
    assert first.prompts == (Say("Anna overlegt even met een collega.", "nl"), Play(0))
    (second,) = holding(NOTHING, facts(WORD, first.then.thread)).verbs
    assert isinstance(second, Ask)
    assert (second.prompts, second.then.node) == ((Play(1),), "on_hold")


def test_without_the_ledger_the_music_goes_on() -> None:
    assert on_hold(NOTHING, facts(None)).then == THREAD.to("holding")
    assert off_hold(NOTHING, facts(None)).then == THREAD.to("holding")


@pytest.mark.parametrize("goes", ["agent", "colleague", "line"])
def test_where_somebody_is_for_the_caller_holding_is_over(goes: str) -> None:
    turn = on_hold(NOTHING, facts(replace(WORD, goes=goes)))  # type: ignore[arg-type] # one of the four words
    assert turn.intents == (HoldCaller("r1"), LeaveHold("r1"))
    assert turn.then == THREAD.to("off_hold")


@pytest.mark.parametrize("goes", ["agent", "colleague"])
def test_into_the_room_which_ends_with_the_caller(goes: str) -> None:
    turn = off_hold(NOTHING, facts(replace(OVER, goes=goes)))  # type: ignore[arg-type] # one of the four words
    assert turn.verbs == (Meet("room", THREAD.to("roomed"), ends=True),)


def test_who_did_not_move_holds_on() -> None:
    assert off_hold(NOTHING, facts(replace(WORD, goes="agent"))).then == THREAD.to("holding")


def test_back_in_the_line_at_the_old_place_about_what_it_is_now() -> None:
    turn = off_hold(NOTHING, facts(replace(OVER, goes="line", need="technical")))
    assert turn.intents == (JoinQueue("technical", "nl", NOW),)
    assert turn.then is not None
    assert (turn.then.node, turn.then.thread.arrived_at) == ("waiting_on", NOW)


def test_what_was_told_of_the_wait_before_the_talk_counts_no_more() -> None:
    before = replace(THREAD, told_until=NOW, person="anna", waits_for="anna")
    turn = off_hold(NOTHING, facts(replace(OVER, goes="line"), before))
    assert turn.then is not None
    assert turn.then.thread == replace(THREAD, need=None, said_at=NOW)


def test_the_agent_goes_into_the_room_and_hears_who_is_rung() -> None:
    turn = consulting(NOTHING, facts(WORD))
    assert turn.intents == (EnterRoom("r1"),)
    assert turn.verbs == (Say("Bram wordt gebeld.", "nl"), Meet("room", THREAD.to("consulted")))
    assert consulting(NOTHING, facts(OVER)).verbs == (Hangup(),)


def test_the_agent_of_a_callback_follows_when_the_customer_is_held() -> None:
    assert called(NOTHING, facts(WORD)).then == THREAD.to("consulting")


def test_the_colleague_hears_who_wants_a_word_and_joins_by_1() -> None:
    reads(
        """
        nl Anna wil overleggen, een rekening, Nederlands.
           Toets 1.
        > 2
          ! DeclineRing r1
          (hangs up)
        """,
        House(work=replace(WORK, consulted_by="Anna")),
        step=WHISPER,
    )
    joined = replace(facts(WORD), accepted=True, work=replace(WORK, consulted_by="Anna"))
    assert accepted(NOTHING, joined).verbs == (Meet("room", THREAD.to("consulted")),)


@pytest.mark.parametrize(
    ("consult", "then"),
    [
        (None, None),
        (replace(OVER, goes="colleague"), None),
        (replace(OVER, goes="agent"), None),
        (replace(OVER, goes="agent", is_callback=True), Step("outcome", THREAD)),
    ],
)
def test_after_the_room_only_whoever_took_a_customer_back_is_asked(consult: Consult | None, then: Step | None) -> None:
    assert consulted(NOTHING, facts(consult)).then == then
