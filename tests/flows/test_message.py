"""Messages: told before the beep, bound to a promise, and never a beep without either."""

import ast
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from flows.facts import Heard
from flows.intents import AnnounceRecording
from flows.phrases import LANGUAGES, phrase
from flows.thread import Step, Thread
from flows.verbs import Record, Say
from tests.flows.house import House, reads
from tests.flows.sample import BUSY, LINE, PROMISED
from tests.flows.test_book import heards, nodes, threads, walk, worlds

FLOWS = Path(__file__).parents[2] / "flows"
TAKES_MESSAGES = replace(LINE, takes_messages=True)


def closed(**facts: Any) -> House:
    return House(line=TAKES_MESSAGES, open=False, **facts)


def test_after_a_promise_in_closed_hours_a_message_may_be_left() -> None:
    reads(
        """
        nl We zijn nu gesloten.
           Toets 1, dan bellen we u terug.
           Gaat het over iets anders?
           Toets 0.
        > 1
          ! MakePromise billing nl False
        nl Afgesproken.
           We bellen u terug, uiterlijk morgen om 10 over 3 ’s middags, op het nummer waarmee u nu belt.
           U krijgt een sms ter bevestiging.
           Klopt dat?
           Toets 1.
           Een ander nummer, 2.
           Een ander tijdstip, 3.
           Toch niet, sterretje.
           Een bericht inspreken voor de collega die belt, 4.
        > 4
          ! AnnounceRecording p1
        nl We nemen uw bericht op, voor de collega die u belt.
           Spreek na de toon, hoogstens twee minuten, en sluit af met een hekje.
          ● beep
        > "Mijn rekening klopt niet."
        nl Genoteerd.
           De collega die u belt, kan er eerst naar luisteren.
           Dag.
          (hangs up)
        """,
        closed(),
        Step("closed", Thread("nl", need="billing")),
    )


def test_who_says_nothing_gets_one_more_beep_and_keeps_the_promise() -> None:
    reads(
        """
          ! AnnounceRecording p1
        en We record your message for the colleague who calls you.
           Speak after the tone, for two minutes at most, and end with hash.
          ● beep
        > silence
        en We heard nothing.
          ! AnnounceRecording p1
        en We record your message for the colleague who calls you.
           Speak after the tone, for two minutes at most, and end with hash.
          ● beep
        > silence
        en Goodbye.
          (hangs up)
        """,
        closed(promise=PROMISED),
        Step("message", Thread("en", promise="p1")),
    )


@pytest.mark.parametrize(
    ("house", "thread"),
    [
        (House(open=False, promise=PROMISED), Thread("nl", promise="p1")),
        (House(line=TAKES_MESSAGES, promise=PROMISED, wait=BUSY), Thread("nl", promise="p1", arrived_at=House().now)),
    ],
    ids=["where the line takes none", "from who waits"],
)
def test_no_message_is_offered_nor_taken(house: House, thread: Thread) -> None:
    known = {**vars(house)}
    said, _ = walk("promised", Heard(), known, thread, house.line)
    assert phrase("nl", "promised_message") not in str(said.verbs)
    pressed, intended = walk("promised_answer", Heard(digits="4"), known, thread, house.line)
    assert not any(isinstance(verb, Record) for verb in pressed.verbs)
    assert not any(isinstance(intent, AnnounceRecording) for intent in intended)


@pytest.mark.threat("T17")
@given(nodes, heards, worlds, threads)
def test_nobody_is_recorded_who_was_not_told_so_just_before_and_is_owed_a_promise(
    name: str, heard: Heard, known: dict[str, Any], thread: Thread
) -> None:
    turn, intended = walk(name, heard, known, thread, TAKES_MESSAGES)
    for place, verb in enumerate(turn.verbs):
        if isinstance(verb, Record):
            assert turn.verbs[place - 1] == Say(phrase(thread.language, "message_notice"), thread.language)
            assert known["promise"] is not None
            assert AnnounceRecording(verb.promise) in intended
            assert verb.longest <= timedelta(minutes=2)


@pytest.mark.threat("T17")
def test_only_the_node_that_gives_notice_can_record() -> None:
    makers = {
        (path.name, function.name)
        for path in FLOWS.glob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Record"
    }
    assert makers == {("message.py", "message")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_says_that_it_is_recorded_and_promises_no_transcript(language: str) -> None:
    notice = phrase(language, "message_notice")
    recorded = {
        "nl": "nemen uw bericht op",
        "en": "record your message",
        "fr": "enregistrons votre message",
        "de": "nehmen Ihre Nachricht auf",
    }
    assert recorded[language] in notice
    written = ("transcri", "uitgeschreven", "written", "par écrit", "schriftlich")
    assert not any(word in notice.casefold() for word in written)
