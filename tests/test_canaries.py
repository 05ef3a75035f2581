"""Who is looked for is found, in whatever spelling, and nobody else."""

import pytest

from tests.canaries import found_in

JAN = "+31622333444"

pytestmark = pytest.mark.threat("T7")


@pytest.mark.parametrize(
    "told",
    [
        *("+31622333444", "31622333444", "0622333444", "622333444", "0031622333444", "06 22 33 34 44", "06-22333444"),
        *(
            "%2B31622333444",
            "+31 (0)6 22 33 34 44",
            "%2B31%20622%20333%20444",
            '"tel:+31622333444"',
            "a\x000622333444\r",
        ),
    ],
)
def test_a_number_is_found_in_every_spelling(told: str) -> None:
    assert found_in({"log": f"called {told} twice"}, [JAN])


@pytest.mark.parametrize("other", ["+31622333445", "1622333444001", "9622333444", "*44", "622333", "id0622333444999"])
def test_another_number_an_instant_and_an_id_are_not(other: str) -> None:
    assert not found_in({"log": f"called {other} twice"}, [JAN])


def test_words_are_found_as_they_are() -> None:
    assert found_in({"aof": "note Wilhelmina"}, [], ["Wilhelmina"]) == ["aof: …'note Wilhelmina'"]
