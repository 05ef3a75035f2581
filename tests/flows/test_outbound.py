"""Agents whose phone rings."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows import book, spoken
from flows.facts import NOTHING, Facts, Work
from flows.thread import Step, Thread
from flows.verbs import Ask, Say
from tests.flows.house import House, reads
from tests.flows.sample import LINE, NOW

WORK = Work("billing", "nl", timedelta(seconds=130), is_promise=False, contacts=(NOW - timedelta(days=1),))
OWED_CALL = replace(WORK, is_promise=True, need=None, language="en", waited=timedelta(hours=3))
WHISPER = Step("whisper", Thread("nl", subject="r1"))


def test_one_accepts_a_call() -> None:
    reads(
        """
        nl Een rekening, Nederlands, 2 minuten gewacht, belde gisteren ook.
           Toets 1.
        > 1
          ! AcceptRing r1
          (they talk)
        """,
        House(work=WORK),
        step=WHISPER,
    )


def test_silence_does_not_accept() -> None:
    reads(
        """
        nl Een rekening, Nederlands, 2 minuten gewacht, belde gisteren ook.
           Toets 1.
        > silence
          ! DeclineRing r1
          (hangs up)
        """,
        House(work=WORK),
        step=WHISPER,
    )


def test_any_other_key_does_not_accept() -> None:
    reads(
        """
        nl Een rekening, Nederlands, 2 minuten gewacht, belde gisteren ook.
           Toets 1.
        > 2
          ! DeclineRing r1
          (hangs up)
        """,
        House(work=WORK),
        step=WHISPER,
    )


def test_who_accepts_too_late_is_told() -> None:
    reads(
        """
        nl Een rekening, Nederlands, 2 minuten gewacht, belde gisteren ook.
           Toets 1.
        > 1
          ! AcceptRing r1
        nl Dit is niet meer nodig.
           Dag.
          (hangs up)
        """,
        House(work=WORK, work_is_still_there=False),
        step=WHISPER,
    )


def test_work_that_is_gone_is_not_whispered() -> None:
    reads(
        """
        nl Dit is niet meer nodig.
           Dag.
          (hangs up)
        """,
        House(),
        step=WHISPER,
    )


def test_a_browser_phone_accepts_by_answering() -> None:
    reads(
        """
          ! AcceptRing r1
          (they talk)
        """,
        House(work=replace(WORK, by_answering=True)),
        step=WHISPER,
    )


def test_a_caller_who_has_just_arrived_is_told_of_in_few_words() -> None:
    reads(
        """
        nl Algemene vraag, Engels.
           Toets 1.
        """,
        House(work=Work(None, "en", timedelta(seconds=5), is_promise=False, contacts=(NOW - timedelta(days=9),))),
        step=WHISPER,
    )


def test_a_message_is_told_of_before_the_customer_is_rung() -> None:
    reads(
        """
        nl Terugbellen met bericht, algemene vraag, Engels, belde gisteren ook.
           Toets 1.
        """,
        House(work=replace(OWED_CALL, has_message=True)),
        step=WHISPER,
    )


def test_accepting_a_promise_rings_the_customer_and_then_asks_how_it_ended() -> None:
    reads(
        """
        nl Terugbellen, algemene vraag, Engels, 3 uur gewacht, belde gisteren ook.
           Toets 1.
        > 1
          ! AcceptRing r1
          ☎ +31687654321
        > they talk
        nl Gesproken, toets 1.
           Niet bereikt, 2.
           Verkeerd nummer, 3.
        > silence
        nl Gesproken, toets 1.
           Niet bereikt, 2.
           Verkeerd nummer, 3.
        > 1
          ! RecordOutcome r1 spoke
        nl Genoteerd.
           Dag.
          (hangs up)
        """,
        House(work=OWED_CALL, customer="+31687654321"),
        step=WHISPER,
    )


def test_a_wrong_number_is_recorded() -> None:
    reads(
        """
        nl Terugbellen, algemene vraag, Engels, 3 uur gewacht, belde gisteren ook.
           Toets 1.
        > 1
          ! AcceptRing r1
          ☎ +31687654321
        > they talk
        nl Gesproken, toets 1.
           Niet bereikt, 2.
           Verkeerd nummer, 3.
        > 3
          ! RecordOutcome r1 wrong_number
        nl Genoteerd.
           Dag.
          (hangs up)
        """,
        House(work=OWED_CALL, customer="+31687654321"),
        step=WHISPER,
    )


def test_a_customer_who_does_not_answer_needs_no_outcome() -> None:
    reads(
        """
        nl Terugbellen, algemene vraag, Engels, 3 uur gewacht, belde gisteren ook.
           Toets 1.
        > 1
          ! AcceptRing r1
          ☎ +31687654321
        > no answer
        nl Er werd niet opgenomen.
           Dag.
          (hangs up)
        """,
        House(work=OWED_CALL, customer="+31687654321"),
        step=WHISPER,
    )


def test_a_customer_s_phone_that_is_busy_needs_no_outcome() -> None:
    reads(
        """
        nl Terugbellen, algemene vraag, Engels, 3 uur gewacht, belde gisteren ook.
           Toets 1.
        > 1
          ! AcceptRing r1
          ☎ +31687654321
        > busy
        nl Het nummer was in gesprek.
           Dag.
          (hangs up)
        """,
        House(work=OWED_CALL, customer="+31687654321"),
        step=WHISPER,
    )


def test_nobody_says_how_it_ended() -> None:
    reads(
        """
        nl Terugbellen, algemene vraag, Engels, 3 uur gewacht, belde gisteren ook.
           Toets 1.
        > 1
          ! AcceptRing r1
          ☎ +31687654321
        > they talk
        nl Gesproken, toets 1.
           Niet bereikt, 2.
           Verkeerd nummer, 3.
        > silence
        nl Gesproken, toets 1.
           Niet bereikt, 2.
           Verkeerd nummer, 3.
        > silence
          (hangs up)
        """,
        House(work=OWED_CALL, customer="+31687654321"),
        step=WHISPER,
    )


def test_a_promise_that_another_attempt_holds_rings_nobody() -> None:
    reads(
        """
        nl Terugbellen, algemene vraag, Engels, 3 uur gewacht, belde gisteren ook.
           Toets 1.
        > 1
          ! AcceptRing r1
        nl Dit is niet meer nodig.
           Dag.
          (hangs up)
        """,
        House(work=OWED_CALL),
        step=WHISPER,
    )


def whispered(**work: object) -> str:
    said = book.play("whisper", NOTHING, Facts(now=NOW, line=LINE, thread=WHISPER.thread, work=replace(WORK, **work)))  # type: ignore[arg-type]  # as Work has them
    ask = said.verbs[0]
    assert isinstance(ask, Ask)
    assert isinstance(ask.prompts[0], Say)
    return ask.prompts[0].text.removesuffix(" Toets 1.")


def test_who_is_known_is_named_first_and_what_goes_without_saying_is_left_out() -> None:
    assert whispered(name="Anna de Vries") == "Anna de Vries, een rekening, 2 minuten gewacht."
    assert whispered(name="Anna de Vries", waited=timedelta()) == "Anna de Vries, een rekening."
    assert whispered(name="Anna", asked_for=True, waited=timedelta()) == "Anna, een rekening, vraagt naar u."


def test_another_language_than_the_agent_hears_is_said_beside_a_name_too() -> None:
    assert whispered(name="Bob", language="en", waited=timedelta()) == "Bob, een rekening, Engels."


def test_in_danger_it_counts_first_what_it_is() -> None:
    assert whispered(name="Bob", is_emergency=True, waited=timedelta()) == "Noodgeval, Bob."


def test_a_callback_says_first_that_it_is_one() -> None:
    assert whispered(name="Bob", is_promise=True, waited=timedelta()) == "Terugbellen, Bob, een rekening."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Anna de Vries", "Anna de Vries"),
        ("O'Brien & Zn. B.V.", "O'Brien & Zn. B.V."),
        ("Stichting Katholiek Onderwijs Noord-Holland", "Stichting Katholiek"),
        ("A" * 80, "A" * 24),
        ("<script>alert(1)</script>", "script alert 1 script"),
        ("李小龍", "李小龍"),
        ("\u202eanna\u0000 😀", "anna"),
        ("😀😀", ""),
        ("", ""),
    ],
)
def test_of_a_name_is_said_what_can_be(written: str, said: str) -> None:
    assert spoken.who(written) == said


def test_a_name_that_cannot_be_said_is_left_out() -> None:
    assert whispered(name="😀", waited=timedelta()) == "Een rekening, Nederlands, belde gisteren ook."
