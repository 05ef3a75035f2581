"""The way in, as it is heard."""

from datetime import timedelta

import pytest

from flows.thread import Step, Thread
from tests.flows.house import House, reads
from tests.flows.sample import ANNA, NOW

BILL = Step("chosen", Thread("nl", need="billing"))
"""The menu was answered."""


def test_a_key_of_the_menu_rings_the_agent_who_is_free() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        > 1
          ! NoteEntered 1
          ! JoinQueue billing nl 10:00
          ☎ tel:+31612345678
        > they talk
          (hangs up)
        """,
        House(free_agents=1),
    )


def test_words_of_any_language_choose_without_regard_to_case_and_accents() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        > "Eh, ik heb géén  INTERNET meer!"
          ! NoteEntered Eh, ik heb géén  INTERNET meer!
          ! JoinQueue fault nl 10:00
          ☎ tel:+31612345678
        """,
        House(free_agents=1),
    )


@pytest.mark.threat("T16")
def test_unknown_words_lead_to_a_person_and_are_kept_for_the_agent() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        > "mijn fiets is weg"
          ! NoteEntered mijn fiets is weg
          ! JoinQueue None nl 10:00
          ☎ tel:+31612345678
        """,
        House(free_agents=1),
    )


def test_silence_hears_the_menu_once_more_and_then_gets_a_person() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        > silence
        nl Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        > silence
          ! JoinQueue None nl 10:00
          ☎ tel:+31612345678
        """,
        House(free_agents=1),
    )


def test_an_unknown_key_leads_to_a_person() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        > *
          ! NoteEntered *
          ! JoinQueue None nl 10:00
          ☎ tel:+31612345678
        """,
        House(free_agents=1),
    )


def test_nine_is_english_and_hash_is_again() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        > 9
        en Welcome to Voorbeeld.
           For a bill, press 1.
           A fault, 2.
           Moving house, 3.
           An order, 4.
           Your contract, 5.
           Anything else, 0.
           Or just say it.
        nl Voor Nederlands, toets 6.
        > #
        en Welcome to Voorbeeld.
           For a bill, press 1.
           A fault, 2.
           Moving house, 3.
           An order, 4.
           Your contract, 5.
           Anything else, 0.
           Or just say it.
        nl Voor Nederlands, toets 6.
        > 0
          ! NoteEntered 0
          ! JoinQueue None en 10:00
          ☎ tel:+31612345678
        """,
        House(free_agents=1),
    )


def test_who_is_spoken_to_in_another_language_can_have_the_first() -> None:
    reads(
        """
        en Welcome to Voorbeeld.
           For a bill, press 1.
           A fault, 2.
           Moving house, 3.
           An order, 4.
           Your contract, 5.
           Anything else, 0.
           Or just say it.
        nl Voor Nederlands, toets 6.
        > 6
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        """,
        House(),
        step=Step("welcome", Thread("en")),
    )


def test_closed_hours_hear_the_menu_first_and_then_the_offer() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        > 2
          ! NoteEntered 2
        nl We zijn nu gesloten, en morgen om 9 uur ’s ochtends weer open.
           Toets 1, dan bellen we u terug.
           Gaat het over iets anders?
           Toets 0.
        > 1
          ! MakePromise fault nl False
        nl Afgesproken.
           We bellen u terug, uiterlijk morgen om 10 over 3 ’s middags, op het nummer waarmee u nu belt.
           U krijgt een sms ter bevestiging.
           Klopt dat?
           Toets 1.
           Een ander nummer, 2.
           Een ander tijdstip, 3.
           Toch niet, sterretje.
        > 1
        nl Tot dan.
          (hangs up)
        """,
        House(open=False, opens_at=NOW + timedelta(hours=22)),
    )


def test_zero_when_closed_is_a_callback_about_anything() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        > 2
          ! NoteEntered 2
        nl We zijn nu gesloten.
           Toets 1, dan bellen we u terug.
           Gaat het over iets anders?
           Toets 0.
        > 0
          ! MakePromise None nl False
        nl Afgesproken.
           We bellen u terug, uiterlijk morgen om 10 over 3 ’s middags, op het nummer waarmee u nu belt.
           U krijgt een sms ter bevestiging.
           Klopt dat?
           Toets 1.
           Een ander nummer, 2.
           Een ander tijdstip, 3.
           Toch niet, sterretje.
        > silence
        nl Dag.
          (hangs up)
        """,
        House(open=False),
    )


def test_silence_when_nobody_is_there_promises_nothing() -> None:
    reads(
        """
        nl Er is nu niemand die u kan helpen.
           Toets 1, dan bellen we u terug.
           Gaat het over iets anders?
           Toets 0.
        > silence
        nl Er is nu niemand die u kan helpen.
           Toets 1, dan bellen we u terug.
           Gaat het over iets anders?
           Toets 0.
        > silence
        nl Dag.
          (hangs up)
        """,
        House(staffed=False),
        step=BILL,
    )


def test_an_agent_calls_as_a_customer() -> None:
    reads(
        """
        nl Dag Anna.
           U bent afgemeld.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        > 9
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        """,
        House(agent=ANNA),
    )


def test_a_longer_phrase_counts_for_more_than_a_word_in_it() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        > "storing: contract"
          ! NoteEntered storing: contract
          ! JoinQueue contract nl 10:00
          ☎ tel:+31612345678
        """,
        House(free_agents=1),
    )


@pytest.mark.threat("T16")
def test_two_needs_in_one_breath_lead_to_a_person() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        > "een storing en een rekening"
          ! NoteEntered een storing en een rekening
          ! JoinQueue None nl 10:00
          ☎ tel:+31612345678
        """,
        House(free_agents=1),
    )


def test_a_part_of_a_word_is_no_word() -> None:
    reads(
        """
        nl Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        > "factuurtje"
          ! NoteEntered factuurtje
          ! JoinQueue None nl 10:00
          ☎ tel:+31612345678
        """,
        House(free_agents=1),
    )


def test_who_calls_a_line_that_is_closed_for_a_reason_hears_it_instead_of_the_plain_sentence() -> None:
    reads(
        """
        nl Er is brand in ons gebouw.
           Toets 1, dan bellen we u terug.
           Gaat het over iets anders?
           Toets 0.
        """,
        House(open=False, opens_at=NOW + timedelta(hours=3), closed_because="Er is brand in ons gebouw"),
        BILL,
    )
