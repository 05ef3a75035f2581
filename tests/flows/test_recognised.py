"""A caller to whom we owe a callback, as it is heard."""

from dataclasses import replace
from datetime import timedelta

from tests.flows.house import House, reads
from tests.flows.sample import BUSY, NOW, PROMISED, WINDOWS


def test_talk_now_asks_nothing_that_was_said_before() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           We bellen u nog terug, uiterlijk morgen om 10 over 3 ’s middags.
           Nu iemand spreken, toets 1.
           Zo laten, 2.
           Afzeggen, 3.
           Iets anders, hekje.
        > 1
          ! JoinQueue billing nl 10:00
          ☎ tel:+31612345678
        """,
        House(recognised=PROMISED, free_agents=1),
    )


def test_silence_talks_and_the_promise_stands() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           We bellen u nog terug, uiterlijk morgen om 10 over 3 ’s middags.
           Nu iemand spreken, toets 1.
           Zo laten, 2.
           Afzeggen, 3.
           Iets anders, hekje.
        > silence
        nl Welkom bij Voorbeeld.
           We bellen u nog terug, uiterlijk morgen om 10 over 3 ’s middags.
           Nu iemand spreken, toets 1.
           Zo laten, 2.
           Afzeggen, 3.
           Iets anders, hekje.
        > silence
          ! JoinQueue billing nl 10:00
        nl Er zijn 2 wachtenden voor u.
           De wachttijd is 2 tot 5 minuten.
           We bellen u terug zoals beloofd.
           U mag dus ook ophangen.
          ♪ 0
        > 20 s
          ♪ 1
        > 25 s
        nl Er zijn 2 wachtenden voor u.
           Nog 2 tot 5 minuten, en u bent aan de beurt.
          ♪ 2
        > 45 s
        nl We bellen u terug zoals beloofd.
           U mag dus ook ophangen.
          ♪ 3
        """,
        House(recognised=PROMISED, wait=BUSY),
    )


def test_keep_it_as_it_is() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           We bellen u nog terug, morgen tussen 9 en 11 uur ’s ochtends.
           Nu iemand spreken, toets 1.
           Zo laten, 2.
           Afzeggen, 3.
           Iets anders, hekje.
        > 2
        nl Goed, we laten het zo.
           Tot dan.
          (hangs up)
        """,
        House(recognised=replace(PROMISED, window=WINDOWS[1])),
    )


def test_withdraw_it() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           We bellen u nog terug, uiterlijk morgen om 10 over 3 ’s middags.
           Nu iemand spreken, toets 1.
           Zo laten, 2.
           Afzeggen, 3.
           Iets anders, hekje.
        > 3
          ! WithdrawPromise p1 caller
        nl Goed, we bellen u niet meer terug.
           Dag.
          (hangs up)
        """,
        House(recognised=PROMISED),
    )


def test_hash_is_the_menu_for_something_else() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           Een collega kijkt nog of we u terug kunnen bellen.
           Nu iemand spreken, toets 1.
           Zo laten, 2.
           Afzeggen, 3.
           Iets anders, hekje.
        > #
        nl Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        """,
        House(recognised=replace(PROMISED, needs_approval=True)),
    )


def test_zero_is_a_person_whatever_it_is_about() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           We bellen u nog terug, uiterlijk morgen om 10 over 3 ’s middags.
           Nu iemand spreken, toets 1.
           Zo laten, 2.
           Afzeggen, 3.
           Iets anders, hekje.
        > 0
          ! NoteEntered 0
          ! JoinQueue None nl 10:00
          ☎ tel:+31612345678
        """,
        House(recognised=PROMISED, free_agents=1),
    )


def test_a_promise_that_was_not_kept_in_time_is_owned_up_to() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           We zouden u terugbellen, en dat is nog niet gebeurd.
           Het spijt ons.
           Nu iemand spreken, toets 1.
           Zo laten, 2.
           Afzeggen, 3.
           Iets anders, hekje.
        > 1
          ! JoinQueue billing nl 10:00
          ☎ tel:+31612345678
        """,
        House(recognised=replace(PROMISED, call_by=NOW - timedelta(hours=1)), free_agents=1),
    )
