"""An agent by name: asked for, offered, waited for, given up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows import book
from flows.facts import Facts, Heard, Line, Person
from flows.thread import Step, Thread
from flows.verbs import Ask
from tests.flows.house import House, reads
from tests.flows.sample import BUSY, LINE, NOW, RING

ANNA, CHLOE = Person("anna", "Anna", is_ready=True), Person("chloe", "Chloë", is_ready=True)
PEOPLE = replace(LINE, people=(ANNA, CHLOE))
ASKED = Step("asked_for", Thread("nl", person="chloe"))
WAITED = replace(BUSY, person=ANNA, may_offer=False)
IN_THE_WAIT = Step("waiting", Thread("nl", need="billing", arrived_at=NOW, said_at=NOW))


def understood(words: str, line: Line = PEOPLE) -> str | None:
    """Whom the menu takes these words to mean."""
    turn = book.play("menu", Heard(speech=words), Facts(now=NOW, line=line, thread=Thread("nl")))
    assert turn.then
    return turn.then.thread.person


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("Chloë", "chloe"),
        ("mag ik chloe even", "chloe"),
        ("ANNA!", "anna"),
        ("annabel", None),
        ("anna of chloe", None),
        ("anna over een rekening", None),
        ("anna over een rekening of een storing", None),
        ("", None),
    ],
)
def test_one_name_said_whole_asks_for_that_agent_unless_a_word_of_the_menu_was_said(
    words: str, person: str | None
) -> None:
    assert understood(words) == person


def test_a_name_that_two_have_is_nobodys() -> None:
    assert understood("anna", replace(LINE, people=(ANNA, replace(CHLOE, name="Ánna")))) is None


DE_VRIES, DE_WIT = Person("anna", "Anna de Vries"), Person("wit", "Anna de Wit")


@pytest.mark.parametrize(
    ("words", "people", "person"),
    [
        ("anna", (DE_VRIES, CHLOE), "anna"),
        ("anna de vries", (DE_VRIES, CHLOE), "anna"),
        ("de vries", (DE_VRIES, CHLOE), None),
        ("anna", (DE_VRIES, DE_WIT), None),
        ("anna de wit", (DE_VRIES, DE_WIT), "wit"),
        ("anna de wit", (ANNA, DE_WIT), "wit"),
    ],
)
def test_the_first_word_of_a_name_is_enough_where_it_is_one_agents(
    words: str, people: tuple[Person, ...], person: str | None
) -> None:
    assert understood(words, replace(LINE, people=people)) == person


def test_who_waits_already_asks_for_nobody_in_the_menu() -> None:
    thread = Thread("nl", need="billing", arrived_at=NOW)
    turn = book.play("menu", Heard(speech="Anna"), Facts(now=NOW, line=PEOPLE, thread=thread))
    assert turn.then == Step("waiting", thread)


def test_names_are_listened_for_where_the_menu_listens() -> None:
    def hints(line: Line) -> tuple[str, ...]:
        (ask,) = book.play("entries", Heard(), Facts(now=NOW, line=line, thread=Thread("nl"))).verbs
        assert isinstance(ask, Ask)
        return ask.listens_for

    assert {"Anna", "Chloë"} <= set(hints(PEOPLE))
    without_words = tuple(replace(entry, words={}) for entry in LINE.menu)
    assert hints(replace(PEOPLE, menu=without_words)) == ()


def test_who_is_asked_for_and_free_is_rung_at_once() -> None:
    reads(
        """
          ! JoinQueue None nl 10:00 chloe
          ☎ tel:+31612345678
        """,
        House(person=CHLOE, ring=RING),
        step=ASKED,
    )


def test_who_is_asked_for_and_busy_is_waited_for_and_a_key_ends_that() -> None:
    reads(
        """
          ! JoinQueue None nl 10:00 chloe
        nl U wacht op Chloë.
           Toch liever iemand anders?
           Toets 2.
          ♪ 0
        > 20 s
          ♪ 1
        > 2
          ! WaitForAnybody
        nl Goed, wie het eerst vrij is, helpt u.
          ♪ 2
        """,
        House(person=CHLOE, wait=replace(WAITED, person=CHLOE, is_kept=True)),
        step=ASKED,
    )


def test_who_is_asked_for_and_not_there_is_said_so_once() -> None:
    reads(
        """
          ! JoinQueue None nl 10:00
        nl Chloë is er nu niet.
           We zoeken een collega.
          ♪ 0
        """,
        House(person=replace(CHLOE, is_ready=False)),
        step=ASKED,
    )


def test_who_asks_for_somebody_while_the_line_is_closed_is_offered_a_callback() -> None:
    turn = book.play("asked_for", Heard(), Facts(now=NOW, line=LINE, thread=ASKED.thread, open=False, person=CHLOE))
    assert turn.then == Step("closed", Thread("nl"))


def test_the_agent_of_last_time_is_offered_once_and_after_the_first_word() -> None:
    reads(
        """
        nl Vorige keer sprak u Anna.
           Wilt u op Anna wachten?
           Toets 2.
          ♪ 1
        > 20 s
          ♪ 2
        > 20 s
          ♪ 3
        """,
        House(wait=WAITED),
        step=replace(IN_THE_WAIT, thread=replace(IN_THE_WAIT.thread, piece=1)),
    )


@pytest.mark.parametrize(
    "wait",
    [
        replace(WAITED, person=replace(ANNA, is_ready=False)),
        replace(WAITED, person=None),
        replace(WAITED, person=ANNA, only_callback=True),
    ],
    ids=["not there", "nobody known", "a callback is all there is"],
)
def test_nobody_is_offered_in_vain(wait: object) -> None:
    turn = book.play("hold", Heard(), Facts(now=NOW, line=LINE, thread=IN_THE_WAIT.thread, wait=wait))  # type: ignore[arg-type]  # parametrized
    (ask,) = turn.verbs
    assert isinstance(ask, Ask)
    assert ask.then.thread.person is None


def test_two_waits_for_the_agent_who_was_offered_and_a_repeat_changes_nothing() -> None:
    thread = replace(IN_THE_WAIT.thread, person="anna")
    for _ in range(2):
        turn = book.play("person_chosen", Heard(), Facts(now=NOW, line=LINE, thread=thread))
        assert [type(intent).__name__ for intent in turn.intents] == ["WaitFor"]
        assert turn.then == Step("person_settled", replace(thread, waits_for="anna"))


def test_what_was_told_of_the_wait_for_anybody_says_nothing_of_the_wait_for_one() -> None:
    thread = replace(IN_THE_WAIT.thread, person="anna", told_until=NOW)
    turn = book.play("person_chosen", Heard(), Facts(now=NOW, line=LINE, thread=thread))
    assert turn.then == Step("person_settled", replace(thread, waits_for="anna", told_until=None))


def test_two_means_nothing_where_nobody_was_offered() -> None:
    turn = book.play("waiting", Heard("2"), Facts(now=NOW, line=LINE, thread=IN_THE_WAIT.thread))
    assert turn.then == Step("ring", IN_THE_WAIT.thread)


def test_an_agent_who_has_gone_by_the_time_of_the_key_is_not_said_to_be_waited_for() -> None:
    reads(
        """
          ! WaitFor anna
        nl Anna kan nu niet.
           Wie het eerst vrij is, helpt u.
           U houdt uw plaats.
          ♪ 0
        """,
        House(wait=replace(WAITED, person=replace(ANNA, is_ready=False))),
        step=Step("person_chosen", replace(IN_THE_WAIT.thread, person="anna")),
    )


def test_who_waits_for_somebody_who_signs_off_is_told_once() -> None:
    thread = replace(IN_THE_WAIT.thread, person="anna", waits_for="anna")
    reads(
        """
        nl Anna kan nu niet.
           Wie het eerst vrij is, helpt u.
           U houdt uw plaats.
          ♪ 0
        > 20 s
          ♪ 1
        """,
        House(wait=replace(WAITED, person=replace(ANNA, is_ready=False))),
        step=Step("hold", thread),
    )


def test_an_old_place_is_told_with_the_first_word_and_known_from_then_on() -> None:
    earlier = NOW - timedelta(minutes=3)
    facts = Facts(
        now=NOW, line=LINE, thread=replace(IN_THE_WAIT.thread, said_at=None), wait=replace(BUSY, arrived_at=earlier)
    )
    (ask,) = book.play("hold", Heard(), facts).verbs
    assert isinstance(ask, Ask)
    assert ask.prompts[0].text.startswith("U houdt uw oude plaats. Er zijn 2 wachtenden voor u.")  # type: ignore[union-attr]  # a Say
    assert ask.then.thread.arrived_at == earlier
