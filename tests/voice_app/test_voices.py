"""The voices: one for each tongue, and each a pair that Twilio knows."""

import json

import pytest

from carrier import voices as carrier_voices
from flows.phrases import TONGUES
from flows.tongues import language_of
from tests.voice_app.test_twiml import GRAMMAR
from voice_app.voices import VOICES


def test_every_tongue_has_a_voice_of_its_language() -> None:
    assert VOICES.keys() == TONGUES.keys()
    for tongue, voice in VOICES.items():
        assert language_of(voice.language) == language_of(tongue)
        assert language_of(voice.hears) == language_of(tongue)
        assert "-" not in tongue or voice.language == tongue


@pytest.mark.parametrize("tongue", VOICES)
def test_a_voice_speaks_the_language_beside_it(tongue: str) -> None:
    """Twilio publishes no list of pairs for the voices of Amazon; the stand-in has them from its documentation."""
    voice = VOICES[tongue]
    assert carrier_voices.language_of(voice.name) == voice.language
    assert carrier_voices.objection(voice.name, voice.language) is None
    assert voice.hears in carrier_voices.GATHER_LANGUAGES


@pytest.mark.published
def test_voice_and_languages_are_in_twilios_own_lists() -> None:
    grammar = json.loads(GRAMMAR.read_text())
    says = grammar["elements"]["Say"]["attributes"]["language"]["enum"]
    hears = grammar["large_enums"]["_enum_language"]
    for voice in VOICES.values():
        assert voice.name in grammar["large_enums"]["_enum_voice"]
        assert voice.language in says
        assert voice.hears in hears
