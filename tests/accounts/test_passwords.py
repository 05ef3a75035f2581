"""Which passwords are taken: long ones of one's own, whatever they are made of; and none that others try first."""

import pytest

from voice_app.accounts.passwords import LONGEST, SHORTEST, what_is_wrong

NAMES = ("Voorbeeld Energie", "anna", "Anna de Vries", "billing")

GOOD = [
    "drie groene fietsen in de regen",
    "gordijn lepel dinsdag trombone",  # one obvious day among words of one's own
    "kX9#vQ2!mZ7$pL4",
    "regenregenwolkendakpan",
    "я люблю длинные прогулки",
    "雨の日の自転車は三台とも緑色です",
    "🦊🐢🦉🐝🦋🐙 langs het water",
]

OBVIOUS = [
    "password1234567",
    "Wachtwoord2026!",
    "WachtwoordWachtwoord1",
    "Welkom01Welkom01",
    "welkombijvoorbeeld",
    "annaannaannaanna",
    "Anna.de.Vries.2026",
    "voorbeeld-energie-1",
    "billingbilling2026",
    "qwertyuiopasdfgh",
    "azertyuiopqsdfgh",
    "123456789012345",
    "987654321098765",
    "abcdefghijklmnopqrst",
    "aaaaaaaaaaaaaaaaaaaa",
    "abababababababababab",
    "correct horse battery staple",
    "MotDePasse!MotDePasse!",
    "Sommer2025Sommer2026",
    "letmeinletmein2026",
    "geheimgeheimgeheim",
    "P4ssword P4ssword",
    "                    ",
    "helpdesk amsterdam 2026",
    "iloveyou iloveyou!",
]


@pytest.mark.parametrize("password", GOOD)
def test_a_long_one_of_ones_own_is_taken(password: str) -> None:
    assert what_is_wrong(password, NAMES) is None


@pytest.mark.threat("T13")
@pytest.mark.parametrize("password", OBVIOUS)
def test_what_anybody_would_try_first_is_obvious(password: str) -> None:
    assert what_is_wrong(password, NAMES) == "obvious"


@pytest.mark.threat("T13")
def test_a_short_one_is_short_whatever_it_is_made_of() -> None:
    assert what_is_wrong("kX9#vQ2!mZ7$pL"[: SHORTEST - 1], NAMES) == "too_short"


def test_a_very_long_one_is_taken_and_an_endless_one_is_not() -> None:
    words = " ".join(f"woord{number * 7919}" for number in range(200))
    assert what_is_wrong(words[:LONGEST], NAMES) is None
    assert what_is_wrong(words[: LONGEST + 1], NAMES) == "too_long"
