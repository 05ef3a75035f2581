"""What holds of every node, whatever is heard and whatever is known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import book
from flows.facts import NOTHING, Candidate, Consult, Facts, Heard, LastTalk, Line, Person, SentOn, Work
from flows.intents import (
    AcceptRing,
    AgreeToBeAsked,
    DeclineRing,
    GivePin,
    Intent,
    JoinQueue,
    MakePromise,
    MovePromise,
    NoteEnding,
    RecordOutcome,
    RefuseFromList,
    SetPresence,
    TakeFromList,
    WithdrawPromise,
)
from flows.node import ALWAYS_KNOWN, NODES, Node, node
from flows.phrases import LANGUAGES
from flows.talkroom import Listening, Talkroom
from flows.thread import Step, Thread
from flows.turn import Turn
from flows.verbs import Ask, Bridge, Connect, Goto, Hangup, Meet, Record, Ring
from tests.flows.house import House
from tests.flows.sample import ANNA, BUSY, LINE, NOW, PROMISED, RING, WINDOWS

LEADS_SOMEWHERE = (Ask, Record, Ring, Connect, Meet, Goto, Bridge, Hangup)
OF_AGENTS = frozenset({"staff", "staff_answer", "pin", "pin_typed", "pin_checked", "presence", "whisper", "accept"}) | {
    "accepted",
    "list_whisper",
    "list_accept",
    "list_accepted",
    "called",
    "outcome",
    "outcome_answer",
    "unsettled",
    "settled",
    "presence_asked",
    "last_call",
    "last_call_answer",
    "last_call_agreed",
    "last_call_agreed_answer",
    "last_call_noted",
    "last_call_when",
    "last_call_then",
}
"""Nodes on an agent's leg; all others are a caller's."""
INTENTS_OF_AGENTS = (
    SetPresence,
    GivePin,
    AcceptRing,
    DeclineRing,
    TakeFromList,
    RefuseFromList,
    RecordOutcome,
    NoteEnding,
    AgreeToBeAsked,
)
ANSWERS_OF_CALLERS = (
    "menu",
    "closed_answer",
    "crowded_answer",
    "recognised_answer",
    "waiting",
    "promised_answer",
    "number_typed",
    "number_confirmed",
    "time_chosen",
)

INSTANTS = (None, NOW, NOW - timedelta(seconds=44), NOW - timedelta(seconds=45), NOW - timedelta(hours=1))
OWED = (
    None,
    PROMISED,
    replace(PROMISED, own_number=False),
    replace(PROMISED, needs_approval=True),
    replace(PROMISED, need=None, window=WINDOWS[0]),
)
PERSON, SENT_ON = Person("anna", "Anna", is_ready=True), SentOn("Anna", has_arrived=True)
CONSULT = Consult("room", by="Anna", colleague="Bram", goes="hold")
ROOM = Talkroom("r1", "hold", "Anna", wants_hold=True, agent_stays=True)
LISTENING = Listening("r1", "Anna", is_over=False, is_mine=False, by_answering=False)
WORK = Work("billing", "nl", timedelta(seconds=130), is_promise=False)
LAST_TALK = LastTalk("CA1", "een rekening", NOW - timedelta(minutes=5))
KNOWN: dict[str, Sequence[Any]] = {
    "callable": (True, False),
    "agent": (
        None,
        ANNA,
        replace(ANNA, must_give_pin=True),
        replace(ANNA, must_give_pin=True, own_phone=False, language="en"),
        replace(ANNA, own_phone=False, presence="on_break"),
    ),
    "recognised": OWED,
    "open": (None, True, False),
    "opens_at": (None, NOW + timedelta(hours=22)),
    "closed_because": (None, "Er is brand in ons gebouw"),
    "staffed": (None, True, False),
    "wait": (
        None,
        BUSY,
        replace(BUSY, position=1, may_offer=False),
        replace(BUSY, position=2, high=timedelta(hours=2)),
        replace(BUSY, only_callback=True),
        replace(BUSY, arrived_at=NOW - timedelta(hours=2), may_offer=False),
        replace(BUSY, person=PERSON, is_kept=True, may_offer=False),
        replace(BUSY, person=replace(PERSON, is_ready=False), may_offer=False),
    ),
    "ring": (None, RING),
    "accepted": (None, True, False),
    "board_is_away": (True, False),
    "next_on_list": (None, RING),
    "list_work": (None, WORK),
    "list_taken": (None, True, False),
    "can_promise": (True, False),
    "promise": OWED,
    "recorded": (None, True, False),
    "consult": (
        None,
        CONSULT,
        replace(CONSULT, goes="colleague", has_moved=True),
        replace(CONSULT, goes="agent", is_callback=True),
        replace(CONSULT, goes="line", has_moved=True, is_over=True, need="billing"),
    ),
    "talkroom": (
        None,
        ROOM,
        replace(ROOM, caller="room", listeners=("Chloë",)),
        replace(ROOM, caller="line", agent=None),
        replace(ROOM, caller="over", is_callback=True, is_open=False),
    ),
    "listening": (
        None,
        LISTENING,
        replace(LISTENING, is_mine=True),
        replace(LISTENING, is_over=True, by_answering=True),
    ),
    "candidate": (
        None,
        Candidate("0612345678", "callable"),
        Candidate("+4412345", "needs_approval"),
        Candidate("112", "impossible"),
    ),
    "windows": ((), WINDOWS, WINDOWS * 4),
    "work": (
        None,
        WORK,
        replace(WORK, is_promise=True, contacts=(NOW - timedelta(hours=2),)),
        replace(WORK, need="no such need", language="de", by_answering=True),
        replace(WORK, need=None, is_promise=True, contacts=(NOW - timedelta(days=40),)),
    ),
    "customer": (None, "+31687654321"),
    "dialled": (None, "connected", "no_answer", "busy", "failed"),
    "unsettled": (None, "a1"),
    "last_talk": (None, LAST_TALK, replace(LAST_TALK, may_ask=True, can_call=False)),
    "later_windows": ((), WINDOWS, WINDOWS * 4),
    "fallback_number": (None, "+31207654321"),
    "rescue": (None, Connect("+31612345678", timedelta(seconds=20))),
    "sent_on": (None, SentOn("Anna", PERSON), SentOn("Anna", Person("bram", "Bram")), SENT_ON),
    "person": (None, PERSON, replace(PERSON, is_ready=False)),
}
THREADS: dict[str, Sequence[Any]] = {
    "language": tuple(LANGUAGES),
    "need": (None, "billing", "no such need"),
    "arrived_at": INSTANTS,
    "said_at": INSTANTS,
    "offered_at": INSTANTS,
    "piece": (0, 1, 49),
    "promise": (None, "p1"),
    "asked_at": INSTANTS,
    "tries": (0, 1, 2, 3),
    "subject": (None, "r1", "on_break", "last_call"),
    "person": (None, "anna"),
    "waits_for": (None, "anna"),
}


ENOUGH = settings(max_examples=1000)
"""There are some eighty nodes, each of which wants to be met a dozen times."""


def one_of_each(choices: Mapping[str, Sequence[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Every combination of the choices has a number; one draw of a number is cheaper than a draw for each name."""

    def combination(number: int) -> dict[str, Any]:
        chosen = {}
        for name, values in choices.items():
            number, index = divmod(number, len(values))
            chosen[name] = values[index]
        return chosen

    return st.integers(0, prod(map(len, choices.values())) - 1).map(combination)


def test_every_fact_is_tried() -> None:
    assert set(KNOWN) == {field.name for field in fields(Facts)} - ALWAYS_KNOWN


nodes = st.sampled_from(sorted(book.names()))
worlds = one_of_each(KNOWN)
threads = one_of_each(THREADS).map(lambda values: Thread(**values))
words = [word for entry in LINE.menu for words in entry.words.values() for word in words]
heards = (
    st.sampled_from([*"0123456789*#", "", "0612345678", "112"]).map(lambda digits: Heard(digits=digits))
    | st.sampled_from(words).map(lambda word: Heard(speech=word))
    | st.text(min_size=1, max_size=20).map(lambda speech: Heard(speech=speech))
)


class Asked(Facts):
    """Facts that refuse to tell what was not asked for."""

    __slots__ = ("allowed",)
    allowed: Collection[str]

    def __getattribute__(self, name: str) -> Any:
        allowed = object.__getattribute__(self, "allowed")
        assert name.startswith("_") or name in allowed or name in ALWAYS_KNOWN, f"reads {name} without asking for it"
        return object.__getattribute__(self, name)


def facts_for(name: str, known: dict[str, Any], thread: Thread, line: Line = LINE) -> Facts:
    asked = {key: value for key, value in known.items() if key in book.asks(name)}
    facts = object.__new__(Asked)
    object.__setattr__(facts, "allowed", book.asks(name))
    Facts.__init__(facts, now=NOW, line=line, thread=thread, **asked)
    return facts


def walk(
    name: str, heard: Heard, known: dict[str, Any], thread: Thread, line: Line = LINE
) -> tuple[Turn, tuple[Intent, ...]]:
    """The turn that is rendered, and all that was intended on the way to it; the facts never change."""
    intended: list[Intent] = []
    turn = book.follow(
        Step(name, thread),
        heard,
        lambda step, _: facts_for(step.node, known, step.thread, line),
        lambda _, __, turn: intended.extend(turn.intents),
    )
    return turn, tuple(intended)


@given(nodes, heards, worlds, threads)
@ENOUGH
def test_every_turn_leads_somewhere_that_is_in_the_book(
    name: str, heard: Heard, known: dict[str, Any], thread: Thread
) -> None:
    turn, _ = walk(name, heard, known, thread)
    assert isinstance(turn.verbs[-1], LEADS_SOMEWHERE)
    assert not any(isinstance(verb, LEADS_SOMEWHERE) for verb in turn.verbs[:-1])
    steps = [verb.then for verb in turn.verbs if isinstance(verb, Ask | Connect | Record)]
    steps += [verb.step for verb in turn.verbs if isinstance(verb, Goto)]
    assert all(step is None or step.node in book.names() for step in steps)


@given(nodes, heards, worlds, threads)
@ENOUGH
def test_a_presence_is_set_on_an_agent_s_leg_only_and_a_promise_on_a_caller_s(
    name: str, heard: Heard, known: dict[str, Any], thread: Thread
) -> None:
    for intent in book.play(name, heard, facts_for(name, known, thread)).intents:
        if isinstance(intent, INTENTS_OF_AGENTS):
            assert name in OF_AGENTS
        else:
            assert name not in OF_AGENTS


@given(st.sampled_from(["staff_answer", "pin_checked"]), heards, worlds, threads)
@ENOUGH
def test_no_presence_is_set_without_an_agent_who_may(
    name: str, heard: Heard, known: dict[str, Any], thread: Thread
) -> None:
    agent = known["agent"]
    for intent in book.play(name, heard, facts_for(name, known, thread)).intents:
        assert isinstance(intent, SetPresence)
        assert agent is not None
        assert not agent.must_give_pin or (agent.own_phone and intent.presence == "ready")


@given(nodes.filter(lambda name: name != "callback"), worlds, threads)
@ENOUGH
def test_silence_neither_makes_nor_moves_nor_withdraws_a_promise(
    name: str, known: dict[str, Any], thread: Thread
) -> None:
    _, intended = walk(name, NOTHING, known, thread)
    assert not any(isinstance(intent, MakePromise | MovePromise | WithdrawPromise) for intent in intended)


@given(st.sampled_from(ANSWERS_OF_CALLERS), worlds, threads)
@ENOUGH
def test_zero_leads_to_a_person_or_where_there_is_none_to_a_callback(
    name: str, known: dict[str, Any], thread: Thread
) -> None:
    turn, intended = walk(name, Heard(digits="0"), known, thread)
    waits = any(isinstance(intent, JoinQueue) for intent in intended) or thread.arrived_at is not None
    nobody_there = not (known["open"] and known["staffed"])
    assert waits or nobody_there or name in {"closed_answer", "crowded_answer", "waiting"}
    # Here the ledger is deaf: what follows on a promise may be the apology.
    assert not isinstance(turn.verbs[-1], Hangup) or any(isinstance(intent, MakePromise) for intent in intended)


def test_the_hold_loop_asks_for_nothing_that_the_ledger_knows() -> None:
    of_the_board = {"ring", "wait"}
    assert book.asks("waiting") <= of_the_board
    assert book.asks("waiting_on") <= of_the_board


def test_a_circle_in_the_book_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def turn_round(_: Heard, facts: Facts) -> Turn:
        return Turn(then=facts.thread.to("round"))

    monkeypatch.setitem(NODES, "round", Node("round", frozenset(), turn_round))
    house = House()
    with pytest.raises(book.LoopError, match="round → round") as caught:
        book.follow(Step("round", Thread("nl")), NOTHING, house.gather, lambda _, __, turn: house.perform(turn))
    assert len(caught.value.path) == book.LONGEST_PATH


def test_a_node_asks_for_facts_only_and_has_a_name_of_its_own() -> None:
    with pytest.raises(ValueError, match="no fact"):
        node("misspelt", asks={"opne"})
    with pytest.raises(ValueError, match="two nodes"):
        node("welcome")
    assert book.asks("welcome") <= {field.name for field in fields(Facts)}
