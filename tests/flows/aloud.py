"""Reading aloud: how many seconds what we say takes, by espeak-ng.

espeak-ng speaks 155 words a minute here, which is about how fast people speak on the phone. How fast the carrier's
voices speak is not published; so the seconds tell which of two sentences is the longer one, and when one grows, but are
no promise about a call.
"""

import shutil
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest

WORDS_A_MINUTE = 155
READERS = {"nl": "nl", "nl-BE": "nl", "en": "en-gb", "fr": "fr-fr", "fr-BE": "fr-be", "de": "de"}
"""espeak-ng's voice for each tongue. It has none from Flanders."""
AT_ONCE = 4
HEADER, BYTES_A_SECOND = 44, 2 * 22_050
"""16-bit mono at 22,050 Hz."""

needs_a_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng to read aloud with")


@cache
def seconds(text: str, tongue: str) -> float:
    """How long `text` is spoken."""
    command = ["espeak-ng", "-v", READERS[tongue], "-s", str(WORDS_A_MINUTE), "--stdout", text]
    wave = subprocess.run(command, check=True, capture_output=True, timeout=100).stdout
    return (len(wave) - HEADER) / BYTES_A_SECOND


def all_seconds(said: Iterable[tuple[str, str]]) -> list[float]:
    """The same for many texts and their tongues, several at once."""
    with ThreadPoolExecutor(AT_ONCE) as readers:
        return list(readers.map(lambda one: seconds(*one), said))
