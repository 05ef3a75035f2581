"""Whole conversations in French, in German, and with Belgians."""

from dataclasses import replace
from datetime import timedelta

from flows.facts import Work
from flows.thread import Step, Thread
from tests.flows.house import House, reads
from tests.flows.sample import BUSY, LINE, MENU, NOW, PROMISED

FOUR = replace(LINE, languages=("nl", "en", "fr", "de"))
BELGIAN = replace(
    LINE,
    languages=("nl-BE", "fr-BE"),
    menu=tuple(replace(one, label=one.label | {"nl-BE": one.label["nl"], "fr-BE": one.label["fr"]}) for one in MENU),
)
NEXT_MONDAY_AT_NINE = NOW + timedelta(days=7, hours=-2)


def test_a_french_caller_finds_everybody_busy() -> None:
    reads(
        """
        fr Bienvenue chez Voorbeeld.
           Pour une facture, tapez 1.
           Une panne, le 2.
           Un déménagement, le 3.
           Une commande, le 4.
           Votre contrat, le 5.
           Autre chose, le 0.
           Vous pouvez aussi le dire.
        en For English, press 9.
        de Für Deutsch drücken Sie die 7.
        nl Voor Nederlands, toets 6.
        > 1
          ! NoteEntered 1
          ! JoinQueue billing fr 10:00
        fr Il y a 2 personnes avant vous.
           Comptez entre 2 et 5 minutes d'attente.
           Vous préférez ne pas attendre ?
           Tapez 1, et nous vous rappelons.
           Vous gardez votre place.
          ♪ 0
        """,
        House(line=FOUR, wait=BUSY),
        Step("welcome", Thread("fr")),
    )


def test_a_german_caller_finds_us_closed_and_chooses_a_time() -> None:
    reads(
        """
        de Willkommen bei Voorbeeld.
           Eine Rechnung?
           Drücken Sie die 1.
           Eine Störung, die 2.
           Ein Umzug, die 3.
           Eine Bestellung, die 4.
           Ihr Vertrag, die 5.
           Etwas anderes, die 0.
           Oder sagen Sie es einfach.
        en For English, press 9.
        fr Pour le français, tapez 8.
        nl Voor Nederlands, toets 6.
        > 1
          ! NoteEntered 1
        de Wir haben jetzt geschlossen und sind am Montag, dem 30.
           November, um 9 Uhr wieder da.
           Drücken Sie die 1, dann rufen wir Sie zurück.
           Geht es um etwas anderes, drücken Sie die 0.
        > 1
          ! MakePromise billing de False
        de Abgemacht.
           Wir rufen Sie zurück, spätestens morgen um 15 Uhr 10, unter der Nummer, von der Sie anrufen.
           Sie bekommen eine SMS zur Bestätigung.
           Stimmt das, drücken Sie die 1.
           Eine andere Nummer, die 2.
           Eine andere Zeit, die 3.
           Doch nicht, die Sterntaste.
        > 3
        de Wann passt es Ihnen?
           Heute zwischen 14 und 16 Uhr, die 1.
           Morgen zwischen 9 und 11 Uhr, die 2.
        > 1
          ! ChooseWindow p1 13:00-15:00
        de Abgemacht.
           Wir rufen Sie zurück, heute zwischen 14 und 16 Uhr, unter der Nummer, von der Sie anrufen.
           Sie bekommen eine SMS zur Bestätigung.
           Stimmt das, drücken Sie die 1.
           Eine andere Nummer, die 2.
           Eine andere Zeit, die 3.
           Doch nicht, die Sterntaste.
        > 1
        de Bis dann.
          (hangs up)
        """,
        House(line=FOUR, open=False, opens_at=NEXT_MONDAY_AT_NINE),
        Step("welcome", Thread("de")),
    )


def test_a_german_caller_to_whom_we_owe_a_callback_lets_it_be() -> None:
    reads(
        """
        de Willkommen bei Voorbeeld.
           Wir rufen Sie noch zurück, spätestens morgen um 15 Uhr 10.
           Jetzt mit jemandem sprechen, drücken Sie die 1.
           So lassen, die 2.
           Absagen, die 3.
           Etwas anderes, die Raute.
        > 2
        de Gut, es bleibt dabei.
           Bis dann.
          (hangs up)
        """,
        House(line=FOUR, recognised=PROMISED),
        Step("welcome", Thread("de")),
    )


def test_a_belgian_changes_to_french_and_stays_among_belgians_and_what_is_owed_is_in_plain_french() -> None:
    reads(
        """
        nl-BE Welkom bij Voorbeeld.
           Voor een rekening, toets 1.
           Een storing, 2.
           Een verhuizing, 3.
           Een bestelling, 4.
           Uw contract, 5.
           Iets anders, 0.
        fr-BE Pour le français, tapez 9.
        > 9
        fr-BE Bienvenue chez Voorbeeld.
           Pour une facture, tapez 1.
           Une panne, le 2.
           Un déménagement, le 3.
           Une commande, le 4.
           Votre contrat, le 5.
           Autre chose, le 0.
        nl-BE Voor Nederlands, toets 6.
        > 1
          ! NoteEntered 1
          ! JoinQueue billing fr 10:00
        fr-BE Il y a 2 personnes avant vous.
           Comptez entre 2 et 5 minutes d'attente.
           Vous préférez ne pas attendre ?
           Tapez 1, et nous vous rappelons.
           Vous gardez votre place.
          ♪ 0
        > 1
          ! MakePromise billing fr False
        fr-BE C'est entendu.
           Nous vous rappelons, au plus tard demain à 15 heures 10, sur le numéro d'où vous appelez.
           Vous recevrez un SMS de confirmation.
           Si c'est bon, tapez 1.
           Un autre numéro, 2.
           Un autre horaire, 3.
           Finalement non, étoile.
           Ou restez en ligne.
           Vous gardez votre place.
        > 2
        fr-BE Tapez le numéro où vous joindre, puis dièse.
        > 0470123456
          ! KeepCandidate 0470123456
        fr-BE Votre numéro est le 0, 4, 7, 0, 1, 2, 3, 4, 5, 6.
           Si c'est bon, tapez 1.
           Pour le refaire, 2.
        > 1
          ! MovePromise p1
        fr-BE C'est entendu.
           Nous vous rappelons, au plus tard demain à 15 heures 10, sur le numéro 0, 4, 7, 0, 1, 2, 3, 4, 5, 6.
           Si c'est bon, tapez 1.
           Un autre numéro, 2.
           Un autre horaire, 3.
           Finalement non, étoile.
           Ou restez en ligne.
           Vous gardez votre place.
        > silence
          ♪ 1
        """,
        House(line=BELGIAN, wait=BUSY),
        Step("welcome", Thread("nl-BE")),
    )


def test_a_german_agent_calls_a_frenchman_back() -> None:
    work = Work("moving", "fr", timedelta(minutes=12), is_promise=True)
    reads(
        """
        de Rückruf, ein Umzug, Französisch, 12 Minuten gewartet.
           Bitte die 1.
        > 1
          ! AcceptRing r1
          ☎ +33612345678
        > no answer
        de Es hat niemand abgenommen.
           Auf Wiederhören.
          (hangs up)
        """,
        House(line=FOUR, work=work, accepted=True, customer="+33612345678"),
        Step("whisper", Thread("de", subject="r1")),
    )


def test_a_french_agent_takes_a_call_of_somebody_who_called_yesterday_too() -> None:
    work = Work("billing", "nl", timedelta(minutes=2), is_promise=False, contacts=(NOW - timedelta(days=1),))
    reads(
        """
        fr Une facture, néerlandais, attend depuis 2 minutes, a aussi appelé hier.
           Tapez 1.
        > 1
          ! AcceptRing r1
          (they talk)
        """,
        House(line=FOUR, work=work, accepted=True),
        Step("whisper", Thread("fr", subject="r1")),
    )
