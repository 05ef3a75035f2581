"""A caller whom an agent sends on, and that agent."""

from dataclasses import replace

import pytest

from flows.facts import NOTHING, Facts, Person, SentOn
from flows.intents import JoinQueue
from flows.outbound import called
from flows.sent_on import ON_ITS_WAY, go_on, parted, sent_on
from flows.thread import Step, Thread
from flows.verbs import Goto, Hangup, Pause, Say
from tests.flows.house import House, reads
from tests.flows.sample import LINE, NOW, RING
from tests.flows.test_outbound import WHISPER, WORK

THREAD = Thread("nl", need="billing", arrived_at=NOW, subject="r1")
BY_ANNA = SentOn("Anna", has_arrived=True)


def said(sent: SentOn, thread: Thread = THREAD) -> str:
    verb = go_on(NOTHING, Facts(now=NOW, line=LINE, thread=thread, sent_on=sent)).verbs[0]
    assert isinstance(verb, Say)
    return verb.text


def test_the_caller_stands_in_the_line_as_before() -> None:
    (join,) = sent_on(NOTHING, Facts(now=NOW, line=LINE, thread=THREAD)).intents
    assert join == JoinQueue("billing", "nl", NOW)


def test_the_caller_hears_once_who_is_rung() -> None:
    turn = go_on(NOTHING, Facts(now=NOW, line=LINE, thread=THREAD, sent_on=BY_ANNA, ring=RING))
    assert turn.verbs == (Say("Anna verbindt u door voor een rekening.", "nl"), RING)


def test_where_nobody_is_free_the_wait_goes_on() -> None:
    turn = go_on(NOTHING, Facts(now=NOW, line=LINE, thread=THREAD, sent_on=BY_ANNA))
    assert turn.verbs[1] == Goto(Step("waiting", replace(THREAD, said_at=NOW)))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (SentOn("Anna", Person("bram", "Bram", is_ready=True)), "Anna verbindt u door met Bram."),
        (SentOn("Anna", Person("bram", "Bram")), "Bram is er nu niet. Iemand anders helpt u."),
    ],
)
def test_a_person_is_named_and_who_is_not_there_is_told_of(sent: SentOn, words: str) -> None:
    assert said(sent).startswith(words)


def test_without_a_need_it_is_a_colleague() -> None:
    assert said(BY_ANNA, replace(THREAD, need=None)) == "Anna verbindt u door met een collega."


def test_without_the_ledger_nothing_is_said_and_the_wait_goes_on() -> None:
    (verb,) = go_on(NOTHING, Facts(now=NOW, line=LINE, thread=THREAD)).verbs
    assert isinstance(verb, Goto)


def test_the_next_agent_hears_who_sent_it_on_and_not_how_long_it_took() -> None:
    reads(
        """
        nl Doorverbonden door Anna, een rekening, Nederlands.
           Toets 1.
        > 1
          ! AcceptRing r1
          (they talk)
        """,
        House(work=replace(WORK, sent_on_by="Anna")),
        step=WHISPER,
    )


def test_the_agent_of_a_callback_hears_that_the_customer_has_gone_on() -> None:
    turn = parted(NOTHING, Facts(now=NOW, line=LINE, thread=THREAD, sent_on=BY_ANNA))
    assert turn.verbs == (Say("Doorverbonden. Dag.", "nl"), Hangup())


def test_nothing_is_said_of_it_before_the_customer_has_arrived() -> None:
    turn = called(NOTHING, Facts(now=NOW, line=LINE, thread=THREAD, dialled="connected", sent_on=SentOn("Anna")))
    assert turn.verbs == (Pause(ON_ITS_WAY), Goto(THREAD.to("parted")))


def test_a_customer_who_hung_up_instead_is_asked_about() -> None:
    assert parted(NOTHING, Facts(now=NOW, line=LINE, thread=THREAD)).then == THREAD.to("outcome")
