"""Who is looked for is found, in whatever spelling, and nobody else."""

import pytest

from tests import canaries
from tests.canaries import found_in, told_of

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


def logged(text: str) -> list[str]:
    report = pytest.TestReport("a test", ("a_test.py", 1, "a test"), {}, "passed", None, "teardown")
    report.sections = [("Captured stdout call", text)]
    return told_of(report)


@pytest.mark.parametrize(
    "record",
    [
        f"2026-03-02 12:00:00 [info     ] call.began  call={JAN}",
        "12:00 [\x1b[32m\x1b[1mwarning  \x1b[0m] text.lost \x1b[36mto\x1b[0m=\x1b[35m0622333444\x1b[0m",
        '{"event": "call.began", "level": "info", "from": "%2B31622333444"}',
    ],
)
def test_a_number_in_a_record_of_the_log_is_found(record: str) -> None:
    assert len(logged(f"{record}\n")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "called +31622333444",
        "[info     ] call.began  call=CA06123456780612345678",
        '"level": "info", "at": "2.0622333444"',
    ],
)
def test_what_a_command_says_and_an_id_are_none(line: str) -> None:
    assert logged(line) == []


def test_what_somebody_wrote_is_found_in_a_record_of_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canaries, "said_lately", {"mijn deurbel zingt"})
    assert logged("[info     ] note.kept  note='mijn deurbel zingt'\n")
    assert not logged("mijn deurbel zingt\n")
