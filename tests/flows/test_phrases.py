"""The sentences: whole in every language, short, and none that callers have learned to hate."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter

import pytest

from flows import book, phrases
from flows.facts import NOTHING, Facts, Window, Work
from flows.phrases import CLOCKS, LANGUAGES, TONGUES, VARIANTS, phrase
from flows.spoken import due_in_writing
from flows.thread import Thread
from flows.tongues import language_of
from flows.verbs import Ask, Say
from tests.flows.sample import BUSY, LINE, NOW, PROMISED

ROOT = Path(__file__).parents[2]
HATED = re.compile(
    r"moment geduld|een moment|een ogenblik|one moment|please (hold|wait)|bear with|belangrijk|important"
    r"|waarde(er|ring)|value your|your call\b|uw gesprek|uw oproep|all our agents|in gesprek met|unfortunately|helaas",
    re.IGNORECASE,
)
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
LONG_DAY = datetime(2027, 9, 29, 10, 50, tzinfo=UTC)
"""A Wednesday in September: no day has a longer name in any language."""
SPOKEN = {"text_follows"}
LONGEST = 300
WORDS_A_MINUTE = "155"
needs_a_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng to read aloud with")


def sentences() -> Iterator[tuple[str, str, str]]:
    return ((tongue, key, text) for tongue, texts in {**LANGUAGES, **VARIANTS}.items() for key, text in texts.items())


def test_every_language_has_the_same_sentences_with_the_same_placeholders() -> None:
    shapes = {
        language: {key: placeholders(text) for key, text in texts.items()} for language, texts in LANGUAGES.items()
    }
    for shape in shapes.values():
        assert shape == shapes["nl"]
    assert CLOCKS.keys() == TONGUES.keys()


def test_a_tongue_says_otherwise_only_what_its_language_says_too() -> None:
    for tongue, own in VARIANTS.items():
        theirs = LANGUAGES[language_of(tongue)]
        for key, text in own.items():
            assert placeholders(text) == placeholders(theirs[key]), (tongue, key)
            assert text != theirs[key], (tongue, key)


@pytest.mark.parametrize(("language", "key", "text"), list(sentences()))
def test_a_sentence_is_short_and_none_of_the_hated_ones(language: str, key: str, text: str) -> None:
    assert len(text) < LONGEST
    assert not HATED.search(text), (language, key)
    assert text == " ".join(text.split())


def test_every_sentence_is_said_or_texted_somewhere() -> None:
    rooms = [path.read_text() for room in ("flows", "voice_app", "workers") for path in (ROOT / room).glob("*.py")]
    source = "\n".join(rooms)
    made_up_at_run_time = {
        key for key in LANGUAGES["nl"] if key.startswith(("presence_", "customer_", "text_", "alarm_"))
    }
    unused = {key for key in LANGUAGES["nl"] if f'"{key}"' not in source} - made_up_at_run_time
    assert not unused


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_fits_into_one_message_of_the_gsm_alphabet(language: str) -> None:
    """At most 160 characters of GSM 03.38, with the longest times there are; more, or any other sign, costs more."""
    for window in (None, Window(LONG_DAY, LONG_DAY + timedelta(hours=2))):
        time = due_in_writing(replace(PROMISED, call_by=LONG_DAY, window=window), NOW, LINE.timezone, language)
        for key, text in LANGUAGES[language].items():
            if key.startswith("text_") and key not in SPOKEN:
                said = text.format(name=LINE.name, time=time, line="0201234567", count=3)
                assert len(said) <= 160, (key, len(said), said)
                assert set(said) <= GSM, (key, set(said) - GSM)


def test_the_version_is_short_and_follows_the_sentences() -> None:
    assert re.fullmatch("v[0-9a-f]{8}", phrases.version)


def test_a_forgotten_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrase("nl", "welcome")


@needs_a_voice
@pytest.mark.parametrize("language", LANGUAGES)
def test_greeting_and_five_entries_take_at_most_twelve_seconds(language: str) -> None:
    said = heard_at("welcome", Facts(now=NOW, line=LINE, thread=Thread(language)))
    until_last_entry = said[: said.index("5.") + 2]
    assert seconds(until_last_entry, language) <= 12


@needs_a_voice
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whisper_has_said_what_it_is_about_within_four_seconds(language: str) -> None:
    work = Work("billing", "nl", timedelta(seconds=130), is_promise=False)
    said = heard_at("whisper", Facts(now=NOW, line=LINE, thread=Thread(language, subject="r1"), work=work))
    about = said.removesuffix(phrase(language, "whisper_accept"))
    assert seconds(about, language) < 4
    assert seconds(said, language) < 5


@needs_a_voice
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_callback_with_a_message_is_told_as_fast(language: str) -> None:
    work = Work("billing", "nl", timedelta(hours=23), is_promise=True, has_message=True)
    said = heard_at("whisper", Facts(now=NOW, line=LINE, thread=Thread(language, subject="r1"), work=work))
    assert seconds(said.removesuffix(phrase(language, "whisper_accept")), language) < 4


@needs_a_voice
@pytest.mark.parametrize("language", LANGUAGES)
def test_position_wait_and_offer_leave_the_music_its_share(language: str) -> None:
    thread = Thread(language, need="billing", arrived_at=NOW)
    assert seconds(heard_at("hold", Facts(now=NOW, line=LINE, thread=thread, wait=BUSY)), language) < 12
    assert seconds(phrase(language, "offer"), language) < 6


def placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def heard_at(name: str, facts: Facts) -> str:
    """What is said first at a node that asks."""
    ask = book.play(name, NOTHING, facts).verbs[0]
    assert isinstance(ask, Ask)
    assert isinstance(ask.prompts[0], Say)
    return ask.prompts[0].text


def seconds(text: str, language: str) -> float:
    """How long espeak-ng speaks: 16-bit mono at 22,050 Hz, after a header of 44 bytes."""
    command = ["espeak-ng", "-v", language, "-s", WORDS_A_MINUTE, "--stdout", text]
    wave = subprocess.run(command, check=True, capture_output=True, timeout=10).stdout
    return (len(wave) - 44) / 2 / 22_050
