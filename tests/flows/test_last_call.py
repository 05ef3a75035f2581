"""Agents who phone in and say by key how the last call ended."""

from dataclasses import replace
from datetime import timedelta

from flows.facts import LastTalk
from tests.flows.house import House, reads
from tests.flows.sample import ANNA, NOW

TALK = LastTalk("CA7", "een rekening", NOW - timedelta(minutes=50))
READY = replace(ANNA, presence="ready")


def test_the_last_call_is_resolved_by_two_keys_and_the_habits_stay() -> None:
    reads(
        """
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
           Uw laatste gesprek, 4.
        > 4
        nl Uw laatste: vandaag om 10 over 10 ’s ochtends, een rekening.
           Opgelost, toets 1.
           Nog niet klaar, 2.
           Later terugbellen, 3.
        > 1
          ! NoteEnding CA7 resolved
        nl Genoteerd.
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        > 2
          ! SetPresence on_break
        nl U hebt pauze.
           Dag.
          (hangs up)
        """,
        House(agent=READY, last_talk=TALK),
    )


def test_whoever_may_be_asked_is_agreed_by_a_key_of_its_own() -> None:
    reads(
        """
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
           Uw laatste gesprek, 4.
        > 4
        nl Uw laatste: vandaag om 10 over 10 ’s ochtends, een rekening.
           Opgelost, toets 1.
           Nog niet klaar, 2.
           Later terugbellen, 3.
        > 1
          ! NoteEnding CA7 resolved
        nl Mogen we per sms vragen of het hielp?
           Ja, toets 1.
           Nee, 2.
        > 1
          ! AgreeToBeAsked CA7
        nl Genoteerd.
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        """,
        House(agent=READY, last_talk=replace(TALK, may_ask=True)),
    )


def test_call_back_later_chooses_from_the_windows_that_are_read_out() -> None:
    reads(
        """
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
           Uw laatste gesprek, 4.
        > 4
        nl Uw laatste: vandaag om 10 over 10 ’s ochtends, een rekening.
           Opgelost, toets 1.
           Nog niet klaar, 2.
           Later terugbellen, 3.
        > 3
        nl Wanneer bellen we terug?
           Vandaag tussen 2 en 4 uur ’s middags, toets 1.
           Morgen tussen 9 en 11 uur ’s ochtends, toets 2.
        > silence
        nl Wanneer bellen we terug?
           Vandaag tussen 2 en 4 uur ’s middags, toets 1.
           Morgen tussen 9 en 11 uur ’s ochtends, toets 2.
        > 2
          ! CallBackLater CA7 08:00-10:00
        nl Genoteerd.
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        """,
        House(agent=READY, last_talk=TALK),
    )


def test_whoever_cannot_be_called_is_not_promised_a_call() -> None:
    reads(
        """
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
           Uw laatste gesprek, 4.
        > 4
        nl Uw laatste: vandaag om 10 over 10 ’s ochtends, een rekening.
           Opgelost, toets 1.
           Nog niet klaar, 2.
           Later terugbellen, 3.
        > 3
        nl Deze beller kunnen we niet terugbellen.
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
           Uw laatste gesprek, 4.
        """,
        House(agent=READY, last_talk=replace(TALK, can_call=False)),
    )


def test_a_pin_guards_the_last_call_too() -> None:
    reads(
        """
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
           Uw laatste gesprek, 4.
        > 4
        nl Toets uw pincode, en daarna een hekje.
        > 1111
          ! GivePin 1111
        nl Die klopt niet.
           Toets uw pincode, en daarna een hekje.
        > 2580
          ! GivePin 2580
        nl Uw laatste: vandaag om 10 over 10 ’s ochtends, een rekening.
           Opgelost, toets 1.
           Nog niet klaar, 2.
           Later terugbellen, 3.
        """,
        House(agent=replace(READY, must_give_pin=True), last_talk=TALK),
    )


def test_who_presses_it_out_of_habit_hears_that_nothing_is_open() -> None:
    reads(
        """
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        > 4
        nl Daarover is al genoteerd hoe het afliep.
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        > 3
          ! SetPresence signed_out
        nl U bent afgemeld.
           Dag.
          (hangs up)
        """,
        House(agent=READY),
    )


def test_silence_and_other_keys_leave_it_open() -> None:
    reads(
        """
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
           Uw laatste gesprek, 4.
        > 4
        nl Uw laatste: vandaag om 10 over 10 ’s ochtends, een rekening.
           Opgelost, toets 1.
           Nog niet klaar, 2.
           Later terugbellen, 3.
        > silence
        nl Uw laatste: vandaag om 10 over 10 ’s ochtends, een rekening.
           Opgelost, toets 1.
           Nog niet klaar, 2.
           Later terugbellen, 3.
        > 9
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
           Uw laatste gesprek, 4.
        """,
        House(agent=READY, last_talk=TALK),
    )
