"""A promise, as it is made, changed and undone."""

from flows.thread import Step, Thread
from tests.flows.house import House, reads
from tests.flows.sample import BUSY

BILL = Step("chosen", Thread("nl", need="billing"))
"""The menu was answered."""


def test_right_is_goodbye_and_gives_up_the_place() -> None:
    reads(
        """
          ! JoinQueue billing nl 10:00
        nl Er zijn 2 wachtenden voor u.
           De wachttijd is 2 tot 5 minuten.
           Liever niet wachten?
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 0
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
           Of blijf aan de lijn.
           U houdt uw plaats.
        > 1
          ! LeaveQueue
        nl Tot dan.
          (hangs up)
        """,
        House(wait=BUSY),
        step=BILL,
    )


def test_undo_goes_back_to_the_wait() -> None:
    reads(
        """
          ! JoinQueue billing nl 10:00
        nl Er zijn 2 wachtenden voor u.
           De wachttijd is 2 tot 5 minuten.
           Liever niet wachten?
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 0
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
           Of blijf aan de lijn.
           U houdt uw plaats.
        > *
          ! WithdrawPromise p1 undone
        nl Goed, we bellen u niet terug.
          ♪ 1
        """,
        House(wait=BUSY),
        step=BILL,
    )


def test_undo_when_closed_goes_back_to_the_menu() -> None:
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
        > *
          ! WithdrawPromise p1 undone
        nl Goed, we bellen u niet terug.
        nl Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
           U mag het ook zeggen.
        en For English, press 9.
        """,
        House(open=False),
        step=BILL,
    )


def test_another_number_is_read_back_and_gets_no_text() -> None:
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
        > 2
        nl Toets het nummer in waarop we u kunnen bellen, en daarna een hekje.
        > 0698765432
          ! KeepCandidate 0698765432
        nl Uw nummer is: 0, 6, 9, 8, 7, 6, 5, 4, 3, 2.
           Klopt dat?
           Toets 1.
           Opnieuw, 2.
        > 1
          ! MovePromise p1
        nl Afgesproken.
           We bellen u terug, uiterlijk morgen om 10 over 3 ’s middags, op nummer 0, 6, 9, 8, 7, 6, 5, 4, 3, 2.
           Klopt dat?
           Toets 1.
           Een ander nummer, 2.
           Een ander tijdstip, 3.
           Toch niet, sterretje.
        > 1
        nl Tot dan.
          (hangs up)
        """,
        House(open=False),
        step=BILL,
    )


def test_an_anonymous_caller_is_asked_for_a_number_before_anything_is_promised() -> None:
    reads(
        """
        nl We zijn nu gesloten.
           Toets 1, dan bellen we u terug.
           Gaat het over iets anders?
           Toets 0.
        > 1
        nl We kunnen u niet bellen op het nummer waarmee u nu belt.
           Toets het nummer in waarop we u kunnen bellen, en daarna een hekje.
        > 0698765432
          ! KeepCandidate 0698765432
        nl Uw nummer is: 0, 6, 9, 8, 7, 6, 5, 4, 3, 2.
           Klopt dat?
           Toets 1.
           Opnieuw, 2.
        > 2
        nl Toets het nummer in waarop we u kunnen bellen, en daarna een hekje.
        > +32470123456
          ! KeepCandidate +32470123456
        nl Uw nummer is: plus, 3, 2, 4, 7, 0, 1, 2, 3, 4, 5, 6.
           Klopt dat?
           Toets 1.
           Opnieuw, 2.
        > 1
          ! MakePromise billing nl True
        nl Afgesproken.
           We bellen u terug, uiterlijk morgen om 10 over 3 ’s middags, op nummer plus, 3, 2, 4, 7, 0, 1, 2, 3, 4, 5, 6.
           Klopt dat?
           Toets 1.
           Een ander nummer, 2.
           Een ander tijdstip, 3.
           Toch niet, sterretje.
        > silence
        nl Dag.
          (hangs up)
        """,
        House(open=False, callable=False),
        step=BILL,
    )


def test_a_number_outside_policy_is_noted() -> None:
    reads(
        """
        nl We zijn nu gesloten.
           Toets 1, dan bellen we u terug.
           Gaat het over iets anders?
           Toets 0.
        > 1
        nl We kunnen u niet bellen op het nummer waarmee u nu belt.
           Toets het nummer in waarop we u kunnen bellen, en daarna een hekje.
        > 0090012345
          ! KeepCandidate 0090012345
        nl Uw nummer is: 0, 0, 9, 0, 0, 1, 2, 3, 4, 5.
           Klopt dat?
           Toets 1.
           Opnieuw, 2.
        > 1
          ! MakePromise billing nl True
        nl Genoteerd.
           Een collega beslist of we u kunnen bellen op nummer 0, 0, 9, 0, 0, 1, 2, 3, 4, 5.
           Klopt dat?
           Toets 1.
           Een ander nummer, 2.
           Een ander tijdstip, 3.
           Toch niet, sterretje.
        > 1
        nl Dag.
          (hangs up)
        """,
        House(open=False, callable=False, numbers={"0090012345": "needs_approval"}),
        step=BILL,
    )


def test_three_impossible_numbers_and_a_person_takes_over() -> None:
    reads(
        """
          ! JoinQueue billing nl 10:00
        nl Er zijn 2 wachtenden voor u.
           De wachttijd is 2 tot 5 minuten.
           Liever niet wachten?
           Toets 1 en we bellen u terug.
           U houdt uw plaats.
          ♪ 0
        > 1
        nl We kunnen u niet bellen op het nummer waarmee u nu belt.
           Toets het nummer in waarop we u kunnen bellen, en daarna een hekje.
        > 112
          ! KeepCandidate 112
        nl Dat nummer kunnen we niet bellen.
           Toets het nummer in waarop we u kunnen bellen, en daarna een hekje.
        > 112
          ! KeepCandidate 112
        nl Dat nummer kunnen we niet bellen.
           Toets het nummer in waarop we u kunnen bellen, en daarna een hekje.
        > 112
          ! KeepCandidate 112
          ♪ 1
        """,
        House(wait=BUSY, callable=False, numbers={"112": "impossible"}),
        step=BILL,
    )


def test_silence_at_the_number_promises_nothing() -> None:
    reads(
        """
        nl We zijn nu gesloten.
           Toets 1, dan bellen we u terug.
           Gaat het over iets anders?
           Toets 0.
        > 1
        nl We kunnen u niet bellen op het nummer waarmee u nu belt.
           Toets het nummer in waarop we u kunnen bellen, en daarna een hekje.
        > silence
        nl Toets het nummer in waarop we u kunnen bellen, en daarna een hekje.
        > silence
        nl Toets het nummer in waarop we u kunnen bellen, en daarna een hekje.
        > silence
        nl Dag.
          (hangs up)
        """,
        House(open=False, callable=False),
        step=BILL,
    )


def test_silence_at_the_number_read_back_promises_nothing() -> None:
    reads(
        """
        nl We zijn nu gesloten.
           Toets 1, dan bellen we u terug.
           Gaat het over iets anders?
           Toets 0.
        > 1
        nl We kunnen u niet bellen op het nummer waarmee u nu belt.
           Toets het nummer in waarop we u kunnen bellen, en daarna een hekje.
        > 0698765432
          ! KeepCandidate 0698765432
        nl Uw nummer is: 0, 6, 9, 8, 7, 6, 5, 4, 3, 2.
           Klopt dat?
           Toets 1.
           Opnieuw, 2.
        > silence
        nl Uw nummer is: 0, 6, 9, 8, 7, 6, 5, 4, 3, 2.
           Klopt dat?
           Toets 1.
           Opnieuw, 2.
        > silence
        nl Uw nummer is: 0, 6, 9, 8, 7, 6, 5, 4, 3, 2.
           Klopt dat?
           Toets 1.
           Opnieuw, 2.
        > silence
        nl Dag.
          (hangs up)
        """,
        House(open=False, callable=False),
        step=BILL,
    )


def test_another_time_is_one_of_the_windows_read_out() -> None:
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
        > 3
        nl Wanneer komt het u uit?
           Vandaag tussen 2 en 4 uur ’s middags, toets 1.
           Morgen tussen 9 en 11 uur ’s ochtends, toets 2.
        > 2
          ! ChooseWindow p1 08:00-10:00
        nl Afgesproken.
           We bellen u terug, morgen tussen 9 en 11 uur ’s ochtends, op het nummer waarmee u nu belt.
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
        step=BILL,
    )


def test_an_unknown_window_is_asked_again_and_the_promise_stands() -> None:
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
        > 3
        nl Wanneer komt het u uit?
           Vandaag tussen 2 en 4 uur ’s middags, toets 1.
           Morgen tussen 9 en 11 uur ’s ochtends, toets 2.
        > 5
        nl Wanneer komt het u uit?
           Vandaag tussen 2 en 4 uur ’s middags, toets 1.
           Morgen tussen 9 en 11 uur ’s ochtends, toets 2.
        > 5
        nl Dag.
          (hangs up)
        """,
        House(open=False),
        step=BILL,
    )


def test_there_is_no_other_time() -> None:
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
        > 3
        nl We hebben geen ander tijdstip.
        nl Afgesproken.
           We bellen u terug, uiterlijk morgen om 10 over 3 ’s middags, op het nummer waarmee u nu belt.
           U krijgt een sms ter bevestiging.
           Klopt dat?
           Toets 1.
           Een ander nummer, 2.
           Een ander tijdstip, 3.
           Toch niet, sterretje.
        """,
        House(open=False, windows=()),
        step=BILL,
    )


def test_an_unknown_key_hears_the_promise_once_more() -> None:
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
        > 8
        nl Afgesproken.
           We bellen u terug, uiterlijk morgen om 10 over 3 ’s middags, op het nummer waarmee u nu belt.
           U krijgt een sms ter bevestiging.
           Klopt dat?
           Toets 1.
           Een ander nummer, 2.
           Een ander tijdstip, 3.
           Toch niet, sterretje.
        > 8
        nl Dag.
          (hangs up)
        """,
        House(open=False),
        step=BILL,
    )


def test_what_is_not_on_the_ledger_is_not_spoken() -> None:
    reads(
        """
        nl We zijn nu gesloten.
           Toets 1, dan bellen we u terug.
           Gaat het over iets anders?
           Toets 0.
        > 1
          ! MakePromise billing nl False
        nl Er gaat bij ons iets mis.
           Belt u over een kwartier nog eens?
           Het spijt ons.
           Dag.
          (hangs up)
        """,
        House(open=False, ledger_is_up=False),
        step=BILL,
    )
