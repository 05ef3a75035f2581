"""A caller in danger, as it is heard."""

from dataclasses import replace

import pytest

from flows import book, reply_words
from flows.emergency import SOME_HINTS, WORDS, is_emergency
from flows.facts import NOTHING, Facts, Heard, MenuEntry
from flows.intents import NoteEntered
from flows.replies import Emergency, Other, read_reply
from flows.thread import Step, Thread
from flows.verbs import Ask
from tests.flows.house import House, reads
from tests.flows.sample import AMSTERDAM, BUSY, LINE, NOW

IN_DANGER = Step("emergency", Thread("nl", need="billing"))
FREE = replace(BUSY, position=1)


@pytest.mark.parametrize(
    "said",
    [
        "112",
        "één één twee",
        "Bel 1-1-2!",
        "ambulance",
        "Er moet een ziekenwagen komen.",
        "de brandweer",
        "iemand met een hartaanval",
        "politie nodig",
        "An ambulance, please!",
        "Fire brigade",
        "call the police",
        "une ambulance, vite",
        "Les pompiers !",
        "arrêt cardiaque",
        "einen Krankenwagen bitte",
        "Die Feuerwehr",
        "Polizei rufen",
    ],
)
def test_who_is_in_danger_is_understood_in_any_language(said: str) -> None:
    assert is_emergency(said, ())
    turn = book.play("menu", Heard(speech=said), Facts(NOW, LINE, Thread("en")))
    assert turn.intents == (NoteEntered(said),)
    assert turn.then is not None
    assert turn.then.node == "emergency"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "een rekening",
        "spoed",
        "het is dringend",
        "de politie",
        "rekening 1120",
        "ambulancevervoer",
        "mijn brandverzekering",
    ],
)
def test_haste_is_no_danger(said: str) -> None:
    assert not is_emergency(said, ())


def test_the_lines_own_word_wins_where_it_was_said_whole() -> None:
    own = ("ambulance vervoer", "rekening")
    assert not is_emergency("ik bel over ambulance vervoer", own)
    assert is_emergency("een ambulance!", own)
    assert is_emergency("ambulance vervoer, want de brandweer is er al", own)
    entry = MenuEntry("1", "rides", {"nl": "ambulancevervoer", "en": "rides"}, {"nl": own})
    turn = book.play("menu", Heard(speech="Ambulance-vervoer"), Facts(NOW, replace(LINE, menu=(entry,)), Thread("nl")))
    assert turn.then is not None
    assert (turn.then.node, turn.then.thread.need) == ("chosen", "rides")


def test_speech_recognition_is_told_the_words_where_it_listens_at_all() -> None:
    listening = book.play("entries", NOTHING, Facts(NOW, LINE, Thread("nl"))).verbs[-1]
    assert isinstance(listening, Ask)
    assert set(SOME_HINTS) < set(listening.listens_for)
    silent = replace(LINE, menu=tuple(replace(entry, words={}) for entry in LINE.menu))
    keys_only = book.play("entries", NOTHING, Facts(NOW, silent, Thread("nl"))).verbs[-1]
    assert isinstance(keys_only, Ask)
    assert keys_only.listens_for == ()


def test_the_number_comes_first_and_then_a_person() -> None:
    reads(
        """
          ! NoteEmergency
        nl Is er iemand in levensgevaar?
           Hang op en bel 1, 1, 2.
           Blijft u aan de lijn, dan krijgt u iemand van ons.
          ! JoinQueue None nl 10:00
          ☎ tel:+31612345678
        > they talk
          (hangs up)
        """,
        House(free_agents=1),
        IN_DANGER,
    )


def test_who_finds_everybody_busy_waits_and_is_offered_nothing_less() -> None:
    reads(
        """
          ! NoteEmergency
        nl Is er iemand in levensgevaar?
           Hang op en bel 1, 1, 2.
           Blijft u aan de lijn, dan krijgt u iemand van ons.
          ! JoinQueue None nl 10:00
        nl U bent de eerstvolgende.
           De wachttijd is 2 tot 5 minuten.
          ♪ 0
        > silence
          ♪ 1
        """,
        House(wait=FREE),
        IN_DANGER,
    )


def test_who_waits_in_danger_is_not_left_waiting_for_nobody() -> None:
    waiting = Step("waiting", Thread("nl", arrived_at=NOW, said_at=NOW, emergency=True))
    reads(
        """
          ! LeaveQueue
          ☎ +31612345678
        > they talk
          (hangs up)
        """,
        House(wait=FREE, staffed=False, rescuers=("+31612345678",)),
        waiting,
    )
    reads(
        """
          ♪ 0
        """,
        House(wait=replace(FREE, may_offer=False), staffed=False),
        waiting,
    )
    reads(
        """
          ♪ 0
        """,
        House(wait=replace(FREE, may_offer=False), rescuers=("+31612345678",)),
        waiting,
    )


def test_where_nobody_is_there_one_phone_after_another_is_rung() -> None:
    reads(
        """
          ! NoteEmergency
        nl Is er iemand in levensgevaar?
           Hang op en bel 1, 1, 2.
           Blijft u aan de lijn, dan bellen we iemand voor u.
          ☎ +31207654321
        > no answer
          ☎ +31612345678
        > they talk
          (hangs up)
        """,
        House(open=False, rescuers=("+31207654321", "+31612345678")),
        IN_DANGER,
    )


def test_only_where_nobody_at_all_can_be_rung_a_callback_is_offered_beside_the_number() -> None:
    reads(
        """
          ! NoteEmergency
        nl Is er iemand in levensgevaar?
           Hang op en bel 1, 1, 2.
           Blijft u aan de lijn, dan bellen we iemand voor u.
          ☎ +31612345678
        > busy
          ! RaiseEmergency
        nl Is er iemand in levensgevaar?
           Hang op en bel 1, 1, 2.
        nl Er is nu niemand die u kan helpen.
           Toets 1, dan bellen we u terug.
        > 1
          ! MakePromise None nl False
        nl Afgesproken.
           We bellen u terug, uiterlijk morgen om 10 over 3 ’s middags, op het nummer waarmee u nu belt.
           U krijgt een sms ter bevestiging.
           Klopt dat?
           Toets 1.
           Een ander nummer, 2.
           Een ander tijdstip, 3.
           Toch niet, sterretje.
        """,
        House(staffed=False, rescuers=("+31612345678",)),
        IN_DANGER,
    )


def test_without_anybody_to_ring_the_number_is_said_once() -> None:
    reads(
        """
          ! NoteEmergency
          ! RaiseEmergency
        nl Is er iemand in levensgevaar?
           Hang op en bel 1, 1, 2.
        nl Er is nu niemand die u kan helpen.
           Toets 1, dan bellen we u terug.
        """,
        House(staffed=False),
        IN_DANGER,
    )


def test_no_callback_is_offered_in_place_of_somebody() -> None:
    waiting = Step("hold", Thread("nl", arrived_at=NOW, emergency=True))
    told = book.play("hold", NOTHING, Facts(NOW, LINE, waiting.thread, wait=replace(FREE, may_offer=True)))
    (ask,) = told.verbs
    assert isinstance(ask, Ask)
    assert ask.then.thread.offered_at is None
    closing = replace(FREE, may_offer=True, only_callback=True, is_closing=True)
    (ask,) = book.play("hold", NOTHING, Facts(NOW, LINE, waiting.thread, wait=closing)).verbs
    assert isinstance(ask, Ask)
    assert ask.then.thread.offered_at == NOW


def test_what_was_said_before_in_the_wait_counts_as_no_phone_that_was_rung() -> None:
    told_once = Thread("nl", arrived_at=NOW, said_at=NOW, emergency=True, tries=1)
    turn = book.play("ring", NOTHING, Facts(NOW, LINE, told_once))
    assert turn.then == Step("emergency_hold", replace(told_once, tries=0))


@pytest.mark.parametrize(
    ("tongue", "first"),
    [
        ("en", "Is somebody's life in danger?"),
        ("fr", "Quelqu'un est en danger de mort ?"),
        ("de", "Ist jemand in Lebensgefahr?"),
    ],
)
def test_the_number_of_the_country_is_said_in_the_callers_language(tongue: str, first: str) -> None:
    facts = Facts(NOW, replace(LINE, emergency_number="911"), Thread(tongue), open=True, staffed=True)
    (said, _) = book.play("emergency", NOTHING, facts).verbs
    assert said.text.startswith(first)  # type: ignore[union-attr]  # a Say
    assert "9, 1, 1" in said.text  # type: ignore[union-attr]  # a Say


def test_who_is_rung_at_home_has_to_accept() -> None:
    rung = Step("emergency_whisper", Thread("nl", subject="CA1"))
    whispered = """
        nl Voorbeeld: een beller in nood, en er is niemand anders.
           Toets 1."""
    reads(
        whispered
        + """
        > 1
          ! AcceptEmergency CA1
          (they talk)
        """,
        House(),
        rung,
    )
    reads(
        whispered
        + """
        > silence
          (hangs up)
        """,
        House(),
        rung,
    )


@pytest.mark.parametrize(
    "text", ["112", "Ambulance!", "help, ambulance nodig aub", "Send an ambulance now", "Feuerwehr bitte"]
)
def test_a_text_that_is_a_cry_for_help_is_read_as_one(text: str) -> None:
    assert read_reply(text, "nl", NOW, AMSTERDAM) == Emergency()


@pytest.mark.parametrize("text", ["help", "spoed", "mijn afspraak met de ambulance van dinsdag", "bel nu 06"])
def test_a_text_with_more_to_it_is_for_a_person_to_read(text: str) -> None:
    assert read_reply(text, "nl", NOW, AMSTERDAM) == Other()


def test_no_word_stands_in_both_lists() -> None:
    words, about = (reply_words.phrases(listed) for listed in (WORDS, reply_words.HELP))
    assert not words & about
