"""What is heard by whoever holds, by the agent who waits in a room, and by a supervisor who listens to them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.consult import talk_over
from flows.facts import NOTHING, Consult, Facts, Heard, SentOn
from flows.intents import EnterTalkroom, JoinListening, LeaveListening, LeaveTalkroom, MoveCaller
from flows.listening import listen, listen_accept, listen_in, listen_left
from flows.outbound import called
from flows.rooms import NOT_FORGOTTEN, agent_left, agent_over, held, in_its_room, in_room, moved, room_left
from flows.sent_on import go_on
from flows.talkroom import Listening, Talkroom
from flows.thread import Thread
from flows.turn import Turn
from flows.verbs import Ask, Hangup, Meet, Play, Say
from tests.flows.house import House
from tests.flows.sample import LINE, NOW

CALLER = Thread("nl", need="billing", arrived_at=NOW, subject="r1")
AGENT = Thread("nl", subject="r1")
ROOM = Talkroom("r1", "hold", "Anna", wants_hold=True, agent_stays=True)
OVER = replace(ROOM, caller="over", is_open=False, wants_hold=False, agent_stays=False)
WORD = Consult("room", "Anna", "Bram", "hold")
TALK = Listening("r1", "Anna", is_over=False, is_mine=True, by_answering=False)


def facts(thread: Thread = CALLER, **known: object) -> Facts:
    return replace(Facts(now=NOW, line=LINE, thread=thread), **known)  # type: ignore[arg-type] # as Facts has them


def test_where_the_caller_is_is_written_before_it_goes_there() -> None:
    assert held(NOTHING, facts()) == Turn(intents=(MoveCaller("r1"),), then=CALLER.to("moved"))


def test_the_caller_hears_once_for_whom_and_then_music() -> None:
    (first,) = moved(NOTHING, facts(talkroom=ROOM)).verbs
    assert isinstance(first, Ask)
    assert first.prompts == (Say("Anna zet u even in de wacht, en komt bij u terug.", "nl"), Play(0))
    (second,) = moved(NOTHING, facts(first.then.thread, talkroom=ROOM)).verbs
    assert isinstance(second, Ask)
    assert (second.prompts, second.then.node) == ((Play(1),), "held")


def test_who_holds_long_is_not_forgotten_and_nobody_says_so_all_the_time() -> None:
    thread = replace(CALLER, said_at=NOW - NOT_FORGOTTEN)
    (word,) = moved(NOTHING, facts(thread, talkroom=ROOM)).verbs
    assert isinstance(word, Ask)
    assert word.prompts[0] == Say("U bent niet vergeten. Anna komt bij u terug.", "nl")
    assert word.then.thread.said_at == NOW
    (quiet,) = moved(NOTHING, facts(replace(thread, said_at=NOW - timedelta(seconds=119)), talkroom=ROOM)).verbs
    assert isinstance(quiet, Ask)
    assert quiet.prompts == (Play(0),)


def test_without_the_ledger_the_music_goes_on() -> None:
    (music,) = moved(NOTHING, facts(talkroom=Talkroom("r1", "hold", None))).verbs
    assert isinstance(music, Ask)
    assert music.prompts == (Play(0),)


def test_into_the_room_which_ends_with_the_caller() -> None:
    turn = moved(NOTHING, facts(talkroom=replace(ROOM, caller="room")))
    assert turn.verbs == (Meet("r1", CALLER.to("room_left"), ends=True),)


def test_back_into_the_line_with_what_the_talk_was_about() -> None:
    thread = replace(CALLER, told_until=NOW, person="anna", waits_for="anna")
    turn = moved(NOTHING, facts(thread, talkroom=replace(OVER, caller="line", need="technical")))
    assert turn.then == replace(CALLER, need="technical").to("sent_on")


def test_whose_agent_is_lost_hears_that_it_was_the_line() -> None:
    (said, _) = go_on(NOTHING, facts(sent_on=SentOn("Anna", is_lost=True))).verbs
    assert isinstance(said, Say)
    assert said.text.startswith("De verbinding met Anna is weggevallen")


@pytest.mark.parametrize("room", [None, OVER])
def test_a_talk_that_is_over_is_over(room: Talkroom | None) -> None:
    for node in (moved, room_left, talk_over):
        assert node(NOTHING, facts(talkroom=room)) == Turn((Hangup(),))


def test_an_agent_who_leaves_the_dial_for_a_room_leaves_the_caller_to_follow() -> None:
    assert talk_over(NOTHING, facts(talkroom=ROOM)).then == CALLER.to("held")
    assert talk_over(NOTHING, facts(talkroom=Talkroom("r1", "hold", None))) == Turn((Hangup(),))
    assert called(NOTHING, facts(AGENT, talkroom=ROOM)).then == AGENT.to("in_room")


def test_a_colleague_who_is_asked_comes_before_the_room() -> None:
    for node in (moved, room_left, talk_over):
        assert node(NOTHING, facts(talkroom=ROOM, consult=WORD)).then == CALLER.to("on_hold")
    assert agent_left(NOTHING, facts(AGENT, talkroom=ROOM, consult=WORD)).then == AGENT.to("consulting")


def test_a_room_that_ends_because_the_caller_is_to_hold_leads_there() -> None:
    assert room_left(NOTHING, facts(talkroom=ROOM)).then == CALLER.to("held")


def test_the_agent_waits_in_silence_and_hears_who_listens() -> None:
    assert in_room(NOTHING, facts(AGENT)) == Turn(intents=(EnterTalkroom("r1"),), then=AGENT.to("in_its_room"))
    turn = in_its_room(NOTHING, facts(AGENT, talkroom=replace(ROOM, listeners=("Chloë", "Bram"))))
    assert turn.verbs == (
        Say("Chloë luistert mee.", "nl"),
        Say("Bram luistert mee.", "nl"),
        Meet("r1", AGENT.to("agent_left"), ends=True),
    )
    (meet,) = in_its_room(NOTHING, facts(AGENT, talkroom=replace(ROOM, agent_in_at=NOW))).verbs
    assert meet == Meet("r1", replace(AGENT, said_at=NOW).to("agent_left"), ends=True)
    assert in_its_room(NOTHING, facts(AGENT, talkroom=OVER)).then == AGENT.to("agent_over")


def test_the_agent_stays_where_the_caller_comes_back_and_else_goes() -> None:
    assert agent_left(NOTHING, facts(AGENT, talkroom=ROOM)).then == AGENT.to("in_room")
    gone = agent_left(NOTHING, facts(AGENT, talkroom=replace(ROOM, agent_stays=False)))
    assert gone == Turn(intents=(LeaveTalkroom("r1"),), then=AGENT.to("agent_over"))


def test_a_late_word_of_leaving_a_room_that_the_agent_is_back_in_ends_nothing() -> None:
    late = replace(AGENT, said_at=NOW - timedelta(seconds=5))
    room = replace(ROOM, agent_in_at=NOW, agent_stays=False)
    assert agent_left(NOTHING, facts(late, talkroom=room)) == Turn(then=late.to("in_its_room"))
    now = replace(AGENT, said_at=NOW)
    assert agent_left(NOTHING, facts(now, talkroom=room)).intents == (LeaveTalkroom("r1"),)


def test_who_called_a_customer_back_is_asked_how_it_went() -> None:
    assert agent_over(NOTHING, facts(AGENT, talkroom=replace(OVER, is_callback=True))).then == AGENT.to("called")
    assert agent_over(NOTHING, facts(AGENT, talkroom=OVER)) == Turn((Hangup(),))


def test_a_supervisor_is_asked_and_goes_in_unheard() -> None:
    (question,) = listen_in(NOTHING, facts(AGENT, listening=TALK)).verbs
    assert isinstance(question, Ask)
    assert question.then.node == "listen_accept"
    assert listen_accept(Heard("1"), facts(AGENT)) == Turn(intents=(JoinListening("r1"),), then=AGENT.to("listening"))
    assert listen_accept(NOTHING, facts(AGENT)) == Turn((Hangup(),), (LeaveListening("r1"),))
    turn = listen(NOTHING, facts(AGENT, listening=TALK))
    assert turn.verbs == (Meet("r1", AGENT.to("listen_left"), starts=False, is_muted=True),)


def test_a_browser_accepts_by_answering() -> None:
    turn = listen_in(NOTHING, facts(AGENT, listening=replace(TALK, by_answering=True)))
    assert turn == Turn(intents=(JoinListening("r1"),), then=AGENT.to("listening"))


@pytest.mark.parametrize("listening", [None, replace(TALK, is_over=True)])
def test_who_comes_too_late_to_listen_hears_so(listening: Listening | None) -> None:
    for node in (listen_in, listen):
        turn = node(NOTHING, facts(AGENT, listening=listening))
        assert isinstance(turn.verbs[0], Say)
        assert turn.intents == (LeaveListening("r1"),)


def test_a_leg_that_is_not_the_listeners_own_goes_nowhere() -> None:
    assert isinstance(listen(NOTHING, facts(AGENT, listening=replace(TALK, is_mine=False))).verbs[-1], Hangup)


def test_a_supervisor_waits_in_the_room_while_the_caller_holds() -> None:
    again = listen_left(NOTHING, facts(AGENT, listening=TALK))
    assert again == Turn(intents=(JoinListening("r1"),), then=AGENT.to("listening"))
    over = listen_left(NOTHING, facts(AGENT, listening=replace(TALK, is_over=True)))
    assert over == Turn((Hangup(),), (LeaveListening("r1"),))


def test_the_house_of_the_flows_knows_no_room_unless_told() -> None:
    assert (House().talkroom, House().listening) == (None, None)
