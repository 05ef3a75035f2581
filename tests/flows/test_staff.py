"""Agents who phone the support number."""

from dataclasses import replace

from tests.flows.house import House, reads
from tests.flows.sample import ANNA


def test_ready_by_one_key() -> None:
    reads(
        """
        nl Dag Anna.
           U bent afgemeld.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        > 1
          ! SetPresence ready
        nl U bent beschikbaar.
           Dag.
          (hangs up)
        """,
        House(agent=ANNA),
    )


def test_a_presence_that_takes_the_agent_away_asks_for_the_pin() -> None:
    reads(
        """
        nl Dag Anna.
           U bent beschikbaar.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        > 2
        nl Toets uw pincode, en daarna een hekje.
        > 1111
          ! GivePin 1111
        nl Die klopt niet.
           Toets uw pincode, en daarna een hekje.
        > 2580
          ! GivePin 2580
          ! SetPresence on_break
        nl U hebt pauze.
           Dag.
          (hangs up)
        """,
        House(agent=replace(ANNA, must_give_pin=True, presence="ready")),
    )


def test_ready_from_the_own_phone_asks_for_no_pin() -> None:
    reads(
        """
        nl Dag Anna.
           U bent afgemeld.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        > 1
          ! SetPresence ready
        nl U bent beschikbaar.
           Dag.
          (hangs up)
        """,
        House(agent=replace(ANNA, must_give_pin=True)),
    )


def test_another_phone_gives_the_pin_first() -> None:
    reads(
        """
        nl Toets uw pincode, en daarna een hekje.
        > 2580
          ! GivePin 2580
        nl Dag Anna.
           U bent afgemeld.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        > 1
          ! SetPresence ready
        nl U bent beschikbaar.
           Dag.
          (hangs up)
        """,
        House(agent=replace(ANNA, must_give_pin=True, own_phone=False)),
    )


def test_three_wrong_pins_end_the_call() -> None:
    reads(
        """
        nl Toets uw pincode, en daarna een hekje.
        > 1111
          ! GivePin 1111
        nl Die klopt niet.
           Toets uw pincode, en daarna een hekje.
        > silence
        nl Die klopt niet.
           Toets uw pincode, en daarna een hekje.
        > 2222
          ! GivePin 2222
        nl Die klopt niet.
           Meld u aan op de webpagina.
           Dag.
          (hangs up)
        """,
        House(agent=replace(ANNA, must_give_pin=True, own_phone=False)),
    )


def test_silence_and_unknown_keys_change_nothing() -> None:
    reads(
        """
        nl Dag Anna.
           U bent afgemeld.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        > silence
        nl Dag Anna.
           U bent afgemeld.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        > 7
          (hangs up)
        """,
        House(agent=ANNA),
    )


def test_how_a_callback_ended_is_asked_before_anything_else() -> None:
    reads(
        """
        nl U belde iemand terug.
           Hoe liep dat af?
           Gesproken, toets 1.
           Niet bereikt, 2.
           Verkeerd nummer, 3.
        > 2
          ! RecordOutcome a7 not_reached
        nl Dag Anna.
           U bent afgemeld.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        """,
        House(agent=ANNA, unsettled="a7"),
    )


def test_silence_about_it_leaves_it_for_the_next_time() -> None:
    reads(
        """
        nl U belde iemand terug.
           Hoe liep dat af?
           Gesproken, toets 1.
           Niet bereikt, 2.
           Verkeerd nummer, 3.
        > silence
        nl Dag Anna.
           U bent afgemeld.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        """,
        House(agent=ANNA, unsettled="a7"),
    )


def test_where_a_pin_guards_the_leg_the_outcome_is_left_to_the_desk() -> None:
    reads(
        """
        nl Dag Anna.
           U bent afgemeld.
           Beschikbaar, toets 1.
           Pauze, 2.
           Afmelden, 3.
           Bellen als klant, 9.
        """,
        House(agent=replace(ANNA, must_give_pin=True), unsettled="a7"),
    )
