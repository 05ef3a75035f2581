"""Every word of the pages stands in every language: nothing missing, nothing left over, no placeholder lost."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from voice_app.pages.words import HERE, LANGUAGES, SOURCE

PAGES = HERE.parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "say": None, "gettext": None, "ngettext": (1, 2), "N_": None}
"""`N_` marks a word that is only looked up later: labels by name, in a table."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
OTHERS = [language for language in LANGUAGES if language != SOURCE]

Key = str | tuple[str, ...]


@cache
def asked_for() -> dict[Key, str]:
    """Every word that a page or a template asks for, and where."""
    found = extract_from_dir(PAGES, METHODS, {"jinja2": {"trimmed": "true"}}, KEYWORDS)
    return {
        (tuple(words) if isinstance(words, list | tuple) else words): f"{file}:{line}"
        for file, line, words, *_ in found
    }


@cache
def catalogues(language: str) -> dict[str, Catalog]:
    return {path.name: _read(path, language) for path in sorted((HERE / language).glob("*.po"))}


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as text:
        return read_po(text, locale=language, abort_invalid=True)


def messages(language: str) -> Iterator[tuple[str, Message]]:
    for name, catalogue in catalogues(language).items():
        for message in catalogue:
            if message.id:
                yield name, message


def known(language: str) -> dict[Key, Message]:
    return {_key(message): message for _, message in messages(language)}


def _key(message: Message) -> Key:
    return tuple(message.id) if isinstance(message.id, list | tuple) else message.id


def _forms(words: Key | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def test_pages_ask_for_words_at_all() -> None:
    assert asked_for()


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_missing(language: str) -> None:
    there = known(language)
    missing = [
        f"{where}: {words!r}"
        for words, where in asked_for().items()
        if words not in there or not all(_forms(there[words].string))
    ]
    assert not missing, f"not in voice_app/pages/words/{language}:\n  " + "\n  ".join(missing)


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_over(language: str) -> None:
    left = [f"{name}: {message.id!r}" for name, message in messages(language) if _key(message) not in asked_for()]
    obsolete = [f"{name}: {id_!r}" for name, catalogue in catalogues(language).items() for id_ in catalogue.obsolete]
    assert not left + obsolete, "no page asks for it any more:\n  " + "\n  ".join(left + obsolete)


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_guessed(language: str) -> None:
    """A fuzzy line is a machine's guess, and is shown to nobody."""
    fuzzy = [f"{name}: {message.id!r}" for name, message in messages(language) if message.fuzzy]
    assert not fuzzy, "look at it, then take the mark away:\n  " + "\n  ".join(fuzzy)


@pytest.mark.parametrize("language", OTHERS)
def test_each_form_has_the_placeholders_of_the_source(language: str) -> None:
    wrong = []
    for name, message in messages(language):
        wanted = set(PLACEHOLDER.findall(_forms(message.id)[-1]))
        for form in _forms(message.string):
            if set(PLACEHOLDER.findall(form)) - wanted or (
                wanted - set(PLACEHOLDER.findall(form)) and isinstance(message.id, str)
            ):
                wrong.append(f"{name}: {message.id!r} → {form!r}")
    assert not wrong, "\n  ".join(wrong)


@pytest.mark.parametrize("language", OTHERS)
def test_no_word_stands_in_two_catalogues_with_two_meanings(language: str) -> None:
    """They are merged into one: of two translations, one would be shown in both places."""
    first: dict[Key, tuple[str, Key]] = {}
    torn = []
    for name, message in messages(language):
        said = _forms(message.string)
        if _key(message) in first and first[_key(message)][1] != said:
            torn.append(f"{message.id!r}: {first[_key(message)]} and {(name, said)}")
        first.setdefault(_key(message), (name, said))
    assert not torn, "\n  ".join(torn)


def test_every_room_has_the_same_catalogues_in_every_language() -> None:
    rooms = {language: set(catalogues(language)) for language in OTHERS}
    assert len(set(map(frozenset, rooms.values()))) == 1, rooms
