"""The sentences: whole in every language, in that language, short, and none that callers have learned to hate."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from string import Formatter

import pytest

from flows import phrases, spoken
from flows.facts import Window
from flows.phrases import CLOCKS, LANGUAGES, TONGUES, VARIANTS, phrase
from flows.replies import At, Now, Reply, Stop, read_reply
from flows.spoken import due_in_writing
from flows.tongues import language_of
from tests.flows.sample import LINE, MENU, NOW, PROMISED

ROOT = Path(__file__).parents[2]
HATED = re.compile(
    # nl
    r"moment geduld|een moment|een ogenblik|belangrijk|waarde(er|ring)|uw gesprek|uw oproep|in gesprek met|helaas"
    # en
    r"|one moment|please (hold|wait)|bear with|important|value your|your call\b|all our agents|unfortunately"
    # fr
    r"|un instant|quelques instants|un moment\b|patient|veuillez|ne quittez pas|votre appel\b|malheureusement"
    # de
    r"|einen moment|augenblick|geduld|bitte warten|wichtig|ihr anruf\b|leider|unsere mitarbeiter|wertvoll",
    re.IGNORECASE,
)
GIVEAWAYS = {
    "nl": {"een", "het", "bent", "uw", "niet", "wij", "voor", "nog"},
    "en": {"the", "you", "your", "press", "is", "for", "back"},
    "fr": {"vous", "nous", "votre", "le", "est", "tapez", "pour", "pas"},
    "de": {"wir", "sie", "ist", "nicht", "ihr", "drücken", "zurück"},
}
"""Words that are in one of the languages only, and in every second sentence of it."""
SHARED = {"is": {"nl", "en"}, "wij": {"nl"}, "plus": {"nl", "en", "fr", "de"}}
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
A_YEAR = [NOW + timedelta(days=day, minutes=110) for day in range(366)]
SPOKEN = {"text_follows"}
ALARM_PARTS = {"alarm_need", "alarm_due", "alarm_first_due", "alarm_more", "alarm_list"}
LONGEST = 300


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
    rooms = [path.read_text() for room in ("flows", "voice_app", "workers") for path in (ROOT / room).rglob("*.py")]
    source = "\n".join(rooms)
    made_up_at_run_time = {
        key for key in LANGUAGES["nl"] if key.startswith(("presence_", "customer_", "text_", "alarm_"))
    }
    unused = {key for key in LANGUAGES["nl"] if f'"{key}"' not in source} - made_up_at_run_time
    assert not unused


def texts(tongue: str) -> dict[str, str]:
    return {key: text for key, text in TONGUES[tongue].items() if key.startswith("text_") and key not in SPOKEN}


@pytest.mark.parametrize("tongue", TONGUES)
def test_a_text_fits_into_one_message_of_the_gsm_alphabet(tongue: str) -> None:
    """At most 160 characters of GSM 03.38, on every day of a year; more, or any other sign, costs more."""
    promises = [PROMISED] + [
        replace(PROMISED, call_by=day, window=window)
        for day in A_YEAR
        for window in (None, Window(day, day + timedelta(hours=2)))
    ]
    times = {due_in_writing(owed, NOW, LINE.timezone, tongue) for owed in promises}
    assert frozenset().union(*times) <= GSM
    for key, text in texts(tongue).items():
        said = text.format(
            name=LINE.name, time=max(times, key=len), line="0201234567", count=3, emergency="112", code="123456"
        )
        assert len(said) <= 160, (key, len(said), said)
        assert set(said) <= GSM, (key, set(said) - GSM)


@pytest.mark.parametrize("tongue", TONGUES)
def test_so_does_a_text_to_an_agent(tongue: str) -> None:
    """But for what is in a note, and for the question of a line that asks callers too, which takes two."""
    call = phrase(tongue, "agent_call", code=27, about=MENU[4].label[language_of(tongue)])
    longest = max((spoken.written(day, LINE.timezone, tongue) for day in A_YEAR), key=len)
    time = phrase(tongue, "no_later", moment=longest)
    values = {"name": LINE.name, "about": "", "note": "", "code": 27, "call": call, "time": time, "ending": time}
    for key in (key for key in LANGUAGES[language_of(tongue)] if key.startswith("agent_")):
        said = phrase(tongue, key, **values)
        assert len(said) <= 160, (key, len(said), said)
        assert set(said) <= GSM, (key, set(said) - GSM)


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_does_the_text_that_tells_a_supervisor_of_an_alarm(language: str) -> None:
    longest = max((spoken.written(day, LINE.timezone, language) for day in A_YEAR), key=len)
    need = phrase(language, "alarm_need", need=MENU[4].label[language])
    for key in (key for key in LANGUAGES[language] if key.startswith("alarm_") and key not in ALARM_PARTS):
        said = LANGUAGES[language][key].format(name=LINE.name, count=11)
        if key.startswith("alarm_promise"):
            due = phrase(language, "alarm_first_due" if key.endswith("_many") else "alarm_due", time=longest)
            said = f"{said} {due}" if key.endswith("_many") else f"{said} {need} {due}"
        assert len(said) <= 160, (key, len(said), said)
        assert set(said) <= GSM, (key, set(said) - GSM)


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_words_that_a_text_asks_for_are_understood(tongue: str) -> None:
    """In capitals they stand in the text; and times as the text itself writes them are understood too."""

    def meant(answer: str) -> Reply:
        return read_reply(answer, language_of(tongue), NOW, LINE.timezone)

    for key, text in texts(tongue).items():
        asked_for = [word for word in re.findall(r"\b[A-Z]{2,}\b", text) if word != "SMS"]
        assert [type(meant(word)) for word in asked_for] in ([], [Stop], [Stop, Now]), (key, asked_for)
    owed = replace(PROMISED, window=Window(NOW + timedelta(hours=27), NOW + timedelta(hours=29)))
    assert meant(due_in_writing(owed, NOW, LINE.timezone, tongue)) == At(owed.window)


def test_the_same_texts_ask_for_an_answer_in_every_language() -> None:
    asking = {
        tongue: {key for key, text in texts(tongue).items() if re.search(r"\b[A-Z]{2,}\b", text)} for tongue in TONGUES
    }
    assert all(keys == asking["nl"] for keys in asking.values())


@pytest.mark.parametrize(("language", "key", "text"), list(sentences()))
def test_a_sentence_is_in_its_own_language(language: str, key: str, text: str) -> None:
    words = set(re.findall(r"\w+", re.sub(r"\{\w+\}", "", text).casefold()))
    own = language_of(language)
    strange = {
        (other, word)
        for other, giveaways in GIVEAWAYS.items()
        for word in words & giveaways
        if other != own and own not in SHARED.get(word, ())
    }
    assert not strange, (key, text)


def test_no_sentence_was_left_untranslated() -> None:
    for key, dutch in LANGUAGES["nl"].items():
        others = [LANGUAGES[language][key] for language in LANGUAGES if language != "nl"]
        has_words = len(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", dutch))) > 1
        assert not has_words or len({dutch, *others}) == 4, key


ONE_OF_MANY = re.compile(
    r"\b1[ \u00a0-](minuten|minutes|Minuten|uren|hours|heures|Stunden|dagen|days|jours|Tage|wachtenden|people|personnes"
    r"|Personen|times|calls|callbacks|rappels|Rückrufe|caps|limites|Grenzen|grenzen|numbers|texts)\b"
)


@pytest.mark.parametrize("tongue", TONGUES)
def test_one_is_never_many(tongue: str) -> None:
    """Where a count decides the words there is a sentence for one of them, and another for more."""
    for key, text in TONGUES[tongue].items():
        if "{count}" not in text:
            continue
        one = key.replace("_many", "_one") if key == "ahead_many" else key.removesuffix("_many")
        has_one_of_its_own = one != key and one in TONGUES[tongue]
        for count in (0, 2, 11) if has_one_of_its_own else (0, 1, 2, 11):
            said = text.format(**dict.fromkeys(placeholders(text), "x") | {"count": count})
            assert str(count) in said
            assert not ONE_OF_MANY.search(said), (key, said)
    for seconds in range(0, 5400, 20):
        length = timedelta(seconds=seconds)
        for said in (spoken.duration(length, tongue), spoken.wait_range(length / 2, length, tongue)):
            assert not ONE_OF_MANY.search(said), said


def test_the_version_is_short_and_follows_the_sentences() -> None:
    assert re.fullmatch("v[0-9a-f]{8}", phrases.version)


def test_a_forgotten_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrase("nl", "welcome")


def placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
