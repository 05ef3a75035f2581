"""`make rehearse` with a script on its standard input, as a terminal shows it."""

import re
import subprocess
import sys

from tools.surroundings import ROOT


def rehearse(*script: str, expects: int = 0) -> str:
    """Play a script; everything that was on the screen, with single spaces."""
    ended = subprocess.run(
        [sys.executable, "-m", "tools.rehearse"],
        cwd=ROOT,
        input="\n".join(script),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ended.returncode == expects, ended.stdout + ended.stderr
    assert ended.stderr == ""
    return re.sub(r"\s+", " ", ended.stdout)


def in_order(screen: str, *texts: str) -> None:
    """Each of them stands on the screen, one behind the other."""
    place = 0
    for text in texts:
        found = screen.find(text, place)
        assert found >= 0, f"{text!r} does not follow on\n{screen[:place]}\n---\n{screen[place:]}"
        place = found + len(text)


def test_a_caller_says_what_it_is_about_and_talks_to_an_agent() -> None:
    screen = rehearse("call", '"mijn factuur"', '"goedemorgen"', 'anna "dag"', "hang up", "agents")
    in_order(
        screen,
        "› call",
        "You ◂ Welkom bij Voorbeeld",
        "You ▸ “mijn factuur”",
        "Anna ☎ rings",
        "Anna ◂ Een rekening, Nederlands",
        "Anna ▸ 1",
        "You ↔ Anna",
        "You ▸ “goedemorgen”",
        "Anna ▸ “dag”",
        "You ☎ is off the phone",
        "Anna ready, wrapping up",
        "Bram signed out, idle",
    )


def test_a_promise_is_made_broken_and_still_kept_in_front_of_your_eyes() -> None:
    screen = rehearse(
        *("all off", "call", "1", "1", "hang up", "promises", "+24h", "anna on"),
        *("answer", '"hallo"', "hang up", "anna 1", "promises"),
    )
    in_order(
        screen,
        "We bellen u terug, uiterlijk morgen",
        "promise ✎ made: a call to +31 6 12355779, due by Tuesday",
        "You ✉ “Voorbeeld: we bellen u terug",
        "billing: open, due by Tuesday",
        "── Tuesday 3 March ──",
        "promise ✎ broken",
        "Anna ◂ Terugbellen, een rekening",
        "You ☎ your phone rings",
        "› answer",
        "Anna ↔ You",
        "(Anna is asked something; answer with: anna 1)",
        "promise ✎ kept",
        "billing: kept, BROKEN",
    )


def test_nobody_accepts_and_the_caller_hears_music_in_one_line() -> None:
    screen = rehearse("anna voicemail", "call", "1", "+10s", "queue", "1", "hang up", "promises")
    in_order(screen, "Anna ▸ “Please leave a message.”", "You ♪ music", "1. billing, nl, for", "due by Tuesday")
    assert "♪ music You ♪" not in screen


def test_another_phone_and_a_word_that_means_nothing() -> None:
    screen = rehearse("call 0687650000", "hang up", "dance", "answer", "call twelve", "quit", "call", expects=1)
    in_order(
        screen,
        "…0000 ☎ dials +31201234567",
        "'dance' means nothing here; try: help",
        "…0000: the phone is on the hook; try: call",
        "twelve is no phone number",
        "› quit",
    )
    assert screen.endswith("› quit ")
