"""Which voice speaks which language, so that a wrong pair fails here as it does at Twilio (13511, 13512).

Knows the voices of the languages a European line speaks; any other named voice is refused, which is
stricter than Twilio.
"""

import re

from carrier.kinds import names

SAY_LANGUAGES = names("""
    af-ZA am-ET ar-AE ar-XA arb bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-AT de-DE el-GR en-AU
    en-CA en-GB en-GB-WLS en-IE en-IN en-NZ en-US en-ZA es-ES es-MX es-US fi-FI fil-PH fr-BE fr-CA fr-FR
    gu-IN he-IL hi-IN hu-HU id-ID is-IS it-IT ja-JP kn-IN ko-KR lv-LV ml-IN mr-IN ms-MY nb-NO nl-BE nl-NL
    pa-IN pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sr-RS sv-SE ta-IN te-IN th-TH tr-TR uk-UA vi-VN yue-HK
    zh-CN zh-HK zh-TW
    """)

# The languages <Gather input="speech"> recognises, as far as they are in use around here.
GATHER_LANGUAGES = names("""
    bg-BG cs-CZ da-DK de-DE el-GR en-AU en-CA en-GB en-IE en-IN en-NZ en-US en-ZA es-ES es-MX es-US fi-FI
    fr-CA fr-FR hr-HR hu-HU it-IT nb-NO nl-BE nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sv-SE tr-TR uk-UA
    """)

_AMAZON = {
    "nl-NL": "Lotte Ruben Laura-Neural",
    "nl-BE": "Lisa-Neural",
    "fr-BE": "Isabelle-Neural",
    "fr-FR": "Celine Mathieu Lea Lea-Neural Lea-Generative Remi-Neural Rémi-Generative",
    "fr-CA": "Chantal Gabrielle-Neural Liam-Neural",
    "de-DE": "Hans Marlene Vicki Vicki-Neural Vicki-Generative Daniel-Neural Daniel-Generative",
    "de-AT": "Hannah-Neural",
    "en-GB": "Amy Amy-Neural Amy-Generative Arthur-Neural Brian Brian-Neural Emma Emma-Neural",
    "en-IE": "Niamh-Neural",
    "en-US": "Ivy Ivy-Neural Joanna Joanna-Neural Joanna-Generative Joey Joey-Neural Justin Justin-Neural "
    "Kendra Kendra-Neural Kevin Kevin-Neural Kimberly Kimberly-Neural Matthew Matthew-Neural "
    "Matthew-Generative Salli Salli-Neural Danielle-Neural Danielle-Generative Gregory-Neural Ruth-Neural "
    "Ruth-Generative Stephen-Neural Stephen-Generative",
}
AMAZON_VOICES = {f"Polly.{name}": language for language, names in _AMAZON.items() for name in names.split()}

# Twilio's first voices; the languages of "alice" are those of its documentation that are spoken around here.
_BASIC = {
    "man": frozenset({"en-US", "en-GB", "es-ES", "fr-FR", "de-DE"}),
    "woman": frozenset({"en-US", "en-GB", "es-ES", "fr-FR", "de-DE"}),
    "alice": names("""
        da-DK de-DE en-AU en-CA en-GB en-IN en-US ca-ES es-ES es-MX fi-FI fr-CA fr-FR it-IT ja-JP ko-KR
        nb-NO nl-NL pl-PL pt-BR pt-PT ru-RU sv-SE zh-CN zh-HK zh-TW
        """),
}

# A Google voice carries its language in its name: Google.nl-NL-Wavenet-A, Google.de-DE-Chirp3-HD-Kore.
_GOOGLE = re.compile(r"Google\.(?P<language>[a-z]{2,3}-[A-Z]{2})-(Standard|Wavenet|Neural2|Chirp3-HD)-\w+")

# Languages for which Google has no voice at Twilio.
_NOT_AT_GOOGLE = frozenset({"fr-BE", "de-AT"})

UNKNOWN_VOICE = 13511
WRONG_LANGUAGE = 13512


def objection(voice: str, language: str) -> tuple[int, str] | None:
    """Why this pair cannot be spoken, as Twilio's code and a sentence; None when it can."""
    if language and language not in SAY_LANGUAGES:
        return WRONG_LANGUAGE, f"Say: unknown language {language!r}"
    if not voice:
        return None
    if voice in _BASIC:
        spoken = _BASIC[voice]
        fits = not language or language in spoken
        return None if fits else (WRONG_LANGUAGE, f"Say: voice {voice!r} does not speak {language}")
    spoken_language = language_of(voice)
    if spoken_language is None:
        return UNKNOWN_VOICE, f"Say: unknown voice {voice!r}"
    if language and language != spoken_language:
        return WRONG_LANGUAGE, f"Say: voice {voice!r} speaks {spoken_language}, not {language}"
    return None


def language_of(voice: str) -> str | None:
    """The language that a voice of Amazon or Google speaks; None for a voice we do not know."""
    google = _GOOGLE.fullmatch(voice)
    if google and google["language"] not in _NOT_AT_GOOGLE:
        return google["language"]
    return AMAZON_VOICES.get(voice)
