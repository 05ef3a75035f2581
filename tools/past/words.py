"""What agents note of their talks, and what callers answer when they are asked: short, in Dutch and in English.

Made up, of nobody. Deliberately names no product: the same words fit any line.
"""

from collections.abc import Mapping
from random import Random
from typing import Final

NOTES: Final[Mapping[str, tuple[str, ...]]] = {
    "nl": (
        "Uitgelegd hoe het werkt, klant tevreden.",
        "Dubbel afgeschreven bedrag wordt teruggestort.",
        "Adres aangepast, bevestiging komt per post.",
        "Klant belt terug met het kenmerk.",
        "Monteur ingepland voor donderdagochtend.",
        "Belt al voor de derde keer over hetzelfde. Doorgezet naar de afdeling.",
        "Storing in de straat, verwacht herstel vanavond.",
        "Betaalregeling afgesproken: drie termijnen.",
        "Verhuisdatum stond verkeerd, nu goed.",
        "Wachtwoord opnieuw ingesteld.",
        "Wilde een collega spreken die vandaag vrij is.",
        "Klacht over de wachttijd genoteerd.",
    ),
    "en": (
        "Explained how it works, caller happy.",
        "Charged twice, will be paid back.",
        "Address changed, letter follows.",
        "Caller rings back with the reference.",
        "Engineer booked for Thursday morning.",
        "Third call about the same thing. Passed on to the department.",
        "Fault in the street, back this evening.",
        "Payment in three parts agreed.",
        "Moving date was wrong, corrected.",
        "Password set anew.",
        "Wanted a colleague who is off today.",
        "Complaint about the wait noted.",
    ),
}
UNSETTLED: Final = frozenset({3, 4, 5, 6, 10, 11})
"""Which of the notes tell of something that goes on."""
COMMENTS: Final[Mapping[str, Mapping[int, tuple[str, ...]]]] = {
    "nl": {
        1: (
            "Drie keer gebeld en nog steeds niet opgelost.",
            "Ik zou worden teruggebeld en dat is niet gebeurd.",
            "Werd van het kastje naar de muur gestuurd.",
        ),
        2: ("Lang gewacht en een half antwoord gekregen.", "De medewerker was aardig maar kon niets doen."),
        3: ("Ging wel.", "Geholpen, maar het duurde lang."),
        4: ("Prima geholpen, alleen de wachttijd.", "Duidelijke uitleg."),
        5: (
            "Netjes op tijd teruggebeld, dank u.",
            "Eindelijk iemand die luistert.",
            "Snel en vriendelijk geholpen.",
        ),
    },
    "en": {
        1: (
            "Called three times and it is still not solved.",
            "You said you would call back and you did not.",
            "Sent from one department to the next.",
        ),
        2: ("Long wait for half an answer.", "The agent was kind but could not do anything."),
        3: ("It was all right.", "Helped, but it took long."),
        4: ("Well helped, only the wait.", "Clear explanation."),
        5: ("Called back right on time, thank you.", "Finally somebody who listens.", "Quick and friendly."),
    },
}
SCORES: Final = ((5, 46), (4, 27), (3, 11), (2, 7), (1, 9))
"""Each score, and how many of a hundred give it: most are content, and those who are not say so."""
WORDLESS: Final = 0.55


def note(language: str, chance: Random, *, is_settled: bool) -> str:
    """What an agent writes after a talk: nobody left content without a solution."""
    every = NOTES.get(language, NOTES["en"])
    drawn = chance.randrange(len(every))
    fitting = [number for number in range(len(every)) if (number in UNSETTLED) is not is_settled]
    return every[fitting[drawn % len(fitting)]]


def answer(language: str, chance: Random) -> tuple[int, str | None]:
    """A score, and perhaps words with it."""
    score = chance.choices([one for one, _ in SCORES], [weight for _, weight in SCORES])[0]
    if chance.random() < WORDLESS:
        return score, None
    return score, chance.choice(COMMENTS.get(language, COMMENTS["en"])[score])
